"""From the history of a project to its report: which period, which surveys, what people said by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from offre_insertion.coverage import Coverage, Ground, compute_coverage, ground_of_departement
from offre_insertion.coverage import Offer as Counted
from offre_insertion.coverage.qualification import standing
from offre_insertion.coverage.themes import ALL, CATEGORIES, FREINS, subs_of
from offre_insertion.errors import ReadError
from offre_insertion.geography import load_geography
from offre_insertion.history import History
from offre_insertion.history.judgements import list_judgements
from offre_insertion.history.qualifications import list_qualifications
from offre_insertion.reporting.coverage.report import CoverageReport
from offre_insertion.reporting.follow_up.build import Around, build_report
from offre_insertion.reporting.follow_up.from_coverage import inputs_of, spoken_cells
from offre_insertion.reporting.follow_up.publication import funnel_of
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.review import Spoken
from offre_insertion.review.dispositifs import count_dispositifs
from offre_insertion.settings import Settings
from offre_insertion.settings.coverage import Couverture
from offre_insertion.tracking.board import Board, build_board
from offre_insertion.tracking.dates import months_before
from offre_insertion.tracking.elsewhere import read_elsewhere
from offre_insertion.tracking.inputs import Coverage as CoverageInputs
from offre_insertion.tracking.inputs import Inputs
from offre_insertion.tracking.periods import Period, quarter_of
from offre_insertion.tracking.reading import Tracker, read_services
from offre_insertion.tracking.rules import kept_coverage
from offre_insertion.tracking.series import Point
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.survey import Offered, offer_of
from offre_insertion.tracking.values import Survey
from offre_insertion.tracking.worklist import build_worklist

#: Months that dated charts go back.
MONTHS_BACK = 24
#: Thematiques whose coverage is computed, besides those that people spoke of: the freins and their own, every category.
_THEMES = tuple(dict.fromkeys((*FREINS, *(sub for frein in FREINS for sub in subs_of(frein)), *CATEGORIES)))


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
        self._settings = settings
        self._elsewhere = read_elsewhere(history, departement=place.departement, own={place.source})
        self._tracker = Tracker.of(
            history, settings.suivi, now=now, elsewhere=self._elsewhere, coverage=settings.couverture.seuils
        )
        self._now = now
        self._qualifications = list_qualifications(history)
        self._spoken = Spoken(tuple(list_judgements(history)))
        self._offered: dict[int, tuple[Offered, ...]] = {}
        self._coverages: dict[tuple[int, dt.date, str], Coverage] = {}

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
        parameters = self._parameters(period, story.end)
        end = self.coverage(story.end, until=period.end, parameters=parameters)
        said, start = spoken_cells(end), story.start
        before = None
        if start is not None:
            at_start = self.coverage(start, until=period.eve, parameters=parameters)
            before = inputs_of(at_start, start, also=said)
        story = self._with_inputs(story, inputs_of(end, story.end, also=said), before)
        return build_board(story, previous=self._previous(period, said))

    def present(self, day: dt.date) -> tuple[Story, tuple[Offered, ...]]:
        """The story of the quarter of a day up to that day, and the services of the last run; its coverage is that of
        the day, since what there is to do is of today. Its funnel, that calls for nothing to do here, is not measured.
        """
        story, offered = self._tracker.present(day)
        self._offered[story.end.run_id] = offered
        now = self.coverage(story.end, until=day, on=day)
        inputs = Inputs(coverage=inputs_of(now, story.end, also=spoken_cells(now)))
        return replace(story, inputs=inputs), offered

    def report(self, period: Period) -> Report:
        """The report of a period."""
        board = self.board(period)
        offered = self._services(board.story.end)
        end = board.story.end
        coverage = self.coverage(end, until=period.end, parameters=self._parameters(period, end))
        around = Around(
            territoire=coverage.nom,
            made_at=self._now,
            points=self._points(period),
            coverage=coverage,
            tasks=build_worklist(board.story, offered),
            names={str(one.structure["id"]): str(one.structure["nom"]) for one in offered if one.structure},
            is_complete=period.end < self._now.date(),
        )
        return build_report(board, around)

    def _with_inputs(
        self, story: Story, coverage: CoverageInputs, coverage_start: CoverageInputs | None = None
    ) -> Story:
        funnel, no_funnel = funnel_of(self._settings, self._tracker.history, story)
        inputs = Inputs(coverage=coverage, coverage_start=coverage_start, funnel=funnel, no_funnel=no_funnel)
        return replace(story, inputs=inputs)

    def _previous(self, period: Period, said: Collection[tuple[str, str]]) -> Story | None:
        """The story of the period before, when a run had ended by its end; only its figures are shown, never what
        became of its holes."""
        before = period.previous()
        if self._tracker.surveys.at(before.end) is None:
            return None
        story = self._tracker.story(before)
        parameters = self._parameters(before, story.end)
        coverage = self.coverage(story.end, until=before.end, parameters=parameters)
        return self._with_inputs(story, inputs_of(coverage, story.end, also=said))

    def _points(self, period: Period) -> tuple[Point, ...]:
        """The indicators of the last run of each month that has one, up to the end of the period."""
        oldest = months_before(period.end, MONTHS_BACK)
        return tuple(point for point in self._tracker.series(period.end) if point.day > oldest)

    def _services(self, survey: Survey) -> tuple[Offered, ...]:
        if survey.run_id not in self._offered:
            self._offered[survey.run_id] = read_services(self._tracker.history, survey.run_id)
        return self._offered[survey.run_id]

    # --- coverage ----------------------------------------------------------------------------------------

    def _parameters(self, period: Period, survey: Survey) -> Couverture:
        """Those kept with the survey of the end of a closed period, whatever the project says since."""
        today = self._settings.couverture.seuils
        return kept_coverage(survey.rules, today) if period.end < self._now.date() else today

    def coverage(
        self,
        survey: Survey,
        *,
        until: dt.date,
        on: dt.date | None = None,
        parameters: Couverture | None = None,
    ) -> CoverageReport:
        """The coverage of the records of a survey on a day, that of the survey unless said, with what people had said
        of its holes up to ``until`` included: they speak of them after the run. ``parameters``: those of the project
        unless said."""
        geography, departement = load_geography(), self._settings.territoire.departement
        known = geography.departement(departement)
        coverage = self._coverage(survey, on or survey.day, parameters or self._settings.couverture.seuils)
        return CoverageReport(
            coverage=coverage,
            nom=f"{known.nom} ({departement})" if known else departement,
            departement=departement,
            cog=geography.annee,
            qualifications=standing((one for one in self._qualifications if one.day <= until), coverage),
        )

    def _coverage(self, survey: Survey, on: dt.date, parameters: Couverture) -> Coverage:
        key = (survey.run_id, on, parameters.model_dump_json())
        if key not in self._coverages:
            ground = ground_of_departement(load_geography(), self._settings.territoire.departement)
            spoken_of = {one.thematique for one in self._qualifications}
            self._coverages[key] = compute_coverage(
                self._offers(survey, ground, on, parameters),
                ground,
                on=on,
                parameters=parameters,
                thematiques=(*_THEMES, *(code for code in ALL if code in spoken_of)),
            )
        return self._coverages[key]

    def _offers(self, survey: Survey, ground: Ground, on: dt.date, parameters: Couverture) -> list[Counted]:
        """The active services, ours and those of other sources, as ``couverture`` reads and counts them on a day, with
        the duplicates that people had judged by then."""
        ours = [one for one in self._services(survey) if survey.by_id[one.id].is_active]
        sources = {one.service["source"] for one in self._services(survey)}
        others = [one for one in self._elsewhere(on) if one.service["source"] not in sources]
        end_of_day = dt.datetime.combine(on, dt.time.max, self._now.tzinfo)
        return count_dispositifs(
            [offer_of(ours), offer_of(others)],
            self._spoken.until(end_of_day),
            ground=ground,
            parameters=parameters,
            on=on,
            private={one.id: one.extension for one in ours},
        )
