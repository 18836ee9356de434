"""What judgements leave of the answers of partners: those given for records that are no longer one are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offre_insertion.history import History
    from offre_insertion.history.corrections import Correction
    from offre_insertion.history.judgements import JudgementEntry


def judge(history: History, entries: Sequence[JudgementEntry]) -> list[str]:
    """Adds judgements; lines for a person on the answers that now hold on records set apart."""
    from offre_insertion.history import Ref
    from offre_insertion.history.corrections import list_corrections, standing_corrections
    from offre_insertion.history.judgements import add_judgements
    from offre_insertion.tracking.sheets import parted, read_sheet

    held = standing_corrections(list_corrections(history))
    apart = [one for one in entries if one.verdict != "doublon"]
    # Structures set apart may set their services apart.
    asked = {Ref(one.kind, record_id) for one in apart for record_id in one.ids}
    if not held or not any(ref.kind == "structure" or ref in held for ref in asked):
        add_judgements(history, entries)
        return []
    before = read_sheet(history)
    add_judgements(history, entries)
    return _told(parted(held, before, read_sheet(history)))


def _told(answers: Sequence[Correction]) -> list[str]:
    from offre_insertion.cli.fiche_partenaire import answer_text

    if not answers:
        return []
    return [
        "Des partenaires avaient répondu pour ces fiches réunies ; sur chacune, la réponse vaut encore :",
        *(f"- {answer_text(one)}" for one in answers),
        "Pour retirer d'une fiche ce qui n'en est pas vrai : « offre-insertion fiche-partenaire annuler FICHE CHAMP ».",
    ]
