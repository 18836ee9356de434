"""An export as a workbook: a line per dispositif, what is left to fill, and the counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from offre_insertion.publishing.neutralise import is_risky, neutralise
from offre_insertion.publishing.workbook import CREATED
from offre_insertion.reporting.fiches.rubrics import Blank, Export, Given, Rubric, Table
from offre_insertion.reporting.fiches.words import french

WARNING = french("À ne pas publier : ce document contient des coûts et des financements.")
_A4 = 9
#: What a printed page holds across, in characters, at a size one can read.
_PAGE_WIDTH = 190
#: Limits of the format: characters of a cell, rows under a header, height of a row in points.
_MAX_CHARACTERS, _MAX_ROWS, _MAX_HEIGHT = 32_000, 1_048_000, 409
_LINE_HEIGHT = 13.5
_BLANKS = (
    ("Nom", 28), ("Partie", 12), ("Rubrique", 34), ("État", 10), ("Ce qui manque", 20), ("Où l’écrire", 34),
    ("Ce que le catalogue dit par ailleurs", 28), ("Identifiant", 24),
)  # fmt: skip
_COUNTS = (
    ("Partie", 22), ("Rubrique", 70), ("Demandée par", 20), ("Remplies", 12), ("Incomplètes", 12), ("Vides", 12),
)  # fmt: skip


class _Styles(NamedTuple):
    heading: Format
    landmark: Format
    text: Format
    quoted: Format
    blank: Format
    partial: Format
    euros: Format
    number: Format
    total: Format
    total_euros: Format


def write_workbook(path: Path, export: Export) -> None:
    """One sheet for each table, « À compléter », « Synthèse ». Texts of catalogues cannot become formulas."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": export.title, "subject": export.reference, "created": CREATED})
        styles = _styles(book)
        for table in export.tables:
            _write_table(_sheet(book, export, table.name), table, styles)
        _write_blanks(_sheet(book, export, "À compléter"), export.blanks, styles)
        _write_counts(_sheet(book, export, "Synthèse"), export, styles)


