"""What the history knows of our records once published: since when, and where they stand in the national offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from offre_insertion.history import History, Ref
from offre_insertion.history.national import sightings
from offre_insertion.history.publication import list_sets, published_records
from offre_insertion.national.comparison import compare_offers
from offre_insertion.national.follow_up import FollowUp, follow_up
from offre_insertion.national.offer import NationalOffer
from offre_insertion.schema import Record


def measure_follow_up(
    history: History,
    structures: Mapping[str, Record],
    services: Mapping[str, Record],
    national: NationalOffer,
    *,
    today: dt.date,
    score_minimum: float,
) -> FollowUp:
    """Where each of our records (by id) stands today. Raises ``HistoryError``.

    ``score_minimum`` is the score from which DORA shows a service.
    """
    refs = [*(Ref("structure", one) for one in structures), *(Ref("service", one) for one in services)]
    return follow_up(
        structures,
        services,
        national,
        compare_offers(structures, services, national, today=today),
        published=first_published(history),
        sightings=sightings(history, refs),
        today=today,
        score_minimum=score_minimum,
    )


def first_published(history: History) -> dict[Ref, dt.date] | None:
    """Record → the day of the first publication that had it; ``None`` when nothing was ever published from here.

    Only what is published today is there, at one target at least: the last set of each says it, and a record that was
    withdrawn is published no more. Raises ``HistoryError``.
    """
    sets = list_sets(history)
    if not sets:
        return None
    last = {one.target: one.records for one in sets}  # the oldest first
    contents = {one.records: one for one in sets}
    refs = {root: published_records(history, one).keys() for root, one in contents.items()}
    today = {ref for root in last.values() for ref in refs[root]}
    days: dict[Ref, dt.date] = {}
    for one in sets:
        for ref in refs[one.records] & today:
            days.setdefault(ref, one.at.date())
    return days
