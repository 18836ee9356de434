"""What changed between two surveys, field by field; a field that changed in a whole source is a change of rule."""

from __future__ import annotations

from collections import Counter, defaultdict

from offre_insertion.tracking.dates import AT_LEAST
from offre_insertion.tracking.values import Facts, Survey

_IDS = frozenset({"id", "structure_id"})


def changed_fields(before: Facts, after: Facts) -> frozenset[str]:
    """The fields that differ; empty when one of the two surveys did not keep them."""
    if not before.prints or not after.prints:
        return frozenset()
    names = before.prints.keys() | after.prints.keys()
    return frozenset(name for name in names if before.prints.get(name) != after.prints.get(name))


def changes_of_rule(start: Survey, end: Survey, *, share: float) -> dict[str, frozenset[str]]:
    """Source → the fields that changed in every record that has them, and in ``share`` of its records at least.

    Records whose written date moved say nothing: somebody touched them. A column read for the first time, a word
    translated otherwise: nobody updated each of these records. Three at least, as for a mass re-dating.
    """
    known: Counter[str] = Counter()
    carried: dict[str, Counter[str]] = defaultdict(Counter)
    changed: dict[str, Counter[str]] = defaultdict(Counter)
    for one in start.facts:
        after = end.by_id.get(one.id)
        if after is None:
            continue
        known[one.source] += 1
        if after.date_maj == one.date_maj:
            carried[one.source].update(one.prints.keys() | after.prints.keys())
            changed[one.source].update(changed_fields(one, after))
    found = {
        source: frozenset(
            name
            for name, count in fields.items()
            if count == carried[source][name] and count >= max(AT_LEAST, share * known[source])
        )
        for source, fields in changed.items()
    }
    return {source: fields for source, fields in found.items() if fields}


def renumbered(start: Survey, end: Survey) -> dict[str, int]:
    """Source → the records that came as others went that said the same, under another id."""
    went = Counter(_saying(one) for one in start.facts if one.id not in end.by_id and one.prints)
    came = Counter(_saying(one) for one in end.facts if one.id not in start.by_id and one.prints)
    found: Counter[str] = Counter()
    for (source, _), number in (went & came).items():
        found[source] += number
    return dict(found)


def _saying(one: Facts) -> tuple[str, frozenset[tuple[str, str]]]:
    return one.source, frozenset((name, said) for name, said in one.prints.items() if name not in _IDS)
