"""How levels and statuses look: a colour and, for those who do not see it, a sign, a shape and words."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from offre_insertion.coverage import Cell, Level, Status
from offre_insertion.reporting.svg import drawing, element
from offre_insertion.reporting.text import NBSP, percent


class Look(NamedTuple):
    """Background, text colour, sign."""

    background: str
    ink: str
    sign: str


class Square(NamedTuple):
    """A cell as a heatmap shows it: its text, its full words (blank for none), its look."""

    text: str
    words: str
    look: Look


#: Told apart by colour-blind people, and by their greys once printed.
STATUS_LOOKS = {
    Status.COUVERTE: Look("#0b6e5a", "#ffffff", "●"),
    Status.A_RENFORCER: Look("#f4c95d", "#1c2430", "◐"),
    Status.NON_COUVERTE: Look("#b3402f", "#ffffff", "○"),
    Status.MASQUE: Look("#e6e9ed", "#3d4652", "·"),
}
LEVEL_COLOURS = {
    Level.PROXIMITE: "#0b6e5a",
    Level.DISTANCE: "#3f8fb5",
    Level.TROP_LOIN: "#c98a00",
    Level.NATIONALE: "#c4622d",
    Level.INUTILISABLE: "#a02c2c",
    Level.AUCUNE: "#5a6472",
}


def cell_text(cell: Cell) -> str:
    """« ◐ 59 % »: the sign of the status, and the share it is judged on; « sans poids » where there is none."""
    if cell.judged is None:
        return cell.status_label
    return f"{STATUS_LOOKS[cell.status].sign}{NBSP}{percent(cell.judged)}"


def reason_text(cell: Cell) -> str:
    """The reason, where something is missing: what is left of a covered area needs none."""
    return "" if cell.status is Status.COUVERTE else cell.reason.label


def cell_words(cell: Cell) -> str:
    """« 58,6 % : à renforcer, hors de portée » in one line."""
    if cell.judged is None:
        return cell.status_label
    reason = reason_text(cell)
    words = f"{percent(cell.judged, 1)}{NBSP}: {cell.status.label}"
    return f"{words}, {reason}" if reason else words


def square_of(cell: Cell) -> Square:
    """The square of a cell."""
    return Square(cell_text(cell), cell_words(cell), STATUS_LOOKS[cell.status])


def describe_statuses() -> str:
    """What the signs of a heatmap say, in words."""
    return ", ".join(f"{look.sign} {status.label}" for status, look in STATUS_LOOKS.items())


def symbol(level: Level, x: float, y: float, radius: float) -> Markup:
    """A commune at a level: each level has its own shape, so that a grey map is read too.

    4 a full disc, 3 a disc with a hole, 2b a thick ring, 2a a dashed ring, 1 a barred ring, 0 a cross.
    """
    colour = LEVEL_COLOURS[level]
    place = {"cx": x, "cy": y, "r": radius}
    if level is Level.PROXIMITE:
        return element("circle", fill=colour, stroke="#fff", stroke_width=0.5, **place)
    if level is Level.DISTANCE:
        hole = element("circle", cx=x, cy=y, r=radius * 0.45, fill="#fff")
        return element("circle", fill=colour, stroke="#fff", stroke_width=0.5, **place) + hole
    thick = max(1.1, radius * 0.3)
    if level is Level.TROP_LOIN:
        return element("circle", fill="#fff", stroke=colour, stroke_width=thick, **place)
    if level is Level.NATIONALE:
        return element(
            "circle", fill="#fff", stroke=colour, stroke_width=thick, stroke_dasharray=f"{max(1.5, radius * 0.5):.1f}",
            **place,
        )  # fmt: skip
    if level is Level.INUTILISABLE:
        ring = element("circle", fill="#fff", stroke=colour, stroke_width=max(0.8, radius * 0.15), **place)
        return ring + _line(
            x - radius * 0.7, y + radius * 0.7, x + radius * 0.7, y - radius * 0.7, colour, thick / 2
        )
    arm = radius * 0.75
    return _line(x - arm, y - arm, x + arm, y + arm, colour, 1.1) + _line(
        x - arm, y + arm, x + arm, y - arm, colour, 1.1
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> Markup:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width)


def legend_symbol(level: Level) -> Markup:
    """The shape of a level alone, for a legend."""
    return drawing(symbol(level, 11.0, 11.0, 7.5), width=22, height=22, title=f"niveau {level.code}")
