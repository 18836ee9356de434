"""From the dispositifs of one survey to those of the next: every one that came or went has one reason.

What our rules did is told apart from what the territory did first (:mod:`offre_insertion.tracking.rule_changes`).

Dispositifs are followed by the records they share, kept back or not, and by what people judged, so that a renaming of
their cluster is no event. One that was born and merged between the two surveys is in neither: it is no event either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Literal

from offre_insertion.matching.groups import Groups
from offre_insertion.tracking.rule_changes import RuleChange
from offre_insertion.tracking.values import Facts, Survey

Reason = Literal[
    "nouveaux",
    "reactives",
    "dedoubles",
    "arrivee-source",
    "du-national",
    "fermes",
    "expires",
    "fusionnes",
    "depart-source",
    "au-national",
    "regle-apparus",
    "regle-disparus",
]
#: Sign of each reason in the sum, in the order of the waterfall.
SIGNS: dict[Reason, int] = {
    "nouveaux": 1,
    "reactives": 1,
    "dedoubles": 1,
    "arrivee-source": 1,
    "du-national": 1,
    "fermes": -1,
    "expires": -1,
    "fusionnes": -1,
    "depart-source": -1,
    "au-national": -1,
    "regle-apparus": 1,
    "regle-disparus": -1,
}


@dataclass(frozen=True, slots=True)
class Flow:
    """``before + Σ sign × count = after``, always. ``names``: reason → dispositifs, by the name they have or had."""

    before: int
    after: int
    names: dict[Reason, tuple[str, ...]] = field(default_factory=dict)

    def count(self, reason: Reason) -> int:
        """Dispositifs that came or went for this reason."""
        return len(self.names.get(reason, ()))

    @property
    def delta(self) -> int:
        """What the reasons explain; ``after - before``."""
        return sum(sign * self.count(reason) for reason, sign in SIGNS.items())


def explain(start: Survey, end: Survey, *, judged: Collection[str] = ()) -> Flow:
    """Why there are more, or fewer, dispositifs at ``end`` than at ``start``.

    ``judged`` are the ids that people spoke of in between: what was merged or parted with one is not our rules' doing.
    """
    names: dict[Reason, list[str]] = {}
    for reason, name in _events(start, end, RuleChange(start, end, judged)):
        names.setdefault(reason, []).append(name)
    found = {reason: tuple(sorted(of_reason)) for reason, of_reason in names.items()}
    return Flow(len(start.dispositifs), len(end.dispositifs), found)


def explain_constant(start: Survey, end: Survey, *, judged: Collection[str] = ()) -> Flow:
    """The same « à sources constantes »: had there only been the sources present at both ends."""
    common = frozenset(start.sources) & frozenset(end.sources)
    return explain(start.limited_to(common), end.limited_to(common), judged=judged)


def _events(start: Survey, end: Survey, rules: RuleChange) -> Iterator[tuple[Reason, str]]:
    for left, right in _components(start, end):
        if not left:
            yield from ((_why_came(start, end, name, rules), name) for name in right)
        elif not right:
            yield from ((_why_went(start, end, name, rules), name) for name in left)
        elif len(left) != len(right):
            by_rule = rules.regrouped(left, right)
            yield from (("regle-disparus" if by_rule else "fusionnes", name) for name in left[len(right) :])
            yield from (("regle-apparus" if by_rule else "dedoubles", name) for name in right[len(left) :])


def _components(start: Survey, end: Survey) -> list[tuple[list[str], list[str]]]:
    """Dispositifs of both ends that share a record, directly or through others: (those before, those after)."""
    groups = Groups()
    for side, survey in (("avant", start), ("apres", end)):
        for one in survey.facts:
            groups.join(f"fiche {one.id}", f"{side} {one.dispositif}")
        for record, name in survey.aliases.items():
            groups.join(f"fiche {record}", f"{side} {name}")
    found: dict[str, tuple[list[str], list[str]]] = {}
    for position, (side, survey) in enumerate((("avant", start), ("apres", end))):
        for name in survey.dispositifs:
            found.setdefault(min(groups.members(f"{side} {name}")), ([], []))[position].append(name)
    return list(found.values())


def _why_came(start: Survey, end: Survey, name: str, rules: RuleChange) -> Reason:
    members = end.dispositifs[name]
    if rules.brought(members):
        return "regle-apparus"
    # A source that comes back brings its dispositifs, seen before or not, as it took them away.
    if all(one.source not in start.sources for one in members):
        return "arrivee-source"
    if any(_is_counted_apart(start.by_id.get(one.id)) for one in members):
        return "du-national"
    return "reactives" if any(_was_seen(start, one) for one in members) else "nouveaux"


def _is_counted_apart(one: Facts | None) -> bool:
    return one is not None and one.is_active and one.is_national


def _was_seen(start: Survey, one: Facts) -> bool:
    """Kept back at the start, or seen before and gone by then."""
    return one.id in start.by_id or one.id in start.gone


def _why_went(start: Survey, end: Survey, name: str, rules: RuleChange) -> Reason:
    members = start.dispositifs[name]
    if rules.took(members):
        return "regle-disparus"
    if all(one.source not in end.sources for one in members):
        return "depart-source"
    left = [end.by_id[one.id] for one in members if one.id in end.by_id]
    if any(map(_is_counted_apart, left)):
        return "au-national"
    if any(one.withheld == "convention-terminee" for one in left):
        return "expires"
    return "fermes"
