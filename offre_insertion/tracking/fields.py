"""What changed in records field by field, from their prints; a field that changed in a whole source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

#: Below this number of records, nobody can speak of a whole source.
AT_LEAST = 3
#: Field → print of its value; empty when it was not kept.
Prints = Mapping[str, str]


def changed_names(before: Prints, after: Prints) -> frozenset[str]:
    """The fields that differ; empty when one of the two was not kept."""
    if not before or not after:
        return frozenset()
    return frozenset(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def whole_fields(pairs: Iterable[tuple[Prints, Prints]], *, known: int, share: float) -> frozenset[str]:
    """Of the records of one source, at two surveys, the fields that changed in each of those that have them, and in
    ``share`` of its ``known`` records at least, three or more."""
    carried: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for before, after in pairs:
        carried.update(before.keys() | after.keys())
        changed.update(changed_names(before, after))
    enough = max(AT_LEAST, share * known)
    return frozenset(name for name, count in changed.items() if count == carried[name] and count >= enough)
