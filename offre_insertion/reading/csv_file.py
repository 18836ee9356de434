"""CSV and TSV → a grid of texts. UTF-8, else cp1252; delimiter sniffed; a broken quote loses one line at most."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue, Severity
from offre_insertion.reading.grid import Grid
from offre_insertion.reading.source import Source

_DELIMITERS = (";", ",", "\t", "|")
#: A quoted cell may hold line breaks; beyond this many lines, its quote was never closed.
_MAX_LINES_IN_CELL = 200
#: Characters in a cell: the longest text of the schema is 10 000.
_MAX_CELL = 1_000_000
#: Columns: beyond, the delimiter is wrong or the file is no table.
_MAX_COLUMNS = 2_000


def read_csv(source: Source, form: Format) -> Grid:
    """The grid of a CSV. Raises :class:`ReadError` when it is no text, or no table."""
    issues: list[Issue] = []
    text, encoding = _decode(source, form.encoding, issues)
    lines = _lines(text, issues)
    delimiter = form.delimiter or _sniff(lines, form)
    details = {
        "format": "csv",
        "encodage": encoding,
        "separateur": "tabulation" if delimiter == "\t" else delimiter,
        "lignes_physiques": len(lines),
    }
    csv.field_size_limit(_MAX_CELL)
    return Grid(_records(source.name, lines, delimiter, issues, details), issues=issues, details=details)


def _decode(source: Source, encoding: str | None, issues: list[Issue]) -> tuple[str, str]:
    content = source.content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as exc:
            raise ReadError(f"« {source.name} » est de l'UTF-16 abîmé. Réexportez-le en CSV UTF-8.") from exc
    if encoding != "cp1252":
        try:
            return content.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError as exc:
            if encoding == "utf-8":
                issues.append(_undecodable(content.count(b"\n", 0, exc.start) + 1, "utf-8"))
                return content.decode("utf-8-sig", errors="replace"), "utf-8"
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as exc:
        _refuse_binary(source)
        issues.append(_undecodable(content.count(b"\n", 0, exc.start) + 1, "cp1252"))
        return content.decode("cp1252", errors="replace"), "cp1252"


def _refuse_binary(source: Source) -> None:
    sample = source.content[:65536]
    control = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    if control > len(sample) / 20:
        raise ReadError(f"« {source.name} » n'est pas du texte. Exportez le catalogue en CSV, XLSX ou JSON.")


def _undecodable(row: int, encoding: str) -> Issue:
    return Issue(
        code="octets-illisibles",
        severity=Severity.AVERTISSEMENT,
        message=f"Des octets ne sont pas du {encoding} : ils sont remplacés par « � ». Réexportez le fichier en UTF-8.",
        row=row,
    )


def _lines(text: str, issues: list[Issue]) -> list[str]:
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        message = "Caractères nuls retirés : le fichier a été abîmé. Réexportez-le si des valeurs manquent."
        issues.append(Issue(code="caracteres-nuls", severity=Severity.AVERTISSEMENT, message=message, row=row))
        text = text.replace("\x00", "")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines


def _sniff(lines: list[str], form: Format) -> str:
    """The delimiter that cuts the header into most columns, those of the following lines agreeing."""
    header = form.header if isinstance(form.header, int) else form.header[1]
    sample = lines[header - 1 : header + 30]

    def merit(delimiter: str) -> tuple[float, int]:
        widths = [len(record) for record in csv.reader(_balanced(sample, []), delimiter=delimiter) if record]
        if not widths or widths[0] < 2:
            return (0.0, 0)
        return (Counter(widths)[widths[0]] / len(widths) * widths[0], widths[0])

    return max(_DELIMITERS, key=merit)


def _balanced(lines: list[str], broken: list[int]) -> Iterator[str]:
    """The lines, each with its line break; a quote that nothing closes is neutralised and its line noted."""
    closing = 0  # lines before this one belong to a quoted cell already known to close
    for number, line in enumerate(lines):
        if number >= closing and line.count('"') % 2:
            end = _closing_line(lines, number + 1)
            if end is None:
                broken.append(number + 1)
                yield line.replace('"', "'") + "\n"
                continue
            closing = end + 1
        yield line + "\n"


def _closing_line(lines: list[str], start: int) -> int | None:
    """Index of the line that closes the quote left open before ``start``."""
    stop = min(start + _MAX_LINES_IN_CELL, len(lines))
    return next((number for number in range(start, stop) if lines[number].count('"') % 2), None)


def _records(
    name: str, lines: list[str], delimiter: str, issues: list[Issue], details: dict[str, object]
) -> Iterator[tuple[int, list[str]]]:
    broken: list[int] = []
    reader = csv.reader(_balanced(lines, broken), delimiter=delimiter)
    start, count = 1, 0
    try:
        for record in reader:
            if len(record) > _MAX_COLUMNS:
                raise ReadError(
                    f"« {name} » a {len(record)} colonnes à la ligne {start} : le séparateur « {delimiter} » est-il le bon ? "
                    "Précisez format.delimiter dans le connecteur."
                )
            yield start, record
            start, count = reader.line_num + 1, count + 1
    except csv.Error as exc:
        raise ReadError(
            f"« {name} », ligne {reader.line_num} : une cellule dépasse {_MAX_CELL:,} caractères. ".replace(",", " ")
            + "Un guillemet n'est sans doute jamais refermé : corrigez la ligne."
        ) from exc
    details["lignes_lues"] = count
    issues += [_unclosed(number) for number in broken]


def _unclosed(number: int) -> Issue:
    return Issue(
        code="guillemet-non-ferme",
        severity=Severity.AVERTISSEMENT,
        message="Un guillemet n'est jamais refermé : il est lu comme une apostrophe, sur cette ligne seulement. Corrigez-la.",
        row=number,
    )
