"""What a workbook says, and the lines of the history that keep it: on every record of a dispositif, so that the merge
shows it whichever record it takes a field from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from offre_insertion.history.corrections import CONFIRMED, Correction, Held
from offre_insertion.history.values import Ref
from offre_insertion.matching import Preferences
from offre_insertion.schema import FIELDS, Record
from offre_insertion.tracking.corrected import corrected_record, says_the_same
from offre_insertion.tracking.sheets.layout import Line, merged_of
from offre_insertion.tracking.sheets.pending import pending_answer, stored_value

#: What a merge says of a record that no answer has to keep: what names it, its date, and people.
_APART = frozenset({"source", "id", "structure_id", "date_maj", "contact_nom_prenom"})


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one line: ``after`` ``None`` takes its value away."""

    line: Line
    field: str
    after: Any

    @property
    def before(self) -> Any:  # noqa: ANN401 - a value of the schema
        """What the dataset says today."""
        return self.line.value(self.field)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a workbook says. ``sent`` is the day it was written, ISO; ``confirmed`` and ``stopped`` are records;
    ``refused`` are French sentences; ``known`` counts what is there already."""

    partner: str
    sent: str = ""
    changes: tuple[Change, ...] = ()
    confirmed: tuple[Ref, ...] = ()
    stopped: tuple[Ref, ...] = ()
    refused: tuple[str, ...] = ()
    known: int = 0

    def corrections(
        self,
        *,
        author: str,
        origin: str,
        day: dt.date,
        at: dt.datetime,
        held: Held,
        preferences: Preferences | None = None,
    ) -> list[Correction]:
        """The lines to keep. ``held`` are those that hold: the catalogue behind them is what they had seen.

        ``preferences`` are those of the merge of the lines.
        """
        lines = {one.line.ref: one.line for one in self.changes}
        said: dict[Ref, dict[str, Any]] = {ref: {} for ref in lines}
        for one in self.changes:
            said[one.line.ref][one.field] = one.after
        confirmed = [draft_of(ref, CONFIRMED, True, None, day) for ref in self.confirmed]
        drafts: list[Correction] = []
        for ref, line in lines.items():
            sure = [one for one in confirmed if one.ref in {part.ref for part in line.parts}]
            drafts += settle(
                line, said[ref], sure, held=held, preferences=preferences or Preferences(), day=day
            )
        drafts += confirmed
        return [
            replace(one, seen=catalogue_behind(one, held), author=author, origin=origin, at=at)
            for one in drafts
        ]


def draft_of(ref: Ref, field: str, value: object, seen: object, day: dt.date) -> Correction:
    """A line that nobody signed yet."""
    return Correction(ref, field, value, seen, "", "", day, dt.datetime.combine(day, dt.time(), dt.UTC))


def settle(
    line: Line,
    said: Mapping[str, Any],
    confirmed: Sequence[Correction],
    *,
    held: Held,
    preferences: Preferences,
    day: dt.date,
) -> list[Correction]:
    """The lines to write on the records of a line, for the merge to show what was ``said`` on a day.

    An answer makes a record the freshest: where the merge would then take another field from another record, the value
    that was shown is written too, unless an answer on it waits. ``confirmed`` are the lines that are written besides.
    The merge to come is at least of that day: an answer later than the run of the lines is no date still to come.
    """
    preferences = replace(preferences, today=max(preferences.today or day, day))
    wanted, values = {**line.record, **said}, dict(said)
    free = [one for one in FIELDS[line.kind] if one not in _APART and not pending_answer(line, one, held)]
    while True:
        drafts = [draft for part in line.parts for draft in _drafts(part, values, day)]
        shown = _shown(line, [*drafts, *confirmed], preferences, day) if line.members else wanted
        lost = [
            one
            for one in free
            if one not in values and not says_the_same(one, shown.get(one), wanted.get(one))
        ]
        if not lost:
            return drafts
        values |= {name: wanted.get(name) for name in lost}


def _shown(line: Line, lines: Sequence[Correction], preferences: Preferences, day: dt.date) -> Record:
    """What the merge would show of a line, once a run has taken these lines."""
    said: dict[Ref, list[Correction]] = {part.ref: [] for part in line.parts}
    for one in lines:
        said[one.ref].append(one)
    parts = [
        replace(part, record=corrected_record(line.kind, part.record, said[part.ref], on=day))
        for part in line.parts
    ]
    return merged_of(parts, preferences).record


def _drafts(part: Line, values: Mapping[str, Any], day: dt.date) -> Iterator[Correction]:
    for name, value in values.items():
        if part.value(name) != value:
            yield draft_of(part.ref, name, stored_value(name, value), part.given(name), day)


def catalogue_behind(one: Correction, held: Held) -> Any:  # noqa: ANN401 - a value of the schema
    """What the catalogue itself gave: that of the answer that the dataset shows, when it shows one."""
    known = held.get(one.ref, {}).get(one.field)
    return known.seen if known is not None and known.value == one.seen else one.seen
