"""What every chart is made of: its frame, its patterns, its legend, its scale, its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import floor, log10

from markupsafe import Markup

from offre_insertion.reporting.chart import Chart
from offre_insertion.reporting.svg import element
from offre_insertion.reporting.typography import typeset

#: Width of every chart, in units that are about a pixel on a telephone, in a column of a screen or of an A4 sheet.
WIDTH = 360
SIZE = 12
LINE = 15
#: Mean width of a letter, in sizes of the font: labels are wrapped by it, with some room to spare.
_LETTER = 0.56
#: Spaces that may end a line: not those that do not break.
_BREAKABLE = re.compile(r"[ \t\r\n]+")

#: Fills in the order of series: each differs from the next by its lightness and its pattern, not by colour alone.
FILLS = ("#1d3f72", "url(#motif-hachures)", "url(#motif-points)", "url(#motif-traits)", "#ffffff")
CHART_STYLE = """
svg.graphique{display:block;width:100%;height:auto;max-width:480px;font:12px/1.2 inherit}
svg.graphique text{fill:#1b1b1b;font-size:12px}
svg.graphique text.petit{font-size:11px}
svg.graphique text.sur{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
svg.graphique text.clair{fill:#fff}
svg.graphique text.fort{font-weight:700}
svg.graphique .grille{stroke:#d0d0d0;stroke-width:1}
svg.graphique .axe{stroke:#5a5a5a;stroke-width:1}
svg.graphique .seuil{stroke:#8a1f11;stroke-width:1.5;stroke-dasharray:5 3}
svg.graphique .forme{stroke:#1b1b1b;stroke-width:1}
svg.motifs{position:absolute;width:0;height:0}
"""


def patterns() -> Markup:
    """The fills that charts name, once in a page."""
    return element(
        "svg",
        element(
            "defs",
            _pattern("motif-hachures", "#a9c6e8", _stroke("M0 8L8 0M-2 2L2 -2M6 10L10 6", "#1d3f72")),
            _pattern("motif-points", "#f6dfc3", element("circle", cx=4, cy=4, r=1.6, fill="#8a4b08")),
            _pattern("motif-traits", "#eeeeee", _stroke("M0 4H8", "#5a5a5a")),
        ),
        class_="motifs", aria_hidden="true",
    )  # fmt: skip


def _pattern(name: str, background: str, drawing: Markup) -> Markup:
    return element(
        "pattern",
        element("rect", width=8, height=8, fill=background),
        drawing,
        id=name,
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
    )


def _stroke(path: str, colour: str) -> Markup:
    return element("path", d=path, stroke=colour, stroke_width=1.5)


def frame(chart: Chart, height: float, parts: Iterable[Markup]) -> Markup:
    """The SVG, with its name and the sentence that says it."""
    name = f"graphique-{chart.key}"
    return element(
        "svg",
        element("title", chart.title, id=f"{name}-titre"),
        element("desc", chart.reading or f"{chart.title}, en {chart.unit}.", id=f"{name}-lecture"),
        *parts,
        class_="graphique",
        viewBox=f"0 0 {WIDTH} {height:.0f}",
        role="img",
        aria_labelledby=f"{name}-titre {name}-lecture",
    )


def words(x: float, y: float, text: str, *, anchor: str = "start", class_: str | None = None) -> Markup:
    """One line of text; ``y`` is its base line."""
    return element("text", text, x=x, y=y, text_anchor=anchor, class_=class_)


def wrap(text: str, width: float, *, lines: int = 3, size: float = SIZE) -> list[str]:
    """The text in lines of a width, broken where French typography allows it; the last one is cut with « … » when there
    are too many."""
    room = max(3, int(width / (_LETTER * size)))
    found: list[str] = []
    for word in _BREAKABLE.split(typeset(text).strip()):
        if found and len(found[-1]) + 1 + len(word) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    cut = [line if len(line) <= room else f"{line[: room - 1]}…" for line in found[:lines]]
    if len(found) > lines:
        cut[-1] = f"{cut[-1][: room - 1].rstrip('…')}…"
    return cut


def legend(chart: Chart, *, y: float) -> list[Markup]:
    """One line by series, from ``y`` down; nothing for a single one."""
    if len(chart.series) < 2:
        return []
    return [
        part
        for position, label in enumerate(chart.series)
        for part in (
            element(
                "rect", x=1, y=y + position * LINE, width=11, height=11, fill=fill(position), class_="forme"
            ),
            words(18, y + position * LINE + 10, wrap(label, WIDTH - 20, lines=1)[0]),
        )
    ]


def legend_height(chart: Chart) -> float:
    """What it takes."""
    return LINE * len(chart.series) + 6 if len(chart.series) > 1 else 0


def fill(position: int) -> str:
    """The fill of a series."""
    return FILLS[position % len(FILLS)]


def ticks(highest: float, *, is_share: bool, least: float = 1) -> list[float]:
    """From 0 to at least ``highest``, in round steps of ``least`` or more: wholes, unless said, count things."""
    if is_share:
        return [0, 0.25, 0.5, 0.75, 1] if highest > 0.5 else [0, 0.1, 0.2, 0.3, 0.4, 0.5]
    if highest <= 0:
        return [0, 1]
    rough = highest / 4
    power = 10 ** floor(log10(rough))
    step = max(least, next(one * power for one in (1, 2, 5, 10) if one * power >= rough))
    count = int(-(-highest // step))
    return [step * position for position in range(count + 1)]


def highest(values: Iterable[float | None]) -> float:
    """The largest that is known, 0 when none is."""
    return max((value for value in values if value is not None), default=0)


def every(labels: Sequence[str], *, room: int) -> int:
    """Show one label out of how many, so that at most ``room`` are shown."""
    return max(1, -(-len(labels) // room))
