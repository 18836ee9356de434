"""Tokens → phrases: a list of days, a run of hours, a closing word, words that say something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from offre_insertion.cleaning.horaires.tokens import Token
from offre_insertion.cleaning.horaires.week import MIDNIGHT, Day, Holiday, Part, Span, Weeks, in_order

_PARTS = (Part.MATIN, Part.APRES_MIDI, Part.SOIR)
_HOLIDAYS = {"public": Holiday.PUBLIC, "school": Holiday.SCHOOL}
_CLOCK = frozenset({"time", "bare"})
_DAYS = frozenset({"day", "typo", "every", "weekend"})
_RANKED = frozenset({"rank", "first_n"})
_PUNCTUATION = frozenset({"comma", "colon", "paren", "dash", "slash", "and"})
#: Earlier, it is an afternoon hour written « 2h » for 14 h; later than the evening, a night.
_EARLIEST, _EVENING, _MORNING_AFTER = 4 * 60, 18 * 60, 8 * 60


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing said.

    ``kind``: ``D`` days, ``T`` hours, ``X`` closed, ``E`` except, ``H`` holidays, ``S`` school term,
    ``W`` odd or even weeks, ``P`` part of the day, ``L`` other words, ``,`` ``:`` ``(`` ``/`` punctuation.
    """

    kind: str
    start: int
    end: int
    days: tuple[Day, ...] = ()
    spans: tuple[Span, ...] = ()
    holiday: Holiday | None = None
    weeks: Weeks | None = None
    part: Part | None = None
    #: Days written as a range (or « tous les jours »), with a comma, or in a way that has two meanings.
    is_range: bool = False
    has_comma: bool = False
    is_unclear: bool = False
    typos: tuple[tuple[int, int], ...] = ()


def read_phrases(tokens: Sequence[Token]) -> list[Phrase]:
    """The phrases of one line, in order. Words that only say « horaires d'ouverture » leave nothing."""
    phrases: list[Phrase] = []
    index = 0
    noise_start: int | None = None
    while index < len(tokens):
        token = tokens[index]
        if token.kind in ("noise", "to"):
            noise_start = token.start if noise_start is None else noise_start
            index += 1
            continue
        found, index = _read_at(tokens, index)
        for phrase in found:
            _append(phrases, phrase, noise_start)
        noise_start = None
    return phrases


def _append(phrases: list[Phrase], phrase: Phrase, noise_start: int | None) -> None:
    """Add the phrase; other words join the other words they follow, with the light words between them."""
    if phrase.kind != "L":
        phrases.append(phrase)
        return
    start = phrase.start if noise_start is None else noise_start
    while len(phrases) > 1 and phrases[-1].kind == "/" and phrases[-2].kind == "L":
        phrases.pop()
    is_unclear = phrase.is_unclear
    if phrases and phrases[-1].kind == "L":
        before = phrases.pop()
        start, is_unclear = before.start, is_unclear or before.is_unclear
    phrases.append(Phrase("L", start, phrase.end, is_unclear=is_unclear))


def _read_at(tokens: Sequence[Token], index: int) -> tuple[list[Phrase], int]:
    """The phrases that start with this token, and the index of the token after them."""
    token = tokens[index]
    kind, start, end = token.kind, token.start, token.end
    if kind in _CLOCK or kind in ("between", "from"):
        return _read_hours(tokens, index)
    if kind in _DAYS or kind in _RANKED:
        return _read_days(tokens, index)
    if kind in ("always", "day_round"):
        hours = Phrase("T", start, end, spans=(Span(0, MIDNIGHT),))
        every = Phrase("D", start, end, days=tuple(Day(n) for n in token.numbers), is_range=True)
        return ([every, hours] if kind == "always" else [hours]), index + 1
    return [_read_word(token)] if kind != "noise" else [], index + 1


def _read_word(token: Token) -> Phrase:
    kind, start, end = token.kind, token.start, token.end
    if kind in _HOLIDAYS:
        return Phrase("H", start, end, holiday=_HOLIDAYS[kind])
    if kind == "weeks":
        return Phrase("W", start, end, weeks=Weeks.ODD if token.numbers[0] else Weeks.EVEN)
    if kind == "part":
        return Phrase("P", start, end, part=_PARTS[token.numbers[0]])
    if kind in _PUNCTUATION:
        return Phrase({"comma": ",", "colon": ":", "paren": "("}.get(kind, "/"), start, end)
    return Phrase({"closed": "X", "except": "E", "term": "S"}.get(kind, "L"), start, end)


# --- hours -----------------------------------------------------------------------------------------------


def _read_hours(tokens: Sequence[Token], index: int) -> tuple[list[Phrase], int]:
    """« 8h/12h15 et 13h15/17h »: the longest run of hours, or other words when it cannot be paired surely."""
    opening = tokens[index].kind if tokens[index].kind in ("between", "from") else ""
    first = _skip_noise(tokens, index + 1) if opening else index
    run, links, after = _hours_run(tokens, first)
    spans = _spans(run, links, opening) if run else None
    start = tokens[index].start
    if spans is None:
        after = max(after, index + 1)
        # Several hours that make no span (« 14h-12h », « 10:00-11-00 ») put in doubt all that is around them.
        return [Phrase("L", start, tokens[after - 1].end, is_unclear=len(run) > 1 and _has_time(run))], after
    return [Phrase("T", start, tokens[after - 1].end, spans=spans)], after


