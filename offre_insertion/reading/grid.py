"""From a grid of cells to rows keyed by column: headers, merged cells, « idem », « n.c. », repeated headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue, Severity
from offre_insertion.reading.table import IgnoredRow, Row, Table

Cells = Sequence[str]


@dataclass(slots=True)
class Grid:
    """Numbered lines of cells, as they are in a file or a sheet; ``header_fills`` repeats merged header cells."""

    lines: Iterator[tuple[int, Cells]]
    sheet: str | None = None
    issues: list[Issue] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)


def tabulate(grid: Grid, form: Format, *, name: str) -> Table:
    """The table of a grid: finds the header where the connector says it is. Raises :class:`ReadError`."""
    first, last = (form.header, form.header) if isinstance(form.header, int) else form.header
    heading = _heading(grid, first, last)
    if not any(cell.strip() for cells in heading for cell in cells):
        raise ReadError(
            f"« {name} » n'a pas d'en-tête à la ligne {first}. Dites dans le connecteur où il est (format.header)."
        )
    columns = name_columns(_flatten(heading), grid)
    table = Table(tuple(filter(None, columns)), iter(()), grid.issues, details=grid.details)
    table.rows = _rows(grid, columns, form, table)
    return table


def _heading(grid: Grid, first: int, last: int) -> list[Cells]:
    """The header lines. Lines above are titles; a CSV record may hold several physical lines."""
    heading: list[Cells] = []
    for number, cells in grid.lines:
        if number >= first:
            heading.append(cells)
        if number >= last:
            break
    return heading


def _flatten(heading: Sequence[Cells]) -> list[str]:
    """A header on two lines becomes « Modalités / Durée »; a name repeated on both is said once."""
    width = max(map(len, heading), default=0)
    names = []
    for position in range(width):
        parts = [" ".join(cells[position].split()) for cells in heading if position < len(cells)]
        names.append(" / ".join(dict.fromkeys(part for part in parts if part)))
    return names


def name_columns(names: Sequence[str], grid: Grid) -> list[str]:
    """Unique column names: « Nom (2) » for a repeated one, « Colonne C » for a nameless one."""
    seen: dict[str, int] = {}
    unique = []
    for position, name in enumerate(names):
        label = name.strip("\ufeff ") or f"Colonne {column_letter(position)}"
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            grid.issues.append(_repeated(label, seen[label], grid.sheet))
            label = f"{label} ({seen[label]})"
        unique.append(label)
    return unique


def column_letter(position: int) -> str:
    """Spreadsheet letter of a column, from 0: ``A``, ``B``… ``AA``."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _repeated(name: str, rank: int, sheet: str | None) -> Issue:
    return Issue(
        code="colonne-en-double",
        severity=Severity.INFO,
        message=f"La colonne « {name} » apparaît plusieurs fois : la {rank}e est appelée « {name} ({rank}) ».",
        sheet=sheet,
        column=name,
    )


def _rows(grid: Grid, columns: Sequence[str], form: Format, table: Table) -> Iterator[Row]:
    empty = frozenset(word.casefold() for word in form.empty)
    ditto = frozenset(word.casefold() for word in form.ditto)
    width, above = len(columns), dict[str, str]()
    for number, cells in grid.lines:
        if not any(cells):
            continue
        if form.repeated_header and _is_header(cells, columns):
            table.ignored.append(IgnoredRow(number, grid.sheet, "en-tête répété"))
            continue
        if len(cells) != width:
            _report_width(cells, columns, number, grid)
        values = _values(cells, columns, empty)
        if ditto:
            _repeat(values, above, ditto)
            above = values
        if values:
            yield Row(number, values, grid.sheet)


def _values(cells: Cells, columns: Sequence[str], empty: frozenset[str]) -> dict[str, str]:
    values = {}
    for name, cell in zip(columns, cells, strict=False):
        text = cell.strip()
        if text and (not empty or text.casefold() not in empty):
            values[name] = text
    return values


def _repeat(values: dict[str, str], above: dict[str, str], ditto: frozenset[str]) -> None:
    """« idem » is the value of the row above; with nothing above, it means nothing."""
    for name, text in list(values.items()):
        if text.casefold() in ditto:
            if name in above:
                values[name] = above[name]
            else:
                del values[name]


def _is_header(cells: Cells, columns: Sequence[str]) -> bool:
    names = [" ".join(cell.split()) for cell in cells]
    return names[: len(columns)] == list(columns[: len(names)])


def _report_width(cells: Cells, columns: Sequence[str], number: int, grid: Grid) -> None:
    extra = [cell.strip() for cell in cells[len(columns) :] if cell.strip()]
    if extra:
        shown = ", ".join(f"« {text[:40]} »" for text in extra[:5])
        message = (
            f"{len(extra)} cellules au-delà de la dernière colonne ({shown}) : non lues. Un séparateur est-il de trop ?"
        )
        code = "cellules-en-trop"
    elif len(cells) < len(columns) and grid.sheet is None:
        missing = len(columns) - len(cells)
        message = f"Il manque {missing} cellules à la fin de la ligne : elles sont lues vides."
        code = "cellules-manquantes"
    else:
        return
    grid.issues.append(
        Issue(code=code, severity=Severity.AVERTISSEMENT, message=message, row=number, sheet=grid.sheet)
    )


def fill_merged(lines: list[list[str]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Repeats the value of each merged range on the cells it covers, and only there (ranges from 0, inclusive)."""
    for (top, left), (bottom, right) in ranges:
        if top >= len(lines) or left >= len(lines[top]):
            continue
        value = lines[top][left]
        for line in lines[top : bottom + 1]:
            line[left : right + 1] = [value] * (min(right + 1, len(line)) - left)
