"""What reading gives: rows of text, whatever the file was."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from offre_insertion.issues import Issue

Cells = Sequence[str]

#: Characters in a cell: the longest text of the schema is 10 000, a spreadsheet holds 32 767.
MAX_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the catalogue.

    ``number`` is the line a person sees in the file (Excel row, first physical line of a CSV record, rank of a
    JSON item from 1); ``values`` holds the filled cells only, outer whitespace removed, by column name.
    """

    number: int
    values: dict[str, str]
    sheet: str | None = None

    @property
    def cells(self) -> str:
        """Print of the filled cells: the same one means that nobody touched the line."""
        return print_of(self.values)


def print_of(value: object) -> str:
    """Print of a JSON-ready value, 16 hexadecimal digits."""
    content = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(content, digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """A line that a stated rule leaves out. ``cells`` is the print of its cells, empty when they were not looked at."""

    number: int
    sheet: str | None
    reason: str
    cells: str = ""


@dataclass(slots=True)
class Table:
    """A catalogue being read. ``rows`` is consumed once; ``issues`` and ``ignored`` are complete after that.

    ``modified`` is the date the file itself carries (workbook properties, HTTP ``Last-Modified``), never the one
    of the file system. ``details`` says how the file was read, for the bilan.
    """

    columns: tuple[str, ...]
    rows: Iterator[Row]
    issues: list[Issue] = field(default_factory=list)
    ignored: list[IgnoredRow] = field(default_factory=list)
    modified: dt.date | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Grid:
    """Numbered lines of cells, as they are in a file or a sheet."""

    lines: Iterator[tuple[int, Cells]]
    sheet: str | None = None
    issues: list[Issue] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
