"""Answers given for records that were one, once a judgement set them apart: they still hold on each."""

from __future__ import annotations

from offre_insertion.history.corrections import Correction, Held
from offre_insertion.tracking.sheets.layout import Sheet


def parted(held: Held, before: Sheet, after: Sheet) -> list[Correction]:
    """The answers that hold on records that were one with another ``before``, and are not ``after``.

    An answer to a line went on each of its records, with what kept the others as they were shown: nothing says which
    of them the partner spoke of.
    """
    were, are = (
        {ref: {part.ref for part in line.parts} for ref, line in sheet.by_ref().items()}
        for sheet in (before, after)
    )
    return [
        one
        for ref, fields in sorted(held.items())
        if were.get(ref, set()) - are.get(ref, set())
        for one in fields.values()
    ]
