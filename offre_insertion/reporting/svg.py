"""SVG written element by element: every value is escaped, nothing is a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import NamedTuple

from markupsafe import Markup, escape

from offre_insertion.geography import Point

XY = tuple[float, float]


def element(name: str, *children: str, **attributes: object) -> Markup:
    """``<name …>children</name>``; ``stroke_width`` becomes ``stroke-width``, ``class_`` ``class``; ``None`` is left
    out. Children that are not :class:`Markup` are texts, and escaped."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), shown(value))
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(escape(child) for child in children)
    # The names are ours, never data.
    return Markup("<{name}{written}>{inside}</{name}>").format(name=name, written=written, inside=inside)


def shown(value: object) -> str:
    """A float with two decimals at most."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


@dataclass(frozen=True, slots=True)
class Projection:
    """Points of the globe → a drawing ``width`` wide: equirectangular at the middle latitude, north up.

    Enough for a département; not for a map that crosses the antimeridian.
    """

    west: float
    north: float
    squeeze: float
    scale: float
    margin: float
    width: float
    height: float

    def __call__(self, point: Point) -> XY:
        """Where a point is drawn."""
        x = (point[0] - self.west) * self.squeeze * self.scale + self.margin
        return round(x, 1), round((self.north - point[1]) * self.scale + self.margin, 1)


def fit(points: Iterable[Point], *, width: float, max_height: float, margin: float) -> Projection:
    """The projection that shows all the points inside the width and the height, margins included."""
    known = list(points) or [(0.0, 0.0)]
    west, east = min(x for x, _ in known), max(x for x, _ in known)
    south, north = min(y for _, y in known), max(y for _, y in known)
    squeeze = cos(radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-3), max(north - south, 1e-3)
    scale = min((width - 2 * margin) / wide, (max_height - 2 * margin) / high)
    return Projection(
        west - (width - 2 * margin - wide * scale) / 2 / scale / squeeze,
        north, squeeze, scale, margin, width, high * scale + 2 * margin,
    )  # fmt: skip


def path_of(rings: Iterable[Sequence[Point]], project: Projection) -> str:
    """The « d » of closed rings, without the points that fall on the one before."""
    parts = []
    for ring in rings:
        points: list[XY] = []
        for point in map(project, ring):
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 2:
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(parts)


Box = tuple[float, float, float, float]


class Label(NamedTuple):
    """A name beside a point: where its text is written, and its ``text-anchor``."""

    text: str
    x: float
    y: float
    anchor: str


def place_labels(
    names: Sequence[tuple[str, XY, float]],
    *,
    width: float,
    height: float,
    size: float,
    obstacles: Iterable[tuple[XY, float]] = (),
    gap: float = 0,
) -> list[Label]:
    """The names (text, point, radius) that fit, first ones first, on the right of their point, on its left, above or
    below it: none over another nor nearer than ``gap``, none out of the drawing, and over an obstacle (point, radius)
    only for want of room."""
    placed: list[Label] = []
    discs = [(x - radius, y - radius, x + radius, y + radius) for (x, y), radius in obstacles]
    taken: list[Box] = []
    for text, point, radius in names:
        inside = [
            (label, box)
            for label, box in _candidates(text, point, radius, size)
            if box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height
        ]
        free = [one for one in inside if not any(_meet(one[1], other) for other in taken)]
        clear = [one for one in free if not any(_meet(one[1], disc) for disc in discs)]
        for label, box in (clear or free)[:1]:
            taken.append((box[0] - gap, box[1], box[2] + gap, box[3]))
            placed.append(label)
    return placed


def _candidates(text: str, point: XY, radius: float, size: float) -> Iterator[tuple[Label, Box]]:
    """Letters are about 0.56 of their size wide."""
    (x, y), length, half, gap = point, len(text) * size * 0.56, size * 0.55, radius + 2
    yield Label(text, x + gap, y + size * 0.35, "start"), (x + gap, y - half, x + gap + length, y + half)
    yield Label(text, x - gap, y + size * 0.35, "end"), (x - gap - length, y - half, x - gap, y + half)
    for middle in (y - gap - half, y + gap + half):
        box = (x - length / 2, middle - half, x + length / 2, middle + half)
        yield Label(text, x, middle + size * 0.35, "middle"), box


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def drawing(*children: str, width: float, height: float, title: str, **attributes: object) -> Markup:
    """An SVG that takes the width it is given, with a title for those who do not see it."""
    inside: Mapping[str, object] = {
        "viewBox": f"0 0 {shown(float(width))} {shown(float(height))}",
        "role": "img",
    }
    return element(
        "svg", element("title", title), *children, xmlns="http://www.w3.org/2000/svg", **inside, **attributes
    )
