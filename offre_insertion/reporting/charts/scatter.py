"""Points in a plane of two scales, numbered, with their names in a key; those without a height are on a line below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import hypot
from typing import NamedTuple

from markupsafe import Markup

from offre_insertion.reporting.chart import Chart
from offre_insertion.reporting.charts.axes import Axes, axes_of
from offre_insertion.reporting.charts.key import FULL, LIGHT, Entry, key
from offre_insertion.reporting.charts.parts import WIDTH, frame, highest, ticks, words, wrap
from offre_insertion.reporting.svg import XY, Label, element, place_labels

_DOT, _SIZE, _LEADING = 4.0, 11.0, 13.0
#: From the plane to the line of points without a height.
_LINE = 68.0
#: Points nearer than this share their label.
_NEAR = 8.0
_TOP, _HEIGHT, _GAP = 24.0, 240.0, 6.0
#: Numbers in one line of a label, the first length by which all labels find room; six take a third of the width.
_IN_A_LINE = (6, 4, 3, 2)
#: The least step of the horizontal scale.
_LEAST = 0.1


class _Dot(NamedTuple):
    number: int
    at: XY


class _Plane(NamedTuple):
    """The axes, and the steps of the scale across."""

    axes: Axes
    steps: Sequence[float]

    def x(self, value: float) -> float:
        return self.axes.across(value / self.steps[-1])


def draw_scatter(chart: Chart) -> Markup:
    """``nuage``: each row is a point, its first value across, its second up."""
    plane = _plane(chart)
    bottom = plane.axes.bottom
    placed, unplaced = _dots(chart, plane, bottom + _LINE)
    parts = [*_corner(chart, plane), *plane.axes.drawn(), *_across(chart, plane)]
    parts += _limits(chart, plane)
    parts += [words(0, 12, wrap(f"↑ {chart.series[1]}", WIDTH, lines=1)[0], class_="petit")]
    parts += [
        words(
            WIDTH, bottom + 30, wrap(f"{chart.series[0]} →", WIDTH, lines=1)[0], anchor="end", class_="petit"
        )
    ]
    if unplaced:
        parts.append(words(0, bottom + 44, f"Sans « {chart.series[1]} » :", class_="petit"))
    end = bottom + (_LINE + 26 if unplaced else 40)
    parts += [*_drawn(placed, bottom, is_full=True), *_drawn(unplaced, end, is_full=False)]
    said, end = key(_entries(chart), y=end)
    return frame(chart, end, [*parts, *said])


def _plane(chart: Chart) -> _Plane:
    across = [row.values[0] for row in chart.rows]
    up = [row.values[1] for row in chart.rows]
    is_share = chart.unit_of(1) == "part"
    axes = axes_of(
        ticks(highest(up), is_share=is_share),
        rows=1,
        top=_TOP,
        say=lambda value: chart.say(value, 1),
        height=_HEIGHT,
    )
    steps = ticks(highest(across), is_share=chart.unit_of(0) == "part", least=_LEAST)
    return _Plane(axes, steps)


def _across(chart: Chart, plane: _Plane) -> Iterator[Markup]:
    """The horizontal scale."""
    for step in plane.steps:
        x = plane.x(step)
        yield element("path", d=f"M{x:.1f} {plane.axes.top:.1f}V{plane.axes.bottom:.1f}", class_="grille")
        anchor = "end" if step == plane.steps[-1] else "middle"
        yield words(x, plane.axes.bottom + 14, chart.say(step, 0), anchor=anchor, class_="petit")


def _limits(chart: Chart, plane: _Plane) -> Iterator[Markup]:
    """Their words are in the key: points are everywhere in the plane."""
    axes = plane.axes
    if chart.limit is not None:
        y = axes.y(chart.limit[0])
        yield element("path", d=f"M{axes.left:.1f} {y:.1f}H{axes.across(1):.1f}", class_="seuil")
    if chart.limit_across is not None:
        x = plane.x(chart.limit_across[0])
        yield element("path", d=f"M{x:.1f} {axes.top:.1f}V{axes.bottom:.1f}", class_="seuil")


def _corner(chart: Chart, plane: _Plane) -> list[Markup]:
    """What is beyond both limits is tinted."""
    if chart.limit is None or chart.limit_across is None:
        return []
    x, y = plane.x(chart.limit_across[0]), plane.axes.y(chart.limit[0])
    return [
        element(
            "rect", x=x, y=plane.axes.top, width=plane.axes.across(1) - x, height=y - plane.axes.top,
            fill=LIGHT.fill,
        )
    ]  # fmt: skip


def _dots(chart: Chart, plane: _Plane, line: float) -> tuple[list[_Dot], list[_Dot]]:
    """Those that have a height, and those that have none, which go on a ``line``."""
    placed, unplaced = [], []
    for number, row in enumerate(chart.rows, 1):
        across, up = row.values
        if across is None:
            continue
        if up is None:
            unplaced.append(_Dot(number, (plane.x(across), line)))
        else:
            placed.append(_Dot(number, (plane.x(across), plane.axes.y(up))))
    return placed, unplaced


def _drawn(dots: Sequence[_Dot], bottom: float, *, is_full: bool) -> Iterator[Markup]:
    fill = FULL.fill if is_full else "#ffffff"
    for _, (x, y) in dots:
        yield element("circle", cx=x, cy=y, r=_DOT, fill=fill, class_="forme")
    for one in _labels(dots, bottom):
        yield words(one.x, one.y, one.text, anchor=one.anchor, class_="petit sur")


def _labels(dots: Sequence[_Dot], bottom: float) -> list[Label]:
    """The numbers of each group, on as many lines as it takes for all to be there."""
    groups, placed = _grouped(dots), list[Label]()
    for length in _IN_A_LINE:
        lines = [line for group in groups for line in _lines(group, bottom, length)]
        placed = place_labels(
            lines,
            width=WIDTH,
            height=bottom + _SIZE,
            size=_SIZE,
            obstacles=[(one.at, _DOT) for one in dots],
            gap=_GAP,
        )
        if len(placed) == len(lines):
            break
    return placed


def _grouped(dots: Sequence[_Dot]) -> list[list[_Dot]]:
    """Points that are nearly at the same place, together."""
    groups: list[list[_Dot]] = []
    for dot in dots:
        near = next((group for group in groups if _is_near(group[0].at, dot.at)), None)
        if near is None:
            groups.append([dot])
        else:
            near.append(dot)
    return groups


def _lines(group: Sequence[_Dot], bottom: float, length: int) -> Iterator[tuple[str, XY, float]]:
    """The numbers of a group, ``length`` by line, the lines going towards the middle of the drawing."""
    (x, y), radius = _around(group)
    step = _LEADING if y < bottom / 2 else -_LEADING
    for line, start in enumerate(range(0, len(group), length)):
        part = group[start : start + length]
        yield ", ".join(str(one.number) for one in part), (x, y + line * step), radius


def _around(group: Sequence[_Dot]) -> tuple[XY, float]:
    """The middle of a group, and the radius that holds its points."""
    x, y = (sum(one.at[axis] for one in group) / len(group) for axis in (0, 1))
    return (x, y), _DOT + max(hypot(one.at[0] - x, one.at[1] - y) for one in group)


def _is_near(one: XY, other: XY) -> bool:
    return abs(one[0] - other[0]) < _NEAR and abs(one[1] - other[1]) < _NEAR


def _entries(chart: Chart) -> Iterator[Entry]:
    if chart.limit is not None and chart.limit_across is not None:
        limits = f"{chart.limit_across[1]} → ; {chart.limit[1]} ↑"
        yield Entry(f"au-delà des deux tirets ({limits})", LIGHT)
    for number, row in enumerate(chart.rows, 1):
        figure = " ; ".join(chart.say(value, series) for series, value in enumerate(row.values))
        yield Entry(row.label, number=str(number), figure=figure)
