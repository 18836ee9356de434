"""A matrix: one line of squares by row, under its name, so that long names and many columns fit a telephone."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from offre_insertion.reporting.chart import Chart, Row
from offre_insertion.reporting.charts.key import BLANK, FULL, LIGHT, Entry, Shade, key, square
from offre_insertion.reporting.charts.parts import LINE, WIDTH, frame, words, wrap
from offre_insertion.reporting.svg import element

_SQUARE, _PITCH, _HEAD, _GAP = 18.0, 39.0, 16.0, 6.0
_WIDEST = 44.0
#: Kept beside names for « 12 sur 12 ».
_COUNT = 62.0


def shade_of(chart: Chart, value: float | None) -> Shade:
    """Full from the limit on, light under it, blank for nothing and for what nobody measured."""
    if chart.passes(value):
        return FULL
    return LIGHT if value else BLANK


def draw_matrix(chart: Chart) -> Markup:
    """``matrice``: columns are numbered, above and below, and said in the key; each square bears its figure."""
    width = min(_WIDEST, WIDTH / max(len(chart.series), 1))
    numbers = [str(position) for position in range(1, len(chart.series) + 1)]
    parts, top = key(_legend(chart, numbers), y=0)
    top += _GAP
    parts += _numbers(numbers, width, top + 12)
    bottom = top + _HEAD
    for position, row in enumerate(chart.rows):
        name = wrap(row.label, WIDTH - _COUNT, lines=2)
        bottom += LINE * (len(name) - 1)
        parts += _name(name, bottom, is_first=position == 0)
        if chart.limit is not None:
            parts.append(words(WIDTH, bottom + 12, chart.passing(row), anchor="end"))
        parts += _squares(chart, row, width, bottom)
        bottom += _PITCH
    return frame(chart, bottom + _HEAD, [*parts, *_numbers(numbers, width, bottom + 10)])


def _legend(chart: Chart, numbers: list[str]) -> Iterator[Entry]:
    for number, label in zip(numbers, chart.series, strict=True):
        yield Entry(label, BLANK, number)
    if chart.limit is not None:
        yield Entry(chart.limit[1], FULL)
        yield Entry("moins", LIGHT)
    yield Entry("rien ; « ? » : non mesuré", BLANK)


def _numbers(numbers: list[str], width: float, y: float) -> list[Markup]:
    return [
        words((position + 0.5) * width, y, number, anchor="middle", class_="petit")
        for position, number in enumerate(numbers)
    ]


def _name(lines: list[str], y: float, *, is_first: bool) -> list[Markup]:
    """Its last line is just above the squares. The first row is the whole."""
    first = y + 12 - LINE * (len(lines) - 1)
    class_ = "fort" if is_first else None
    return [words(0, first + LINE * line, text, class_=class_) for line, text in enumerate(lines)]


def _squares(chart: Chart, row: Row, width: float, y: float) -> Iterator[Markup]:
    for position, value in enumerate(row.values):
        shade = shade_of(chart, value)
        x = position * width
        yield element(
            "g",
            element("title", f"{row.label}, {chart.series[position]} : {chart.say(value)}"),
            square(x + 0.5, y + 17, width - 1, _SQUARE, shade),
            words(
                x + width / 2,
                y + 30,
                _figure(chart, value),
                anchor="middle",
                class_=shade.class_,
            ),
        )


def _figure(chart: Chart, value: float | None) -> str:
    """« 59 » for 59 %: the unit is said above."""
    return "?" if value is None else "".join(chart.say(value).removesuffix("%").split())
