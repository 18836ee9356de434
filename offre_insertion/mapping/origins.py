"""Where the raw text of a field comes from: the cells a rule reads, before any cleaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import orjson

from offre_insertion.connector import FieldRule, as_tuple

Cells = Mapping[str, str]


class Piece(NamedTuple):
    """A text and the column it was read in; no column for a literal."""

    text: str
    column: str | None


Origin = Callable[[Cells], list[Piece]]


def compile_origin(rule: FieldRule) -> Origin:
    """The function that reads the cells of a rule, in order, blank cells left out."""
    if rule.column is not None:
        return _one_column(rule.column, rule.point)
    if rule.columns is not None:
        return _several_columns(rule)
    if rule.ticked is not None:
        return _ticked(rule)
    literals = [Piece(str(value), None) for value in _literals(rule)]
    return lambda _cells: literals


def _literals(rule: FieldRule) -> Iterator[object]:
    if isinstance(rule.literal, tuple):
        yield from rule.literal
    elif rule.literal is not None:
        yield rule.literal


def _one_column(column: str, point: str | None) -> Origin:
    def read(cells: Cells) -> list[Piece]:
        text = cells.get(column)
        if text is not None and point is not None:
            text = _json_key(text, point)
        return [Piece(text, column)] if text else []

    return read


def _json_key(text: str, key: str) -> str | None:
    """One value of a cell that holds a JSON object (``{"lon": 166.4, "lat": -22.2}``)."""
    try:
        value = orjson.loads(text)[key]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    return None if value is None else str(value)


def _several_columns(rule: FieldRule) -> Origin:
    columns = rule.columns or ()
    if rule.first:
        return lambda cells: next(([Piece(cells[name], name)] for name in columns if name in cells), [])
    if rule.join is None:
        return lambda cells: [Piece(cells[name], name) for name in columns if name in cells]
    return _joined(columns, rule.join, rule.labels or {})


def _joined(columns: tuple[str, ...], separator: str, labels: Mapping[str, str]) -> Origin:
    def read(cells: Cells) -> list[Piece]:
        parts = [f"{labels.get(name, '')}{cells[name]}" for name in columns if name in cells]
        return [Piece(separator.join(parts), columns[0])] if parts else []

    return read


def _ticked(rule: FieldRule) -> Origin:
    """A mark gives the codes of its column; any other text stands for itself, and is then read or reported."""
    any_mark = "*" in rule.ticks
    marks = frozenset(mark.strip().casefold() for mark in rule.ticks)
    blanks = frozenset(mark.strip().casefold() for mark in rule.unticked)
    codes = {column: as_tuple(value) for column, value in (rule.ticked or {}).items()}

    def read(cells: Cells) -> list[Piece]:
        pieces = []
        for column, values in codes.items():
            mark = cells.get(column, "").strip().casefold()
            if not mark or mark in blanks:
                continue
            if any_mark or mark in marks:
                pieces += [Piece(code, column) for code in values]
            else:
                pieces.append(Piece(cells[column], column))
        return pieces

    return read
