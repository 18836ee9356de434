"""What comes or goes because our rules changed and not the territory: the « changement de règle » of metric 2.

``referencement.md`` §4.1 has it in the waterfall and defines it no further. Here it is what the rules of the start,
applied at the end, would have given otherwise, as far as the two surveys tell. A source is *read otherwise* when its
rules (connector, territories, program: :class:`offre_insertion.history.values.Reading`) are not the same at both ends;
else nothing of it is a change of rule. Of a source read otherwise:

- a record **comes by rule** when its lines were already in the source at the start, cell for cell, and gave nothing, or
  another record, then (a line that was rejected or ignored, an action cut otherwise); when it was there, kept back or
  national, its cells did not change, and what decides it is read otherwise (end of convention, suspension, zone); or
  when it is only within the days of grace of the end, its convention being over by those of the start;
- a record **goes by rule** in the same three ways, the other way round;
- dispositifs are **merged or parted by rule** when no line of their records changed and nobody judged any of them, nor
  their structures, in the period: only the reading or the comparison of records can have done it.

What a partner answered of a record in the period is no rule, even in a file that nobody touched.

A dispositif that comes does so by rule when all its records do, else the territory alone would have brought it; one
that goes, when one of its records does, else that record would still be there.

Not told apart, and left to the other reasons: what a line that also changed owes to the rules; sources that are not
catalogues (nothing says by what rules they are made); lines of a file that was changed *and* cut otherwise into lines
(another heading, another join); surveys that did not keep the prints of the lines. The other way round, a line set
aside for a reason that time or another line lifts (a date to come, the structure of a neighbour) counts as a change of
rule when its source was read otherwise in the period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from offre_insertion.history.judgements import JudgementEntry
from offre_insertion.history.values import Reading
from offre_insertion.tracking.dates import is_untouched
from offre_insertion.tracking.values import Facts, Survey

#: What decides that a record is kept back, beside time and grace.
_DECIDING = ("prive.convention_fin", "prive.suspendue", "prive.date_suspension")


def sources_read_otherwise(start: Survey, end: Survey) -> frozenset[str]:
    """The sources whose rules are known at both ends, and differ."""
    return differing(start.readings, end.readings)


def differing(before: Mapping[str, Reading], after: Mapping[str, Reading]) -> frozenset[str]:
    """The sources that are in both, read by other rules."""
    return frozenset(one for one in before.keys() & after.keys() if before[one].rules != after[one].rules)


def edited(before: Mapping[str, Reading], after: Mapping[str, Reading]) -> frozenset[str]:
    """The sources whose file changed and whose rules did not: what differs there, somebody changed."""
    both = before.keys() & after.keys()
    return frozenset(
        one for one in both if before[one].rules == after[one].rules and before[one].file != after[one].file
    )


def judged_between(judgements: Iterable[JudgementEntry], start: Survey, end: Survey) -> frozenset[str]:
    """Ids of the records and structures that somebody judged in the period, its first and last days included."""
    last = end.day + dt.timedelta(
        days=1
    )  # the instants are in UTC: in Martinique, the evening is the next day
    between = [one for one in judgements if start.day <= one.at.date() <= last]
    return frozenset(name for one in between for name in (one.left, one.right))


@dataclass(frozen=True)
class RuleChange:
    """Two surveys compared; ``judged`` are the ids that somebody spoke of between them."""

    start: Survey
    end: Survey
    judged: Collection[str] = ()

    @cached_property
    def sources(self) -> frozenset[str]:
        """Those read otherwise."""
        return sources_read_otherwise(self.start, self.end)

    def brought(self, members: Iterable[Facts]) -> bool:
        """Whether a dispositif of the end, by its active records, came by rule."""
        return all(self._came(one) for one in members)

    def took(self, members: Iterable[Facts]) -> bool:
        """Whether a dispositif of the start, by its active records, went by rule."""
        return any(self._went(one) for one in members)

    def regrouped(self, before: Collection[str], after: Collection[str]) -> bool:
        """Whether the dispositifs ``before`` became those ``after`` by rule alone."""
        if not self.sources:
            return False
        olds = [one for name in before for one in self._start_groups.get(name, ())]
        news = [one for name in after for one in self._end_groups.get(name, ())]
        if not any(one.source in self.sources for one in olds):
            return False
        ids = {one.id for one in olds} | {one.id for one in news}
        return all(self._is_same(record_id) for record_id in ids)

    def _came(self, one: Facts) -> bool:
        if one.source not in self.sources:
            return False
        if self._is_over(one):
            return True
        before = self.start.by_id.get(one.id)
        if before is None:
            return self._had_lines(self._start_lines, one)
        return self._is_decided_otherwise(before, one)

    def _went(self, one: Facts) -> bool:
        if one.source not in self.sources:
            return False
        after = self.end.by_id.get(one.id)
        if after is None:
            return self._had_lines(self._end_lines, one)
        in_grace = after.withheld == "convention-terminee" and not self._is_over(after)
        return in_grace or self._is_decided_otherwise(one, after)

    def _is_over(self, one: Facts) -> bool:
        """By the grace of the start, on the day of the end."""
        fin = one.convention_fin
        return fin is not None and (self.end.day - fin).days > self.start.grace_days(one.source)

    def _is_same_file(self, source: str) -> bool:
        return self.start.readings[source].file == self.end.readings[source].file

    def _had_lines(self, lines: Mapping[str, set[str]], one: Facts) -> bool:
        if self._is_same_file(one.source):
            return True
        return one.cells is not None and lines.get(one.source, set()) >= set(one.cells.split())

    def _is_decided_otherwise(self, before: Facts, after: Facts) -> bool:
        if _is_answered(before, after):
            return False
        if not (self._is_same_file(after.source) or is_untouched(before.cells, after.cells)):
            return False
        if before.is_national != after.is_national:
            return True
        return any(before.prints.get(name) != after.prints.get(name) for name in _DECIDING)

    def _is_same(self, record_id: str) -> bool:
        """There at both ends, untouched, and spoken of by nobody."""
        before, after = self.start.by_id.get(record_id), self.end.by_id.get(record_id)
        if (
            before is None
            or after is None
            or {record_id, before.structure, after.structure} & set(self.judged)
        ):
            return False
        if (
            before.source in self.sources
            and self._is_same_file(before.source)
            and not _is_answered(before, after)
        ):
            return True
        same = (before.body, before.siren, before.structure) == (after.body, after.siren, after.structure)
        return same if before.cells is None else is_untouched(before.cells, after.cells)

    @cached_property
    def _start_lines(self) -> dict[str, set[str]]:
        return _lines(self.start)

    @cached_property
    def _end_lines(self) -> dict[str, set[str]]:
        return _lines(self.end)

    @cached_property
    def _start_groups(self) -> dict[str, list[Facts]]:
        return _groups(self.start)

    @cached_property
    def _end_groups(self) -> dict[str, list[Facts]]:
        return _groups(self.end)


def _is_answered(before: Facts, after: Facts) -> bool:
    """Whether a partner answered between the two, of a source whose cells are kept: an answer hides them, and dates the
    record; one that stood already did so before."""
    hidden = [one.cells is None for one in (before, after)]
    return any(hidden) and (not all(hidden) or before.date_maj != after.date_maj)


def _lines(survey: Survey) -> dict[str, set[str]]:
    """Source → prints of its lines, whatever they gave."""
    found = {source: set(cells) for source, cells in survey.silent.items()}
    for one in survey.facts:
        if one.cells is not None:
            found.setdefault(one.source, set()).update(one.cells.split())
    return found


def _groups(survey: Survey) -> dict[str, list[Facts]]:
    """Dispositif → its records, kept back or not."""
    found: dict[str, list[Facts]] = {}
    for one in survey.facts:
        found.setdefault(one.dispositif, []).append(one)
    return found
