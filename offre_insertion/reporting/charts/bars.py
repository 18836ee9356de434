"""Bars under their labels, so that long words fit a telephone: one by row, a funnel, a waterfall."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from offre_insertion.reporting.chart import Chart, Row
from offre_insertion.reporting.charts.parts import FILLS, WIDTH, frame, highest, words, wrap
from offre_insertion.reporting.svg import element
from offre_insertion.reporting.text import percent
from offre_insertion.reporting.typography import signed

_BAR = 14.0
_ROW = 38.0
#: Kept on the right of the longest bar for its figure.
_FIGURE = 96.0
_TOTAL, _UP, _DOWN = FILLS[0], FILLS[1], FILLS[2]


def draw_bars(chart: Chart) -> Markup:
    """``barres`` and ``entonnoir``, of the first series; a funnel says each step as a share of the first."""
    longest = highest([row.values[0] for row in chart.rows]) or 1
    if chart.is_share:
        longest = 1.0
    scale = (WIDTH - _FIGURE) / longest
    parts: list[Markup] = []
    for position, row in enumerate(chart.rows):
        y, value = position * _ROW, row.values[0]
        parts += _label(row.label, y)
        if value:
            parts.append(
                _bar(0, value * scale, y, _TOTAL if position == 0 and chart.kind == "entonnoir" else _UP)
            )
        parts.append(words((value or 0) * scale + 6, y + 29, _figure(chart, row)))
    if chart.limit is not None:
        parts += _limit(chart.limit, scale, len(chart.rows) * _ROW)
    return frame(chart, len(chart.rows) * _ROW + 18 * (chart.limit is not None), parts)


def _limit(limit: tuple[float, str], scale: float, bottom: float) -> list[Markup]:
    value, label = limit
    x = value * scale
    anchor = "end" if x > WIDTH / 2 else "start"
    return [
        element("path", d=f"M{x:.1f} 14V{bottom:.1f}", class_="seuil"),
        words(x, bottom + 12, label, anchor=anchor, class_="petit"),
    ]


def _figure(chart: Chart, row: Row) -> str:
    value, first = row.values[0], chart.rows[0].values[0]
    if chart.kind == "entonnoir" and value is not None and first:
        return f"{chart.say(value)} ({percent(value / first)})"
    return chart.say(value)


def draw_waterfall(chart: Chart) -> Markup:
    """``cascade``: the first and last rows are totals, those between are what was added and taken away.

    Steps of nothing are in the table behind, not in the drawing.
    """
    rows = [
        row
        for position, row in enumerate(chart.rows)
        if position in (0, len(chart.rows) - 1) or row.values[0]
    ]
    spans = list(_spans(rows))
    scale = (WIDTH - _FIGURE) / (highest(end for span in spans for end in span) or 1)
    parts: list[Markup] = []
    for position, (row, (low, high)) in enumerate(zip(rows, spans, strict=True)):
        y, value = position * _ROW, row.values[0] or 0
        is_total = position in (0, len(rows) - 1)
        shade = _TOTAL if is_total else (_UP if value > 0 else _DOWN)
        parts += _label(row.label, y)
        parts.append(_bar(low * scale, max(2.0, (high - low) * scale), y, shade))
        parts.append(
            words(
                max(high * scale, low * scale + 2) + 6,
                y + 29,
                chart.say(value) if is_total else signed(value),
            )
        )
    return frame(chart, len(rows) * _ROW, parts)  # fmt: skip


def _spans(rows: list[Row]) -> Iterator[tuple[float, float]]:
    """Where each bar begins and ends."""
    level = 0.0
    for position, row in enumerate(rows):
        value = row.values[0] or 0
        if position in (0, len(rows) - 1):
            level = value
            yield 0, value
        else:
            yield min(level, level + value), max(level, level + value)
            level += value


def _label(label: str, y: float) -> list[Markup]:
    return [words(0, y + 12, wrap(label, WIDTH, lines=1)[0])]


def _bar(x: float, width: float, y: float, shade: str) -> Markup:
    return element("rect", x=x + 0.5, y=y + 17, width=width, height=_BAR, fill=shade, class_="forme")