def _styles(book: xlsxwriter.Workbook) -> _Styles:
    body = {"text_wrap": True, "valign": "top", "font_size": 10, "border": 1, "border_color": "#BFBFBF"}
    heading = {**body, "bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}
    blank = {"bg_color": "#FFF5D6"}
    euros = {"num_format": '#,##0.00 "€";-#,##0.00 "€"', "align": "right", "indent": 1}
    total = {**body, "bold": True, "bg_color": "#E3EAF2"}
    return _Styles(
        heading=book.add_format(heading),
        landmark=book.add_format({**heading, "bg_color": "#595959"}),
        text=book.add_format(body),
        quoted=book.add_format({**body, "quote_prefix": True}),
        blank=book.add_format({**body, **blank}),
        partial=book.add_format({**body, **blank, "quote_prefix": True}),
        euros=book.add_format({**body, **euros}),
        number=book.add_format({**body, "num_format": "#,##0", "align": "right", "indent": 1}),
        total=book.add_format(total),
        total_euros=book.add_format({**total, **euros}),
    )


def _sheet(book: xlsxwriter.Workbook, export: Export, name: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.7)
    sheet.set_header(f"&L&B{_printed(export.title)}&R{_printed(export.subtitle)}")
    sheet.set_footer(f"&L{_printed(WARNING)}&RPage &P sur &N")
    return sheet


def _printed(text: str) -> str:
    """In a page header, « & » gives an order; 255 characters at most for the three parts."""
    return text.replace("&", "&&")[:110]


def _head(
    sheet: Worksheet, columns: Sequence[tuple[str, int]], formats: Sequence[Format], *, rows: int
) -> None:
    _fit_height(sheet, 0, columns)
    for column, ((name, width), style) in enumerate(zip(columns, formats, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, style)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    if rows:
        sheet.autofilter(0, 0, rows, len(columns) - 1)
    pages = -(-sum(width for _, width in columns) // _PAGE_WIDTH)
    if pages > 1:
        sheet.repeat_columns(0)
    sheet.fit_to_pages(pages, 0)


def _fit_height(sheet: Worksheet, row: int, cells: Sequence[tuple[str, int]]) -> None:
    """The height that the wrapped texts need, given with the width of their columns; before the cells are written."""
    lines = max(
        sum(-(-len(line) // max(1, width - 2)) or 1 for line in text.split("\n")) for text, width in cells
    )
    sheet.set_row(row, min(_LINE_HEIGHT * lines + 3, _MAX_HEIGHT))


def _write_table(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    columns = [(_title(one), one.width) for one in table.rubrics]
    formats = [styles.heading if one.is_asked else styles.landmark for one in table.rubrics]
    _head(sheet, columns, formats, rows=len(table.fiches))
    for row, fiche in enumerate(table.fiches, 1):
        answers = list(zip(table.rubrics, fiche.answers, strict=True))
        _fit_height(sheet, row, [(answer.text, rubric.width) for rubric, answer in answers])
        for column, (rubric, answer) in enumerate(answers):
            _write_answer(sheet, row, column, rubric, answer, styles)
    if table.total and table.fiches:
        _write_total(sheet, table, styles)


def _title(rubric: Rubric) -> str:
    return f"{rubric.label}\n[{rubric.prompt}]" if rubric.prompt else rubric.label


def _write_answer(
    sheet: Worksheet, row: int, column: int, rubric: Rubric, answer: Given, styles: _Styles
) -> None:
    if answer.number is not None and rubric.form != "texte":
        style = styles.euros if rubric.form == "euros" else styles.number
        sheet.write_number(row, column, answer.number, style)
    elif answer.text:
        _write_text(
            sheet, row, column, answer.text, styles.partial if answer.missing else styles.text, styles
        )
    else:
        sheet.write_blank(row, column, None, styles.blank if rubric.is_asked else styles.text)


def _write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format, styles: _Styles) -> None:
    shown = text if len(text) <= _MAX_CHARACTERS else f"{text[: _MAX_CHARACTERS - 1]}…"
    is_plain = style is styles.text
    sheet.write_string(
        row, column, neutralise(shown), styles.quoted if is_plain and is_risky(shown) else style
    )


def _write_total(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    """Adds up what is shown: filtered on a nature, the total of that nature."""
    row = len(table.fiches) + 1
    _fit_height(sheet, row, [(table.total or "", table.rubrics[0].width - 4)])
    for column, rubric in enumerate(table.rubrics):
        if rubric.form == "euros":
            letter = xl_col_to_name(column)
            sheet.write_formula(row, column, f"=SUBTOTAL(109,{letter}2:{letter}{row})", styles.total_euros, 0)
        else:
            sheet.write_string(row, column, table.total if column == 0 else "", styles.total)


def _write_blanks(sheet: Worksheet, blanks: Sequence[Blank], styles: _Styles) -> None:
    shown = blanks[:_MAX_ROWS]
    _head(sheet, _BLANKS, [styles.heading] * len(_BLANKS), rows=len(shown))
    for row, one in enumerate(shown, 1):
        state = "incomplet" if one.missing else "vide"
        texts = (
            one.title, one.table, one.rubric, state, one.missing or "", one.where, one.hint or "", one.fiche,
        )  # fmt: skip
        _fit_height(sheet, row, [(text, width) for text, (_, width) in zip(texts, _BLANKS, strict=True)])
        for column, text in enumerate(texts):
            _write_text(sheet, row, column, text, styles.text, styles)


def _write_counts(sheet: Worksheet, export: Export, styles: _Styles) -> None:
    _head(sheet, _COUNTS, [styles.heading] * len(_COUNTS), rows=0)
    row = 0
    for table in export.tables:
        for rubric, *figures in table.counts():
            row += 1
            _fit_height(sheet, row, [(rubric.label, _COUNTS[1][1])])
            _write_text(sheet, row, 0, table.name, styles.text, styles)
            _write_text(sheet, row, 1, rubric.label, styles.text, styles)
            _write_text(sheet, row, 2, rubric.article, styles.text, styles)
            for column, figure in enumerate(figures, 3):
                sheet.write_number(row, column, figure, styles.number)
    notes = (export.title, export.subtitle, export.reference, WARNING, _LEGEND)
    for number, text in enumerate(filter(None, notes), row + 2):
        sheet.write_string(number, 0, text)  # not wrapped: it runs over the columns on its right


_LEGEND = french(
    "Case jaune : à compléter. Titre gris : repère ajouté, que l’instruction ne demande pas, et qui n’est pas compté."
)
