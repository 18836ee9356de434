"""``data-inclusion.xlsx``: the workbook of the valideur, with a very plain way to write many rows fast.

xlsxwriter writes the frame (header, widths, styles, frozen panes); the rows are then streamed into its XML
here. For 120 000 records that is three times faster than writing each cell through it, in as little memory.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from offre_insertion.errors import PublishError
from offre_insertion.publishing.neutralise import is_risky, neutralise_typed
from offre_insertion.schema import FIELDS, Kind, Record

SHEETS: dict[Kind, str] = {"structure": "Structures", "service": "Services"}
#: The valideur drops every row where this cell is not blank.
IGNORE = "__ignore__"
_WIDTHS = {
    IGNORE: 10, "source": 16, "id": 34, "structure_id": 34, "nom": 40, "description": 60, "date_maj": 12,
    "adresse": 30, "thematiques": 44, "publics": 30, "horaires_accueil": 36, "courriel": 30,
    "code_postal": 11, "code_insee": 11, "longitude": 11, "latitude": 11,
}  # fmt: skip
_DEFAULT_WIDTH = 18
#: Written in every workbook: a real date would make two identical outputs differ.
CREATED = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - the format has no time zone
#: Limits of the format: rows of a sheet, characters of a cell (32 767 in UTF-16).
_MAX_ROWS = 1_048_576
_MAX_CHARACTERS = 32_000
_ROWS_AT_ONCE = 1_000


def write_workbook(path: Path, records: Mapping[Kind, Sequence[Record]]) -> None:
    """Sheets ``Structures`` and ``Services``, header on row 1, ``__ignore__`` blank, lists as ``a, b``.

    Codes and dates are texts: no leading zero can be lost (contract §3.1). Coordinates and durations are
    numbers. A text beyond what a cell can hold is cut and ends with « … ». Raises :class:`PublishError`.
    """
    for kind, name in SHEETS.items():
        if len(records[kind]) >= _MAX_ROWS:
            raise PublishError(
                f"Feuille « {name} » : {len(records[kind])} fiches, un classeur en tient {_MAX_ROWS - 1}. "
                "Convertissez le catalogue par parties."
            )
    with (
        zipfile.ZipFile(io.BytesIO(_frame())) as frame,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as target,
    ):
        parts = {f"xl/worksheets/sheet{number}.xml": kind for number, kind in enumerate(SHEETS, 1)}
        for part in frame.namelist():
            content = frame.read(part).decode()
            with target.open(_entry(part), "w") as out:
                if part in parts:
                    kind = parts[part]
                    for chunk in _filled(content, columns_of(kind), records[kind]):
                        out.write(chunk.encode())
                else:
                    out.write(content.encode())


def _entry(part: str) -> zipfile.ZipInfo:
    """The same records give the same bytes: no clock in the archive."""
    entry = zipfile.ZipInfo(part, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry._compresslevel = _COMPRESSION  # type: ignore[attr-defined]  # has a public name from Python 3.13 only
    entry.external_attr = 0o600 << 16
    return entry


#: Level 6 makes the file a quarter smaller than level 3 and takes twice the time.
_COMPRESSION = 3


def columns_of(kind: Kind) -> tuple[str, ...]:
    """The header of a sheet: ``__ignore__``, then the fields in the order of the schema."""
    return (IGNORE, *FIELDS[kind])


def _frame() -> bytes:
    """The workbook without its rows; row 2 holds one cell of each style, to know their numbers."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        heading = book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1})
        text = book.add_format({"num_format": "@"})
        quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        for kind, name in SHEETS.items():
            sheet = book.add_worksheet(name)
            for column, field in enumerate(columns_of(kind)):
                sheet.set_column(column, column, _WIDTHS.get(field, _DEFAULT_WIDTH), text)
                sheet.write_string(0, column, field, heading)
            sheet.write_number(1, 0, 0, text)
            sheet.write_number(1, 1, 0, quoted)
            sheet.freeze_panes(1, 0)
    return content.getvalue()


_STYLES = re.compile(r'<row r="2".*?<c r="A2" s="(\d+)".*?<c r="B2" s="(\d+)".*?</row>')
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')


def _filled(sheet: str, names: Sequence[str], records: Sequence[Record]) -> Iterator[str]:
    """The XML of a sheet, its sample row replaced by the records."""
    sample = _STYLES.search(sheet)
    if sample is None:  # a new xlsxwriter writes another XML: better nothing than a broken workbook
        raise PublishError("Le classeur ne peut pas être écrit : version de xlsxwriter non prévue.")
    size = f'<dimension ref="A1:{xl_col_to_name(len(names) - 1)}{len(records) + 1}"/>'
    yield _DIMENSION.sub(size, sheet[: sample.start()], count=1)
    text, quoted = sample.groups()
    columns = [(name, xl_col_to_name(position)) for position, name in enumerate(names) if name != IGNORE]
    rows: list[str] = []
    for number, record in enumerate(records, 2):
        rows.append(_row(number, record, columns, text, quoted))
        if len(rows) == _ROWS_AT_ONCE:
            yield "".join(rows)
            rows.clear()
    yield "".join(rows)
    yield sheet[sample.end() :]


def _row(number: int, record: Record, columns: Sequence[tuple[str, str]], text: str, quoted: str) -> str:
    cells = [f'<row r="{number}">']
    for name, letter in columns:
        value = record.get(name)
        if value is None:
            continue
        if isinstance(value, int | float) and math.isfinite(value):
            cells.append(f'<c r="{letter}{number}"><v>{value!r}</v></c>')
            continue
        content = value if isinstance(value, str) else text_of(value)
        style = text
        if is_risky(content):
            content, style = neutralise_typed(content), quoted
        cells.append(f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is>{_xml(content)}</is></c>')
    cells.append("</row>")
    return "".join(cells)


def text_of(value: object) -> str:
    """The text of a value in a cell. Lists are cut by « , »: the valideur cuts on the comma, the national
    pipeline on the comma and the space (contract §4.1)."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


#: Characters that XML refuses, and texts that would be read as one of them escaped (ECMA-376, ST_Xstring).
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
#: What may have to be written otherwise; one set of characters is searched much faster than alternatives.
_SPECIAL = re.compile("[&<>_\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")


def _xml(text: str) -> str:
    if len(text) > _MAX_CHARACTERS:
        text = f"{text[: _MAX_CHARACTERS - 1]}…"
    if not _SPECIAL.search(text) and not (text[:1].isspace() or text[-1:].isspace()):
        return f"<t>{text}</t>"
    text = _ESCAPED.sub(lambda match: f"_x{ord(match.group()):04X}_", text)
    return f'<t xml:space="preserve">{escape(text)}</t>'
