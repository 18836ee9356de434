"""What changed between two surveys: a field that changed in a whole source, records that were renumbered."""

from __future__ import annotations

from collections import Counter, defaultdict

from offre_insertion.tracking.fields import Prints, whole_fields
from offre_insertion.tracking.values import Facts, Survey

_IDS = frozenset({"id", "structure_id"})


def is_dated_by_nobody(before: Facts, after: Facts) -> bool:
    """Whether its written date did not move, or only with those of its whole source."""
    return after.date_maj == before.date_maj or after.is_redated


def changes_of_rule(start: Survey, end: Survey, *, share: float) -> dict[str, frozenset[str]]:
    """Source → the fields that changed in every record that has them, and in ``share`` of its records at least.

    Records that were dated again say nothing: somebody touched them. A column read for the first time, a word
    translated otherwise: nobody updated each of these records. Three at least, as for a mass re-dating.
    """
    known: Counter[str] = Counter()
    pairs: dict[str, list[tuple[Prints, Prints]]] = defaultdict(list)
    for one in start.facts:
        after = end.by_id.get(one.id)
        known[one.source] += after is not None
        if after is not None and is_dated_by_nobody(one, after):
            pairs[one.source].append((one.prints, after.prints))
    found = {source: whole_fields(of_it, known=known[source], share=share) for source, of_it in pairs.items()}
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
