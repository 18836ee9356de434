"""Stable identities: a record keeps its id when its row moves, and when what names it changes a little.

Pure: the ids of today's records from what the last snapshot knew. A record's *key* is the id the catalogue alone
gives it (its own column, else SIRET, name and commune). Same key, same id. A key nobody knows is compared with
the records that are no longer there: alike enough and alone, it is the same record renamed; alike to several,
a person decides; else it is new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from offre_insertion.pipeline.identity_score import block_keys, similarity
from offre_insertion.schema import Kind, Record

#: Two candidates whose scores are this close cannot be told apart by them.
CLOSE = 0.1
#: « x-2 » : the second record of a same key; its rank comes from the order of the file.
_RANK = re.compile(r"-\d+$")
#: A block larger than this tells nobody apart (every service of one big structure): too slow, and too vague.
_MAX_BLOCK = 200


class Claim(NamedTuple):
    """A key that bears an id which is not its own; ``candidates`` when a person must choose."""

    key: str
    record_id: str
    score: float | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the history knows of one kind of record of one source, always key → id.

    ``ids`` is the last snapshot; ``claims`` the keys, past ones included, that bear another id than their own;
    ``decisions`` what people said, which comes before everything.
    ``load`` gives the records of some ids; only those in doubt are asked for.
    """

    ids: Mapping[str, str]
    claims: Mapping[str, str]
    decisions: Mapping[str, str]
    load: Callable[[Collection[str]], Mapping[str, Record]]


@dataclass(slots=True)
class Settled:
    """Key → id for today's records; ``renamed``, ``displaced`` and ``doubtful`` are to be remembered."""

    ids: dict[str, str] = field(default_factory=dict)
    renamed: list[Claim] = field(default_factory=list)
    displaced: list[Claim] = field(default_factory=list)
    doubtful: list[Claim] = field(default_factory=list)


def settle(
    kind: Kind,
    records: Mapping[str, Record],
    memory: Memory,
    *,
    threshold: float,
    is_same: Callable[[str, str], bool],
    has_own_ids: bool,
) -> Settled:
    """The id of each record, given by key in the order of the file.

    ``is_same(key, id)`` tells whether the record of a key is exactly what the last snapshot had under ``id``.
    With ``has_own_ids`` the catalogue names its records itself: an unknown key is a new record. ``threshold``
    is the similarity, 0 to 1, from which an unknown key takes the id of a record that is no longer there.
    """
    settled = Settled(_known_ids(records, memory))
    if not has_own_ids:
        _follow_moved_rows(kind, records, memory, settled.ids, is_same)
    gone = set(memory.ids.values()) - set(settled.ids.values())
    new = [key for key in records if key not in settled.ids]
    if new and gone and not has_own_ids:
        _recognise(kind, {key: records[key] for key in new}, memory.load(gone), settled, threshold)
    _name_the_rest(new, memory, settled)
    return settled


