"""``anomalies.xlsx``: what an animateur opens to correct the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from offre_insertion.issues import CODES, Issue, Severity
from offre_insertion.publishing.neutralise import is_risky, neutralise
from offre_insertion.publishing.workbook import CREATED

#: A row that is not in the output: line, sheet, reason, cells as they were by column.
SetAsideRow = tuple[int, str | None, str, Mapping[str, str]]

_COLUMNS = (
    ("Gravité", 15), ("Ligne", 8), ("Feuille", 16), ("Colonne", 26), ("Valeur", 34), ("Anomalie", 80),
    ("Propositions", 40), ("Champ", 28), ("Fiche", 30), ("Code", 28),
)  # fmt: skip
_COLOURS = {
    Severity.ERREUR: {"bg_color": "#F8D7DA", "font_color": "#7A1420"},
    Severity.AVERTISSEMENT: {"bg_color": "#FFF0C2", "font_color": "#664400"},
    Severity.INFO: {"bg_color": "#DCEBF7", "font_color": "#0F4C75"},
}
#: Keys of the bilan that are not yet words.
_LABELS = {
    "rejetees": "Rejetées", "ignorees": "Ignorées", "services_non_publies": "Services gardés, non publiés",
    "score_qualite_moyen": "Score qualité moyen", "duree_s": "Durée (secondes)", "lignes_par_s": "Lignes par seconde",
    "cog": "Code officiel géographique", "lignes_lues": "Lignes lues", "separateur": "Séparateur",
    "attentes_non_tenues": "Attentes non tenues", "origine_des_dates": "Origine des dates",
}  # fmt: skip
#: Height of a line of text in points; Excel would find it again, other tools do not.
_LINE_HEIGHT = 15
_MAX_LINES = 12
#: Limits of the format: rows under the header, columns we show, characters of a cell.
_MAX_ROWS = 1_048_575
_MAX_COLUMNS = 500
_MAX_CHARACTERS = 32_000


class _Styles(NamedTuple):
    heading: Format
    text: Format
    quoted: Format
    figure: Format
    severities: Mapping[Severity, Format]


def write_anomalies(
    path: Path,
    issues: Sequence[Issue],
    set_aside: Sequence[SetAsideRow],
    bilan: Mapping[str, object],
) -> None:
    """Three sheets: one line per issue, errors first, the rows left out with their cells as they were, the figures."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": CREATED})
        styles = _styles(book)
        _write_issues(book.add_worksheet("Anomalies"), issues, styles)
        _write_set_aside(book.add_worksheet("Lignes écartées"), set_aside, styles)
        _write_bilan(book.add_worksheet("Bilan"), bilan, issues, styles)


def _styles(book: xlsxwriter.Workbook) -> _Styles:
    body = {"text_wrap": True, "valign": "top"}
    return _Styles(
        heading=book.add_format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "valign": "vcenter"}
        ),
        text=book.add_format(body),
        quoted=book.add_format({**body, "quote_prefix": True}),
        figure=book.add_format({"align": "left", "valign": "top"}),
        severities={
            severity: book.add_format({**colours, "bold": True, "valign": "top"})
            for severity, colours in _COLOURS.items()
        },
    )


