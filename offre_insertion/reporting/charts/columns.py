"""Columns: stacked by series (areas when dates are many), brought to 100 %, or one by class of a distribution."""

from __future__ import annotations

from itertools import accumulate

from markupsafe import Markup

from offre_insertion.reporting.chart import Chart, Row
from offre_insertion.reporting.charts.axes import Axes, axes_of, labels_under
from offre_insertion.reporting.charts.parts import (
    fill,
    frame,
    legend,
    legend_height,
    ticks,
    words,
)
from offre_insertion.reporting.svg import element

#: Beyond, columns are too thin to bear a number: areas are drawn.
_COLUMNS_MAX = 8
_SEGMENT_MIN = 15.0


def draw_columns(chart: Chart) -> Markup:
    """``empile``, ``cent`` and ``colonnes``."""
    shown = _brought_to_one(chart) if chart.kind == "cent" else chart
    top = legend_height(chart)
    totals = [sum(value or 0 for value in row.values) for row in shown.rows]
    axes = axes_of(
        ticks(max(totals, default=0), is_share=shown.is_share),
        rows=len(shown.rows),
        top=top + 16,
        say=shown.say,
    )
    is_area = len(shown.rows) > _COLUMNS_MAX and chart.kind != "colonnes"
    body = _areas(chart, shown, axes) if is_area else _columns(chart, shown, axes)
    labels, height = labels_under(axes, [row.label for row in shown.rows])
    return frame(chart, height, [*legend(chart, y=0), *axes.drawn(), *body, *labels])


def _brought_to_one(chart: Chart) -> Chart:
    rows = []
    for row in chart.rows:
        total = sum(value or 0 for value in row.values)
        rows.append(
            Row(
                row.label,
                tuple(value / total if value is not None and total else None for value in row.values),
            )
        )
    return Chart(
        chart.key, chart.kind, chart.title, "part", chart.source, chart.heading, chart.series, tuple(rows)
    )


def _columns(chart: Chart, shown: Chart, axes: Axes) -> list[Markup]:
    parts: list[Markup] = []
    width = min(48.0, 0.7 * axes.slot)
    for position, row in enumerate(shown.rows):
        middle, bottom = axes.x(position), 0.0
        for series, value in enumerate(row.values):
            if not value:
                continue
            low, high = axes.y(bottom), axes.y(bottom + value)
            bottom += value
            parts.append(
                element(
                    "rect",
                    x=middle - width / 2,
                    y=high,
                    width=width,
                    height=low - high,
                    fill=fill(series),
                    class_="forme",
                )
            )
            if len(row.values) > 1 and low - high >= _SEGMENT_MIN:
                parts.append(
                    words(middle, (low + high) / 2 + 4, shown.say(value), anchor="middle", class_="petit sur")
                )
        if chart.kind != "cent":
            known = any(value is not None for value in row.values)
            parts.append(
                words(
                    middle,
                    axes.y(bottom) - 4,
                    chart.say(bottom) if known else "n. m.",
                    anchor="middle",
                    class_="petit sur",
                )
            )
    return parts  # fmt: skip


def _areas(chart: Chart, shown: Chart, axes: Axes) -> list[Markup]:
    """From the top one down, each painted over by those below it; totals at both ends."""
    stacks = [list(accumulate(value or 0 for value in row.values)) for row in shown.rows]
    parts = []
    for series in reversed(range(len(shown.series))):
        points = " L".join(
            f"{axes.x(position):.1f} {axes.y(stack[series]):.1f}" for position, stack in enumerate(stacks)
        )
        first, last, base = axes.x(0), axes.x(len(stacks) - 1), axes.y(0)
        path = f"M{first:.1f} {base:.1f} L{points} L{last:.1f} {base:.1f}Z"
        parts.append(element("path", d=path, fill=fill(series), class_="forme"))
    if chart.kind != "cent":
        for position in (0, len(stacks) - 1):
            total = stacks[position][-1]
            place = axes.x(position), axes.y(total) - 4
            parts.append(words(*place, chart.say(total), anchor="middle", class_="petit sur"))
    return parts