def _hours_run(tokens: Sequence[Token], index: int) -> tuple[list[Token], list[str], int]:
    """The hours, the links between them, and the index after the last one."""
    run: list[Token] = []
    links: list[str] = []
    link, after = "", index
    while index < len(tokens) and tokens[index].kind in _CLOCK:
        following, then = _link(tokens, index + 1)
        tied = bool(link) or (
            following in ("dash", "to", "slash") and then < len(tokens) and tokens[then].kind in _CLOCK
        )
        if tokens[index].kind == "bare" and not tied:
            break
        if run:
            links.append(link)
        run.append(tokens[index])
        after, link, index = index + 1, following, then
    return run, links, after


def _link(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """What ties two hours: ``dash``, ``to``, ``slash``, ``and``, nothing (a space), or ``several``."""
    kinds = []
    while index < len(tokens) and tokens[index].kind in ("dash", "to", "slash", "and", "noise"):
        if tokens[index].kind != "noise":
            kinds.append(tokens[index].kind)
        index += 1
    return ("" if not kinds else kinds[0] if len(kinds) == 1 else "several"), index


def _skip_noise(tokens: Sequence[Token], index: int) -> int:
    while index < len(tokens) and tokens[index].kind == "noise":
        index += 1
    return index


def _spans(run: list[Token], links: list[str], opening: str) -> tuple[Span, ...] | None:
    """Openings and closings in turn, when nothing else can be meant; else ``None``."""
    if not _has_time(run):
        return None
    times = [token.numbers[0] for token in run]
    if opening == "from" and len(times) == 1 and _EARLIEST <= times[0] < MIDNIGHT:
        return (Span(times[0], None),)
    inside, between = links[::2], links[1::2]
    if len(times) % 2 or not _is_paired(inside, between, opening):
        return None
    spans = [make_span(start, end) for start, end in zip(times[::2], times[1::2], strict=True)]
    return in_order([span for span in spans if span]) if all(spans) else None


def _has_time(run: list[Token]) -> bool:
    """« 9-12 » alone may be anything; « 9-12h » is hours."""
    return any(token.kind == "time" for token in run)


def _is_paired(inside: list[str], between: list[str], opening: str) -> bool:
    """Whether the links say « from … to … » inside pairs, and nothing of the kind between them."""
    allowed = {"dash", "to", "slash", ""} | ({"and"} if opening == "between" else set())
    if not set(inside) <= allowed or "several" in between or "to" in between:
        return False
    return "dash" not in between or len(set(inside)) == len(set(between)) == 1


def make_span(start: int, end: int) -> Span | None:
    """A span one can believe, else ``None``: 14h-12h and 2h-5h are mistakes, 20h-2h is a night."""
    start = 0 if start == MIDNIGHT else start
    end = end or MIDNIGHT
    if start > MIDNIGHT or end > MIDNIGHT or 0 < start < _EARLIEST:
        return None
    if start < end:
        return Span(start, end)
    return Span(start, end + MIDNIGHT) if start >= _EVENING and end <= _MORNING_AFTER else None


# --- days ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Named:
    """A day as written, before ranges are unfolded."""

    days: tuple[int, ...]
    ranks: tuple[int, ...]
    part: Part | None = None


def _read_days(tokens: Sequence[Token], index: int) -> tuple[list[Phrase], int]:
    """« du lundi au jeudi et 1er samedi »: the longest list of days."""
    start = tokens[index].start
    named: list[_Named] = []
    links: list[str] = []
    typos: list[tuple[int, int]] = []
    has_comma, link, after = False, "", index
    while (found := _read_day(tokens, index)) is not None:
        day, token, after = found
        named.append(day)
        if len(named) > 1:
            links.append(link)
            has_comma = has_comma or "comma" in link
        if token.kind == "typo":
            typos.append((token.start, token.end))
        link, index = _day_link(tokens, after)
    if not named:
        return [Phrase("L", start, tokens[after].end)], after + 1
    days = _unfold(named, links)
    phrase = Phrase(
        "D", start, tokens[after - 1].end, days=days or (), is_unclear=days is None, has_comma=has_comma,
        is_range=any(link in ("dash", "to") for link in links) or len(named[0].days) > 2, typos=tuple(typos),
    )  # fmt: skip
    return [phrase], after


def _read_day(tokens: Sequence[Token], index: int) -> tuple[_Named, Token, int] | None:
    """Ranks, then a day, then « du mois », then a part of the day; with the index after them."""
    ranks: list[int] = []
    while index < len(tokens) and (
        tokens[index].kind in _RANKED or (ranks and tokens[index].kind in ("and", "comma", "noise"))
    ):
        ranks += tokens[index].numbers
        index += 1
    if index >= len(tokens) or tokens[index].kind not in _DAYS:
        return None
    token = tokens[index]
    index += 1
    if ranks and index < len(tokens) and tokens[index].kind == "monthly":
        index += 1
    part, ahead = None, _skip_noise(tokens, index)
    if ahead < len(tokens) and tokens[ahead].kind == "part":
        part, index = _PARTS[tokens[ahead].numbers[0]], ahead + 1
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


def split_lines(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Tokens between line breaks, semicolons, full stops and bullets; no empty line."""
    line: list[Token] = []
    for token in tokens:
        if token.kind != "break":
            line.append(token)
        elif line:
            yield line
            line = []
    if line:
        yield line
