"""From the history of a project to its report: which period, which surveys, what people said by then."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from offre_insertion.errors import ConnectorError, ReadError
from offre_insertion.history import History
from offre_insertion.history.judgements import list_judgements
from offre_insertion.history.qualifications import list_qualifications
from offre_insertion.reporting.coverage.report import AssessmentReport
from offre_insertion.reporting.follow_up.build import Around, build_report
from offre_insertion.reporting.follow_up.coverages import (
    Coverages,
    describe_changes,
    describe_origins,
    describe_since,
)
from offre_insertion.reporting.follow_up.from_coverage import inputs_of, spoken_cells
from offre_insertion.reporting.follow_up.publication import funnel_of
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.review import Spoken
from offre_insertion.settings import Settings
from offre_insertion.tracking.board import Board, build_board
from offre_insertion.tracking.covering import Covering
from offre_insertion.tracking.dates import months_before
from offre_insertion.tracking.elsewhere import read_elsewhere, track
from offre_insertion.tracking.inputs import Inputs
from offre_insertion.tracking.periods import Period, quarter_of
from offre_insertion.tracking.reading import read_services
from offre_insertion.tracking.series import Point
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.survey import Offered
from offre_insertion.tracking.values import Survey
from offre_insertion.tracking.worklist import build_worklist

#: Months that dated charts go back.
MONTHS_BACK = 24


def default_period(days: Sequence[dt.date], *, today: dt.date) -> Period:
    """The last complete quarter that has a run; the quarter of the last run when none is complete.

    Raises :class:`ReadError` without any run.
    """
    if not days:
        raise ReadError(
            "L’historique n’a encore aucun passage terminé. Lancez « offre-insertion synchroniser »."
        )
    quarters = [quarter_of(day) for day in sorted(days)]
    complete = [one for one in quarters if one.end < today]
    return (complete or quarters)[-1]


def gather_report(
    settings: Settings, history: History, *, now: dt.datetime, period: Period | None = None
) -> Report:
    """The report of a period, :func:`default_period` unless said. ``now`` has a time zone.

    Raises :class:`ReadError` when no run ended by then, :class:`offre_insertion.errors.HistoryError`.
    """
    gathering = Gathering.of(settings, history, now=now)
    return gathering.report(period or default_period(gathering.days, today=now.date()))


class Gathering:
    """What the history knows of periods, with what coverage and publication measure beside the follow-up.

    What is read of a survey is read once. Methods raise :class:`ReadError` when no run ended by then, and
    :class:`offre_insertion.errors.HistoryError`.
    """

    def __init__(self, settings: Settings, history: History, now: dt.datetime) -> None:
        place = settings.territoire
        self._elsewhere = read_elsewhere(history, departement=place.departement, own={place.source})
        self._covering = Covering(settings)
        self._tracker = track(history, settings, now=now, covering=self._covering)
        self._now = now
        self._offered: dict[int, tuple[Offered, ...]] = {}
        self._coverages = Coverages(
            self._covering,
            self._all_services,
            Spoken(tuple(list_judgements(history))),
            list_qualifications(history),
            now.tzinfo,
        )

    @classmethod
    def of(cls, settings: Settings, history: History, *, now: dt.datetime) -> Gathering:
        """On a history, as of an instant with its time zone."""
        return cls(settings, history, now)

    @property
    def days(self) -> list[dt.date]:
        """Days of the ended runs."""
        return self._tracker.surveys.days

    def board(self, period: Period) -> Board:
        """The indicators of a period beside those of the period before, when a run had ended by then.

        What people spoke of by its end is counted at every date: speaking of a hole is not a hole that appears.
        """
        story = self._tracker.story(period)
        end = self.coverage(period, story.end)
        said = spoken_cells(end) if end else frozenset()
        start = self._coverage_of_start(story, end)
        before = self._before(story)
        measured = [one for one in (end, start, before[1] if before else None) if one is not None]
        notes = (
            *story.notes,
            *describe_origins(measured, is_over=end is None or self._is_over(period)),
            *(describe_changes(start, end) if end else ()),
            *describe_since(story.end, self._covering.settings.couverture.seuils),
            *self._covering.territory.remarks(),
        )
        story = replace(self._with_inputs(story, end, start, also=said), notes=notes)
        return build_board(story, previous=self._with_inputs(*before, also=said) if before else None)

    def present(self, day: dt.date) -> tuple[Story, tuple[Offered, ...]]:
        """The story of the quarter of a day up to that day, and the services of the last run; its coverage is that of
        the day, since what there is to do is of today. Its funnel, that calls for nothing to do here, is not measured.
        """
        story, offered = self._tracker.present(day)
        self._offered[story.end.run_id] = offered
        reason = self._covering.no_coverage
        if reason is not None:
            return replace(story, inputs=Inputs(no_coverage=reason)), offered
        now = self._coverages.compute(story.end, until=day, on=day)
        inputs = Inputs(coverage=inputs_of(now, story.end, also=spoken_cells(now)))
        return replace(story, inputs=inputs), offered

    def report(self, period: Period) -> Report:
        """The report of a period."""
        board = self.board(period)
        offered = self._services(board.story.end)
        coverage = self.coverage(period, board.story.end)
        around = Around(
            territoire=self._coverages.nom,
            made_at=self._now,
            points=self._points(period),
            coverage=coverage,
            tasks=build_worklist(board.story, offered),
            names={str(one.structure["id"]): str(one.structure["nom"]) for one in offered if one.structure},
        )
        return build_report(board, around)

    def coverage(self, period: Period, end: Survey) -> AssessmentReport | None:
        """The coverage of the end of a period: the one kept with its survey; while it goes on, by the thresholds of the
        project. ``None`` when it has to be computed, and cannot be today."""
        with contextlib.suppress(ConnectorError):
            if self._is_over(period):
                return self._coverages.of(end, until=period.end)
            return self._coverages.compute(end, until=period.end, on=end.day)
        return None

    def _coverage_of_start(self, story: Story, end: AssessmentReport | None) -> AssessmentReport | None:
        if story.start is None or end is None:
            return None
        with contextlib.suppress(ConnectorError):
            given = end.coverage.parameters
            return self._coverages.of(story.start, until=story.period.eve, parameters=given)
        return None

    def _is_over(self, period: Period) -> bool:
        return period.end < self._now.date()

    def _before(self, story: Story) -> tuple[Story, AssessmentReport | None] | None:
        """The story of the period before, when there is something to compare with; only its figures are shown, never
        what became of its holes."""
        before = self._tracker.before(story)
        if before is None:
            return None
        story = self._tracker.story(before)
        return story, self.coverage(before, story.end)

    def _with_inputs(
        self,
        story: Story,
        end: AssessmentReport | None,
        start: AssessmentReport | None = None,
        *,
        also: Collection[tuple[str, str]],
    ) -> Story:
        is_over, covering = self._is_over(story.period), self._covering
        spoken = self._spoken_by(story.period.end) if is_over else None
        funnel, no_funnel = funnel_of(covering.settings, self._tracker.history, story, spoken=spoken)
        at_start = inputs_of(start, story.start, also=also) if start and story.start else None
        inputs = Inputs(
            coverage=inputs_of(end, story.end, also=also) if end else None,
            no_coverage=covering.no_coverage,
            coverage_start=at_start,
            funnel=funnel,
            no_funnel=no_funnel,
            no_foyers=covering.no_foyers,
            foyers_by_epci=covering.kept_foyers(story.end) if is_over else covering.foyers_by_epci,
        )
        return replace(story, inputs=inputs)

    def _spoken_by(self, day: dt.date) -> Spoken:
        """What people had said by the end of a day: what they say later changes nothing of a closed period."""
        return self._coverages.spoken.until(dt.datetime.combine(day, dt.time.max, self._now.tzinfo))

    def _points(self, period: Period) -> tuple[Point, ...]:
        """The indicators of the last run of each month that has one, up to the end of the period."""
        oldest = months_before(period.end, MONTHS_BACK)
        return tuple(point for point in self._tracker.series(period.end) if point.day > oldest)

    def _services(self, survey: Survey) -> tuple[Offered, ...]:
        if survey.run_id not in self._offered:
            self._offered[survey.run_id] = read_services(self._tracker.history, survey.run_id)
        return self._offered[survey.run_id]

    def _all_services(self, survey: Survey, on: dt.date) -> Sequence[Offered]:
        """Ours, and those of other sources that were known on a day."""
        ours = self._services(survey)
        sources = {one.service["source"] for one in ours}
        return [*ours, *(one for one in self._elsewhere(on) if one.service["source"] not in sources)]
