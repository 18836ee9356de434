"""What a partner answered beside what the catalogue says, and a record with those answers, dated of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Literal

from offre_insertion.history.corrections import CONFIRMED, PRIVATE, Correction
from offre_insertion.schema import FIELDS, LIST_FIELDS, Kind, Record

#: « vaut »: to be put over the catalogue; « reportee »: the catalogue says the same; « depassee »: it says otherwise
#: than it did.
Standing = Literal["vaut", "reportee", "depassee"]


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


def standing_of(one: Correction, given: object) -> Standing:
    """Where an answer stands, now that the catalogue gives a value.

    One that gives what an earlier answer said was corrected after it: it did not overtake the later one.
    """
    if one.field == CONFIRMED:
        return "vaut"
    if says_the_same(one.field, given, one.value):
        return "reportee"
    known = any(says_the_same(one.field, given, value) for value in (one.seen, *one.earlier))
    return "vaut" if known else "depassee"


def says_the_same(field: str, left: Any, right: Any) -> bool:  # noqa: ANN401 - values of the schema
    """Whether two values of a field are one: « 15 » places are « 15 places », and the order of a list says nothing."""
    if field in LIST_FIELDS:
        return sorted(left or ()) == sorted(right or ())
    if field.startswith(PRIVATE) and left and right:
        return bool(left == right or _places(left) == _places(right) is not None)
    return bool(left == right)


def _places(quantity: Any) -> float | None:  # noqa: ANN401 - a quantity as it is kept, JSON-ready
    """Its number; of words that are not places (« 15 % »), ``None``."""
    unit = str(quantity.get("unite") or "places").casefold()
    return quantity.get("valeur") if unit.startswith("place") else None
