"""The CSV import of structures (contract §7.2): eight columns, the rest comes from Sirene."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from offre_insertion.publishing.dora.csv_forecast import (
    Fate,
    FileForecast,
    Known,
    KnownStructure,
    RowForecast,
    parse,
    source_conflict,
    split_cell,
)
from offre_insertion.publishing.dora.drafts import DoraDraft
from offre_insertion.publishing.dora.values import is_email, plain

HEADERS = (
    "nom", "siret", "siret_parent", "courriels_administrateurs", "labels", "modeles", "telephone", "courriel_structure",
)  # fmt: skip
_NOT_DIGITS = re.compile(r"\D")
_SIRET_LENGTH = 14
_NOM_MAX = 255
_PHONE_MAX = 10


def structure_row(
    draft: DoraDraft, *, models: tuple[str, ...] = (), labels: tuple[str, ...] = ()
) -> dict[str, str]:
    """The row of a structure. No administrator is named: the import sends real invitations."""
    payload = draft.payload
    return {
        "nom": plain(payload["name"]),
        "siret": plain(draft.defaults.get("siret")),
        "siret_parent": "",
        "courriels_administrateurs": "",
        "labels": ",".join(labels),
        "modeles": ",".join(models),
        "telephone": plain(payload["phone"]),
        "courriel_structure": plain(payload["email"]),
    }


def forecast_structures(
    content: bytes, known: Known, *, name: str = "structures.csv", label: str | None = None, skip: int = 0
) -> FileForecast:
    """The fate of each row of a file of structures; a refused row is skipped, the others are written.

    ``label`` is the name of the source typed in the form; ``skip`` the lines of instructions above the header.
    """
    parsed = parse(content, HEADERS, name=name, skip=skip)
    refusal = parsed.refusal or source_conflict(name, label, known)
    if refusal:
        return FileForecast((), refusal, parsed.missing, known)
    rows: list[RowForecast] = []
    seen = _Seen(known)
    for line, raw in enumerate(parsed.rows, 2):
        row = _cleaned(raw)
        rows.append(_forecast(line, row, seen))
        if rows[-1].fate == "cree":
            seen.add(_Row.of(row).structure)
    return FileForecast(tuple(rows), known=known.with_structures(seen.created))


class _Seen:
    """What DORA holds, grown row after row, and ready to be asked."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.by_siret = known.index()
        self.branches = {(one.parent, one.nom): one for one in known.all_structures if one.parent}
        self.created: list[KnownStructure] = []

    def add(self, structure: KnownStructure) -> None:
        self.created.append(structure)
        if structure.siret:
            self.by_siret.setdefault(structure.siret, structure)
        if structure.parent:
            self.branches.setdefault((structure.parent, structure.nom), structure)


def _cleaned(raw: Mapping[str, str]) -> dict[str, str]:
    """Cells trimmed, numbers without anything but their digits; cells that a short row lacks are empty."""
    row = {name: raw.get(name, "").strip() for name in HEADERS}
    for name in ("siret", "siret_parent", "telephone"):
        row[name] = _NOT_DIGITS.sub("", row[name])
    return row


class _Row(NamedTuple):
    """What identifies the structure of a row: a branch may have no SIRET, its parent and its name are its key."""

    nom: str
    siret: str
    parent: str

    @classmethod
    def of(cls, row: Mapping[str, str]) -> _Row:
        return cls(row["nom"], row["siret"], row["siret_parent"])

    @property
    def structure(self) -> KnownStructure:
        return KnownStructure(siret=self.siret, parent=self.parent, nom=self.nom)

    def existing(self, seen: _Seen) -> KnownStructure | None:
        """The structure that the import would recognise."""
        return seen.by_siret.get(self.siret) if self.siret else seen.branches.get((self.parent, self.nom))


def _forecast(line: int, row: Mapping[str, str], seen: _Seen) -> RowForecast:
    key = _Row.of(row)
    reasons = tuple(filter(None, (_refused_identity(key, seen), *_refused_values(row, seen.known))))
    if reasons:
        return RowForecast(line, key.nom, "refuse", reasons)
    existing = key.existing(seen)
    fate: Fate = "mise-a-jour" if existing else "cree"
    return RowForecast(line, key.nom, fate, (), tuple(_warnings(row, key, existing, seen)))


def _refused_identity(key: _Row, seen: _Seen) -> str | None:
    if not key.nom:
        return "Il manque le nom."
    if not key.siret and not key.parent:
        return "Il manque le SIRET, ou celui de la structure parente."
    for siret, words in ((key.siret, "SIRET"), (key.parent, "SIRET de la structure parente")):
        if siret and len(siret) != _SIRET_LENGTH:
            return f"Le {words} « {siret} » n’a pas {_SIRET_LENGTH} chiffres."
        if siret and _is_unknown(siret, seen):
            return f"Le {words} « {siret} » n’est ni dans DORA ni dans Sirene : vérifiez-le."
    parent = seen.by_siret.get(key.parent)
    if parent is not None and parent.parent:
        return f"« {key.parent} » est une antenne : elle ne peut pas être structure parente."
    return None


def _is_unknown(siret: str, seen: _Seen) -> bool:
    return seen.known.sirene is not None and siret not in seen.known.sirene and siret not in seen.by_siret


def _refused_values(row: Mapping[str, str], known: Known) -> list[str]:
    found = []
    addresses = (*split_cell(row["courriels_administrateurs"]), *filter(None, (row["courriel_structure"],)))
    if not all(map(is_email, addresses)):
        found.append("Un courriel n’est pas une adresse électronique.")
    for name, values, words in (("labels", known.labels, "Label"), ("modeles", known.models, "Modèle")):
        unknown = [] if values is None else [one for one in split_cell(row[name]) if one not in values]
        if unknown:
            found.append(f"{words} inconnu : {', '.join(unknown)}.")
    phone = row["telephone"]
    if len(phone) > _PHONE_MAX or (len(phone) == _PHONE_MAX and not phone.startswith("0")):
        found.append(f"Le téléphone « {phone} » n’est pas un numéro national de {_PHONE_MAX} chiffres.")
    return found


def _warnings(row: Mapping[str, str], key: _Row, existing: KnownStructure | None, seen: _Seen) -> list[str]:
    found = []
    if existing is not None:
        found.append(
            "Elle n’est pas renommée : seuls le téléphone et le courriel changent, s’ils sont remplis."
        )
    elif seen.known.sirene is None and (key.siret or key.parent) not in seen.by_siret:
        found.append("Rien ne dit que le SIRET est dans DORA ou dans Sirene : sinon, la ligne est refusée.")
    if key.siret and key.parent and key.siret[:9] != key.parent[:9]:
        found.append("Le SIREN n’est pas celui de la structure parente : DORA ne le vérifie pas.")
    if len(key.nom) > _NOM_MAX:
        found.append(f"Le nom dépasse {_NOM_MAX} caractères : l’essai ne le voit pas, l’import peut échouer.")
    if split_cell(row["courriels_administrateurs"]):
        found.append("DORA enverra une invitation à chaque administrateur.")
    if split_cell(row["modeles"]):
        found.append("Chaque modèle crée un service en brouillon, sauf s’il y en a déjà un.")
    return found
