"""Answers already kept: another copy does not overwrite those that no run has taken yet; one is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from offre_insertion.history.corrections import PRIVATE, Correction, Held
from offre_insertion.history.values import Ref
from offre_insertion.tracking.corrected import standing_of
from offre_insertion.tracking.sheets.layout import Line, Sheet
from offre_insertion.wording import shown


def stored_value(field: str, value: Any) -> Any:  # noqa: ANN401 - a value of the schema
    """The value of a cell as the history keeps it: a number of the private extension is a quantity."""
    if not field.startswith(PRIVATE) or value is None:
        return value
    return {"texte": f"{value:g}", "valeur": float(value), "unite": "places"}


def pending_answer(line: Line, field: str, held: Held) -> Correction | None:
    """The answer of a field that the next run will take: the dataset still gives what it had seen."""
    known = [(part.given(field), held.get(part.ref, {}).get(field)) for part in line.parts]
    waiting = (one for given, one in known if one is not None and standing_of(one, given) == "vaut")
    return next(waiting, None)


def said_before(pending: Correction) -> str:
    """Why another answer is refused, and what to do: a French sentence."""
    value = pending.value["texte"] if isinstance(pending.value, dict) else pending.value
    return (
        f"une réponse du {pending.day:%d/%m/%Y} ({pending.origin}) dit déjà « {shown(value)[:80]} », et vaut au "
        "prochain « offre-insertion synchroniser ». Pour prendre celle-ci, annulez-la d’abord : « offre-insertion "
        f"fiche-partenaire annuler {pending.ref.id} {pending.field} »."
    )


def taken_back(
    record_id: str, field: str, held: Held, current: Sheet, *, author: str, day: dt.date, at: dt.datetime
) -> list[Correction]:
    """The lines that take an answer back, from a record and from those that are one with it: the catalogue speaks
    again. Empty when there is none on that record."""
    by_ref = current.by_ref()
    found = [ref for ref, fields in held.items() if ref.id == record_id and field in fields]
    refs = dict.fromkeys(part for ref in found for part in (ref, *_together(ref, by_ref)))
    known = [held[ref][field] for ref in refs if field in held.get(ref, ())]
    return [replace(one, action="annule", author=author, day=day, at=at) for one in known]


def _together(ref: Ref, lines: Mapping[Ref, Line]) -> list[Ref]:
    return [part.ref for part in lines[ref].parts] if ref in lines else []
