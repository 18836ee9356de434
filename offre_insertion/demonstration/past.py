"""The catalogue as it was on a day, from what it is today and the table of what it was before."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import NamedTuple

_HEADER_ROWS, _FOOTER_ROWS = 3, 2


class Change(NamedTuple):
    """What a cell held, from a day to another; without a column, the line was not there."""

    start: dt.date
    end: dt.date
    line: int
    column: str
    value: str


def read_changes(text: str) -> list[Change]:
    """The lines of ``changements.csv``."""
    return [
        Change(
            dt.date.fromisoformat(row["du"]),
            dt.date.fromisoformat(row["au"]),
            int(row["ligne"]),
            row["colonne"],
            row["valeur"],
        )
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    ]


def catalogue_on(day: dt.date, content: bytes, changes: Iterable[Change]) -> bytes:
    """The bytes of the catalogue on a day. Lines are numbered from the first after the header."""
    rows = list(csv.reader(io.StringIO(content.decode("cp1252"), newline=""), delimiter=";"))
    head, lines, foot = rows[:_HEADER_ROWS], rows[_HEADER_ROWS:-_FOOTER_ROWS], rows[-_FOOTER_ROWS:]
    found = _apply(day, lines, {name: position for position, name in enumerate(head[-1])}, changes)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([*head, *found, *foot])
    return out.getvalue().encode("cp1252")


def _apply(
    day: dt.date, lines: list[list[str]], columns: dict[str, int], changes: Iterable[Change]
) -> list[list[str]]:
    found = {number: list(row) for number, row in enumerate(lines, 1)}
    absent = set()
    for change in changes:
        if not change.start <= day <= change.end:
            continue
        if change.column:
            row = found.setdefault(change.line, [""] * len(columns))
            row[columns[change.column]] = change.value
        else:
            absent.add(change.line)
    return [row for number, row in sorted(found.items()) if number not in absent]
