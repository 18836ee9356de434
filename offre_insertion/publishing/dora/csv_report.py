"""The fates of the rows as a workbook, for the person who must complete the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from offre_insertion.publishing.dora.csv_forecast import FATES, RowForecast
from offre_insertion.publishing.workbook import CREATED

_COLUMNS = (
    ("Fichier", 26),
    ("Ligne", 8),
    ("Fiche", 30),
    ("Nom", 40),
    ("Sort", 26),
    ("Pourquoi", 70),
    ("À savoir", 70),
)


def write_report(path: Path, rows: Mapping[str, Sequence[RowForecast]]) -> None:
    """One line per record, by file."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet("Prévisions")
        heading = book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"})
        text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        for column, (name, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, heading)
        sheet.freeze_panes(1, 0)
        lines = [(name, row) for name, found in rows.items() for row in found]
        sheet.autofilter(0, 0, max(len(lines), 1), len(_COLUMNS) - 1)
        for number, (name, row) in enumerate(lines, 1):
            for column, cell in enumerate(_cells(name, row)):
                sheet.write_string(number, column, cell, text)


def _cells(name: str, row: RowForecast) -> tuple[str, ...]:
    return (
        name, "" if row.line is None else str(row.line), row.record or "", row.name, FATES[row.fate],
        "\n".join(row.reasons), "\n".join(row.warnings),
    )  # fmt: skip
