"""Charts of the workbook: drawn by the spreadsheet from cells beside them, so that people can change them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart as Native
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from offre_insertion.publishing.neutralise import neutralise
from offre_insertion.reporting.chart import Chart
from offre_insertion.reporting.charts.key import BLANK, FULL, LIGHT
from offre_insertion.reporting.charts.matrix import shade_of
from offre_insertion.reporting.typography import typeset
from offre_insertion.reporting.workbook import set_height

#: Rows kept for one chart, its title and its source.
_HEIGHT = 20
#: Pixels of a row: a chart of many rows is as tall as its table.
_ROW_PX = 20
#: Column where charts are put, after the cells.
_BESIDE = 7
#: Widths of columns.
_LABEL, _FIGURE = 44, 13
_COLOURS = ("#1D3F72", "#8FB3DE", "#E0A458", "#9A9A9A", "#D9D9D9")
_TYPES: dict[str, dict[str, str]] = {
    "empile": {"type": "column", "subtype": "stacked"},
    "cent": {"type": "column", "subtype": "percent_stacked"},
    "cascade": {"type": "column", "subtype": "stacked"},
    "barres": {"type": "bar"},
    "entonnoir": {"type": "bar"},
    "colonnes": {"type": "column"},
    "lignes": {"type": "line"},
    "carte": {"type": "bar", "subtype": "stacked"},
    "nuage": {"type": "scatter"},
}
#: Beyond this number of dates, areas rather than columns.
_COLUMNS_MAX = 8
_STEPS = ("base", "total", "en plus", "en moins")


class ChartSheets:
    """Sheets of charts in a workbook: one after the other, each with its table on the left."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True})
        self._head = book.add_format({"bold": True, "text_wrap": True, "align": "right", "valign": "bottom"})
        self._small = book.add_format({"font_size": 9, "font_color": "#555555"})
        self._share = book.add_format({"num_format": "0 %"})
        self._number = book.add_format({"num_format": "# ##0.##"})
        self._shades = {
            shade: book.add_format({
                "num_format": "0.0 %", "bg_color": shade.fill, "font_color": shade.ink, "border": 1,
                "border_color": "#D5DAE1",
            })
            for shade in (FULL, LIGHT, BLANK)
        }  # fmt: skip

    def add(self, name: str, charts: Sequence[Chart]) -> None:
        """A sheet of charts, none when there is nothing to draw."""
        if not charts:
            return
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, _LABEL)
        sheet.set_column(1, max(_BESIDE - 1, *(len(chart.series) for chart in charts)), _FIGURE)
        row = 0
        for chart in charts:
            self._add_one(sheet, chart, row)
            row += max(_HEIGHT, len(chart.rows) + 5)

    def _add_one(self, sheet: Worksheet, chart: Chart, top: int) -> None:
        sheet.write_string(top, 0, typeset(chart.title), self._bold)
        sheet.write_string(
            top + 1, 0, typeset(f"Unité : {chart.unit_words}. Source : {chart.source}."), self._small
        )
        series, rows = _steps(chart) if chart.kind == "cascade" else (chart.series, _values(chart))
        head = top + 2
        set_height(sheet, head, [chart.heading, *map(neutralise, series)], [_LABEL, *[_FIGURE] * len(series)])
        sheet.write_string(head, 0, chart.heading, self._bold)
        for column, label in enumerate(series, 1):
            sheet.write_string(head, column, neutralise(label), self._head)
        for offset, (row, values) in enumerate(zip(chart.rows, rows, strict=True), head + 1):
            sheet.write_string(offset, 0, neutralise(row.label))
            for column, value in enumerate(values, 1):
                self._write(sheet, offset, column, value, self._style(chart, column - 1, value))
        if chart.kind == "nuage":
            self._number_points(sheet, chart, head)
        if chart.kind == "matrice":
            return  # a coloured table: spreadsheets have no such chart
        native = self._draw(sheet.get_name(), chart, series, first=head + 1, last=head + len(chart.rows))
        sheet.insert_chart(
            xl_rowcol_to_cell(top, _BESIDE), native, {"description": typeset(chart.reading or chart.title)}
        )

    def _number_points(self, sheet: Worksheet, chart: Chart, head: int) -> None:
        """Beside its values, the number that each row has in the chart: names would cover each other."""
        column = len(chart.series) + 1
        sheet.write_string(head, column, "point", self._head)
        for number in range(1, len(chart.rows) + 1):
            sheet.write_number(head + number, column, number)

    def _style(self, chart: Chart, series: int, value: float | None) -> Format:
        if chart.kind == "matrice":
            return self._shades[shade_of(chart, value)]
        return self._share if chart.unit_of(series) == "part" else self._number

    @staticmethod
    def _write(sheet: Worksheet, row: int, column: int, value: float | None, style: Format) -> None:
        """A blank for what nobody measured: a zero would be drawn."""
        if value is None:
            sheet.write_blank(row, column, None, style)
        else:
            sheet.write_number(row, column, value, style)

    def _draw(self, sheet: str, chart: Chart, series: Sequence[str], *, first: int, last: int) -> Native:
        kind = dict(_TYPES[chart.kind])
        if chart.kind in {"empile", "cent"} and len(chart.rows) > _COLUMNS_MAX:
            kind["type"] = "area"
        native = self._book.add_chart(kind)
        native.set_size({"width": 560, "height": max(360, _ROW_PX * len(chart.rows) + 60)})
        native.set_title({"name": typeset(chart.title), "name_font": {"size": 11}})
        if chart.kind == "nuage":
            _set_points(native, chart, sheet, first=first, last=last)
            return native
        for position in range(len(series)):
            native.add_series(_series(chart, sheet, position, first=first, last=last))
        values: dict[str, Any] = {"name": chart.unit_words, "min": 0}
        if chart.is_share:
            values["num_format"] = "0 %"
        if chart.kind in {"barres", "entonnoir", "carte"}:
            native.set_y_axis({"reverse": True, "interval_unit": 1})
            native.set_x_axis(values)
        else:
            native.set_y_axis(values)
        if len(series) < 2 or chart.kind == "cascade":
            native.set_legend({"none": True})
        return native


