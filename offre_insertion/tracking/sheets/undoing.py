"""Taking an answer back: the catalogue speaks again of that field, and of no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from offre_insertion.history.corrections import CONFIRMED, Correction, Held
from offre_insertion.history.values import Ref
from offre_insertion.matching import Preferences
from offre_insertion.text import fold
from offre_insertion.tracking.corrected import corrected_record, standing_of
from offre_insertion.tracking.sheets.carried import Given, value_given
from offre_insertion.tracking.sheets.changes import catalogue_behind, settle
from offre_insertion.tracking.sheets.layout import COLUMNS, STILL, Line, Sheet, merged_of
from offre_insertion.tracking.wording import named_field, shown_field


def field_named(words: str, held: Held) -> str:
    """The field of an answer, named as the schema, the messages or the workbook name it; these words when none is."""
    answered = dict.fromkeys(name for fields in held.values() for name in fields)
    return next((name for name in answered if fold(words) in _called(name)), words)


def _called(name: str) -> set[str]:
    if name == CONFIRMED:
        return {fold(one) for one in (name, "confirmée", STILL)}
    titles = (one.title for columns in COLUMNS.values() for one in columns if one.field == name)
    return {fold(one) for one in (name, shown_field(name), named_field(name), *titles)}


def taken_back(
    record_id: str,
    field: str,
    held: Held,
    current: Sheet,
    *,
    given: Mapping[Ref, Given],
    author: str,
    day: dt.date,
    at: dt.datetime,
) -> list[Correction]:
    """The lines that take an answer back, from a record and from those that are one with it, whichever has it. Empty
    when none has.

    The record is then no fresher than its catalogue says: where the merge would take another field from another
    record, the value that was shown is written, of the day of the answer. ``given`` is what the catalogues gave of the
    records of ``held``.
    """
    by_ref = current.by_ref()
    named = [ref for ref in (*held, *by_ref) if ref.id == record_id]
    refs = dict.fromkeys(part for ref in named for part in (ref, *_together(ref, by_ref)))
    known = {ref: held[ref][field] for ref in refs if field in held.get(ref, ())}
    undone = [replace(one, action="annule", author=author, day=day, at=at) for one in known.values()]
    left = {ref: {name: one for name, one in held[ref].items() if name != field} for ref in known}
    before, after = _Next(held, given, day), _Next({**held, **left}, given, day)
    preferences = replace(current.preferences, today=max(current.day, day))
    kept: list[Correction] = []
    for line in {by_ref[ref].ref: by_ref[ref] for ref in known if ref in by_ref}.values():
        said = max((known[part.ref] for part in line.parts if part.ref in known), key=lambda one: one.day)
        values = _kept(
            before.line(line, preferences), after.line(line, preferences), after, preferences, said
        )
        kept += [replace(one, author=author, origin=said.origin, at=at) for one in values]
    return [*undone, *kept]


def _together(ref: Ref, lines: Mapping[Ref, Line]) -> list[Ref]:
    return [part.ref for part in lines[ref].parts] if ref in lines else []


def _kept(
    before: Line, after: Line, kept: _Next, preferences: Preferences, said: Correction
) -> list[Correction]:
    """The lines that keep what was shown of a line, but for the field that ``said`` speaks of."""
    values = {name: value for name, value in before.record.items() if name != said.field}
    if said.field in after.record:
        values[said.field] = after.record[said.field]
    wanted = replace(after, record=values)
    lines = settle(wanted, {}, (), held=kept.held, preferences=preferences, day=said.day)
    return [replace(one, seen=catalogue_behind(one, kept.held)) for one in lines if one.field != said.field]


@dataclass(frozen=True, slots=True)
class _Next:
    """What the next run makes of the records, with these answers over what the catalogues gave."""

    held: Held
    given: Mapping[Ref, Given]
    day: dt.date

    def line(self, line: Line, preferences: Preferences) -> Line:
        """The line, as its records will be."""
        if not line.members:
            return line
        members = tuple(self._record(one) for one in line.members)
        return replace(line, record=merged_of(members, preferences).record, members=members)

    def _record(self, part: Line) -> Line:
        given = self.given.get(part.ref)
        if given is None:
            return part
        lines = []
        for one in self.held.get(part.ref, {}).values():
            value = value_given(one, given)
            standing = standing_of(one, value)
            if standing != "depassee":
                lines.append(replace(one, value=value) if standing == "reportee" else one)
        return replace(part, record=corrected_record(part.kind, given.record, lines, on=self.day))