def _known_ids(records: Mapping[str, Record], memory: Memory) -> dict[str, str]:
    """What a person decided, else same key, same id: the last snapshot first, then what came before it."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for known in (memory.decisions, memory.ids, memory.claims):
        for key in records:
            record_id = known.get(key)
            if record_id is not None and key not in ids and record_id not in taken:
                ids[key] = record_id
                taken.add(record_id)
    return ids


# --- rows of a same key that moved -----------------------------------------------------------------------


def _follow_moved_rows(
    kind: Kind,
    records: Mapping[str, Record],
    memory: Memory,
    ids: dict[str, str],
    is_same: Callable[[str, str], bool],
) -> None:
    """Records of a same key are told apart by their rank in the file: a row that moves must keep its id."""
    past = _families(memory.ids)
    for family, keys in _families(records).items():
        known = [memory.ids[key] for key in past.get(family, ())]
        if len(keys) + len(known) < 3 or all(key in ids and is_same(key, ids[key]) for key in keys):
            continue
        for key in keys:
            ids.pop(key, None)
        ids |= _pair_family(kind, keys, known, records, memory, is_same)


def _families(keys: Collection[str]) -> dict[str, list[str]]:
    """Keys that differ by a rank only, when the one without a rank is there."""
    families: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        base = _RANK.sub("", key)
        families[base if base in keys else key].append(key)
    return families


def _pair_family(
    kind: Kind,
    keys: Sequence[str],
    known: Sequence[str],
    records: Mapping[str, Record],
    memory: Memory,
    is_same: Callable[[str, str], bool],
) -> dict[str, str]:
    """Exact contents first, then the most alike; equal scores go to the id the key had."""
    paired: dict[str, str] = {}
    left = list(known)
    for key in keys:
        same = next((one for one in left if is_same(key, one)), None)
        if same is not None:
            paired[key] = same
            left.remove(same)
    rest = [key for key in keys if key not in paired]
    before = memory.load(left) if rest and left else {}
    ranked = sorted(
        (
            (similarity(kind, records[key], before[one]), memory.ids.get(key) == one, key, one)
            for key in rest
            for one in before
        ),
        reverse=True,
    )
    for _score, _was_its, key, one in ranked:
        if key not in paired and one in left:
            paired[key] = one
            left.remove(one)
    return paired


# --- renamed records -------------------------------------------------------------------------------------


class _Pair(NamedTuple):
    score: float
    key: str
    record_id: str


def _recognise(
    kind: Kind, new: Mapping[str, Record], gone: Mapping[str, Record], settled: Settled, threshold: float
) -> None:
    """The new keys that are records gone since the last snapshot, and those that may be.

    A pair just below the threshold renames nothing, and still makes a better one doubtful.
    """
    pairs = sorted(
        (
            _Pair(score, key, record_id)
            for key, record_id in _candidates(kind, new, gone)
            if (score := similarity(kind, new[key], gone[record_id])) >= threshold - CLOSE
        ),
        key=lambda pair: (-pair.score, pair.key, pair.record_id),
    )
    by_key: dict[str, list[_Pair]] = defaultdict(list)
    by_id: dict[str, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        by_key[pair.key].append(pair)
        by_id[pair.record_id].append(pair)
    for key, found in by_key.items():
        best = found[0]
        if best.score < threshold:
            continue
        if _is_alone(found) and _is_alone(by_id[best.record_id]) and by_id[best.record_id][0] is best:
            settled.ids[key] = best.record_id
            settled.renamed.append(Claim(key, best.record_id, round(best.score, 3)))
    taken = set(settled.ids.values())
    for key, found in by_key.items():
        free = tuple(pair.record_id for pair in found if pair.record_id not in taken)
        if key not in settled.ids and free and found[0].score >= threshold:
            settled.doubtful.append(Claim(key, key, round(found[0].score, 3), free))


def _is_alone(found: Sequence[_Pair]) -> bool:
    """The best pair stands out from the next one."""
    return len(found) == 1 or found[0].score - found[1].score >= CLOSE


def _candidates(
    kind: Kind, new: Mapping[str, Record], gone: Mapping[str, Record]
) -> Iterator[tuple[str, str]]:
    """Pairs that share something: no n², and no pair lost because one field is missing."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for record_id, record in gone.items():
        for block in block_keys(kind, record):
            blocks[block].append(record_id)
    for key, record in new.items():
        met = {
            record_id
            for block in block_keys(kind, record)
            if len(blocks.get(block, ())) <= _MAX_BLOCK
            for record_id in blocks.get(block, ())
        }
        yield from ((key, record_id) for record_id in sorted(met))


def _name_the_rest(new: Sequence[str], memory: Memory, settled: Settled) -> None:
    """A new record takes its key as id, unless another record, past or present, bears it."""
    taken = {*settled.ids.values(), *memory.ids.values(), *memory.claims.values()}
    for key in new:
        if key in settled.ids:
            continue
        wanted, rank = key, 1
        while wanted in taken:
            rank += 1
            wanted = f"{key}-{rank}"
        taken.add(wanted)
        settled.ids[key] = wanted
        if wanted != key:
            settled.displaced.append(Claim(key, wanted))
    settled.doubtful = [claim._replace(record_id=settled.ids[claim.key]) for claim in settled.doubtful]
