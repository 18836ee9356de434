"""The columns of the workbook of a partner, shared by the one who writes it and the one who reads it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from offre_insertion.geography import load_geography
from offre_insertion.history.corrections import PRIVATE
from offre_insertion.history.values import Ref
from offre_insertion.matching import Merged, Preferences, merge
from offre_insertion.schema import CODE_LABELS, ENUMS, LIST_FIELDS, Kind, Record

GUIDE, ORIGIN, LISTS = "Mode d’emploi", "_origine", "_listes"
ID, HOST, STILL = "Identifiant", "Structure", "Toujours proposé ?"
#: What is written in a cell to take a value away; an empty cell changes nothing.
ERASE = "(effacer)"
PLACES = f"{PRIVATE}places"
#: Stands for a field: the other records of a line.
OTHERS = "autres"
_CODED = ("thematiques", "publics", "frais", "modes_mobilisation", "mobilisable_par")
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
_OTHERS = Column("Réunit aussi", OTHERS, 34, locked=True)
COLUMNS: dict[Kind, tuple[Column, ...]] = {
    "structure": (_OTHERS, *_STRUCTURE),
    "service": (_OTHERS, *_SERVICE),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """Field → label → code, for the drop-downs: the référentiels, and the territories of the département."""

    codes: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, departement: str) -> Choices:
        """With the EPCI of a département."""
        codes = {name: {CODE_LABELS[code]: code for code in ENUMS[name]} for name in _CODED}
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
    """One line of the workbook: what the dataset says of a record; ``places`` is private, as it is kept, JSON-ready.

    ``members`` are the records that are one, when there are several, the one that a merge prefers first: ``record`` is
    then what the merge makes of them.
    """

    kind: Kind
    record: Record
    host: str = ""
    places: Mapping[str, Any] | None = None
    members: tuple[Line, ...] = ()
    is_published: bool = True

    @property
    def id(self) -> str:
        """Id of the record."""
        return str(self.record["id"])

    @property
    def ref(self) -> Ref:
        """The record."""
        return Ref(self.kind, self.id)

    @property
    def parts(self) -> tuple[Line, ...]:
        """Its records, each as its catalogue gives it: the line itself when it stands alone."""
        return self.members or (self,)

    @property
    def others(self) -> tuple[Line, ...]:
        """Its records but the one that it is named after."""
        return tuple(one for one in self.members if one.id != self.id)

    def value(self, field: str) -> Any:  # noqa: ANN401 - a value of the schema
        """The value of a column, ``None`` when there is none: of the places, their number."""
        if field == OTHERS:
            return "\n".join(f"{one.record['nom']} ({one.id})" for one in self.others) or None
        return (self.places or {}).get("valeur") if field == PLACES else self.record.get(field)

    def given(self, field: str) -> Any:  # noqa: ANN401 - a value of the schema
        """The same as it is kept, with the text and the unit of the places: what a run compares an answer with."""
        return self.places if field == PLACES else self.record.get(field)


def merged_of(parts: Sequence[Line], preferences: Preferences) -> Merged:
    """What a merge makes of records that are one: of those published, when one of them is."""
    published = [one.record for one in parts if one.is_published] or [one.record for one in parts]
    return merge(published, kind=parts[0].kind, preferences=preferences)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is sent to a partner; ``preferences`` are those of the merge that its lines show; ``same``: structure →
    those that are one with it, itself included, absent when it stands alone."""

    partner: str
    day: dt.date
    lines: tuple[Line, ...]
    preferences: Preferences = field(default_factory=Preferences)
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of_kind(self, kind: Kind) -> list[Line]:
        """The lines of a sheet."""
        return [one for one in self.lines if one.kind == kind]

    def by_ref(self) -> dict[Ref, Line]:
        """Record → the line that speaks of it."""
        return {part.ref: line for line in self.lines for part in line.parts}


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
