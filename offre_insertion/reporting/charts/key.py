"""A key under a drawing: each number or shade of the drawing, its words, its figures; and the three shades it uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from offre_insertion.reporting.charts.parts import LINE, WIDTH, words, wrap
from offre_insertion.reporting.svg import element

#: Where words begin, after the mark.
_INDENT = 24.0
_LETTER = 6.6
RADIUS = 8.0


class Shade(NamedTuple):
    """A fill and the ink of the text over it. Told apart by lightness, and always beside a figure."""

    fill: str
    ink: str

    @property
    def class_(self) -> str:
        """Of a small text over it."""
        return "petit clair" if self.ink == "#ffffff" else "petit"


FULL, LIGHT, BLANK = Shade("#1d3f72", "#ffffff"), Shade("#d5e3f5", "#1b1b1b"), Shade("#ffffff", "#1b1b1b")


class Entry(NamedTuple):
    """One line: the number in a disc (a shade alone is a square), words, figures on the right."""

    label: str
    shade: Shade | None = None
    number: str = ""
    figure: str = ""


def key(entries: Iterable[Entry], *, y: float) -> tuple[list[Markup], float]:
    """The lines from ``y`` down, and where they end. Long words take several lines, clear of their figures."""
    parts: list[Markup] = []
    for entry in entries:
        room = WIDTH - _INDENT - (_LETTER * len(entry.figure) + 8 if entry.figure else 0)
        lines = wrap(entry.label, room)
        parts += _mark(entry, y)
        parts += [words(_INDENT, y + 12 + LINE * line, text) for line, text in enumerate(lines)]
        if entry.figure:
            parts.append(words(WIDTH, y + 12, entry.figure, anchor="end"))
        y += LINE * len(lines) + 4
    return parts, y


def _mark(entry: Entry, y: float) -> list[Markup]:
    if entry.number:
        return disc(RADIUS + 1, y + RADIUS, RADIUS, entry.shade or BLANK, entry.number)
    if entry.shade is not None:
        return [square(3, y + 2, 12, 12, entry.shade)]
    return []


def disc(x: float, y: float, radius: float, shade: Shade, number: str) -> list[Markup]:
    """A disc and the number in it."""
    return [
        element("circle", cx=x, cy=y, r=radius, fill=shade.fill, class_="forme"),
        words(x, y + 4, number, anchor="middle", class_=shade.class_),
    ]


def square(x: float, y: float, width: float, height: float, shade: Shade) -> Markup:
    """A rectangle of a shade."""
    return element("rect", x=x, y=y, width=width, height=height, fill=shade.fill, class_="forme")
