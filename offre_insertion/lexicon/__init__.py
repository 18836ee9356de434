"""The shared lexicon: common words of French catalogues → codes of the schema, stated once for all.

``connectors/lexique`` holds one TOML per lexicon. In each::

    aucun = ["mot", …]                          understood, and no code says it
    mobilite--preparer-un-permis = ["mot", …]   one code
    [[groupes]]                                 several codes, or a category when it ends with « -- »
    codes = ["…", "…"]
    mots = ["…"]
    [precisions]                                words that say more than their code
    jeunes = ["16-25 ans", …]

Translating with them is in :mod:`offre_insertion.lexicon.translation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from data_inclusion.schema import v1

from offre_insertion.errors import ConnectorError
from offre_insertion.lexicon.translation import (
    CATEGORY_MARK,
    Codes,
    Lexicon,
    Table,
    translate,
    under_category,
)
from offre_insertion.resources import bundled
from offre_insertion.schema import ENUMS, nearest_codes
from offre_insertion.text import fold
from offre_insertion.toml_file import read_toml

__all__ = ["LEXICON_PREFIX", "lexicon_names", "load_lexicon", "read_lexicon", "translate"]

LEXICON_PREFIX = "lexique:"

#: Name of a lexicon → field of the schema whose codes it gives.
_FIELDS = {
    "thematiques": "thematiques",
    "numerique": "thematiques",
    "v0": "thematiques",
    "v0-officiel": "thematiques",
    "publics": "publics",
    "types": "type",
    "frais": "frais",
    "modes_accueil": "modes_accueil",
    "modes_mobilisation": "modes_mobilisation",
    "mobilisable_par": "mobilisable_par",
    "reseaux_porteurs": "reseaux_porteurs",
}

_OFFICIAL = {
    "thematiques": v1.Thematique,
    "publics": v1.Public,
    "type": v1.TypeService,
    "frais": v1.Frais,
    "modes_accueil": v1.ModeAccueil,
    "modes_mobilisation": v1.ModeMobilisation,
    "mobilisable_par": v1.PersonneMobilisatrice,
    "reseaux_porteurs": v1.ReseauPorteur,
}


def lexicon_names() -> tuple[str, ...]:
    """Names that a connector can write: ``("lexique:thematiques", …)``."""
    return tuple(f"{LEXICON_PREFIX}{name}" for name in _FIELDS)


# --- loading ----------------------------------------------------------------------------------------------


@cache
def load_lexicon(name: str) -> Lexicon:
    """Folded label → codes, official codes and labels included; the prefix ``lexique:`` may be left out.

    Raises :class:`ConnectorError` when there is no such lexicon, or when its file is wrong.
    """
    short = name.removeprefix(LEXICON_PREFIX)
    if short not in _FIELDS:
        nearest = nearest_codes(short, tuple(_FIELDS), 1)
        hint = f" Vouliez-vous dire « {LEXICON_PREFIX}{nearest[0]} » ?" if nearest else ""
        raise ConnectorError(f"lexique inconnu « {name} ».{hint} Lexiques : {', '.join(lexicon_names())}.")
    folder = bundled("connectors") / "lexique"
    words = read_lexicon(folder / f"{short}.toml", _FIELDS[short])
    table: dict[str, Codes] = dict(words)
    if short == "thematiques":
        # The codes of the schema v0 name their category, so they are clear anywhere; its labels are not.
        table = {**read_lexicon(folder / "v0.toml", "thematiques", codes_only=True), **table}
    # Official codes and labels mean what they say, whatever a list of words holds.
    return Lexicon({**table, **_official_labels(_FIELDS[short])}, words.wider)


def read_lexicon(path: Path, field: str, *, codes_only: bool = False) -> Lexicon:
    """Folded label → codes of one TOML, without the official labels. Raises :class:`ConnectorError`.

    ``codes_only`` keeps the entries written as codes (``mobilite--louer-un-vehicule``), not the labels.
    """
    data = read_toml(path)
    table: dict[str, Codes] = {}
    wider: set[str] = set()
    for where, label, codes in _entries(data, path):
        _check_codes(codes, field, path=path, where=where)
        key = fold(label)
        if not key or key in table:
            problem = "est déjà dans ce lexique" if key else "n'a ni lettre ni chiffre"
            raise ConnectorError(f"le mot « {label} » {problem} : retirez-le.", path=str(path), where=where)
        if codes_only and CATEGORY_MARK not in label:
            continue
        table[key] = codes
        if where.startswith(_PRECISIONS):
            wider.add(key)
    return Lexicon(table, wider)


_PRECISIONS = "precisions."


def _entries(data: Mapping[str, object], path: Path) -> Iterator[tuple[str, str, Codes]]:
    """Where, label, codes."""
    precisions = data.get("precisions", {})
    if not isinstance(precisions, dict):
        raise ConnectorError("une table est attendue.", path=str(path), where="precisions")
    simple = {key: content for key, content in data.items() if key not in ("groupes", "precisions")}
    simple |= {f"{_PRECISIONS}{key}": content for key, content in precisions.items()}
    for where, content in simple.items():
        code = where.removeprefix(_PRECISIONS)
        codes = () if code == "aucun" else (code,)
        for label in _texts(content, path=path, where=where):
            yield where, label, codes
    yield from _groups(data.get("groupes", []), path)


def _groups(content: object, path: Path) -> Iterator[tuple[str, str, Codes]]:
    groups = content if isinstance(content, list) else [content]
    for position, group in enumerate(groups, start=1):
        where = f"groupes[{position}]"
        if not isinstance(group, dict) or set(group) != {"codes", "mots"}:
            raise ConnectorError(
                "un groupe a deux clés : « codes » et « mots ».", path=str(path), where=where
            )
        codes = _texts(group["codes"], path=path, where=f"{where}.codes")
        for label in _texts(group["mots"], path=path, where=f"{where}.mots"):
            yield where, label, codes


def _texts(content: object, *, path: Path, where: str) -> Codes:
    if not isinstance(content, list) or not all(isinstance(item, str) for item in content):
        raise ConnectorError("une liste de textes est attendue.", path=str(path), where=where)
    return tuple(content)


def _check_codes(codes: Codes, field: str, *, path: Path, where: str) -> None:
    for code in codes:
        if code not in ENUMS[field] and not under_category(code, ENUMS[field]):
            nearest = nearest_codes(code, ENUMS[field], 1)
            hint = f" Le plus proche : « {nearest[0]} »." if nearest else ""
            raise ConnectorError(f"code inconnu « {code} » pour {field}.{hint}", path=str(path), where=where)


@cache
def _official_labels(field: str) -> Table:
    members = [(str(member.value), str(member.label)) for member in _OFFICIAL[field]]
    return {fold(text): (value,) for value, label in members for text in (value, label)}
