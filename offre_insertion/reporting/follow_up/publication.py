"""What became of our records by the stored national offer: conformes → publiées → vues → affichables (metric 7)."""

from __future__ import annotations

import datetime as dt

from offre_insertion.errors import ConnectorError
from offre_insertion.history import History
from offre_insertion.history.national import last_offers
from offre_insertion.review import Spoken
from offre_insertion.review.offer import read_run
from offre_insertion.settings import Settings
from offre_insertion.tracking.elsewhere import read_funnel
from offre_insertion.tracking.inputs import Funnel
from offre_insertion.tracking.metrics.elsewhere import NEVER_READ
from offre_insertion.tracking.story import Story


def funnel_of(
    settings: Settings, history: History, story: Story, *, spoken: Spoken | None = None
) -> tuple[Funnel | None, str | None]:
    """The funnel of the services of the last run of a period, else why there is none; no server is asked anything.

    There is none when no national offer is stored, when it speaks of another time (older than the run, or read later
    after the period than the rhythm of the runs), or when a connector that says what is published cannot be read.
    ``spoken``: the judgements that count, all of them unless given. Raises
    :class:`offre_insertion.errors.HistoryError`.
    """
    days = [offer.day for offer in last_offers(history).values()]
    if not days:
        return None, NEVER_READ
    if reason := _of_another_time(min(days), story):
        return None, reason
    offer, minimum = read_run(history, story.end.run_id), story.parameters.score_minimum
    try:
        return read_funnel(
            settings, history, offer, today=min(days), score_minimum=minimum, spoken=spoken
        ), None
    except ConnectorError as exc:
        return None, f"ce que « publier » publierait ne se sait pas, un connecteur ne se lit pas. {exc}"


def _of_another_time(day: dt.date, story: Story) -> str | None:
    if day < story.day:
        return (
            f"l’offre nationale gardée est du {day:%d/%m/%Y}, avant le passage du {story.day:%d/%m/%Y}. Relisez-la "
            "(offre-insertion offre-nationale actualiser)."
        )
    latest = story.period.end + dt.timedelta(days=story.parameters.passage_jours)
    if day > latest:
        return (
            f"l’offre nationale gardée est du {day:%d/%m/%Y}, trop longtemps après la fin de la période "
            f"({story.period.end:%d/%m/%Y})."
        )
    return None
