"""Tables in a workbook: typed cells, a heading that stays, nothing that a spreadsheet would run."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format as Style
from xlsxwriter.worksheet import Worksheet

from offre_insertion.publishing.neutralise import is_risky, neutralise_typed
from offre_insertion.publishing.workbook import CREATED

#: A sheet's name: 31 characters, and none of these.
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']+")
_MAX_NAME = 31
#: Points; and the part of the width of a column that letters fill, since widths are told in digits.
_LINE_HEIGHT, _MAX_LINES, _FILLED = 15, 12, 0.9


@dataclass(frozen=True, slots=True)
class Painted:
    """A cell with its own colours, background and text, or its own format of number."""

    value: str | float | None
    background: str = ""
    ink: str = "#000000"
    number_format: str = ""


Value = str | float | None
Content = Value | Painted


class Book:
    """A workbook being written, made by :func:`prepare`."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._styles: dict[tuple[str, str, str, bool, bool], Style] = {}
        self._names: set[str] = set()
        self._heading = book.add_format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
        )

    def add_table(
        self,
        name: str,
        columns: Sequence[tuple[str, float]],
        rows: Iterable[Sequence[Content]],
        *,
        frozen: int = 1,
        above: Sequence[str] = (),
    ) -> None:
        """A sheet: sentences ``above``, then a heading of (title, width), then rows. ``frozen`` columns stay."""
        sheet = self._book.add_worksheet(self._name(name))
        for line, sentence in enumerate(above):
            self._write(sheet, line, 0, sentence, wraps=False)
        top = len(above) + 1 if above else 0
        widths = [width for _, width in columns]
        set_height(sheet, top, [title for title, _ in columns], widths)
        for column, (title, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(top, column, title, self._heading)
        last = top
        for last, row in enumerate(rows, top + 1):
            set_height(sheet, last, row, widths)
            for column, content in enumerate(row):
                self._write(sheet, last, column, content)
        sheet.freeze_panes(top + 1, frozen)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        if last > top:
            sheet.autofilter(top, 0, last, len(columns) - 1)

    def _name(self, name: str) -> str:
        """The name without what Excel refuses, and unlike the others."""
        tidy = _FORBIDDEN.sub("’", name)[:_MAX_NAME].strip("’ ") or "Feuille"
        unique, number = tidy, 2
        while unique.casefold() in self._names:
            unique = f"{tidy[: _MAX_NAME - 4]} ({number})"
            number += 1
        self._names.add(unique.casefold())
        return unique

    def _write(
        self, sheet: Worksheet, row: int, column: int, content: Content, *, wraps: bool = True
    ) -> None:
        painted = content if isinstance(content, Painted) else Painted(content)
        value = painted.value
        if value is None:
            if painted.background:
                sheet.write_blank(row, column, None, self._style(painted, is_quoted=False, wraps=wraps))
            return
        if isinstance(value, str):
            style = self._style(painted, is_quoted=is_risky(value), wraps=wraps)
            sheet.write_string(row, column, neutralise_typed(value), style)
        else:
            sheet.write_number(row, column, value, self._style(painted, is_quoted=False, wraps=wraps))

    def _style(self, painted: Painted, *, is_quoted: bool, wraps: bool) -> Style:
        key = (painted.background, painted.ink, painted.number_format, is_quoted, wraps)
        if key not in self._styles:
            colours = (
                {"bg_color": painted.background, "font_color": painted.ink, "align": "center", "border": 1,
                 "border_color": "#D5DAE1"}
                if painted.background
                else {}
            )  # fmt: skip
            body = {"text_wrap": wraps, "valign": "top", "quote_prefix": is_quoted}
            numbers = {"num_format": painted.number_format} if painted.number_format else {}
            self._styles[key] = self._book.add_format({**body, **numbers, **colours})
        return self._styles[key]


def set_height(sheet: Worksheet, row: int, contents: Sequence[Content], widths: Sequence[float]) -> None:
    """Rows that wrap are given their height: not every program works it out by itself."""
    values = (one.value if isinstance(one, Painted) else one for one in contents)
    lines = max(
        (
            len(textwrap.wrap(value, max(1, int(width * _FILLED))))
            for value, width in zip(values, widths, strict=True)
            if isinstance(value, str) and len(value) > width * _FILLED
        ),
        default=1,
    )
    if lines > 1:
        sheet.set_row(row, _LINE_HEIGHT * min(lines, _MAX_LINES))


def options() -> dict[str, bool]:
    """What xlsxwriter is opened with: texts stay texts."""
    return {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def prepare(book: xlsxwriter.Workbook) -> Book:
    """The book of an open workbook; a fixed date of creation, so that the same content gives the same file."""
    book.set_properties({"created": CREATED})
    return Book(book)
