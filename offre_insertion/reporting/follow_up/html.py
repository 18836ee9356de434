"""The report as one page: nothing from elsewhere, no script, read in colour or not, on a screen, a telephone, paper."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from offre_insertion.coverage import Level, Status
from offre_insertion.coverage.themes import label
from offre_insertion.reporting import charts
from offre_insertion.reporting.chart import Chart
from offre_insertion.reporting.coverage.look import STATUS_LOOKS, Square, legend_symbol
from offre_insertion.reporting.coverage.map import count_undrawn, draw_map
from offre_insertion.reporting.follow_up.build import SHOWN_PAIRS, SHOWN_ROWS, SHOWN_TASKS
from offre_insertion.reporting.follow_up.report import TITLE, Heatmap, Report
from offre_insertion.reporting.follow_up.words import (
    beside_figure,
    describe_change,
    describe_tasks_day,
    say_figure,
    shown_label,
)
from offre_insertion.reporting.page import render_page
from offre_insertion.reporting.typography import long_day, say, typeset_page
from offre_insertion.tracking.worklist import KIND_LABELS

#: The figures shown first, before the missions.
FIRST = (
    "dispositifs-recenses",
    "a-jour",
    "score-qualite",
    "mobilisables",
    "thematiques-a-renforcer",
    "doublons",
)


class Drawn(NamedTuple):
    """A chart and its drawing."""

    chart: Chart
    svg: Markup


def render_html(report: Report) -> str:
    """The whole page."""
    page = render_page(
        "report.html",
        report=report,
        titre=TITLE,
        first=[report.metrics[key] for key in FIRST if key in report.metrics],
        drawn={chart.key: Drawn(chart, charts.draw(chart)) for chart in report.charts},
        patterns=charts.patterns(),
        chart_style=Markup(charts.CHART_STYLE),  # noqa: S704 - our own style sheet
        maps=_maps(report),
        undrawn=count_undrawn(report.coverage) if report.coverage else 0,
        levels=[(level, legend_symbol(level)) for level in reversed(Level)],
        heat=_heat(report.heatmap),
        local_heat=_heat(report.local_heatmap),
        statuses=[(status.label, STATUS_LOOKS[status]) for status in Status],
        tasks_by_kind=[(KIND_LABELS[kind], tasks) for kind, tasks in report.tasks_by_kind.items()],
        tasks_day=describe_tasks_day(report),
        shown_tasks=SHOWN_TASKS,
        shown_pairs=SHOWN_PAIRS,
        shown_rows=SHOWN_ROWS,
        say=say,
        change=describe_change,
        headline_of=say_figure,
        beside=beside_figure,
        etiquette=shown_label,
        long_day=long_day,
    )
    return typeset_page(page)


class _Line(NamedTuple):
    """A thematique of the heatmap."""

    nom: str
    squares: tuple[Square, ...]
    is_frein: bool = False


def _heat(heatmap: Heatmap | None) -> list[_Line]:
    looks = {status.value: look for status, look in STATUS_LOOKS.items()}
    return [
        _Line(label, tuple(Square(one.label, "", looks[one.status]) for one in squares))
        for label, squares in (heatmap.rows if heatmap else ())
    ]


def _maps(report: Report) -> list[tuple[str, Markup]]:
    """A map by frein."""
    if report.coverage is None:
        return []
    return [(label(code), draw_map(report.coverage, code)) for code in report.coverage.shown]
