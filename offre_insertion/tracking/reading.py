"""From an open history to the story of a period, and to the records of its last run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from offre_insertion.errors import ReadError
from offre_insertion.history import History
from offre_insertion.history.judgements import list_judgements
from offre_insertion.history.registers import list_events
from offre_insertion.history.surveys import local_snapshots, survey_figures
from offre_insertion.settings.coverage import Couverture
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.board import Board, build_board
from offre_insertion.tracking.inputs import Inputs
from offre_insertion.tracking.partners import read_partners
from offre_insertion.tracking.periods import Period, quarter_of
from offre_insertion.tracking.rules import changed_parameters, keeps_parameters, kept_parameters
from offre_insertion.tracking.series import Point, measure_day, read_point
from offre_insertion.tracking.signals import read_signals
from offre_insertion.tracking.storage import Elsewhere, Keep, Surveys, nowhere, read_offered
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.survey import Offered
from offre_insertion.tracking.values import Survey

_NOT_BEGUN = "Période « {} » : elle ne commence que le {:%d/%m/%Y}. Demandez-en une qui a commencé."
_NO_RUN = "Aucun passage terminé jusqu’au {:%d/%m/%Y} : lancez « offre-insertion synchroniser »."
_TOO_EARLY = (
    "Aucun passage terminé jusqu’au {:%d/%m/%Y} : le premier est du {:%d/%m/%Y}. Demandez une période qui finit ce "
    "jour-là ou après."
)


@dataclass(frozen=True, slots=True)
class Tracker:
    """Reads stories from a history. ``now`` is the instant of the person who asks, with its time zone.

    ``surveys`` may know other sources than the catalogues: the stored national offer.
    """

    history: History
    parameters: Suivi
    surveys: Surveys

    @classmethod
    def of(
        cls,
        history: History,
        parameters: Suivi,
        *,
        now: dt.datetime,
        elsewhere: Elsewhere = nowhere,
        coverage: Couverture | None = None,
        keep: Keep | None = None,
    ) -> Tracker:
        """On the local catalogues, and on what ``elsewhere`` knows of other sources; ``keep``: see :class:`Surveys`."""
        surveys = Surveys(history, parameters, now=now, elsewhere=elsewhere, coverage=coverage, keep=keep)
        return cls(history, parameters, surveys)

    def story(self, period: Period, *, inputs: Inputs | None = None) -> Story:
        """The story of a period; a closed one by the parameters kept with its survey.

        Raises :class:`ReadError` when no run ended by then, or the period has not begun.
        """
        if period.start > self.surveys.today:
            raise ReadError(_NOT_BEGUN.format(period.label, period.start))
        end = self.surveys.at(period.end)
        if end is None:
            days = self.surveys.days
            raise ReadError(_TOO_EARLY.format(period.end, days[0]) if days else _NO_RUN.format(period.end))
        is_closed = period.end < self.surveys.today
        parameters = kept_parameters(end.rules, self.parameters) if is_closed else self.parameters
        return Story(
            period,
            self.surveys.at(period.eve) if end.day >= period.start else None,
            end,
            parameters,
            tuple(list_judgements(self.history)),
            tuple(read_partners(list_events(self.history, "partenaire"), on=period.end)),
            tuple(read_signals(list_events(self.history, "signal"), on=period.end)),
            tuple(self.surveys.days),
            inputs or Inputs(),
            (
                *_to_come(self.surveys),
                *(_parameters_said(end, parameters, self.parameters) if is_closed else ()),
            ),
            self.surveys.today,
        )

    def board(
        self, period: Period, *, inputs: Inputs | None = None, previous_inputs: Inputs | None = None
    ) -> Board:
        """The indicators of a period beside those of the period before, when a run had ended by then."""
        story = self.story(period, inputs=inputs)
        before = self.before(story)
        return build_board(story, previous=self.story(before, inputs=previous_inputs) if before else None)

    def before(self, story: Story) -> Period | None:
        """The period before, when a run had ended by its end that is not the one of this period: else there is nothing
        to compare."""
        before = story.period.previous()
        end = self.surveys.at(before.end)
        return before if end is not None and end.run_id != story.end.run_id else None

    def series(self, until: dt.date) -> tuple[Point, ...]:
        """The last run of each month up to a day, as it was measured then; that of the current month as of now."""
        end = self.surveys.at(until)
        kept = [read_point(day, figures) for day, figures in survey_figures(self.history) if day <= until]
        if end is not None and all(one.day != end.day for one in kept):
            before = self.surveys.at(end.day.replace(day=1) - dt.timedelta(days=1))
            kept.append(read_point(end.day, measure_day(end, self.parameters, before=before)))
        by_month = {(one.day.year, one.day.month): one for one in sorted(kept, key=lambda one: one.day)}
        return tuple(by_month.values())

    def present(self, day: dt.date, *, inputs: Inputs | None = None) -> tuple[Story, tuple[Offered, ...]]:
        """The story of the quarter of a day up to that day, and the services of the last run."""
        quarter = quarter_of(day)
        story = self.story(Period(quarter.code, quarter.label, quarter.start, day), inputs=inputs)
        return story, read_services(self.history, story.end.run_id)


def read_services(history: History, run_id: int) -> tuple[Offered, ...]:
    """The services of a run, kept back or not."""
    snapshots = local_snapshots(history, run_id)
    return tuple(one for snapshot in snapshots for one in read_offered(history, snapshot))


def _to_come(surveys: Surveys) -> Iterator[str]:
    if days := ", ".join(f"{day:%d/%m/%Y}" for day in surveys.to_come):
        yield f"Un passage daté d’un jour à venir ne compte pas encore ({days}) : vérifiez l’horloge de la machine."


def _parameters_said(end: Survey, kept: Suivi, today: Suivi) -> Iterator[str]:
    if not keeps_parameters(end.rules):
        yield f"Le relevé du {end.day:%d/%m/%Y} n’a pas gardé ses paramètres : ce sont ceux d’aujourd’hui."
    if changed := changed_parameters(kept, today):
        yield (
            f"Les paramètres sont ceux gardés avec le relevé du {end.day:%d/%m/%Y} ; ils ont changé depuis ({changed})."
        )
