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
    """A period: the survey it starts from (``None`` before the first run), the one it ends with.

    ``partners`` and ``signals`` are as they stood at its end; ``judgements`` are all of them; ``run_days`` are the
    days of the ended runs. ``notes`` say which parameters are used, when there is something to say of it.
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

    @property
    def day(self) -> dt.date:
        """The day of the figures: that of the last run of the period."""
        return self.end.day
