"""Tokens → phrases: a list of days, a run of hours, a closing word, words that say something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from offre_insertion.cleaning.horaires.day_lists import DAY_WORDS, PARTS, RANKS, read_list
from offre_insertion.cleaning.horaires.hours import CLOCK, read_run
from offre_insertion.cleaning.horaires.tokens import Token
from offre_insertion.cleaning.horaires.week import MIDNIGHT, Day, Holiday, Part, Span, Weeks

_HOLIDAYS = {"public": Holiday.PUBLIC, "school": Holiday.SCHOOL}
_PUNCTUATION = frozenset({"comma", "colon", "paren", "dash", "slash", "and"})


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
    if kind in CLOCK or kind in ("between", "from"):
        return _read_hours(tokens, index)
    if kind in DAY_WORDS or kind in RANKS:
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
        return Phrase("P", start, end, part=PARTS[token.numbers[0]])
    if kind in _PUNCTUATION:
        return Phrase({"comma": ",", "colon": ":", "paren": "("}.get(kind, "/"), start, end)
    return Phrase({"closed": "X", "except": "E", "term": "S"}.get(kind, "L"), start, end)


def _read_hours(tokens: Sequence[Token], index: int) -> tuple[list[Phrase], int]:
    run = read_run(tokens, index)
    start, end = tokens[index].start, tokens[run.after - 1].end
    if run.spans is None:
        return [Phrase("L", start, end, is_unclear=run.is_unclear)], run.after
    return [Phrase("T", start, end, spans=run.spans)], run.after


def _read_days(tokens: Sequence[Token], index: int) -> tuple[list[Phrase], int]:
    found = read_list(tokens, index)
    if found is None:
        return [Phrase("L", tokens[index].start, tokens[index].end)], index + 1
    phrase = Phrase(
        "D",
        tokens[index].start,
        tokens[found.after - 1].end,
        days=found.days or (),
        is_unclear=found.days is None,
        is_range=found.is_range,
        has_comma=found.has_comma,
        typos=found.typos,
    )
    return [phrase], found.after


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
