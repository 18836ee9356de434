"""Answers already kept: another copy does not overwrite those that no run has taken yet."""

from __future__ import annotations

from typing import Any

from offre_insertion.history.corrections import PRIVATE, Correction, Held
from offre_insertion.tracking.corrected import standing_of
from offre_insertion.tracking.sheets.layout import Line
from offre_insertion.tracking.wording import shown_content


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
    said = shown_content(pending.field, pending.value)
    return (
        f"une réponse du {pending.day:%d/%m/%Y} ({pending.origin}) dit déjà « {said} », et vaut "
        "au prochain « offre-insertion synchroniser ». Pour prendre celle-ci, annulez-la d’abord : "
        f"« offre-insertion fiche-partenaire annuler {pending.ref.id} {pending.field} »."
    )
