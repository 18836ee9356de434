"""Names of bodies and services as comparable values, and how alike two of them are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from offre_insertion.matching.words import (
    GENERIC,
    KIND_KEYS,
    LEGAL_FORMS,
    SIDES,
    UNIQUE_KIND_KEYS,
    plain_words,
    replace_kinds,
)
from offre_insertion.text import fold

#: Weight of a word in the comparison: what it tells of *which* body this is.
DISTINCTIVE, KIND, GENERAL, PLACE = 1.0, 0.8, 0.3, 0.15
#: A word that matches through a typo, a cut or an acronym counts a little less than the same word.
_FUZZY = 0.9
#: Part of the weight a shorter name can claim when the longer one contains it, by what the longer one adds: its
#: commune (« CCAS de Laval »), common words (« CCAS – ateliers »), or words that may name another place or body.
_CONTAINED_PLACE, _CONTAINED_PLAIN, _CONTAINED_DISTINCT = 0.98, 0.92, 0.68


@dataclass(slots=True, eq=False)
class Name:
    """A name ready to be compared. ``weights`` holds each word once; ``place`` words weigh little."""

    weights: dict[str, float]
    total: float
    kinds: frozenset[str]
    acronyms: frozenset[str]
    key: str

    @property
    def distinctive(self) -> float:
        """Weight of the words that are proper to the body."""
        return sum(weight for weight in self.weights.values() if weight >= DISTINCTIVE)


class NameMatch(NamedTuple):
    """``similarity`` from 0 to 1; ``specific``: the common part is enough to tell a body in its commune.

    ``extras``: how many of the two names have proper words that the other lacks (2 for « France Travail Aix
    Galice » and « France Travail Aix Vallée de l'Arc »).
    """

    similarity: float
    specific: bool
    extras: int


NO_MATCH = NameMatch(0.0, specific=False, extras=0)


def _weight(word: str, place: frozenset[str]) -> float:
    if word in place:  # first: « France Services La Crèche » is no crèche
        return PLACE
    if word in KIND_KEYS:
        return KIND
    if word in SIDES or word.isdigit():
        return DISTINCTIVE
    if word in GENERIC or len(word) < 2:
        return GENERAL
    return DISTINCTIVE


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)


def _acronyms(text: str, words: tuple[str, ...]) -> frozenset[str]:
    """The acronyms a name can give: with or without its legal form, with or without its small words.

    An acronym that the name carries itself, « Association micro-informatique allonnaise (AMIA) », is left out of
    its own initials.
    """
    if len(words) < 3:
        return frozenset()
    bare = tuple(word for word in words if word not in LEGAL_FORMS)
    found = {_initials(words), _initials(bare), _initials(fold(text).split())}
    for whole in (words, bare):
        for word in whole:
            if 3 <= len(word) < len(whole) and word == _initials(other for other in whole if other != word):
                found.add(word)
    return frozenset(acronym for acronym in found if len(acronym) >= 3)


@lru_cache(maxsize=1 << 14)
def parse_name(text: str, *, place: frozenset[str] = frozenset()) -> Name:
    """A name as words with weights; ``place`` holds the words of its commune, département and region of names.

    Legal forms go, kinds take one spelling (``CCAS``), the order of words is forgotten. A name made only of a
    legal form is kept as it is.
    """
    words = plain_words(text)
    bare = [word for word in replace_kinds(words) if word not in LEGAL_FORMS] or list(words)
    weights = {word: _weight(word, place) for word in bare}
    return Name(
        weights=weights,
        total=sum(weights.values()),
        kinds=KIND_KEYS.intersection(weights) - place,
        acronyms=_acronyms(text, words),
        key=" ".join(sorted(word for word, weight in weights.items() if weight > PLACE)),
    )


def _alike(a: str, b: str) -> bool:
    """Two spellings of one word: a slip of the keyboard in a long word, or one cut short. Never numbers."""
    if a.isdigit() or b.isdigit():
        return False
    short, long = sorted((a, b), key=len)
    if not KIND_KEYS.isdisjoint((a, b)):
        # « Meirie » is a town hall, « Marie » is not.
        return len(short) == len(long) >= 6 and OSA.distance(a, b, score_cutoff=1) <= 1
    if len(short) < 4:
        return False
    if long.startswith(short):
        return True
    if len(short) < 5:
        return False
    allowed = 1 if len(short) < 9 else 2
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _pop_alike(left: dict[str, float], right: dict[str, float]) -> tuple[float, float]:
    """Take out of both sides the words that differ by their spelling only; return the weights matched."""
    if _same_letters(left, right):
        return _pop_all(left), _pop_all(right)
    # The order of the pairs is that of their letters, so that left and right can be exchanged.
    pairs = sorted((min(a, b), max(a, b), a, b) for a in left for b in right if _alike(a, b))
    gained_left = gained_right = 0.0
    for *_, a, b in pairs:
        if a in left and b in right:
            gained_left += left.pop(a) * _FUZZY
            gained_right += right.pop(b) * _FUZZY
    return gained_left, gained_right


def _same_letters(left: dict[str, float], right: dict[str, float]) -> bool:
    """« Mobil Ossire » and « Mobilossire », « P’tits » and « Ptits »: the words cut otherwise."""
    a, b = "".join(left), "".join(right)
    return len(a) >= 4 and a == b


def _pop_all(words: dict[str, float]) -> float:
    weight = sum(words.values())
    words.clear()
    return weight


def _pop_acronyms(a: Name, b: Name, left: dict[str, float], right: dict[str, float]) -> tuple[float, float]:
    """Take out what an acronym of one name, written in the other, stands for; return the weights matched."""
    in_right = next((word for word in b.weights if word in a.acronyms), None)
    in_left = next((word for word in a.weights if word in b.acronyms), None)
    gained_left = gained_right = 0.0
    if in_right is not None:
        gained_left = _pop_all(left)
        gained_right = right.pop(in_right, 0.0)
    if in_left is not None:
        gained_right += _pop_all(right)
        gained_left += left.pop(in_left, 0.0)
    return gained_left * _FUZZY, gained_right * _FUZZY


# Names hardly change from a run to the next, and the same pairs come back.
@lru_cache(maxsize=1 << 16)
def compare_names(a: Name, b: Name) -> NameMatch:
    """How alike two names are, the same whichever comes first.

    Share of the words, by weight, that both names have (Dice), or that the shorter has in the longer; words that
    differ by a typo, a cut, a space or an acronym are matched too.
    """
    if not a.weights or not b.weights:
        return NO_MATCH
    left = {word: weight for word, weight in a.weights.items() if word not in b.weights}
    right = {word: weight for word, weight in b.weights.items() if word not in a.weights}
    gained_left, gained_right = a.total - sum(left.values()), b.total - sum(right.values())
    if left or right:
        for gains in (_pop_acronyms(a, b, left, right), _pop_alike(left, right)):
            gained_left += gains[0]
            gained_right += gains[1]
    dice = (gained_left + gained_right) / (a.total + b.total)
    similarity = max(dice, _contained((gained_left, a.total, left), (gained_right, b.total, right)))
    return NameMatch(
        round(min(similarity, 1.0), 4),
        specific=_is_specific(a, left) and _is_specific(b, right),
        extras=_is_proper(left) + _is_proper(right),
    )


_Side = tuple[float, float, dict[str, float]]


def _contained(left: _Side, right: _Side) -> float:
    """Share of the shorter name found in the longer one, less when the longer adds proper words."""
    shares = []
    for (gained, total, _), (_, _, added) in ((left, right), (right, left)):
        if gained >= KIND / 2:
            shares.append(gained / total * _share_contained(added))
    return max(shares, default=0.0)


def _share_contained(added: dict[str, float]) -> float:
    if _is_proper(added):
        return _CONTAINED_DISTINCT
    return _CONTAINED_PLACE if all(weight <= PLACE for weight in added.values()) else _CONTAINED_PLAIN


def _is_proper(words: dict[str, float]) -> bool:
    return any(weight >= DISTINCTIVE for weight in words.values())


def _is_specific(name: Name, unmatched: dict[str, float]) -> bool:
    """Among matched words: a proper one, a kind of which a commune has one, or enough words to be a real name."""
    matched = {word for word, weight in name.weights.items() if word not in unmatched and weight > PLACE}
    return (
        not UNIQUE_KIND_KEYS.isdisjoint(matched)
        or any(name.weights[word] >= DISTINCTIVE for word in matched)
        or len(matched) >= 3
    )
