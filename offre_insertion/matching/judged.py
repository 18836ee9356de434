"""What people said of pairs replaces what the machine thinks of them, and is never left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from offre_insertion.matching.judgements import Answer, Judgements
from offre_insertion.matching.score import Pair, Verdict

_VERDICT_OF_ANSWER: dict[Answer, Verdict] = {
    "doublon": "certain",
    "distinct": "distinct",
    "incertain": "a-examiner",
}
_SCORE_OF_ANSWER: dict[Answer, float] = {"doublon": 1.0, "distinct": 0.0}


class _Named(Protocol):
    id: str


P = TypeVar("P", bound=_Named)


def with_judgements(
    pairs: Iterable[Pair],
    state: Judgements,
    left: Iterable[P],
    right: Iterable[P],
    compare: Callable[[P, P], Pair],
) -> list[Pair]:
    """The pairs found and those that people spoke of, whether found or not, with what they said; best first."""
    found = {(pair.left, pair.right): pair for pair in pairs}
    if state.named:
        ours, theirs = ({one.id: one for one in side if one.id in state.named} for side in (left, right))
        for a, b in state.judged(ours, theirs):
            if (a, b) not in found and (b, a) not in found:
                found[a, b] = compare(ours[a], theirs[b])
    judged = (_judged(pair, state) for pair in found.values())
    return sorted(judged, key=lambda pair: (-pair.score, pair.left, pair.right))


def _judged(pair: Pair, state: Judgements) -> Pair:
    answer = state.answer(pair.left, pair.right)
    if answer is None:
        return pair
    score = _SCORE_OF_ANSWER.get(answer, pair.score)
    return replace(pair, verdict=_VERDICT_OF_ANSWER[answer], score=score, judgement=answer)
