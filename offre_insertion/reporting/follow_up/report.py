"""The report as a value: what the page, the workbook and the JSON say, in the order in which they say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from offre_insertion.reporting.chart import Chart
from offre_insertion.reporting.coverage.report import AssessmentReport
from offre_insertion.tracking.metric import LABEL, Breakdown, Metric
from offre_insertion.tracking.periods import Period
from offre_insertion.tracking.worklist import KIND_LABELS, Task, TaskKind

TITLE = "Rapport de l’animateur du référencement"


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator, its charts, and those of its tables that no chart shows."""

    metric: Metric
    charts: tuple[Chart, ...] = ()
    tables: tuple[Breakdown, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The indicators of one mission of Annexe 5, in the order of their numbers."""

    mission: int
    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Square:
    """A thematique in a territory: ``status`` in words, ``share`` judged (0 to 1), ``reason`` of a hole, what the
    animator said of it."""

    status: str
    label: str
    share: float | None = None
    reason: str = ""
    qualification: str = ""


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Thematiques × territories. ``rows``: (label, one square by column)."""

    title: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Square, ...]], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that somebody must judge."""

    kind: str
    left: str
    right: str
    names: tuple[str, str]
    since: dt.date


@dataclass(frozen=True, slots=True)
class Source:
    """One source at the end of the period: its records, those that count, the latest date written."""

    nom: str
    records: int
    active: int
    latest: dt.date | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report says. ``compared_to`` is the period before, when it had a survey.

    ``tasks`` is the whole work list, the best first; ``pairs`` the whole queue, the oldest first.
    """

    period: Period
    territoire: str
    headline: str
    day: dt.date
    start_day: dt.date | None
    made_at: dt.datetime
    version: str
    cog: str
    sections: tuple[Section, ...]
    compared_to: Period | None = None
    heatmap: Heatmap | None = None
    local_heatmap: Heatmap | None = None
    #: What the maps are drawn from; the rest of the report says the same in words.
    coverage: AssessmentReport | None = field(default=None, compare=False, repr=False)
    tasks: tuple[Task, ...] = ()
    pairs: tuple[Pair, ...] = ()
    sources: tuple[Source, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    label: str = LABEL

    @property
    def metrics(self) -> dict[str, Metric]:
        """Indicators by key."""
        return {
            figure.metric.definition.key: figure.metric
            for section in self.sections
            for figure in section.figures
        }

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart, in order."""
        return tuple(
            chart for section in self.sections for figure in section.figures for chart in figure.charts
        )

    @property
    def tasks_by_kind(self) -> dict[TaskKind, tuple[Task, ...]]:
        """The tasks of each kind, in the order of kinds: counts of records and of cells do not compare."""
        kinds = {kind: tuple(task for task in self.tasks if task.kind == kind) for kind in KIND_LABELS}
        return {kind: tasks for kind, tasks in kinds.items() if tasks}
