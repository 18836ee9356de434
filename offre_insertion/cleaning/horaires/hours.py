"""A run of hours: which ones open, which ones close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from offre_insertion.cleaning.horaires.tokens import Token, skip_noise
from offre_insertion.cleaning.horaires.week import MIDNIGHT, Span, in_order

CLOCK = frozenset({"time", "bare"})
#: Earlier, it is an afternoon hour written « 2h » for 14 h; later than the evening, a night.
_EARLIEST, _EVENING, _MORNING_AFTER = 4 * 60, 18 * 60, 8 * 60


class Run(NamedTuple):
    """``spans`` is ``None`` when the hours cannot be paired surely; ``after`` is the index of the next token.

    Several hours that make no span (« 14h-12h », « 10:00-11-00 ») are unclear: they put in doubt all that is around.
    """

    spans: tuple[Span, ...] | None
    after: int
    is_unclear: bool


def read_run(tokens: Sequence[Token], index: int) -> Run:
    """« 8h/12h15 et 13h15/17h »: the longest run of hours from this token on."""
    opening = tokens[index].kind if tokens[index].kind in ("between", "from") else ""
    first = skip_noise(tokens, index + 1) if opening else index
    run, links, after = _hours_run(tokens, first)
    spans = _spans(run, links, opening) if run else None
    return Run(spans, max(after, index + 1), is_unclear=spans is None and len(run) > 1 and _has_time(run))


def _hours_run(tokens: Sequence[Token], index: int) -> tuple[list[Token], list[str], int]:
    """The hours, the links between them, and the index after the last one."""
    run: list[Token] = []
    links: list[str] = []
    link, after = "", index
    while index < len(tokens) and tokens[index].kind in CLOCK:
        following, then = _link(tokens, index + 1)
        tied = bool(link) or (
            following in ("dash", "to", "slash") and then < len(tokens) and tokens[then].kind in CLOCK
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
