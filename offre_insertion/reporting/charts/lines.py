"""Lines over dates, one by series, each with its own mark and its own dashes."""

from __future__ import annotations

from markupsafe import Markup

from offre_insertion.reporting.chart import Chart
from offre_insertion.reporting.charts.axes import Axes, axes_of, labels_under
from offre_insertion.reporting.charts.parts import (
    LINE,
    WIDTH,
    frame,
    highest,
    legend_height,
    ticks,
    words,
    wrap,
)
from offre_insertion.reporting.svg import element

_COLOURS = ("#1d3f72", "#8a4b08", "#3d6b1f", "#5a5a5a")
_DASHES = (None, "7 3", "2 3", "9 3 2 3")
#: Beyond, only the ends bear their value.
_VALUES_MAX = 6


def draw_lines(chart: Chart) -> Markup:
    """``lignes``: a line is broken where nobody measured."""
    shown = [value for row in chart.rows for value in row.values]
    if chart.limit is not None:
        shown.append(chart.limit[0])
    top = legend_height(chart)
    axes = axes_of(
        ticks(highest(shown), is_share=chart.is_share), rows=len(chart.rows), top=top + 16, say=chart.say
    )
    parts = [*_legend(chart), *axes.drawn(), *_limit(chart, axes)]
    for series in range(len(chart.series)):
        parts += _line(chart, series, axes)
    labels, height = labels_under(axes, [row.label for row in chart.rows])
    return frame(chart, height, [*parts, *labels])


def _line(chart: Chart, series: int, axes: Axes) -> list[Markup]:
    known = [
        (position, value)
        for position, row in enumerate(chart.rows)
        if (value := row.values[series]) is not None
    ]
    path, before = "", -2
    for position, value in known:
        path += f"{'L' if position == before + 1 else 'M'}{axes.x(position):.1f} {axes.y(value):.1f}"
        before = position
    parts = [
        element(
            "path",
            d=path,
            fill="none",
            stroke=_colour(series),
            stroke_width=2,
            stroke_dasharray=_dashes(series),
        )
    ]
    ends = {0, len(known) - 1}
    for rank, (position, value) in enumerate(known):
        parts.append(_mark(series, axes.x(position), axes.y(value)))
        if len(known) <= _VALUES_MAX or rank in ends:
            parts.append(
                words(
                    axes.x(position), axes.y(value) - 8, chart.say(value), anchor="middle", class_="petit sur"
                )
            )
    return parts  # fmt: skip


def _mark(series: int, x: float, y: float) -> Markup:
    colour = _colour(series)
    if series % 3 == 0:
        return element("circle", cx=x, cy=y, r=4, fill=colour)
    if series % 3 == 1:
        return element("rect", x=x - 4, y=y - 4, width=8, height=8, fill=colour)
    return element("path", d=f"M{x:.1f} {y - 5:.1f}L{x + 5:.1f} {y + 4:.1f}H{x - 5:.1f}Z", fill=colour)


def _limit(chart: Chart, axes: Axes) -> list[Markup]:
    if chart.limit is None:
        return []
    value, label = chart.limit
    y = axes.y(value)
    return [
        element("path", d=f"M{axes.left:.1f} {y:.1f}H{WIDTH - 10}", class_="seuil"),
        words(WIDTH - 10, y - 4, label, anchor="end", class_="petit sur"),
    ]


def _legend(chart: Chart) -> list[Markup]:
    if len(chart.series) < 2:
        return []
    parts = []
    for series, label in enumerate(chart.series):
        y = series * LINE + 6
        parts.append(
            element(
                "path",
                d=f"M0 {y}H26",
                stroke=_colour(series),
                stroke_width=2,
                stroke_dasharray=_dashes(series),
            )
        )
        parts.append(_mark(series, 13, y))
        parts.append(words(32, y + 4, wrap(label, WIDTH - 34, lines=1)[0]))
    return parts  # fmt: skip


def _colour(series: int) -> str:
    return _COLOURS[series % len(_COLOURS)]


def _dashes(series: int) -> str | None:
    return _DASHES[series % len(_DASHES)]
