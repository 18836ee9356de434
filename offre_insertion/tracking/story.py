"""Everything the indicators of a period are computed from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from offre_insertion.history.judgements import JudgementEntry
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.inputs import Inputs
from offre_insertion.tracking.partners import Partner
from offre_insertion.tracking.periods import Period
from offre_insertion.tracking.signals import Signal
from offre_insertion.tracking.values import Survey


@dataclass(frozen=True, slots=True)
class Story:
    """A period: the survey it starts from (``None`` before the first run, or without a run in the period), the one it
    ends with.

    ``partners`` and ``signals`` are as they stood at its end; ``judgements`` are all of them; ``run_days`` are the
    days of the ended runs. ``notes`` say which parameters are used, when there is something to say of it. ``today`` is
    the day of the person who asks, ``None`` when it does not matter.
    """

    period: Period
    start: Survey | None
    end: Survey
    parameters: Suivi = field(default_factory=Suivi)
    judgements: tuple[JudgementEntry, ...] = ()
    partners: tuple[Partner, ...] = ()
    signals: tuple[Signal, ...] = ()
    run_days: tuple[dt.date, ...] = ()
    inputs: Inputs = field(default_factory=Inputs)
    notes: tuple[str, ...] = ()
    today: dt.date | None = None

    @property
    def day(self) -> dt.date:
        """The day of the figures: that of the last run of the period."""
        return self.end.day

    @property
    def last_day(self) -> dt.date:
        """The last day of the period that has come."""
        return min(self.period.end, self.today or self.period.end)

    @property
    def is_over(self) -> bool:
        """Whether the last day of the period is past."""
        return self.today is None or self.today > self.period.end

    @property
    def has_run(self) -> bool:
        """Whether a run ended in the period."""
        return self.end.day >= self.period.start

    @property
    def no_start(self) -> str:
        """Why nothing says what changed in the period, when there is no start."""
        if not self.has_run:
            return "aucun passage dans la période, rien ne dit ce qui y a changé."
        return "aucun passage avant la période, il n’y a pas de point de départ."
