"""Several services from one row: by repeated column groups, by value of a column, by place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from offre_insertion.cleaning.lists import split_values
from offre_insertion.conditions import Cells
from offre_insertion.connector import Connector, Each, as_tuple
from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.lexicon.translation import translate
from offre_insertion.mapping.fields import Said, Table
from offre_insertion.schema import ENUMS
from offre_insertion.text import fold

#: Pseudo-columns that a connector can name.
VALUE = "@valeur"
PLACE = "@lieu"

Splitter = Callable[[Cells], tuple[list[str], list[Said]]]


class FanOut:
    """From the cells of a row, the cells of each of its services."""

    def __init__(self, connector: Connector, tables: Mapping[str, Table]) -> None:
        self._groups = connector.groups
        self._each = _compile(connector.each, tables)
        self._each_column = connector.each.column if connector.each else ""
        self._places = _compile(connector.places, tables)

    def __call__(self, cells: Cells) -> Iterator[tuple[Cells, list[Said]]]:
        """One item per service, with what was said on the way; a single item when the row is one service."""
        for grouped in self._grouped(cells):
            for valued, said in _spread(grouped, self._each, VALUE):
                for placed, more in _spread(valued, self._places, PLACE, keep_without=True):
                    yield placed, said + more

    def unread(self, cells: Cells) -> list[Said]:
        """What is to be said of a row whose values make no service."""
        if self._each is None:
            return []
        values, said = self._each(cells)
        if values or said or self._each_column in cells:
            return [] if values else said
        message = (
            f"« {self._each_column} » est vide : la ligne ne donne aucun service, sa structure est gardée."
        )
        return [Said(Note("aucun-service", Severity.INFO, message), self._each_column, "")]

    def _grouped(self, cells: Cells) -> Iterator[Cells]:
        if not self._groups:
            yield cells
        for group in self._groups:
            found = {common: cells[column] for common, column in group.items() if column in cells}
            if found:
                yield {**cells, **found}


def _spread(
    cells: Cells, split: Splitter | None, name: str, *, keep_without: bool = False
) -> Iterator[tuple[Cells, list[Said]]]:
    """One item per value, the notes with the first; without any value, nothing, or the row itself on demand."""
    if split is None:
        yield cells, []
        return
    values, said = split(cells)
    if not values and keep_without:
        yield cells, said
    for position, value in enumerate(values):
        yield {**cells, name: value}, said if position == 0 else []


def _compile(each: Each | None, tables: Mapping[str, Table]) -> Splitter | None:
    if each is None:
        return None
    column, separators = each.column, as_tuple(each.split)
    whole = tables[each.keep_whole] if each.keep_whole else {}
    lookups = [tables[name] for name in as_tuple(each.lookup)]

    def split(cells: Cells) -> tuple[list[str], list[Said]]:
        text = cells.get(column, "")
        if not text:
            return [], []
        values = split_values(text, separators, known=(lambda item: fold(item) in whole) if whole else None)
        if not lookups:
            return list(dict.fromkeys(values)), []
        return _translatable(values, lookups, column)

    return split


def _translatable(values: list[str], lookups: list[Table], column: str) -> tuple[list[str], list[Said]]:
    """Only the values that some code translates make a service; the unknown ones are reported."""
    kept: dict[str, None] = {}
    said: list[Said] = []
    for value in values:
        noted: Noted[tuple[str, ...]] = translate(value, lookups, choices=ENUMS["thematiques"])
        said += [Said(note, column, value) for note in noted.notes if _is_problem(note)]
        if noted.value:
            kept[value] = None
    return list(kept), said


def _is_problem(note: Note) -> bool:
    return note.code in {"valeur-inconnue", "thematique-imprecise"}
