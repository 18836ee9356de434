"""Scores one can argue with: the best main feature, then what supports or contradicts it, each with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

C = TypeVar("C")

Verdict = Literal["certain", "a-examiner", "distinct"]

#: From these scores on, a pair is certain, or worth the eyes of a person. Measured with
#: ``scripts/bench_doublons.py``: see docs/doublons.md.
CERTAIN, EXAMINE = 0.85, 0.65
#: A contradiction that forbids certainty leaves the score just under the threshold.
UNDER_CERTAIN = 0.84


@dataclass(frozen=True, slots=True)
class Feature(Generic[C]):
    """One thing to look at in a comparison ``C``.

    ``measure`` gives a strength from 0 (nothing to say) to 1. ``main`` is what the feature is worth alone;
    ``qualifier`` what it adds to, or takes from, the best main feature. ``forbids_certain``: a pair that shows it
    is at most to examine. ``sentence`` says in French what was seen.
    """

    code: str
    measure: Callable[[C], float]
    sentence: Callable[[C], str]
    main: float = 0.0
    qualifier: float = 0.0
    forbids_certain: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a score: ``weight`` was added (or taken away), ``detail`` is a French sentence."""

    feature: str
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records compared, by their ids. ``score`` from 0 to 1; ``reasons`` from the heaviest to the lightest.

    ``judgement`` is what people said of the pair, directly or through other pairs (``None``: nobody did).
    """

    left: str
    right: str
    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    judgement: str | None = None

    @property
    def ids(self) -> tuple[str, str]:
        """Both ids in the order of letters: the key under which a pair is judged."""
        return (self.left, self.right) if self.left <= self.right else (self.right, self.left)

    @property
    def is_to_ask(self) -> bool:
        """Whether a person should be asked: to examine, and nobody spoke of it yet."""
        return self.verdict == "a-examiner" and self.judgement is None


def score_features(
    comparison: C, features: Sequence[Feature[C]]
) -> tuple[float, list[tuple[Feature[C], float]]]:
    """The score, 0 to 1, and the features that made it with the weight each one brought.

    Best ``main × strength``, then the ``qualifier × strength`` of every other feature that showed.
    """
    strengths = [(feature, feature.measure(comparison)) for feature in features]
    shown = [(feature, strength) for feature, strength in strengths if strength > 0]
    best, best_strength = max(shown, key=lambda item: item[0].main * item[1], default=(None, 0.0))
    if best is None or not best.main:
        return 0.0, []
    parts = [(best, best.main * best_strength)]
    parts += [(feature, feature.qualifier * strength) for feature, strength in shown if feature is not best]
    score = min(1.0, max(0.0, sum(weight for _, weight in parts)))
    if score > UNDER_CERTAIN and any(feature.forbids_certain for feature, _ in shown):
        score = UNDER_CERTAIN
    return round(score, 4), [(feature, round(weight, 4)) for feature, weight in parts if weight]


def verdict_of(score: float) -> Verdict:
    """The verdict of a score by the two thresholds."""
    if score >= CERTAIN:
        return "certain"
    return "a-examiner" if score >= EXAMINE else "distinct"


def explain(comparison: C, parts: Sequence[tuple[Feature[C], float]]) -> tuple[Reason, ...]:
    """The parts of a score as sentences, the heaviest first."""
    reasons = [Reason(feature.code, weight, feature.sentence(comparison)) for feature, weight in parts]
    return tuple(sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.feature)))