def _set_points(native: Native, chart: Chart, sheet: str, *, first: int, last: int) -> None:
    """One point by row, under its number in the table; the axes cross at the limits, which makes four quarters."""
    numbers = [{"value": str(number)} for number in range(1, len(chart.rows) + 1)]
    native.add_series(
        {
            "categories": [sheet, first, 1, last, 1],
            "values": [sheet, first, 2, last, 2],
            "marker": {"type": "circle", "size": 7, "fill": {"color": _COLOURS[0]}},
            "data_labels": {"custom": numbers, "value": True, "font": {"size": 8}},
        }
    )
    native.set_x_axis(_scale(chart, 0, chart.limit_across))
    native.set_y_axis(_scale(chart, 1, chart.limit))
    native.set_legend({"none": True})


def _scale(chart: Chart, series: int, limit: tuple[float, str] | None) -> dict[str, Any]:
    name = chart.series[series]
    found: dict[str, Any] = {"min": 0, "label_position": "low", "major_gridlines": {"visible": True}}
    if chart.unit_of(series) == "part":
        found["num_format"] = "0 %"
    if limit is not None:
        found["crossing"] = limit[0]
        found["line"] = {"color": "#8A1F11", "width": 1.5, "dash_type": "dash"}
        name = f"{name} ({limit[1]})"
    return {**found, "name": typeset(name)}


def _series(chart: Chart, sheet: str, position: int, *, first: int, last: int) -> dict[str, Any]:
    column = position + 1
    found: dict[str, Any] = {
        "name": [sheet, first - 1, column],
        "categories": [sheet, first, 0, last, 0],
        "values": [sheet, first, column, last, column],
    }
    if chart.kind == "lignes":
        return {**found, "line": {"color": _COLOURS[position % 5]}, "marker": {"type": "automatic"}}
    if chart.kind == "cascade" and position == 0:
        return {**found, "fill": {"none": True}, "border": {"none": True}}
    labels = _labels(chart)
    shade = position - 1 if chart.kind == "cascade" else position
    return {**found, **labels, "fill": {"color": _COLOURS[shade % 5]}, "border": {"color": "#333333"}}


def _labels(chart: Chart) -> dict[str, Any]:
    """Figures on the bars of a single series; in white where the spreadsheet writes them inside."""
    if len(chart.series) > 1 or chart.kind == "cascade":
        return {}
    is_inside = chart.kind in {"empile", "cent"}
    return {"data_labels": {"value": True, **({"font": {"color": "#FFFFFF"}} if is_inside else {})}}


def _values(chart: Chart) -> list[tuple[float | None, ...]]:
    return [row.values for row in chart.rows]


def _steps(chart: Chart) -> tuple[tuple[str, ...], list[tuple[float | None, ...]]]:
    """A waterfall as stacked columns: an invisible base, then the total, what is added or what is taken away."""
    steps = [row.values[0] or 0.0 for row in chart.rows]
    levels = [steps[0]]
    for step in steps[1:-1]:
        levels.append(levels[-1] + step)
    rows: list[tuple[float | None, ...]] = [(None, steps[0], None, None)]
    for (before, after), step in zip(pairwise(levels), steps[1:-1], strict=True):
        rows.append((min(before, after), None, step if step > 0 else None, -step if step < 0 else None))
    return _STEPS, [*rows, (None, steps[-1], None, None)]
