"""SVG written element by element: every value is escaped, nothing is a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

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


@dataclass(frozen=True, slots=True)
class Label:
    """A name beside a point; ``is_left`` when it is written on the left of it."""

    text: str
    x: float
    y: float
    is_left: bool


def place_labels(
    names: Sequence[tuple[str, XY, float]], *, width: float, height: float, size: float
) -> list[Label]:
    """The names (text, point, radius) that fit, first ones first: none over another, none out of the drawing."""
    placed: list[Label] = []
    boxes: list[tuple[float, float, float, float]] = []
    for text, (x, y), radius in names:
        for is_left in (False, True):
            length = len(text) * size * 0.56
            start = x - radius - 2 - length if is_left else x + radius + 2
            box = (start, y - size * 0.6, start + length, y + size * 0.6)
            is_inside = box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height
            if is_inside and not any(_meet(box, other) for other in boxes):
                boxes.append(box)
                placed.append(Label(text, box[2] if is_left else box[0], y + size * 0.35, is_left))
                break
    return placed


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
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