def _head(sheet: Worksheet, columns: Sequence[tuple[str, int]], styles: _Styles, last_row: int) -> None:
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        _write_text(sheet, 0, column, name, styles.heading)
    sheet.freeze_panes(1, 0)
    if last_row:
        sheet.autofilter(0, 0, last_row, len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    if len(columns) <= len(_COLUMNS):
        sheet.fit_to_pages(1, 0)


def _fit_height(sheet: Worksheet, row: int, texts: Sequence[tuple[str | None, int]]) -> None:
    """Height of a row for its wrapped texts, given with the width of their columns; before its cells are written."""
    lines = max(
        (sum(-(-len(line) // width) or 1 for line in text.split("\n")) for text, width in texts if text),
        default=1,
    )
    if lines > 1:
        sheet.set_row(row, _LINE_HEIGHT * min(lines, _MAX_LINES))


def _write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    sheet.write_string(row, column, neutralise(text[:_MAX_CHARACTERS]), style)


def _write_cells(
    sheet: Worksheet, row: int, start: int, texts: Sequence[str | None], styles: _Styles
) -> None:
    for column, text in enumerate(texts, start):
        if text:
            _write_text(sheet, row, column, text, styles.quoted if is_risky(text) else styles.text)


def _write_issues(sheet: Worksheet, issues: Sequence[Issue], styles: _Styles) -> None:
    order = {severity: rank for rank, severity in enumerate(Severity)}
    shown = sorted(issues, key=lambda issue: order[issue.severity])[:_MAX_ROWS]
    _head(sheet, _COLUMNS, styles, len(shown))
    widths = [width for _, width in _COLUMNS]
    for row, issue in enumerate(shown, 1):
        cells = (
            issue.sheet, issue.column, issue.value, issue.message, " | ".join(issue.suggestions),
            issue.field, issue.record, issue.code,
        )  # fmt: skip
        _fit_height(sheet, row, list(zip(cells, widths[2:], strict=True)))
        sheet.write_string(row, 0, issue.severity.value, styles.severities[issue.severity])
        if issue.row is not None:
            sheet.write_number(row, 1, issue.row, styles.figure)
        _write_cells(sheet, row, 2, cells, styles)


def _write_set_aside(sheet: Worksheet, set_aside: Sequence[SetAsideRow], styles: _Styles) -> None:
    names = list(dict.fromkeys(name for _, _, _, cells in set_aside for name in cells))[:_MAX_COLUMNS]
    shown = set_aside[:_MAX_ROWS]
    columns = [("Ligne", 8), ("Feuille", 16), ("Sort et raison", 44), *((name, 22) for name in names)]
    _head(sheet, columns, styles, len(shown))
    widths = [width for _, width in columns]
    for row, (number, sheet_name, reason, cells) in enumerate(shown, 1):
        texts = (sheet_name, reason, *(cells.get(name) for name in names))
        _fit_height(sheet, row, list(zip(texts, widths[1:], strict=True)))
        sheet.write_number(row, 0, number, styles.figure)
        _write_cells(sheet, row, 1, texts, styles)


def _write_bilan(
    sheet: Worksheet, bilan: Mapping[str, object], issues: Sequence[Issue], styles: _Styles
) -> None:
    _head(sheet, (("Mesure", 40), ("Valeur", 26), ("Ce que cela veut dire", 90)), styles, 0)
    for row, (name, value, meaning) in enumerate(_figures(bilan, issues), 1):
        _write_cells(sheet, row, 0, (name,), styles)
        if isinstance(value, int | float):
            sheet.write_number(row, 1, value, styles.figure)
        else:
            _write_cells(sheet, row, 1, (str(value),), styles)
        _write_cells(sheet, row, 2, (meaning,), styles)


def _figures(bilan: Mapping[str, object], issues: Sequence[Issue]) -> Iterator[tuple[str, object, str]]:
    """The figures of the bilan, nested ones by their path, then the number of issues of each code."""
    for name, value in _flat(bilan):
        yield name, value, ""
    yield "", "", ""
    for code, count in Counter(issue.code for issue in issues).most_common():
        yield code, count, CODES.get(code, "")
    hidden = len(issues) - _MAX_ROWS
    if hidden > 0:
        yield (
            "anomalies non montrées",
            hidden,
            "Un classeur n’en tient pas plus : toutes sont dans anomalies.json.",
        )


def _flat(figures: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in figures.items():
        label = prefix + (_LABELS.get(name) or name.replace("_", " ").capitalize())
        if isinstance(value, Mapping):
            yield from _flat(value, f"{label} : ")
        elif isinstance(value, list | tuple):
            yield from ((label, str(item)) for item in value)
        elif value is not None:
            yield label, value
