"""Answers already kept that no run has put over the catalogue yet: another copy does not overwrite them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offre_insertion.history.corrections import PRIVATE, Correction
from offre_insertion.history.values import Ref
from offre_insertion.tracking.sheets.layout import Line
from offre_insertion.wording import shown

#: The lines that hold, by record and field.
Held = Mapping[Ref, Mapping[str, Correction]]


def stored_value(field: str, value: Any) -> Any:  # noqa: ANN401 - a value of the schema
    """The value of a cell as the history keeps it: a number of the private extension is a quantity."""
    if not field.startswith(PRIVATE) or value is None:
        return value
    return {"texte": f"{value:g}", "valeur": float(value)}


def pending_answer(line: Line, field: str, held: Held) -> Correction | None:
    """The answer of a field that the next run will take: the dataset still gives what it had seen."""
    known = held.get(Ref(line.kind, line.id), {}).get(field)
    given = line.given(field)
    return known if known is not None and known.seen == given != known.value else None


def said_before(pending: Correction) -> str:
    """Why another answer is refused, and what to do: a French sentence."""
    value = pending.value["texte"] if isinstance(pending.value, dict) else pending.value
    return (
        f"une réponse du {pending.day:%d/%m/%Y} ({pending.origin}) dit déjà « {shown(value)[:80]} », et vaut au "
        "prochain « offre-insertion synchroniser ». Pour prendre celle-ci, annulez-la d’abord : « offre-insertion "
        f"fiche-partenaire annuler {pending.ref.id} {pending.field} »."
    )
