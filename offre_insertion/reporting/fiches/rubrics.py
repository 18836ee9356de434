"""An export as a value: rubrics asked by the instruction, one fiche per dispositif, and what is left blank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from offre_insertion.reporting.fiches.dispositifs import Dispositif, Holding
from offre_insertion.reporting.fiches.words import legal

_BY_HAND = "dans le document : un catalogue ne le dit pas"


class Given(NamedTuple):
    """What a dispositif says of a rubric.

    ``number`` is the value when the text is one number. ``missing`` says what a text leaves out of what is asked;
    ``hint``, what else the catalogue says that may help to fill it. Neither is written in the rubric.
    """

    text: str = ""
    number: float | None = None
    missing: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Rubric:
    """One thing the instruction asks, in its own words.

    ``prompt`` is what it says between brackets; ``article`` where it says so. ``fields`` are the fields that fill it,
    as a connector names them; none when only a person can. A rubric that is not ``is_asked`` is a landmark of ours:
    a blank there is not counted. ``width`` is that of its column.
    """

    key: str
    label: str
    read: Callable[[Dispositif], Given]
    fields: tuple[str, ...] = ()
    prompt: str | None = None
    article: str = ""
    is_asked: bool = True
    width: int = 24
    form: Literal["texte", "euros", "nombre"] = "texte"


@dataclass(frozen=True, slots=True)
class Fiche:
    """The answers of one dispositif, in the order of the rubrics of its table."""

    id: str
    title: str
    source: str
    answers: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A rubric to fill, or to complete: ``missing`` says what is left out, ``None`` when all is.

    ``where`` says where to write it, ``hint`` what else is known.
    """

    fiche: str
    title: str
    table: str
    rubric: str
    where: str
    missing: str | None
    hint: str | None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "fiche": self.fiche,
            "titre": self.title,
            "partie": self.table,
            "rubrique": self.rubric,
            "etat": "incomplet" if self.missing else "vide",
            "manque": self.missing,
            "ou": self.where,
            "indice": self.hint,
        }


@dataclass(frozen=True)
class Table:
    """Rubrics, and a fiche per dispositif. Made by :func:`fill`.

    ``total`` names the line that adds up its amounts, ``None`` when they do not add up.
    """

    name: str
    rubrics: tuple[Rubric, ...]
    fiches: tuple[Fiche, ...]
    blanks: tuple[Blank, ...]
    total: str | None = None

    def counts(self) -> list[tuple[Rubric, int, int, int]]:
        """For each rubric asked: how many are filled, incomplete, blank."""
        found = Counter((blank.rubric, blank.missing is not None) for blank in self.blanks)
        return [
            (one, len(self.fiches) - partial - empty, partial, empty)
            for one in self.rubrics
            if one.is_asked
            for partial, empty in [(found[one.label, True], found[one.label, False])]
        ]


@dataclass(frozen=True)
class Export:
    """A whole document. ``stem`` is the name of its files, without the extension."""

    stem: str
    title: str
    subtitle: str
    reference: str
    tables: tuple[Table, ...]

    @cached_property
    def blanks(self) -> tuple[Blank, ...]:
        """What is to fill or to complete, table by table; first what a catalogue can say."""
        listed = (blank for table in self.tables for blank in table.blanks)
        return tuple(sorted(listed, key=lambda blank: blank.where == _BY_HAND))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready: the values, the blanks, the counts."""
        return {
            "titre": self.title,
            "parties": [_table_dict(table) for table in self.tables],
            "a_completer": [blank.as_dict() for blank in self.blanks],
        }


def _table_dict(table: Table) -> dict[str, Any]:
    return {
        "nom": table.name,
        "rubriques": [
            {
                "cle": one.key,
                "libelle": one.label,
                "article": one.article,
                "remplies": filled,
                "incompletes": partial,
                "vides": empty,
            }
            for one, filled, partial, empty in table.counts()
        ],
        "fiches": [
            {
                "id": fiche.id,
                "titre": fiche.title,
                "valeurs": {
                    rubric.key: answer.text or None
                    for rubric, answer in zip(table.rubrics, fiche.answers, strict=True)
                },
            }
            for fiche in table.fiches
        ],
    }


def fill(name: str, rubrics: Sequence[Rubric], dispositifs: Sequence[Dispositif], holding: Holding) -> Table:
    """Asks each dispositif each rubric, and notes what is not said."""
    fiches = tuple(
        Fiche(legal(one.id), one.title, one.source, tuple(rubric.read(one) for rubric in rubrics))
        for one in dispositifs
    )
    blanks = tuple(_blanks(name, rubrics, fiches, holding.columns or {}))
    return Table(name, tuple(rubrics), fiches, blanks)


def _blanks(
    name: str,
    rubrics: Sequence[Rubric],
    fiches: Sequence[Fiche],
    columns: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Iterator[Blank]:
    for fiche in fiches:
        for rubric, answer in zip(rubrics, fiche.answers, strict=True):
            if rubric.is_asked and (not answer.text or answer.missing):
                where = where_to_fill(rubric, columns.get(fiche.source))
                missing = answer.missing if answer.text else None
                yield Blank(fiche.id, fiche.title, name, rubric.label, where, missing, answer.hint)


def where_to_fill(rubric: Rubric, columns: Mapping[str, tuple[str, ...]] | None) -> str:
    """The columns of the catalogue that feed a rubric, or how to have one read; ``columns`` when they are known."""
    if not rubric.fields:
        return _BY_HAND
    first = rubric.fields[0]
    if columns is None:
        return f"dans le catalogue (champ {first} du connecteur), ou ici"
    named = [column for field in rubric.fields for column in columns.get(field, ())]
    if named:
        shown = " ou ".join(f"« {legal(column)} »" for column in dict.fromkeys(named))
        return f"dans le catalogue : {shown}"
    return f"aucune colonne n’est lue : ajoutez-la au catalogue, et [{first}] au connecteur"
