"""The columns of the workbook of a partner, shared by the one who writes it and the one who reads it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from data_inclusion.schema import v1

from offre_insertion.geography import load_geography
from offre_insertion.history.corrections import PRIVATE
from offre_insertion.schema import ENUMS, LIST_FIELDS, Kind, Record
from offre_insertion.tracking.partners import Partner
from offre_insertion.tracking.survey import Offered

GUIDE, ORIGIN, LISTS = "Mode d’emploi", "_origine", "_listes"
ID, HOST, STILL = "Identifiant", "Structure", "Toujours proposé ?"
#: What is written in a cell to take a value away; an empty cell changes nothing.
ERASE = "(effacer)"
PLACES = f"{PRIVATE}places"
_ENUM_MODELS: dict[str, type[Any]] = {
    "thematiques": v1.Thematique,
    "publics": v1.Public,
    "frais": v1.Frais,
    "modes_mobilisation": v1.ModeMobilisation,
    "mobilisable_par": v1.PersonneMobilisatrice,
}
#: Fewest columns of a field that holds several values.
_SLOTS = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the workbook; its title is numbered when it holds several values; ``locked`` ones are only shown."""

    title: str
    field: str
    width: int = 22
    locked: bool = False
    type: Literal["texte", "choix", "nombre"] = "texte"


_STRUCTURE = (
    Column("Nom de la structure", "nom", 34),
    Column("SIRET", "siret", 18),
    Column("Téléphone", "telephone", 18),
    Column("Courriel", "courriel", 30),
    Column("Site internet", "site_web", 30),
    Column("Adresse", "adresse", 34),
    Column("Commune", "commune", 20, locked=True),
    Column("Description", "description", 60),
)
_SERVICE = (
    Column("Nom du service", "nom", 34),
    Column("Description (200 caractères ou plus)", "description", 60),
    Column("Thématique", "thematiques", 34, type="choix"),
    Column("Public", "publics", 28, type="choix"),
    Column("Frais", "frais", 12, type="choix"),
    Column("Précisions sur les frais", "frais_precisions", 26),
    Column("Mode de mobilisation", "modes_mobilisation", 26, type="choix"),
    Column("Qui peut mobiliser", "mobilisable_par", 18, type="choix"),
    Column("Courriel", "courriel", 30),
    Column("Téléphone", "telephone", 18),
    Column("Lien pour mobiliser", "lien_mobilisation", 30),
    Column("Adresse", "adresse", 34),
    Column("Commune", "commune", 20, locked=True),
    Column("Territoire couvert", "zone_eligibilite", 30, type="choix"),
    Column("Conditions d’accès", "conditions_acces", 34),
    Column("Heures par semaine", "volume_horaire_hebdomadaire", 12, type="nombre"),
    Column("Places ouvertes", PLACES, 12, type="nombre"),
)
COLUMNS: dict[Kind, tuple[Column, ...]] = {"structure": _STRUCTURE, "service": _SERVICE}


@dataclass(frozen=True, slots=True)
class Choices:
    """Field → label → code, for the drop-downs: the référentiels, and the territories of the département."""

    codes: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, departement: str) -> Choices:
        """With the EPCI of a département."""
        codes = {
            name: {str(one.label): str(one.value) for one in model} for name, model in _ENUM_MODELS.items()
        }
        assert all(len(codes[name]) == len(ENUMS[name]) for name in codes)  # noqa: S101 - two labels would be one
        return cls({**codes, "zone_eligibilite": _territories(departement)})

    def label(self, field: str, code: str) -> str:
        """The label of a code, the code itself when there is none (the code of a commune)."""
        return next((label for label, one in self.codes[field].items() if one == code), code)


def _territories(departement: str) -> dict[str, str]:
    geography = load_geography()
    found = geography.departement(departement)
    whole = {f"Tout le département ({found.nom if found else departement})": departement}
    return whole | {one.nom: one.code for one in geography.epcis_of_departement(departement)}


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the workbook: what the dataset says of it; ``places`` is private, as it is kept, JSON-ready."""

    kind: Kind
    record: Record
    host: str = ""
    places: Mapping[str, Any] | None = None

    @property
    def id(self) -> str:
        """Id of the record."""
        return str(self.record["id"])

    def value(self, field: str) -> Any:  # noqa: ANN401 - a value of the schema
        """The value of a column, ``None`` when there is none: of the places, their number."""
        return (self.places or {}).get("valeur") if field == PLACES else self.record.get(field)

    def given(self, field: str) -> Any:  # noqa: ANN401 - a value of the schema
        """The same as it is kept, with the text and the unit of the places: what a run compares an answer with."""
        return self.places if field == PLACES else self.record.get(field)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is sent to a partner."""

    partner: str
    day: dt.date
    lines: tuple[Line, ...]

    def of_kind(self, kind: Kind) -> list[Line]:
        """The lines of a sheet."""
        return [one for one in self.lines if one.kind == kind]


def sheet_of(partner: Partner, offered: Iterable[Offered], *, day: dt.date) -> Sheet:
    """The structures and services of a partner, in the order of names."""
    return _sheet(partner.nom, [one for one in offered if _is_owned(partner, one)], day)


def whole_sheet(offered: Iterable[Offered], *, day: dt.date) -> Sheet:
    """Every structure and service, to compare answers with."""
    return _sheet("", list(offered), day)


def _sheet(name: str, offered: Sequence[Offered], day: dt.date) -> Sheet:
    structures = {one.structure["id"]: one.structure for one in offered if one.structure}
    lines = [
        Line("structure", one) for one in sorted(structures.values(), key=lambda one: (one["nom"], one["id"]))
    ]
    for one in sorted(offered, key=lambda one: (one.service["nom"], one.id)):
        host = str(one.structure.get("nom", ""))
        lines.append(Line("service", one.service, host, one.extension.get("places")))
    return Sheet(name, day, tuple(lines))


def _is_owned(partner: Partner, one: Offered) -> bool:
    siret = str(one.structure.get("siret") or "")
    return (partner.siren is not None and siret[:9] == partner.siren) or one.service[
        "structure_id"
    ] in partner.structures


def titles(
    columns: Sequence[Column], lines: Iterable[Line], choices: Choices
) -> list[tuple[str, Column, int]]:
    """The headings of the fields: title, column, rank of the value. A list has one more place than values, three at
    least, never more than there are codes."""
    lines = list(lines)
    found = []
    for column in columns:
        if column.field not in LIST_FIELDS:
            found.append((column.title, column, 0))
            continue
        longest = max((len(line.value(column.field) or ()) for line in lines), default=0)
        slots = min(max(_SLOTS, longest + 1), max(len(choices.codes[column.field]), longest))
        found += [(f"{column.title} {rank + 1}", column, rank) for rank in range(slots)]
    return found
