"""What partners answered of their records, field by field, as the history keeps it: lines that are only added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import select
from sqlmodel import col

from offre_insertion.history.store import History
from offre_insertion.history.tracking_tables import CorrectionRow
from offre_insertion.history.values import Ref

#: Stands for a field in a line that changes none: « everything is still true on that day ».
CONFIRMED = "confirmation"
#: Fields of the private extension are written « prive.places ».
PRIVATE = "prive."


@dataclass(frozen=True, slots=True)
class Correction:
    """« ``field`` of this record is ``value`` », said on ``day``; ``None`` takes the value away.

    ``seen`` is what the catalogue itself gave when it was said: the correction holds as long as the catalogue still
    gives that. ``annule`` takes back what was said of the field before. ``origin`` is the file it comes from.
    ``earlier`` are the values answered before of the field, which the catalogue may have taken meanwhile; they are
    read in the lines before, not kept with this one.
    """

    ref: Ref
    field: str
    value: Any
    seen: Any
    author: str
    origin: str
    day: dt.date
    at: dt.datetime
    action: Literal["corrige", "annule"] = "corrige"
    earlier: tuple[Any, ...] = ()


#: The lines that hold, by record and field.
Held = Mapping[Ref, Mapping[str, Correction]]


def add_corrections(history: History, corrections: Iterable[Correction]) -> None:
    """Adds lines, all or nothing. Raises :class:`offre_insertion.errors.HistoryError`."""
    with history.session(writes=True) as session:
        for one in corrections:
            session.add(
                CorrectionRow(
                    kind=one.ref.kind,
                    record_id=one.ref.id,
                    field=one.field,
                    value=one.value,
                    seen=one.seen,
                    action=one.action,
                    author=one.author,
                    origin=one.origin,
                    day=one.day,
                    at=one.at,
                )
            )
            session.flush()  # one by one: the order of the lines counts


def list_corrections(history: History) -> list[Correction]:
    """Every line in the order they were written. Raises :class:`offre_insertion.errors.HistoryError`."""
    with history.session() as session:
        return [_read(row) for row in session.scalars(select(CorrectionRow).order_by(col(CorrectionRow.id)))]


def standing_corrections(lines: Iterable[Correction]) -> dict[Ref, dict[str, Correction]]:
    """The lines that hold, by record and field: the last written of each field, unless it was taken back.

    Of confirmations the latest day holds: an old workbook taken in late does not make a record older.
    """
    held: dict[Ref, dict[str, Correction]] = {}
    for one in lines:
        if one.action == "annule":
            held.get(one.ref, {}).pop(one.field, None)
            continue
        fields = held.setdefault(one.ref, {})
        known = fields.get(one.field)
        if known is None:
            fields[one.field] = one
        elif one.field != CONFIRMED or one.day >= known.day:
            fields[one.field] = replace(one, earlier=(*known.earlier, known.value))
    return {ref: fields for ref, fields in held.items() if fields}


def _read(row: CorrectionRow) -> Correction:
    return Correction(
        Ref("structure" if row.kind == "structure" else "service", row.record_id),
        row.field,
        row.value,
        row.seen,
        row.author,
        row.origin,
        row.day,
        row.at,
        "annule" if row.action == "annule" else "corrige",
    )
