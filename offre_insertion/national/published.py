"""Since when each of our records is published, wherever that was."""

from __future__ import annotations

import datetime as dt

from offre_insertion.history import History, Ref
from offre_insertion.history.publication import list_sets, published_records


def first_published(history: History) -> dict[Ref, dt.date] | None:
    """Record → the day of the first publication that had it; ``None`` when nothing was ever published from here.

    A record is there as soon as it was published once, at any target. Raises ``HistoryError``.
    """
    sets = list_sets(history)
    if not sets:
        return None
    days: dict[Ref, dt.date] = {}
    known: set[str] = set()
    for one in sets:  # the oldest first
        if one.records in known:
            continue
        known.add(one.records)
        for ref in published_records(history, one):
            days.setdefault(ref, one.at.date())
    return days
