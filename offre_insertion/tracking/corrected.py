"""A record with what a partner answered, dated of the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from offre_insertion.history.corrections import Correction
from offre_insertion.schema import FIELDS, Kind, Record


def corrected_record(kind: Kind, record: Record, corrections: Iterable[Correction], *, on: dt.date) -> Record:
    """A record with the values that were answered; it is dated of the latest answer, never of the future."""
    values = dict(record)
    days = [dt.date.fromisoformat(str(record["date_maj"])[:10])]
    for one in corrections:
        days.append(min(one.day, on))
        if one.field in FIELDS[kind]:
            values[one.field] = one.value
    values["date_maj"] = max(days).isoformat()
    return {name: values[name] for name in FIELDS[kind] if values.get(name) not in (None, [], "")}
