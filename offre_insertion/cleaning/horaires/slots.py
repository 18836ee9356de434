"""A week → slots, one weekday each: ranges meet exceptions, closures are subtracted, contradictions stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from offre_insertion.cleaning.horaires.week import (
    MIDNIGHT,
    Closure,
    Day,
    Entry,
    Part,
    Span,
    UnclearError,
    Week,
    Weeks,
    in_order,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """What is known of one weekday (``None``: of days the text does not name)."""

    weekday: int | None
    nth: tuple[int, ...]
    weeks: Weeks | None
    spans: tuple[Span, ...]
    comments: tuple[str, ...]
    doubtful: bool
    entry: Entry


def read_slots(week: Week) -> list[Slot]:
    """The slots of the week, closures subtracted. Raises ``UnclearError`` on a contradiction."""
    slots: list[Slot] = []
    for entry in week.entries:
        for slot in list(_slots_of(entry)):
            slots = _add(slots, slot)
    for closure in week.closures:
        if (closure.part or closure.gap) and {day.weekday for day in closure.days} - {
            slot.weekday for slot in slots
        }:
            raise UnclearError
        if not closure.holidays:
            slots = [left for slot in slots for left in _close(slot, closure)]
    return slots


def _slots_of(entry: Entry) -> Iterable[Slot]:
    comments = tuple(entry.comments)
    if not entry.days:
        yield Slot(None, (), entry.weeks, entry.spans, comments, entry.doubtful, entry)
    for day in entry.days:
        spans, said = entry.spans, comments
        if day.part is not None and spans:
            spans = tuple(span for span in spans if day.part.has(span))
            if not spans:
                raise UnclearError
        elif day.part is not None:
            said = (day.part.value, *comments)
        yield Slot(day.weekday, day.nth, entry.weeks, spans, said, entry.doubtful, entry)


# --- two slots for one day -------------------------------------------------------------------------------


def _add(slots: list[Slot], new: Slot) -> list[Slot]:
    """The slots with one more. It completes, replaces or stands beside those of the same weekday."""
    kept: list[Slot] = []
    for old in slots:
        if old.weekday != new.weekday or _are_apart(old, new):
            kept.append(old)
            continue
        if new.entry.overrides:
            continue
        pair = _meet(old, new)
        if len(pair) == 2:
            kept.append(old)
        new = pair[-1]
    return [*kept, new]


def _are_apart(old: Slot, new: Slot) -> bool:
    """Never on the same date: odd and even weeks, 1st and 3rd Mondays. Raises when one includes the other."""
    if old.weeks != new.weeks:
        if old.weeks is None or new.weeks is None:
            raise UnclearError
        return True
    if old.nth == new.nth:
        return False
    if not old.nth or not new.nth or set(old.nth) & set(new.nth) or min(*old.nth, *new.nth) < 0:
        raise UnclearError
    return True


def _meet(old: Slot, new: Slot) -> tuple[Slot, ...]:
    """One slot when they say one thing, both when they stand side by side."""
    comments = tuple(dict.fromkeys(old.comments + new.comments))
    doubtful = old.doubtful or new.doubtful
    if not new.spans or not old.spans or old.spans == new.spans:
        return (replace(new, spans=old.spans or new.spans, comments=comments, doubtful=doubtful),)
    corrects = old.entry.is_range and len(new.entry.days) < len(old.entry.days)
    titled = old.entry.headed and new.entry.headed and old.comments != new.comments
    if titled:
        return old, new
    if any(a.overlaps(b) for a in old.spans for b in new.spans):
        if corrects:
            return (new,)
        raise UnclearError
    if corrects:
        raise UnclearError  # « lundi au vendredi 9h-12h, mercredi 14h-17h » : en plus, ou à la place ?
    if (old.comments, old.doubtful) != (new.comments, new.doubtful):
        return old, new
    spans = in_order(sorted(old.spans + new.spans, key=lambda span: span.start))
    if spans is None:
        raise UnclearError
    return (replace(new, spans=spans),)


# --- closures --------------------------------------------------------------------------------------------


def _close(slot: Slot, closure: Closure) -> list[Slot]:
    """The slot without what is closed; none when nothing is left."""
    day = _closed_day(slot, closure)
    if closure.days and day is None:
        return [slot]
    if day is not None and day.nth != slot.nth:
        return [slot]  # « fermé le 1er lundi » : written beside the slot
    if closure.part is None and not closure.gap:
        return []
    if not slot.spans:
        raise UnclearError
    spans = _without_part(slot.spans, closure.part)
    for gap in closure.gap:
        spans = tuple(piece for span in spans for piece in _without_gap(span, gap))
    return [replace(slot, spans=spans)] if spans else []


def _closed_day(slot: Slot, closure: Closure) -> Day | None:
    """The day of the closure that is the one of the slot."""
    if slot.weekday is None and closure.days and (closure.part or closure.gap):
        raise UnclearError
    return next((day for day in closure.days if day.weekday == slot.weekday), None)


def _without_part(spans: tuple[Span, ...], part: Part | None) -> tuple[Span, ...]:
    return spans if part is None else tuple(span for span in spans if not part.has(span))


def _without_gap(span: Span, gap: Span) -> Iterable[Span]:
    if not span.overlaps(gap):
        yield span
        return
    if span.start < gap.start:
        yield Span(span.start, gap.start)
    if gap.end is not None and (span.end is None or gap.end < span.end) and gap.end < MIDNIGHT:
        yield Span(gap.end, span.end)


def closed_apart(week: Week, slots: list[Slot]) -> list[Day]:
    """Whole days to write as closed: those of « sauf » when the open days are not named, or with ranks."""
    weekdays = {slot.weekday for slot in slots}
    plain = {slot.weekday for slot in slots if not slot.nth}
    days = [day for closure in week.closures if not closure.part and not closure.gap for day in closure.days]
    if any(day.nth and closure.part for closure in week.closures for day in closure.days):
        raise UnclearError
    return [day for day in days if None in weekdays or (day.nth and day.weekday in plain)]
