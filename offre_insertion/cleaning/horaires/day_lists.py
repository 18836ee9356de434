"""A list of days: ranges, ranks in the month, parts of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from offre_insertion.cleaning.horaires.tokens import Token, skip_noise
from offre_insertion.cleaning.horaires.week import Day, Part

DAY_WORDS = frozenset({"day", "typo", "every", "weekend"})
RANKS = frozenset({"rank", "first_n"})
PARTS = (Part.MATIN, Part.APRES_MIDI, Part.SOIR)


class DayList(NamedTuple):
    """``days`` is ``None`` when the list can be read in two ways; ``after`` is the index of the next token.

    ``typos`` are the places of the misspelt days.
    """

    days: tuple[Day, ...] | None
    after: int
    is_range: bool
    has_comma: bool
    typos: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Named:
    """A day as written, before ranges are unfolded."""

    days: tuple[int, ...]
    ranks: tuple[int, ...]
    part: Part | None = None


def read_list(tokens: Sequence[Token], index: int) -> DayList | None:
    """« du lundi au jeudi et 1er samedi »: the longest list of days from this token on, if there is one."""
    named: list[_Named] = []
    links: list[str] = []
    typos: list[tuple[int, int]] = []
    link, after = "", index
    while (found := _read_day(tokens, index)) is not None:
        day, token, after = found
        named.append(day)
        if len(named) > 1:
            links.append(link)
        if token.kind == "typo":
            typos.append((token.start, token.end))
        link, index = _day_link(tokens, after)
    if not named:
        return None
    is_range = any(link in ("dash", "to") for link in links) or len(named[0].days) > 2
    has_comma = any("comma" in link for link in links)
    return DayList(_unfold(named, links), after, is_range, has_comma, tuple(typos))


def _read_day(tokens: Sequence[Token], index: int) -> tuple[_Named, Token, int] | None:
    """Ranks, then a day, then « du mois », then a part of the day; with the index after them."""
    ranks: list[int] = []
    while index < len(tokens) and (
        tokens[index].kind in RANKS or (ranks and tokens[index].kind in ("and", "comma", "noise"))
    ):
        ranks += tokens[index].numbers
        index += 1
    if index >= len(tokens) or tokens[index].kind not in DAY_WORDS:
        return None
    token = tokens[index]
    index += 1
    if ranks and index < len(tokens) and tokens[index].kind == "monthly":
        index += 1
    part, ahead = None, skip_noise(tokens, index)
    if ahead < len(tokens) and tokens[ahead].kind == "part":
        part, index = PARTS[tokens[ahead].numbers[0]], ahead + 1
    return _Named(token.numbers, tuple(dict.fromkeys(ranks)), part), token, index


def _day_link(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    kinds: list[str] = []
    while index < len(tokens) and tokens[index].kind in ("dash", "to", "slash", "and", "comma", "noise"):
        if tokens[index].kind != "noise":
            kinds.append(tokens[index].kind)
        index += 1
    return " ".join(kinds), index


def _unfold(named: list[_Named], links: list[str]) -> tuple[Day, ...] | None:
    """Every day meant, or ``None`` when the list can be read in two ways."""
    ranging = [link in ("dash", "to") for link in links]
    if len(named) > 2 and links == ["dash"] * len(links):
        ranging = [False] * len(links)  # « lundi-mardi-jeudi » is a list
    elif any(a and b for a, b in pairwise(ranging)) or _is_slashed(named, links):
        return None
    ranked = [bool(day.ranks) for day in named]
    if any(ranked) and (not all(ranked) or any(ranging) or any(len(day.days) > 1 for day in named)):
        return None  # « 1er lundi et mardi » : le 1er mardi, ou tous ?
    days: list[Day] = []
    for position, day in enumerate(named):
        if position and ranging[position - 1]:
            inner = _range(named[position - 1], day)
            if inner is None:
                return None
            days[-1:] = inner
        else:
            days += [Day(weekday, day.ranks, day.part) for weekday in day.days]
    return _join_ranks(days)


def _join_ranks(days: list[Day]) -> tuple[Day, ...] | None:
    """« 1er lundi et 3e lundi » is one day with two ranks; a day said twice otherwise has two meanings."""
    joined: dict[int, Day] = {}
    for day in days:
        known = joined.get(day.weekday)
        if known is None or known == day:
            joined[day.weekday] = day
        elif known.nth and day.nth and known.part == day.part:
            joined[day.weekday] = known._replace(nth=tuple(dict.fromkeys(known.nth + day.nth)))
        else:
            return None
    return tuple(joined.values())


def _is_slashed(named: list[_Named], links: list[str]) -> bool:
    """« lundi/vendredi »: two days that are not neighbours, so a list or a range."""
    return links == ["slash"] and named[1].days[0] - named[0].days[0] not in (1, -6)


def _range(first: _Named, last: _Named) -> list[Day] | None:
    if len(first.days) > 1 or len(last.days) > 1 or first.days == last.days:
        return None
    end_part = last.part
    if first.part is not None:
        if first.part is not Part.MATIN or last.part in (None, Part.MATIN):
            return None
        end_part = None  # « du lundi matin au vendredi soir »: whole days
    weekdays = [first.days[0]]
    while weekdays[-1] != last.days[0]:
        weekdays.append((weekdays[-1] + 1) % 7)
    return [*(Day(weekday) for weekday in weekdays[:-1]), Day(weekdays[-1], (), end_part)]
