"""A plane with a vertical scale from 0 and one slot by row, its grid and its figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from offre_insertion.reporting.charts.parts import WIDTH, every, words, wrap
from offre_insertion.reporting.svg import element

_HEIGHT = 170.0
_RIGHT = 10.0
_LETTER = 6.6


@dataclass(frozen=True, slots=True)
class Axes:
    """``steps`` are the figures of the scale; ``slot`` the width of one row; ``top`` and ``bottom`` the ends."""

    steps: tuple[float, ...]
    labels: tuple[str, ...]
    left: float
    slot: float
    top: float
    bottom: float

    def x(self, position: int) -> float:
        """The middle of a slot."""
        return self.left + self.slot * (position + 0.5)

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.bottom - (self.bottom - self.top) * value / (self.steps[-1] or 1)

    def across(self, share: float) -> float:
        """Where a share of the whole width falls, for a plane that has a horizontal scale."""
        return self.left + (WIDTH - _RIGHT - self.left) * share

    def drawn(self) -> list[Markup]:
        """The grid and its figures."""
        lines = []
        for step, label in zip(self.steps, self.labels, strict=True):
            y = self.y(step)
            lines.append(
                element(
                    "path",
                    d=f"M{self.left:.1f} {y:.1f}H{WIDTH - _RIGHT:.1f}",
                    class_="axe" if step == 0 else "grille",
                )
            )
            lines.append(words(self.left - 5, y + 4, label, anchor="end", class_="petit"))
        return lines  # fmt: skip


def axes_of(
    steps: Sequence[float], *, rows: int, top: float, say: Callable[[float], str], height: float = _HEIGHT
) -> Axes:
    """Axes for some rows, as wide on the left as the figures of the scale."""
    labels = tuple(say(step) for step in steps)
    left = 8 + _LETTER * max(len(label) for label in labels)
    return Axes(tuple(steps), labels, left, (WIDTH - _RIGHT - left) / max(rows, 1), top, top + height)


#: Labels shown under an axis, at most.
_LABELS = 8
_SMALL = 11


def labels_under(axes: Axes, labels: Sequence[str]) -> tuple[list[Markup], float]:
    """The labels of the rows, under the axis, one out of several when they are many; and where they end."""
    step = every(labels, room=_LABELS)
    shown = {
        position: wrap(label, axes.slot * step, size=_SMALL)
        for position, label in enumerate(labels)
        if position % step == 0
    }
    parts = [
        words(axes.x(position), axes.bottom + 14 + 12 * line, text, anchor="middle", class_="petit")
        for position, lines in shown.items()
        for line, text in enumerate(lines)
    ]
    return parts, axes.bottom + 8 + 12 * max((len(lines) for lines in shown.values()), default=0)
