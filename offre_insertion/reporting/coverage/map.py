"""The map of one thematique: communes as points sized by their inhabitants, shaped and coloured by their level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt

from markupsafe import Markup

from offre_insertion.coverage import Assessment
from offre_insertion.coverage.themes import label
from offre_insertion.geography import Commune, Point
from offre_insertion.reporting.coverage.look import LEVEL_COLOURS, symbol
from offre_insertion.reporting.coverage.report import AssessmentReport
from offre_insertion.reporting.svg import Projection, drawing, element, fit, path_of, place_labels
from offre_insertion.reporting.text import NBSP, number

_WIDTH, _MAX_HEIGHT, _MARGIN = 400.0, 460.0, 16.0
_LARGEST, _SMALLEST = 13.0, 2.4
_NAMED, _KEPT_CLEAR, _LETTER = 7, 20, 11.0


def draw_map(report: AssessmentReport, thematique: str) -> Markup:
    """The SVG; each commune has a tooltip with its name, its level and its reason. Communes without a centre are
    not drawn: :func:`count_undrawn` says how many."""
    coverage = report.coverage
    drawn = [(i, one, one.point) for i, one in enumerate(coverage.ground.communes) if one.point is not None]
    project = fit(
        [*(point for _, _, point in drawn), *_corners(report)],
        width=_WIDTH,
        max_height=_MAX_HEIGHT,
        margin=_MARGIN,
    )
    largest = max((one.population for _, one, _ in drawn), default=0)
    by_size = sorted(drawn, key=lambda one: -one[1].population)
    return drawing(
        *_contours(report, thematique, project),
        *(_commune(coverage, thematique, i, one, project(point), largest) for i, one, point in by_size),
        *_names([(one, point) for _, one, point in by_size], project, largest),
        width=project.width,
        height=project.height,
        title=f"{label(thematique)} : niveau de chaque commune, {report.nom}",
        class_="carte-communes",
    )


def count_undrawn(report: AssessmentReport) -> int:
    """Communes whose centre is not known."""
    return len(report.coverage.ground.without_centre)


def _corners(report: AssessmentReport) -> Iterator[Point]:
    for polygons in report.contours.values():
        for polygon in polygons:
            yield from polygon[0]


def _radius(commune: Commune, largest: int) -> float:
    """The surface of a disc follows the inhabitants, down to what the eye can see."""
    return max(_SMALLEST, _LARGEST * sqrt(commune.population / largest)) if largest else _SMALLEST


def _contours(report: AssessmentReport, thematique: str, project: Projection) -> Iterator[Markup]:
    index, levels = report.coverage.ground.index, report.coverage.levels[thematique]
    for code, polygons in report.contours.items():
        if code in index:
            rings = [ring for polygon in polygons for ring in polygon]
            colour = LEVEL_COLOURS[levels.level(index[code])]
            yield element(
                "path", d=path_of(rings, project), fill=colour, fill_opacity=0.14, fill_rule="evenodd",
                stroke="#aab2bd", stroke_width=0.5,
            )  # fmt: skip


def _commune(
    coverage: Assessment, thematique: str, i: int, commune: Commune, at: tuple[float, float], largest: int
) -> Markup:
    levels = coverage.levels[thematique]
    level, reason = levels.level(i), levels.reason(i)
    words = f"{commune.nom}, {number(commune.population)}{NBSP}hab. : niveau {level.code}, {level.label}"
    title = element("title", f"{words} ({reason.label})" if reason else words)
    return element("g", title, symbol(level, *at, _radius(commune, largest)))


def _names(towns: Sequence[tuple[Commune, Point]], project: Projection, largest: int) -> Iterator[Markup]:
    """The names of the largest towns, beside their point and clear of those of the next ones."""
    discs = [(one.nom, project(point), _radius(one, largest)) for one, point in towns[:_KEPT_CLEAR]]
    placed = place_labels(
        discs[:_NAMED],
        width=project.width,
        height=project.height,
        size=_LETTER,
        obstacles=[(point, radius) for _, point, radius in discs],
    )
    for one in placed:
        yield element(
            "text", one.text, x=one.x, y=one.y, font_size=_LETTER, fill="#1c2430", stroke="#fff", stroke_width=2.5,
            paint_order="stroke", stroke_linejoin="round", text_anchor=one.anchor,
        )  # fmt: skip
