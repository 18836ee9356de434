"""From a board and what surrounds it to the report: pure, nothing is read here."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from offre_insertion import __version__
from offre_insertion.reporting.coverage.report import AssessmentReport
from offre_insertion.reporting.follow_up.charting import charts_of, tables_left
from offre_insertion.reporting.follow_up.from_coverage import heatmap_of, local_heatmap_of, parameters_of
from offre_insertion.reporting.follow_up.report import Figure, Pair, Report, Section, Source
from offre_insertion.reporting.follow_up.seen import Seen
from offre_insertion.reporting.typography import long_day
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.board import Board
from offre_insertion.tracking.metric import MISSIONS
from offre_insertion.tracking.rules import (
    describe_parameters,
    shown_parameter,
)
from offre_insertion.tracking.series import Point
from offre_insertion.tracking.values import Facts, Survey
from offre_insertion.tracking.worklist import Task

#: What the page shows of each kind of task, of the queue of pairs, of a table; the workbook has them all.
SHOWN_TASKS, SHOWN_PAIRS, SHOWN_ROWS = 5, 15, 15


@dataclass(frozen=True, slots=True)
class Around:
    """What the report shows beside the indicators.

    ``names``: id of a structure → its name. ``tasks`` is the whole work list, the best first.
    """

    territoire: str
    made_at: dt.datetime
    points: Sequence[Point] = ()
    coverage: AssessmentReport | None = None
    tasks: Sequence[Task] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def build_report(board: Board, around: Around) -> Report:
    """The report of a board."""
    story = board.story
    parameters = _parameters(story.parameters)
    if around.coverage is not None:
        parameters |= {f"couverture, {name}": value for name, value in parameters_of(around.coverage).items()}
    pairs = sorted(story.end.waiting, key=lambda one: (one.since, one.kind, one.left, one.right))
    names = {**{one.id: one.nom for one in story.end.facts}, **around.names}
    return Report(
        period=story.period,
        territoire=around.territoire,
        headline=board.headline,
        day=story.day,
        start_day=story.start.day if story.start else None,
        made_at=around.made_at,
        version=__version__,
        cog=str(story.end.rules.get("cog", "inconnu")),
        sections=tuple(_sections(board, around)),
        compared_to=board.previous.period if board.previous else None,
        heatmap=heatmap_of(around.coverage) if around.coverage else None,
        local_heatmap=local_heatmap_of(around.coverage) if around.coverage else None,
        coverage=around.coverage,
        tasks=tuple(around.tasks),
        pairs=tuple(
            Pair(
                one.kind, one.left, one.right, (names.get(one.left, ""), names.get(one.right, "")), one.since
            )
            for one in pairs
        ),
        sources=tuple(_sources(story.end)),
        parameters=parameters,
        limits=tuple(_limits(board, around)),
    )


def _sections(board: Board, around: Around) -> list[Section]:
    figures: dict[int, list[Figure]] = defaultdict(list)
    for metric in board.metrics:
        charts = charts_of(Seen(metric, around.points, board.story, around.coverage))
        figures[metric.definition.mission].append(Figure(metric, charts, tables_left(metric, charts)))
    return [
        Section(mission, title, tuple(figures[mission]))
        for mission, title in MISSIONS.items()
        if figures[mission]
    ]


def _sources(survey: Survey) -> list[Source]:
    by_source: dict[str, list[Facts]] = {source: [] for source in survey.sources}
    for one in survey.facts:
        by_source.setdefault(one.source, []).append(one)
    return [
        Source(
            source,
            len(facts),
            sum(one.is_active for one in facts),
            max((one.date_maj for one in facts), default=None),
        )
        for source, facts in sorted(by_source.items())
    ]


def _parameters(given: Suivi) -> dict[str, str]:
    """The parameters of the follow-up, by what each is."""
    return {
        label: shown_parameter(getattr(given, name)) for name, label in describe_parameters(Suivi).items()
    }


def _limits(board: Board, around: Around) -> list[str]:
    story = board.story
    found = [
        *board.notes,
        "Un trou de recensement n’est pas un trou d’offre : seuls ceux que l’on a confirmés valent pour le comité.",
        "Ce qui n’est pas documenté n’est jamais compté pour zéro : chaque chiffre dit ce qui lui manque.",
        f"Les relevés passés ne sont pas recalculés : chacun garde mesures, paramètres et COG ({_cogs(board)}).",
        f"Les formules sont celles de la version {__version__}.",
        "Les distances sont à vol d’oiseau ; l’offre nationale est comptée à part.",
    ]
    if story.is_over and story.has_run and story.day < story.period.end:
        found.append(
            f"Le dernier passage de la période est du {long_day(story.day)} : rien n’est connu après ce jour."
        )
    if story.start is None:
        found.append(f"L’évolution n’est pas mesurée : {story.no_start}")
    if around.coverage is None:
        found.append("La couverture n’a pas été calculée.")
    return found


def _cogs(board: Board) -> str:
    surveys = [one for one in (board.story.start, board.story.end) if one is not None]
    return ", ".join(sorted({str(one.rules.get("cog", "inconnu")) for one in surveys}))
