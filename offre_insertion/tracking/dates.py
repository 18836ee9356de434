"""Months and dates of freshness; the trap of a source dated again as a whole."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from offre_insertion.tracking.fields import AT_LEAST, Prints, changed_names, whole_fields


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day some months earlier, the last of the month when it is shorter (31 August → 28 February)."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_fresh(date: dt.date | None, *, on: dt.date, months: int) -> bool:
    """At most ``months`` calendar months old, the day itself included (§4.5, metric 3); what nobody dated is not."""
    return date is not None and date >= months_before(on, months)


class Dated(NamedTuple):
    """What a record shows: its source, the date written, the digest of the rest.

    ``cells`` are the prints of its rows (``None``: not known), ``prints`` those of its fields; ``is_observed``: the
    date is ours, of the day its content was seen to change.
    """

    source: str
    date_maj: dt.date
    body: str
    cells: str | None = None
    is_observed: bool = False
    prints: Prints = MappingProxyType({})


class Known(NamedTuple):
    """The same at the survey before, or at the last that had it, with the date that counted then."""

    date_maj: dt.date
    body: str
    effective: dt.date
    is_redated: bool
    cells: str | None = None
    prints: Prints = MappingProxyType({})
    is_dated: bool = True


class Effective(NamedTuple):
    """The date that counts, and whether a mass re-dating was set aside.

    ``is_dated``: false when nobody knows it, the date being that of the first reading of the source.
    """

    date: dt.date
    is_redated: bool
    is_dated: bool = True


def effective_dates(
    now: Mapping[str, Dated],
    before: Mapping[str, Known],
    *,
    share: float,
    confirmed: Mapping[str, dt.date] | None = None,
    read_otherwise: Collection[str] = (),
    edited: Collection[str] = (),
    followed: Collection[str] = (),
) -> dict[str, Effective]:
    """The date of freshness of each record, by id.

    A source that dates ``share`` of its records again, and at least three, without changing anything else has
    confirmed none of them: they keep the date they had. A few records dated again are confirmations. A record whose
    written date did not move keeps the one that counted, whatever else is read of it: a connector that reads one more
    column updates nothing. A date of observation, which is ours, moves with the cells of the source only; in a source
    ``edited`` by somebody and read as before, with its content: a record may be read from other rows too.
    It says nothing of what was there at the first reading of its source, which is not ``followed`` yet. ``confirmed``
    holds the days on which a partner said that a record is still true: the latest date counts. Of the sources
    ``read_otherwise`` than before (another connector), a field that changed in every record is our reading.
    """
    ours = {source: _fields_of_rule(source, now, before, share) for source in read_otherwise}
    now = {name: one._replace(cells=None) if one.source in edited else one for name, one in now.items()}
    again = {
        record_id
        for record_id, one in now.items()
        if _is_dated_again(one, before.get(record_id), ours.get(one.source, frozenset()))
    }
    masses = _masses(now, before, again, share)
    found = {}
    for record_id, one in now.items():
        known = before.get(record_id)
        date = Effective(
            one.date_maj, False, known is not None or one.source in followed or not one.is_observed
        )
        if known is not None and (known.date_maj == one.date_maj or _is_only_read_otherwise(one, known)):
            date = Effective(known.effective, known.is_redated, known.is_dated or not one.is_observed)
        elif known is not None and record_id in again and one.source in masses:
            date = Effective(known.effective, True, known.is_dated)
        said = (confirmed or {}).get(record_id)
        counts = said is not None and (said > date.date or not date.is_dated)
        found[record_id] = Effective(said, False) if said is not None and counts else date
    return found


def is_untouched(cells: str | None, others: str | None) -> bool:
    """Whether the cells are known to be the same: what differs is our reading of them."""
    return cells is not None and cells == others


def _is_only_read_otherwise(one: Dated, known: Known) -> bool:
    return one.is_observed and one.date_maj > known.date_maj and is_untouched(one.cells, known.cells)


def _is_dated_again(one: Dated, known: Known | None, ours: frozenset[str]) -> bool:
    if known is None or one.date_maj <= known.date_maj:
        return False
    if known.body == one.body or is_untouched(one.cells, known.cells):
        return True
    return bool(known.prints and one.prints) and changed_names(known.prints, one.prints) <= ours


def _fields_of_rule(
    source: str, now: Mapping[str, Dated], before: Mapping[str, Known], share: float
) -> frozenset[str]:
    pairs = [
        (before[record_id].prints, one.prints)
        for record_id, one in now.items()
        if one.source == source and record_id in before
    ]
    return whole_fields(pairs, known=len(pairs), share=share)


def _masses(now: Mapping[str, Dated], before: Mapping[str, Known], again: set[str], share: float) -> set[str]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for record_id, one in now.items():
        if record_id in before:
            counts[one.source][0] += record_id in again
            counts[one.source][1] += 1
    return {source for source, (dated, known) in counts.items() if dated >= max(AT_LEAST, share * known)}
