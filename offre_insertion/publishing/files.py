"""The files of a conversion: records (JSON, CSV, valideur workbook), issues, bilan."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter

from offre_insertion.issues import Issue
from offre_insertion.publishing.anomalies import write_anomalies
from offre_insertion.publishing.atomic import replacing
from offre_insertion.publishing.neutralise import neutralise
from offre_insertion.schema import FIELDS, Kind, Record

_PLURALS: dict[Kind, str] = {"structure": "structures", "service": "services"}
#: The valideur drops every row where this cell is not blank.
_IGNORE = "__ignore__"
_WIDTHS = {"id": 28, "nom": 40, "description": 60, "adresse": 30, "thematiques": 40, _IGNORE: 10}

SetAsideRow = tuple[int, str | None, str, Mapping[str, str]]


def write_outputs(
    folder: Path,
    *,
    structures: Sequence[Record],
    services: Sequence[Record],
    issues: Sequence[Issue],
    set_aside: Sequence[SetAsideRow],
    bilan: Mapping[str, Any],
    private: Sequence[Mapping[str, Any]] = (),
) -> list[Path]:
    """Writes every file, all or nothing, and returns their paths. Raises :class:`PublishError`.

    ``private`` is the extension that never leaves the département: a file of its own, with a name that says so.
    """
    records: dict[Kind, Sequence[Record]] = {"structure": structures, "service": services}
    with replacing(folder) as draft:
        for kind, plural in _PLURALS.items():
            write_json(draft / f"{plural}.json", records[kind])
            write_csv(draft / f"{plural}.csv", kind, records[kind])
        write_workbook(draft / "data-inclusion.xlsx", records)
        write_anomalies(draft / "anomalies.xlsx", issues, set_aside, bilan)
        write_json(draft / "anomalies.json", [issue.as_dict() for issue in issues])
        (draft / "bilan.json").write_bytes(_json(bilan))
        if private:
            write_json(draft / "prive-ne-pas-publier.json", private)
        names = sorted(path.name for path in draft.iterdir())
    return [folder / name for name in names]


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write_json(path: Path, items: Iterable[Mapping[str, Any]]) -> None:
    """A JSON array, one item per line: readable, and cheap to compare."""
    with path.open("wb") as file:
        separator = b"[\n"
        for item in items:
            file.write(separator + orjson.dumps(item))
            separator = b",\n"
        file.write(b"\n]\n" if separator == b",\n" else b"[]\n")


def write_csv(path: Path, kind: Kind, records: Iterable[Record]) -> None:
    """The columns of the schema, in its order; lists as ``a, b``."""
    names = FIELDS[kind]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([neutralise(_text(record.get(name))) for name in names] for record in records)


def _text(value: Any) -> str:
    """The text of a value in a cell; ``None`` is blank, and lists are cut by « , » as both readers expect."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return ", ".join(value) if isinstance(value, list) else f"{value:g}" if isinstance(value, float) else str(value)


def write_workbook(path: Path, records: Mapping[Kind, Iterable[Record]]) -> None:
    """The workbook of the valideur: sheets ``Structures`` and ``Services``, header on row 1, ``__ignore__`` blank,
    codes and dates as text (contract §3.1)."""
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1})
        text = book.add_format({"num_format": "@"})
        for kind, plural in _PLURALS.items():
            sheet = book.add_worksheet(plural.capitalize())
            names = (_IGNORE, *FIELDS[kind])
            for column, name in enumerate(names):
                sheet.set_column(column, column, _WIDTHS.get(name, 18), text)
                sheet.write_string(0, column, name, bold)
            sheet.freeze_panes(1, 0)
            _write_records(sheet, names, records[kind])


def _write_records(sheet: Any, names: Sequence[str], records: Iterable[Record]) -> None:
    """Coordinates and durations are numbers, everything else is text: no leading zero can be lost."""
    columns = {name: column for column, name in enumerate(names)}
    for row, record in enumerate(records, 1):
        for name, value in sorted(record.items(), key=lambda item: columns[item[0]]):
            if isinstance(value, float | int):
                sheet.write_number(row, columns[name], value)
            else:
                sheet.write_string(row, columns[name], neutralise(_text(value)))
