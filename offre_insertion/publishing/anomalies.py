"""``anomalies.xlsx``: what an animateur opens to correct the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from offre_insertion.issues import CODES, Issue, Severity
from offre_insertion.publishing.neutralise import neutralise

_COLUMNS = (
    ("Gravité", 14), ("Ligne", 8), ("Feuille", 16), ("Colonne", 28), ("Valeur", 36), ("Champ", 28),
    ("Anomalie", 90), ("Propositions", 50), ("Fiche", 30), ("Code", 26),
)  # fmt: skip
_COLOURS = {
    Severity.ERREUR: {"bg_color": "#F8D7DA", "font_color": "#7A1420"},
    Severity.AVERTISSEMENT: {"bg_color": "#FFF0C2", "font_color": "#664400"},
    Severity.INFO: {"bg_color": "#DCEBF7", "font_color": "#0F4C75"},
}
#: Rows of a sheet, header included (Excel's own limit).
_MAX_ROWS = 1_048_575


def write_anomalies(
    path: Path,
    issues: Sequence[Issue],
    set_aside: Sequence[tuple[int, str | None, str, Mapping[str, str]]],
    bilan: Mapping[str, Any],
) -> None:
    """Three sheets: one line per issue, the rows left out with their cells as they were, the figures."""
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        heading = book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "valign": "vcenter"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        severities = {
            severity: book.add_format({**colours, "bold": True, "valign": "top"}) for severity, colours in _COLOURS.items()
        }
        _write_issues(book.add_worksheet("Anomalies"), issues, heading, wrapped, severities)
        _write_set_aside(book.add_worksheet("Lignes écartées"), set_aside, heading, wrapped)
        _write_bilan(book.add_worksheet("Bilan"), bilan, issues, heading, wrapped)


def _head(sheet: Any, columns: Sequence[tuple[str, int]], heading: Any, last_row: int) -> None:
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, heading)
    sheet.freeze_panes(1, 0)
    if last_row:
        sheet.autofilter(0, 0, last_row, len(columns) - 1)


def _write_issues(
    sheet: Any, issues: Sequence[Issue], heading: Any, wrapped: Any, severities: Mapping[Severity, Any]
) -> None:
    shown = issues[:_MAX_ROWS]
    _head(sheet, _COLUMNS, heading, len(shown))
    for row, issue in enumerate(shown, 1):
        cells = (
            issue.sheet, issue.column, issue.value, issue.field, issue.message, " | ".join(issue.suggestions),
            issue.record, issue.code,
        )  # fmt: skip
        sheet.write_string(row, 0, issue.severity.value, severities[issue.severity])
        if issue.row is not None:
            sheet.write_number(row, 1, issue.row)
        for column, text in enumerate(cells, 2):
            if text:
                sheet.write_string(row, column, neutralise(text[:32_000]), wrapped)


def _write_set_aside(
    sheet: Any, set_aside: Sequence[tuple[int, str | None, str, Mapping[str, str]]], heading: Any, wrapped: Any
) -> None:
    names = list(dict.fromkeys(name for _, _, _, cells in set_aside for name in cells))[:500]
    columns = [("Ligne", 8), ("Feuille", 16), ("Sort et raison", 44), *((name, 22) for name in names)]
    _head(sheet, columns, heading, len(set_aside))
    for row, (number, sheet_name, reason, cells) in enumerate(set_aside[:_MAX_ROWS], 1):
        sheet.write_number(row, 0, number)
        sheet.write_string(row, 1, sheet_name or "")
        sheet.write_string(row, 2, reason, wrapped)
        for column, name in enumerate(names, 3):
            if name in cells:
                sheet.write_string(row, column, neutralise(cells[name][:32_000]), wrapped)


def _write_bilan(sheet: Any, bilan: Mapping[str, Any], issues: Sequence[Issue], heading: Any, wrapped: Any) -> None:
    counts: dict[str, int] = {}
    for issue in issues:
        counts[issue.code] = counts.get(issue.code, 0) + 1
    _head(sheet, (("Mesure", 34), ("Valeur", 16), ("Ce que cela veut dire", 90)), heading, 0)
    figures = [(name, value, "") for name, value in bilan.items() if isinstance(value, int | float | str)]
    codes = [(code, count, CODES.get(code, "")) for code, count in sorted(counts.items(), key=lambda item: -item[1])]
    for row, (name, value, meaning) in enumerate([*figures, *codes], 1):
        sheet.write_string(row, 0, str(name).replace("_", " ") if not meaning else str(name))
        if isinstance(value, str):
            sheet.write_string(row, 1, neutralise(value))
        else:
            sheet.write_number(row, 1, value)
        sheet.write_string(row, 2, meaning, wrapped)
