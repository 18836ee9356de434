"""From a grid of cells to rows keyed by column: headers, merged cells, « idem », « n.c. », repeated headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue, Severity
from offre_insertion.reading.table import Cells, Grid, IgnoredRow, Row, Table
from offre_insertion.reading.widths import Widths

#: Characters of a column name: a header longer than a paragraph is no name, and messages quote it.
_MAX_NAME = 500


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
    table.rows = _rows(grid, columns, {_words(cells) for cells in heading}, form, table, name=name)
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
    labels = [
        _shortened(name.strip("\ufeff ")) or f"Colonne {column_letter(position)}"
        for position, name in enumerate(names)
    ]
    taken, unique = set(labels), list[str]()
    ranks: dict[str, int] = {}
    for label in labels:
        ranks[label] = rank = ranks.get(label, 0) + 1
        if rank == 1:
            unique.append(label)
            continue
        while f"{label} ({rank})" in taken:  # the header itself may say « Nom (2) »
            rank += 1
        taken.add(f"{label} ({rank})")
        unique.append(f"{label} ({rank})")
        grid.issues.append(_repeated(label, unique[-1], grid.sheet))
    return unique


def _shortened(name: str) -> str:
    return name if len(name) <= _MAX_NAME else f"{name[:_MAX_NAME]}…"


def column_letter(position: int) -> str:
    """Spreadsheet letter of a column, from 0: ``A``, ``B``… ``AA``."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _repeated(name: str, label: str, sheet: str | None) -> Issue:
    return Issue(
        code="colonne-en-double",
        severity=Severity.INFO,
        message=f"La colonne « {name} » apparaît plusieurs fois : l'une d'elles est appelée « {label} ».",
        sheet=sheet,
        column=name,
    )


def _rows(
    grid: Grid, columns: Sequence[str], heading: set[Cells], form: Format, table: Table, *, name: str
) -> Iterator[Row]:
    empty, ditto = _Words(form.empty), _Words(form.ditto)
    width, above, widths = len(columns), dict[str, str](), Widths(grid, columns, name=name)
    for number, cells in grid.lines:
        if not any(cells):
            continue
        if form.repeated_header and _words(cells) in heading:
            table.ignored.append(IgnoredRow(number, grid.sheet, "en-tête répété"))
            continue
        if len(cells) != width:
            widths.report(number, cells)
        values = _values(cells, columns, empty)
        if ditto.firsts:
            _repeat(values, above, ditto)
            above = values
        if values:
            yield Row(number, values, grid.sheet)
    widths.close()


class _Words:
    """A few words, case aside. Most cells do not even begin like one of them: that is looked at first."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word.casefold() for word in words)
        self.firsts = frozenset(
            letter for word in self._words if word for letter in (word[0], word[0].upper())
        )

    def __contains__(self, text: str) -> bool:
        return text[:1] in self.firsts and text.casefold() in self._words


def _values(cells: Cells, columns: Sequence[str], empty: _Words) -> dict[str, str]:
    firsts = empty.firsts
    values = {}
    for name, cell in zip(columns, cells, strict=False):
        text = cell.strip()
        if text and (text[0] not in firsts or text not in empty):
            values[name] = text
    return values


def _repeat(values: dict[str, str], above: dict[str, str], ditto: _Words) -> None:
    """« idem » is the value of the row above; with nothing above, it means nothing."""
    for name, text in list(values.items()):
        if text in ditto:
            if name in above:
                values[name] = above[name]
            else:
                del values[name]


def _words(cells: Cells) -> Cells:
    """The texts of a line of headers, spaces and empty cells at its end aside."""
    words = [" ".join(cell.split()) for cell in cells]
    while words and not words[-1]:
        words.pop()
    return tuple(words)


def fill_merged(lines: list[list[str]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> bool:
    """Repeats the value of each merged range on the cells it covers, and only there (ranges from 0, inclusive).

    False when the ranges overlap so much that the sheet is damaged: the rest is left alone.
    """
    budget = 2 * sum(map(len, lines))
    for (top, left), (bottom, right) in ranges:
        if top >= len(lines) or left >= len(lines[top]):
            continue
        value = lines[top][left]
        for line in lines[top : bottom + 1]:
            width = min(right + 1, len(line)) - left
            line[left : right + 1] = [value] * width
            budget -= width
        if budget < 0:
            return False
    return True
