"""The values opening hours are made of: spans of a day, chosen days, entries, closures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

#: OSM names of the days, Monday first: a weekday is its index here.
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

NOON = 12 * 60
MIDNIGHT = 24 * 60


class UnclearError(Exception):
    """The text has two meanings, or none. Never leaves :mod:`offre_insertion.cleaning.horaires`."""


class Span(NamedTuple):
    """From ``start`` to ``end``, in minutes after midnight; ``end`` is above 1440 in the next morning.

    It is ``None`` when only the opening is known (OSM ``09:00+``).
    """

    start: int
    end: int | None

    def overlaps(self, other: Span) -> bool:
        """Whether both are open at the same moment."""
        return self.start < (other.end or MIDNIGHT) and other.start < (self.end or MIDNIGHT)


def in_order(spans: Sequence[Span]) -> tuple[Span, ...] | None:
    """The spans, when each opens after the one before has closed."""
    ordered = all(a.end is not None and a.end <= b.start for a, b in pairwise(spans))
    return tuple(spans) if ordered else None


class Part(StrEnum):
    """A part of the day, as a filter on spans."""

    MATIN = "matin"
    APRES_MIDI = "après-midi"
    SOIR = "soir"

    def has(self, span: Span) -> bool:
        """Whether the span belongs to this part of the day; « matin » may end with lunch, at 14:00.

        Raises ``UnclearError`` when the span goes on into the next part.
        """
        if self is Part.SOIR:
            if span.start < 17 * 60 and (span.end is None or span.end > 18 * 60):
                raise UnclearError
            return span.start >= 17 * 60
        if span.start >= NOON:
            return self is Part.APRES_MIDI
        if span.end is None or span.end > 14 * 60:
            raise UnclearError
        return self is Part.MATIN


class Day(NamedTuple):
    """A weekday (0 is Monday); ``nth`` are its ranks in the month (-1 is the last), none for every week."""

    weekday: int
    nth: tuple[int, ...] = ()
    part: Part | None = None


class Holiday(StrEnum):
    """Days that are not weekdays: public holidays, school holidays."""

    PUBLIC = "PH"
    SCHOOL = "SH"


class Weeks(StrEnum):
    """Every other week, by the ISO number of the week."""

    ODD = "week 01-53/2"
    EVEN = "week 02-52/2"


@dataclass(slots=True)
class Entry:
    """Days and what is known of them. No ``days``: the text does not say them; no ``spans``: nor the hours.

    ``is_range``: the days were written as a range, which a later and narrower entry may correct.
    ``doubtful``: a comment restricts the entry in a way OSM cannot say, so that it may be closed.
    ``headed``: it stands under a title (« Accès libre : »). ``overrides``: it replaces what its days had.
    """

    days: tuple[Day, ...] = ()
    spans: tuple[Span, ...] = ()
    weeks: Weeks | None = None
    comments: list[str] = field(default_factory=list)
    is_range: bool = False
    doubtful: bool = False
    headed: bool = False
    overrides: bool = False


class Closure(NamedTuple):
    """Closed: on ``days`` (every day when empty), or holidays; a part of the day or a gap when given."""

    days: tuple[Day, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    gap: tuple[Span, ...] = ()
    part: Part | None = None


@dataclass(slots=True)
class Week:
    """What a text says, understood; ``left`` are the words that are written nowhere."""

    entries: list[Entry] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
