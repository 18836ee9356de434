"""Find the pairs of structures that are one, or may be."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from offre_insertion.matching.blocking import Blocks
from offre_insertion.matching.features import STRUCTURE_FEATURES
from offre_insertion.matching.judged import with_judgements
from offre_insertion.matching.judgements import Judgement, Judgements
from offre_insertion.matching.measures import SAME_NAME, Comparison, Spread
from offre_insertion.matching.names import compare_names
from offre_insertion.matching.profiles import Profile, profile_structure, text_of
from offre_insertion.matching.score import (
    EXAMINE,
    UNDER_CERTAIN,
    Feature,
    Pair,
    Reason,
    explain,
    score_features,
    verdict_of,
)
from offre_insertion.schema import Record

C = TypeVar("C")

#: Two certain pairs whose scores are this close cannot be told apart by them.
_CLOSE = 0.05


class Link(NamedTuple):
    """A pair of positions (left, right) and its score."""

    left: int
    right: int
    score: float


def unique_records(records: Iterable[Record]) -> list[Record]:
    """Records that bear an id, one per id, in the order of ids: the same whatever the order of the input."""
    unique: dict[str, Record] = {}
    for record in records:
        if record_id := text_of(record, "id"):
            known = unique.setdefault(record_id, record)
            # Two records of one id are another issue's business: the choice between them is only made stable.
            if known is not record and _order(record) < _order(known):
                unique[record_id] = record
    return [unique[record_id] for record_id in sorted(unique)]


def _order(record: Record) -> str:
    return repr(sorted((key, repr(value)) for key, value in record.items()))


def make_pair(
    comparison: C, features: Sequence[Feature[C]], *, left: str, right: str, extra: tuple[Reason, ...] = ()
) -> Pair:
    """Score a comparison and say why. ``extra`` reasons are added to the score and forbid certainty."""
    score, parts = score_features(comparison, features)
    score = round(score + sum(reason.weight for reason in extra), 4)
    return Pair(left, right, score, verdict_of(score), (*extra, *explain(comparison, parts)))


def _shares_identifier(a: Profile, b: Profile) -> bool:
    return (
        (a.siren is not None and a.siren == b.siren)
        or (a.telephone is not None and a.telephone == b.telephone)
        or (a.courriel is not None and a.courriel == b.courriel)
        or (a.domain is not None and a.domain == b.domain)
    )


def score_structures(a: Profile, b: Profile, spread: Spread) -> float:
    """The score of two structures. Without a common identifier nor a similar name it cannot reach anything: 0."""
    name = compare_names(a.name, b.name)
    if name.similarity < SAME_NAME and not _shares_identifier(a, b):
        return 0.0
    return score_features(Comparison(a, b, spread, name=name), STRUCTURE_FEATURES)[0]


def find_duplicates(
    structures: Iterable[Record],
    *,
    against: Iterable[Record] | None = None,
    judgements: Iterable[Judgement] = (),
) -> list[Pair]:
    """Pairs of v1 structures that are one (« certain ») or may be (« a-examiner »), best first.

    Among ``structures``, ``left`` and ``right`` in the order of ids; or, with ``against`` (the offer already
    referenced), between the two lists, ``left`` being one of ours. Pairs that people judged bear their judgement, and
    are all there, « distinct » ones and those that the machine would not find included: a review shows them again.

    Any key of a record may be absent; one without ``id`` cannot be named in a pair and is left out; a pair of one
    id (our record, seen there) is none. Shuffling the lists changes nothing.
    """
    state = Judgements(judgements)
    left = [profile_structure(record) for record in unique_records(structures)]
    blocks = Blocks(left, is_single=against is None)
    right = left if against is None else _profile_met(against, blocks, named=state.named)
    spread = blocks.spread()
    links = _score_candidates(left, right, blocks.candidates(), spread)
    doubtful = _doubtful_links(links, left, right, spread, is_single=against is None)
    pairs = [_explained(link, left, right, spread, doubtful.get(link)) for link in links]
    return with_judgements(pairs, state, left, right, partial(_pair, spread=spread))


def _profile_met(records: Iterable[Record], blocks: Blocks, *, named: Container[str]) -> list[Profile]:
    """Profiles of the other side that share a key with ours, or that people named; the rest is not kept."""
    met: list[Profile] = []
    for record in unique_records(records):
        profile = profile_structure(record)
        if blocks.add(len(met), profile, keep=profile.id in named):
            met.append(profile)
    return met


def _score_candidates(
    left: Sequence[Profile], right: Sequence[Profile], candidates: Iterable[tuple[int, int]], spread: Spread
) -> list[Link]:
    found = []
    for i, j in candidates:
        if left[i].id != right[j].id and (score := score_structures(left[i], right[j], spread)) >= EXAMINE:
            found.append(Link(i, j, score))
    return found


def _explained(
    link: Link, left: Sequence[Profile], right: Sequence[Profile], spread: Spread, doubt: Reason | None
) -> Pair:
    extra = () if doubt is None else (doubt,)
    return _pair(left[link.left], right[link.right], spread=spread, extra=extra)


def _pair(a: Profile, b: Profile, *, spread: Spread, extra: tuple[Reason, ...] = ()) -> Pair:
    return make_pair(Comparison(a, b, spread), STRUCTURE_FEATURES, left=a.id, right=b.id, extra=extra)


def _doubtful_links(
    links: Sequence[Link],
    left: Sequence[Profile],
    right: Sequence[Profile],
    spread: Spread,
    *,
    is_single: bool,
) -> dict[Link, Reason]:
    """Certain links that another one contradicts: a record without address matches two sites that are distinct.

    At most one of the two is right. The lesser, or both when their scores are close, goes to examination.
    """
    certain = [link for link in links if verdict_of(link.score) == "certain"]
    doubtful: dict[Link, Reason] = {}
    for ends, far_ends in _hubs(certain, left, right, is_single=is_single):
        for position, (link, a) in enumerate(zip(ends, far_ends, strict=True)):
            for other, b in zip(ends[position + 1 :], far_ends[position + 1 :], strict=True):
                if _contradict(a, b, spread):
                    doubtful.update(_weaker(link, a, other, b))
    return doubtful


def _hubs(
    links: Sequence[Link], left: Sequence[Profile], right: Sequence[Profile], *, is_single: bool
) -> Iterator[tuple[list[Link], list[Profile]]]:
    """For each record with two certain links or more: its links, and what stands at their other ends."""
    by_end: dict[tuple[str, int], list[tuple[Link, Profile]]] = {}
    for link in links:
        by_end.setdefault(("left", link.left), []).append((link, right[link.right]))
        end = ("left" if is_single else "right", link.right)
        by_end.setdefault(end, []).append((link, left[link.left]))
    for ends in by_end.values():
        if 1 < len(ends) <= _HUB_ENDS:
            yield [link for link, _ in ends], [profile for _, profile in ends]


#: Links of one record that are checked against each other; a larger crowd is one name given to everything.
_HUB_ENDS = 60


def _contradict(a: Profile, b: Profile, spread: Spread) -> bool:
    """Both in places that differ, or of different bodies, and not found alike."""
    comparison = Comparison(a, b, spread)
    score, parts = score_features(comparison, STRUCTURE_FEATURES)
    return score < EXAMINE or any(feature.forbids_certain for feature, _ in parts)


def _weaker(link: Link, a: Profile, other: Link, b: Profile) -> Iterator[tuple[Link, Reason]]:
    sentence = partial(
        "Correspond aussi à « {nom} » ({id}), qui est une autre structure : une seule des deux est la bonne.".format
    )
    if link.score <= other.score + _CLOSE:
        yield link, _doubt(link, sentence(nom=b.nom, id=b.id))
    if other.score <= link.score + _CLOSE:
        yield other, _doubt(other, sentence(nom=a.nom, id=a.id))


def _doubt(link: Link, detail: str) -> Reason:
    return Reason("ambiguous", round(UNDER_CERTAIN - link.score, 4), detail)
