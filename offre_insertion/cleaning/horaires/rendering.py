"""A week → an OSM ``opening_hours`` expression, which is parsed before it is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from offre_insertion.cleaning.horaires.osm import checked
from offre_insertion.cleaning.horaires.slots import Slot, closed_apart, read_slots
from offre_insertion.cleaning.horaires.week import DAYS, MIDNIGHT, Day, Span, UnclearError, Week, Weeks

NO_DAYS = "jours non précisés"
NO_HOURS = "heures non précisées"

_Key = tuple[Weeks | None, tuple[int, ...], tuple[Span, ...], str, bool]


def render_week(week: Week) -> str | None:
    """The expression, ``None`` when the week is empty. Raises ``UnclearError`` on a contradiction."""
    slots = read_slots(week)
    if not slots:
        if week.entries:
            raise UnclearError  # everything that opens is closed again
        return None
    rules = _rules(slots)
    text = rules[0][1]
    written = set(rules[0][0])
    for weekdays, rule in rules[1:]:
        text += (", " if written & set(weekdays) else "; ") + rule
        written |= set(weekdays)
    for closed in (_days(closed_apart(week, slots)), _holidays(week)):
        text += f"; {closed} off" if closed else ""
    return checked(text)


def _rules(slots: Sequence[Slot]) -> list[tuple[list[int | None], str]]:
    """Slots that differ only by the day are one rule; Monday comes first."""
    grouped: dict[_Key, list[int | None]] = {}
    for slot in sorted(slots, key=lambda slot: -1 if slot.weekday is None else slot.weekday):
        grouped.setdefault(_key(slot), []).append(slot.weekday)
    return [(weekdays, _rule(key, weekdays)) for key, weekdays in grouped.items()]


def _key(slot: Slot) -> _Key:
    comments = list(slot.comments)
    if slot.weekday is None:
        comments.insert(0, NO_DAYS)
    elif not slot.spans and not comments:
        comments = [NO_HOURS]
    is_unknown = slot.doubtful or slot.weekday is None or not slot.spans
    return slot.weeks, slot.nth, slot.spans, " ; ".join(dict.fromkeys(comments)), is_unknown


def _rule(key: _Key, weekdays: Sequence[int | None]) -> str:
    weeks, nth, spans, comment, is_unknown = key
    days = _days([Day(weekday, nth) for weekday in weekdays if weekday is not None])
    if days == "Mo-Su" and spans == (Span(0, MIDNIGHT),):
        days, spans = "24/7", ()
    parts = (
        weeks,
        days,
        ",".join(map(_span, spans)),
        "unknown" if is_unknown else "",
        f'"{comment}"' if comment else "",
    )
    return " ".join(part for part in parts if part)


def _holidays(week: Week) -> str:
    named = dict.fromkeys(holiday for closure in week.closures for holiday in closure.holidays)
    return ",".join(sorted(named))


def _days(days: Sequence[Day]) -> str:
    """``Mo-We,Fr``; with ranks, ``Mo[1,3],Fr[-1]``."""
    with_ranks = [
        f"{DAYS[day.weekday]}[{','.join(map(str, sorted(day.nth, key=_rank)))}]" for day in days if day.nth
    ]
    return ",".join(
        [*_ranges(sorted({day.weekday for day in days if not day.nth})), *dict.fromkeys(with_ranks)]
    )


def _rank(nth: int) -> tuple[bool, int]:
    """The last ones come after the first ones."""
    return nth < 0, nth


def _ranges(weekdays: Sequence[int]) -> Iterable[str]:
    start = 0
    for index in range(1, len(weekdays) + 1):
        if index == len(weekdays) or weekdays[index] != weekdays[index - 1] + 1:
            first, last = DAYS[weekdays[start]], DAYS[weekdays[index - 1]]
            yield first if first == last else f"{first}-{last}"
            start = index


def _span(span: Span) -> str:
    if span.end is None:
        return f"{_clock(span.start)}+"
    return f"{_clock(span.start)}-{_clock(span.end if span.end <= MIDNIGHT else span.end - MIDNIGHT)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
