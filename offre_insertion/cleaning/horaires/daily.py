"""One cell, or two or four clock cells, for each day of the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from offre_insertion.cleaning.horaires.comments import quotable, read_comment, says_closed
from offre_insertion.cleaning.horaires.grammar import read_week
from offre_insertion.cleaning.horaires.hours import make_span
from offre_insertion.cleaning.horaires.notes import day_not_understood, week_notes
from offre_insertion.cleaning.horaires.rendering import render_week
from offre_insertion.cleaning.horaires.slots import read_slots
from offre_insertion.cleaning.horaires.tokens import read_tokens, tidy
from offre_insertion.cleaning.horaires.week import DAYS, Day, Entry, Span, UnclearError, Week, in_order
from offre_insertion.issues import Noted


@dataclass(frozen=True, slots=True)
class _Cell:
    """What one day says: no ``entries`` when it is closed; ``is_unclear`` when only its words are kept."""

    text: str
    entries: tuple[Entry, ...] = ()
    left: tuple[str, ...] = ()
    is_unclear: bool = False


def horaires_from_days(days: Mapping[str, Sequence[str]]) -> Noted[str]:
    """The OSM expression of a week given day by day; ``None`` when no day says anything.

    Keys are ``Mo`` to ``Su``, others are ignored. A day is one text, or two or four clock cells (opening,
    closing, and again for the afternoon): ``{"Mo": ["08:30", "16:30", "", ""], …}``. A day left empty is
    closed, as OSM has it; a day that is not understood is ``unknown``, with its words as comment.
    """
    cells: dict[int, _Cell] = {}
    for weekday, name in enumerate(DAYS):
        texts = tuple(tidy(text) for text in days.get(name, ()))
        if any(char.isalnum() for text in texts for char in text):
            cells[weekday] = _read_cell(texts, weekday)
    return _write(cells) if cells else Noted(None)


def _write(cells: Mapping[int, _Cell]) -> Noted[str]:
    understood = Week()
    for cell in cells.values():
        if not cell.is_unclear:
            understood.entries += cell.entries
            understood.left += cell.left
    notes = [day_not_understood(cell.text, weekday) for weekday, cell in cells.items() if cell.is_unclear]
    notes += week_notes(
        understood, " ; ".join(f"{DAYS[weekday]} {cell.text}" for weekday, cell in cells.items())
    )
    whole = Week(entries=[entry for cell in cells.values() for entry in cell.entries])
    if whole.entries:
        return Noted(render_week(whole), tuple(notes))
    # Only closed days are known: nothing is said of the others.
    closed = (
        "off" if len(cells) == len(DAYS) else f"{','.join(DAYS[weekday] for weekday in sorted(cells))} off"
    )
    return Noted(closed, tuple(notes))


@lru_cache(maxsize=1 << 14)
def _read_cell(texts: tuple[str, ...], weekday: int) -> _Cell:
    """The cells of one day, at least one of them filled."""
    text = " ".join(text for text in texts if text)
    try:
        clocks = [_clock(text) for text in texts] if len(texts) in (2, 4) else [None]
        if all(clock is not None or not text for clock, text in zip(clocks, texts, strict=False)) and any(
            clocks
        ):
            return _Cell(text, (Entry(days=(Day(weekday),), spans=_pairs(clocks)),))
        return _read_text(text, weekday)
    except UnclearError:
        return _unclear(text, weekday)


def _clock(text: str) -> int | None:
    """The minutes of a cell that is one hour and nothing else."""
    tokens = read_tokens(text)
    return tokens[0].numbers[0] if len(tokens) == 1 and tokens[0].kind == "time" else None


def _pairs(clocks: Sequence[int | None]) -> tuple[Span, ...]:
    """Opening and closing in turn. An opening without its closing (08:00, –, –, 17:00) is not completed."""
    spans = []
    for start, end in zip(clocks[::2], clocks[1::2], strict=True):
        if start is None and end is None:
            continue
        span = make_span(start, end) if start is not None and end is not None else None
        if span is None:
            raise UnclearError
        spans.append(span)
    ordered = in_order(spans)
    if ordered is None:
        raise UnclearError
    return ordered


def _read_text(text: str, weekday: int) -> _Cell:
    if says_closed(text):
        return _Cell(text)
    week = read_week(text)
    if not week.entries or any(closure.holidays for closure in week.closures):
        return _unclear(text, weekday)
    for entry in week.entries:
        entry.days = entry.days or (Day(weekday),)
        if entry.is_range or any(day.weekday != weekday for day in entry.days):
            raise UnclearError
    slots = read_slots(week)
    entries = [
        Entry(
            (Day(weekday, slot.nth),),
            slot.spans,
            slot.weeks,
            list(slot.comments),
            doubtful=slot.doubtful,
            headed=True,
        )
        for slot in slots
    ]
    if not entries:
        raise UnclearError
    return _Cell(text, tuple(entries), tuple(week.left))


def _unclear(text: str, weekday: int) -> _Cell:
    """The day is open or closed, nobody knows; « sur rendez-vous » says enough."""
    entry = Entry(days=(Day(weekday),), doubtful=True)
    comment = read_comment(text)
    if comment.text is None:
        return _Cell(text, (entry,), (quotable(text),), is_unclear=True)
    comment.apply(entry)
    return _Cell(text, (entry,), is_unclear=not comment.is_rendez_vous)
