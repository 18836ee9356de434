"""The HTML fragment of the online valideur, read back into what it says (contract §3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import NamedTuple

from offre_insertion.schema import Kind

SUCCESS = "Votre fichier est conforme au schéma data·inclusion !"
_COLUMNS = ("Typologie", "Champ", "Ligne(s)", "Valeur", "Détail")
_KINDS: dict[str, Kind] = {"Structure": "structure", "Service": "service"}
_TOTAL = r"(\d+) {} (?:(\d+) à corriger )?(?:(\d+) erreur\(s\)|Aucune erreur)"
_TOTALS: dict[Kind, re.Pattern[str]] = {
    "structure": re.compile(_TOTAL.format(r"structure\(s\) analysée\(s\)")),
    "service": re.compile(_TOTAL.format(r"service\(s\) analysé\(s\)")),
}
_BLANKS = re.compile(r"\s+")
_RUN = re.compile(r"(\d+)(?: à (\d+))?")


class Total(NamedTuple):
    """Of one kind: records read, records with an error, errors."""

    analysed: int
    wrong: int
    errors: int


class Row(NamedTuple):
    """One line of the table of errors."""

    kind: Kind
    field: str
    lines: tuple[int, ...]
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the valideur says of a workbook it could read."""

    totals: Mapping[Kind, Total]
    rows: tuple[Row, ...]


def read_answer(html: str) -> Answer:
    """The answer of a fragment. Raises ``ValueError`` when it is not one: another page, another version."""
    page = _Page()
    page.feed(html)
    page.close()
    text = _BLANKS.sub(" ", " ".join(page.text))
    totals: dict[Kind, Total] = {}
    for kind, pattern in _TOTALS.items():
        found = pattern.search(text)
        if found is None:
            raise ValueError(f"the total of {kind}s is missing")
        totals[kind] = Total(*(int(number or 0) for number in found.groups()))
    if page.rows and tuple(page.header) != _COLUMNS:
        raise ValueError(f"unknown columns {page.header}")
    if (SUCCESS in text) is bool(page.rows):
        raise ValueError("neither a success nor a list of errors")
    return Answer(totals, tuple(_rows(page.rows)))


def _rows(cells: Sequence[Sequence[str]]) -> list[Row]:
    """The kind is only written on the first line of each kind."""
    rows: list[Row] = []
    typologie = ""
    for line in cells:
        if len(line) != len(_COLUMNS):
            raise ValueError(f"a row of {len(line)} cells")
        typologie = line[0].strip() or typologie
        if typologie not in _KINDS:
            raise ValueError(f"unknown kind {typologie!r}")
        _, field, lines, value, message = line
        rows.append(Row(_KINDS[typologie], field.strip(), _line_numbers(lines), value, message.strip()))
    return rows


def _line_numbers(text: str) -> tuple[int, ...]:
    """``2, 4 à 6`` → 2, 4, 5, 6; a line is repeated when it is written twice."""
    found: list[int] = []
    for part in text.split(","):
        match = _RUN.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"unknown lines {text!r}")
        first, last = match.group(1), match.group(2)
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


class _Page(HTMLParser):
    """``header`` and ``rows`` hold the texts of the cells of the table, ``text`` everything else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.header: list[str] = []
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._cell is not None:
            text = "".join(self._cell)
            if tag == "th":
                self.header.append(text.strip())
            elif self.rows:
                self.rows[-1].append(text)
            self._cell = None
        elif tag == "tr" and self.rows and not self.rows[-1]:
            self.rows.pop()  # the heading row

    def handle_data(self, data: str) -> None:
        (self.text if self._cell is None else self._cell).append(data)
