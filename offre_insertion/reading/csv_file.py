"""CSV and TSV → a grid of texts, line after line; delimiter sniffed; a broken quote loses one line at most."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import islice

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue, Severity
from offre_insertion.reading.encodings import decoded_lines
from offre_insertion.reading.source import Source
from offre_insertion.reading.table import MAX_CELL, Grid

_DELIMITERS = (";", ",", "\t", "|")
#: A quoted cell may hold line breaks; beyond this many lines, its quote was never closed.
_MAX_LINES_IN_CELL = 200
#: Columns: beyond, the delimiter is wrong or the file is no table.
_MAX_COLUMNS = 2_000
#: Lines and characters looked at to tell the delimiter.
_SAMPLE_LINES = 30
_SAMPLE_LINE_LENGTH = 20_000


def read_csv(source: Source, form: Format) -> Grid:
    """The grid of a CSV. Raises :class:`ReadError` when it is no text, or no table."""
    issues: list[Issue] = []
    encoding, lines = decoded_lines(source, form.encoding, issues)
    header = form.header if isinstance(form.header, int) else form.header[1]
    ahead = list(islice(lines, header + _SAMPLE_LINES))
    delimiter = form.delimiter or _sniff(ahead[header - 1 :])
    details: dict[str, object] = {
        "format": "csv",
        "encodage": encoding,
        "separateur": "tabulation" if delimiter == "\t" else delimiter,
    }
    records = _records(source.name, _chained(ahead, lines), delimiter, issues, details)
    return Grid(records, issues=issues, details=details)


def _chained(ahead: list[str], lines: Iterator[str]) -> Iterator[str]:
    yield from ahead
    ahead.clear()
    yield from lines


def _sniff(sample: list[str]) -> str:
    """The delimiter that cuts the header into most columns, those of the following lines agreeing."""
    short = [
        line if len(line) <= _SAMPLE_LINE_LENGTH else line[:_SAMPLE_LINE_LENGTH] + "\n" for line in sample
    ]

    def merit(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(_balanced(short, delimiter, []), delimiter=delimiter)
        widths = [len(record) for record in reader if record]
        if not widths or widths[0] < 2:
            return (0.0, 0)
        return (Counter(widths)[widths[0]] / len(widths) * widths[0], widths[0])

    csv.field_size_limit(MAX_CELL)  # more than the whole sample: nothing is refused yet
    return max(_DELIMITERS, key=merit)


def _balanced(lines: Iterable[str], delimiter: str, broken: list[int]) -> Iterator[str]:
    """The same lines; a quote that nothing closes is neutralised and its line noted."""
    lines = iter(lines)
    ahead: deque[str] = deque()
    inside = 0  # lines to come that belong to a quoted cell known to close
    number = 0
    while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
        number += 1
        if inside:
            inside -= 1
        elif '"' in line and line.count('"') % 2 and _is_left_open(line, delimiter):
            ahead.extend(islice(lines, _MAX_LINES_IN_CELL - len(ahead)))
            inside = _lines_to_closing(ahead, delimiter)
            if not inside:
                broken.append(number)
                line = line.replace('"', "'")
        yield line


def _is_left_open(line: str, delimiter: str) -> bool:
    """Whether the line ends inside a quoted cell; a quote in the middle of a cell (5" disk) opens none."""
    return sum(1 for _ in csv.reader([line, "x"], delimiter=delimiter)) == 1


def _lines_to_closing(ahead: Iterable[str], delimiter: str) -> int:
    """How many lines until the one that closes a quote, itself included; 0 when none does.

    A closing quote ends its cell: an odd quote anywhere else is not it.
    """
    for count, line in enumerate(ahead, 1):
        if '"' in line and line.count('"') % 2:
            ends = f'"{delimiter}' in line or line.rstrip().endswith('"')
            return count if ends else 0
    return 0


def _records(
    name: str, lines: Iterable[str], delimiter: str, issues: list[Issue], details: dict[str, object]
) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MAX_CELL)
    broken: list[int] = []
    reader = csv.reader(_balanced(lines, delimiter, broken), delimiter=delimiter)
    start, count = 1, 0
    try:
        for record in reader:
            if len(record) > _MAX_COLUMNS:
                raise ReadError(
                    f"« {name} » a {len(record)} colonnes à la ligne {start} : le séparateur « {delimiter} » est-il le "
                    "bon ? Précisez format.delimiter dans le connecteur."
                )
            yield start, record
            start, count = reader.line_num + 1, count + 1
    except csv.Error as exc:
        limit = f"{MAX_CELL:,}".replace(",", " ")
        raise ReadError(
            f"« {name} », ligne {reader.line_num} : une cellule dépasse {limit} caractères. "
            "Un guillemet n'est sans doute jamais refermé : corrigez la ligne."
        ) from exc
    details["lignes_physiques"] = reader.line_num
    details["lignes_lues"] = count
    issues += [_unclosed(number) for number in broken]


def _unclosed(number: int) -> Issue:
    return Issue(
        code="guillemet-non-ferme",
        severity=Severity.AVERTISSEMENT,
        message="Un guillemet n'est jamais refermé : il est lu comme une apostrophe, sur cette ligne seulement. "
        "Corrigez-la.",
        row=number,
    )
