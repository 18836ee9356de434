"""What became of our records by the stored national offer: conformes → publiées → vues → affichables (metric 7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from offre_insertion.history import History, Ref
from offre_insertion.history.national import sightings
from offre_insertion.national import NationalOffer, compare_offers, follow_up, load_offer
from offre_insertion.national.published import first_published
from offre_insertion.tracking.inputs import Funnel
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.survey import Offered


def read_funnel(history: History, story: Story, offered: Sequence[Offered]) -> Funnel | None:
    """The funnel of the services of the last run of a period; nothing is asked of any server.

    ``None`` when no national offer is stored, or when it speaks of another time: older than the run, or read later
    after the period than the rhythm of the runs. Raises :class:`offre_insertion.errors.HistoryError`.
    """
    national = load_offer(history)
    if national is None or not _is_of(story, national):
        return None
    local = [one for one in offered if one.is_local and one.is_published]
    services = {one.id: one.service for one in local}
    structures = {str(one.structure["id"]): one.structure for one in local if one.structure}
    refs = [Ref("service", name) for name in services] + [Ref("structure", name) for name in structures]
    found = follow_up(
        structures,
        services,
        national,
        compare_offers(structures, services, national),
        published=first_published(history),
        sightings=sightings(history, refs),
        today=national.day,
    )
    counts = found.funnels["service"]
    return Funnel(
        valid=counts.conformes,
        published=counts.publiees,
        seen=counts.vues,
        shown=counts.visibles,
        median_delay_days=found.to_seen.median_days if found.to_seen else None,
    )


def _is_of(story: Story, national: NationalOffer) -> bool:
    latest = story.period.end + dt.timedelta(days=story.parameters.passage_jours)
    return story.day <= national.day <= latest
