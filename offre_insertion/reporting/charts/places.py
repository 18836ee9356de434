"""A map of territories: one numbered disc each, where it is, and a key that says all of them, placed or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import hypot, sqrt

from markupsafe import Markup

from offre_insertion.reporting.chart import Chart, Row
from offre_insertion.reporting.charts.key import BLANK, FULL, LIGHT, RADIUS, Entry, Shade, disc, key
from offre_insertion.reporting.charts.parts import WIDTH, frame
from offre_insertion.reporting.svg import XY, element, fit

_MAX_HEIGHT, _MARGIN = 320.0, 16.0
_GROWTH = 6.0
#: Enough to set apart the discs of the closest towns.
_ROUNDS = 60


def draw_places(chart: Chart) -> Markup:
    """``carte``: the disc of a row grows with the sum of its values; it is full when the first one is not nothing.

    Rows that are nowhere are in the key alone; without any place, there is only the key: a table of tiles.
    """
    ground, bottom = _ground(chart)
    said, end = key(_entries(chart), y=bottom)
    return frame(chart, end, [*ground, *said])


def _ground(chart: Chart) -> tuple[list[Markup], float]:
    rows = chart.places.rows if chart.places else ()
    points = {position: point for position, point in enumerate(rows) if point is not None}
    if chart.places is None or not points:
        return [], 0.0
    project = fit(
        [*chart.places.around, *points.values()], width=WIDTH, max_height=_MAX_HEIGHT, margin=_MARGIN
    )
    largest = max(_total(chart.rows[position]) for position in points) or 1
    radii = [RADIUS + _GROWTH * sqrt(_total(chart.rows[position]) / largest) for position in points]
    spots = _apart([project(point) for point in points.values()], radii, project.height)
    parts = [
        element("circle", cx=x, cy=y, r=1.3, fill="#9aa4b0") for x, y in map(project, chart.places.around)
    ]
    for position, at, radius in zip(points, spots, radii, strict=True):
        row = chart.rows[position]
        title = element("title", f"{row.label} : {_figure(chart, row)}")
        parts.append(element("g", title, *disc(*at, radius, _shade(row), str(position + 1))))
    return parts, project.height + 6


def _apart(spots: Sequence[XY], radii: Sequence[float], height: float) -> list[XY]:
    """The same spots, pushed away from each other until no disc covers another, inside the drawing."""
    moved = [list(spot) for spot in spots]
    for _ in range(_ROUNDS):
        is_clear = True
        for one, other in combinations(range(len(moved)), 2):
            dx, dy = (moved[other][axis] - moved[one][axis] for axis in (0, 1))
            lack = radii[one] + radii[other] + 1 - hypot(dx, dy)
            if lack <= 0:
                continue
            is_clear = False
            length = hypot(dx, dy)
            push = (dx / length, dy / length) if length else (1.0, 0.0)
            for axis in (0, 1):
                moved[one][axis] -= push[axis] * lack / 2
                moved[other][axis] += push[axis] * lack / 2
        for position, radius in enumerate(radii):
            for axis, size in enumerate((WIDTH, height)):
                moved[position][axis] = min(max(moved[position][axis], radius + 1), size - radius - 1)
        if is_clear:
            break
    return [(x, y) for x, y in moved]


def _total(row: Row) -> float:
    return sum(value or 0 for value in row.values)


def _shade(row: Row) -> Shade:
    if row.values[0]:
        return FULL
    return LIGHT if _total(row) else BLANK


def _figure(chart: Chart, row: Row) -> str:
    if not _total(row):
        return "aucun"
    return ", ".join(
        f"{name} : {chart.say(value, series)}"
        for series, (name, value) in enumerate(zip(chart.series, row.values, strict=True))
    )


def _entries(chart: Chart) -> Iterator[Entry]:
    """What shades say, then every row; those that are nowhere have no number."""
    first, *others = chart.series
    yield Entry(f"{first} : un au moins", FULL)
    if others:
        yield Entry(f"seulement : {', '.join(others)}", LIGHT)
    yield Entry("aucun", BLANK)
    places = chart.places.rows if chart.places else (None,) * len(chart.rows)
    for number, (row, place) in enumerate(zip(chart.rows, places, strict=True), 1):
        yield Entry(row.label, _shade(row), str(number) if place else "", _figure(chart, row))
