"""What became of our records by the stored national offer: conformes → publiées → vues → affichables (metric 7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from offre_insertion.history import History
from offre_insertion.history.national import last_offers
from offre_insertion.tracking.elsewhere import read_funnel
from offre_insertion.tracking.inputs import Funnel
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.survey import Offered


def funnel_of(history: History, story: Story, offered: Sequence[Offered]) -> Funnel | None:
    """The funnel of the services of the last run of a period; nothing is asked of any server.

    ``None`` when no national offer is stored, or when it speaks of another time: older than the run, or read later
    after the period than the rhythm of the runs. Raises :class:`offre_insertion.errors.HistoryError`.
    """
    days = [offer.day for offer in last_offers(history).values()]
    latest = story.period.end + dt.timedelta(days=story.parameters.passage_jours)
    if not days or not story.day <= min(days) <= latest:
        return None
    published = [one for one in offered if one.is_published]
    structures = {str(one.structure["id"]): one.structure for one in published if one.structure}
    return read_funnel(history, structures, {one.id: one.service for one in published}, today=min(days))
