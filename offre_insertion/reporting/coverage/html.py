"""The page: figures, maps, heatmap, holes to qualify, pluri-recensées, thresholds and rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from offre_insertion.coverage import Area, Cell, Level, Maille, Reason, Status
from offre_insertion.coverage.qualification import Qualification
from offre_insertion.coverage.rules import RULES
from offre_insertion.coverage.themes import CATEGORIES, label, subs_of
from offre_insertion.reporting.coverage.look import (
    STATUS_LOOKS,
    Square,
    legend_symbol,
    reason_text,
    square_of,
)
from offre_insertion.reporting.coverage.map import count_undrawn, draw_map
from offre_insertion.reporting.coverage.report import CoverageReport
from offre_insertion.reporting.coverage.words import (
    describe_qualification,
    describe_reached,
    describe_thresholds,
)
from offre_insertion.reporting.page import render_page
from offre_insertion.reporting.typography import typeset_page


class Line(NamedTuple):
    """A thematique in a table: its words, whether it is a category, its cell in the département, how it is shown there
    and in each area."""

    code: str
    nom: str
    is_frein: bool
    whole: Cell
    reached: str
    squares: tuple[Square, ...]


def render_html(report: CoverageReport) -> str:
    """The whole page, self-contained, without script."""
    areas = report.areas(Maille.EPCI)
    territoires = report.areas(Maille.TERRITOIRE)
    page = render_page(
        "coverage.html",
        report=report,
        coverage=report.coverage,
        freins=[_line(report, code, areas) for code in report.shown],
        maps=[(label(code), draw_map(report, code)) for code in report.shown],
        undrawn=count_undrawn(report),
        levels=[(level, legend_symbol(level)) for level in reversed(Level)],
        statuses=[(status, STATUS_LOOKS[status]) for status in Status],
        looks=STATUS_LOOKS,
        areas=_names(areas),
        lines=[_line(report, code, areas) for code in report.detailed],
        territoires=_names(territoires) if territoires else [],
        territoire_lines=[_line(report, code, territoires) for code in report.detailed]
        if territoires
        else [],
        holes=[(cell, label(cell.thematique), _said(said)) for cell, said in report.to_qualify(report.shown)],
        categories=[_line(report, code, ()) for code in _everything(report)],
        recorded=_alerts(report),
        abundant=[
            (one, label(one.thematique), _pairs(report, one.pairs)) for one in report.coverage.abundant
        ],
        parameters=describe_thresholds(report.coverage.parameters),
        rules=RULES,
        raison=reason_text,
        reasons=list(Reason),
        du_poids=report.coverage.weights.share_of,
    )
    return typeset_page(page)


def _line(report: CoverageReport, code: str, areas: tuple[Area, ...]) -> Line:
    whole = report.coverage.cell(code, report.whole)
    cells = [report.coverage.cell(code, area) for area in areas]
    return Line(
        code,
        label(code),
        code in report.shown or code in CATEGORIES,
        whole,
        describe_reached(report, code),
        tuple(map(square_of, (whole, *cells))),
    )


def _names(areas: tuple[Area, ...]) -> list[str]:
    """The columns of a heatmap."""
    return ["Département", *(area.nom for area in areas)]


def _everything(report: CoverageReport) -> Iterator[str]:
    """Each category, then its thematiques."""
    for category in CATEGORIES:
        yield from (code for code in (category, *subs_of(category)) if code in report.coverage.levels)


def _said(qualification: Qualification | None) -> str:
    return describe_qualification(qualification) if qualification else ""


def _alerts(report: CoverageReport) -> list[tuple[str, object]]:
    found = [one for one in report.coverage.recorded.values() if one.is_alert]
    return [(label(one.thematique), one) for one in sorted(found, key=lambda one: -one.local_surplus)]


def _pairs(report: CoverageReport, pairs: tuple[tuple[str, str], ...]) -> list[str]:
    names = report.coverage.names
    return [f"{names.get(a, a)} / {names.get(b, b)}" for a, b in pairs[:_SHOWN_PAIRS]]


#: Pairs listed for each abundance; the JSON has them all.
_SHOWN_PAIRS = 5
