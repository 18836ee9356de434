"""What the continuation of a catalogue has to say."""

from __future__ import annotations

from offre_insertion.history.values import Identity
from offre_insertion.issues import Issue, Severity
from offre_insertion.text import counted


def say_observed(count: int) -> str:
    """Where the dates of these records come from."""
    return (
        f"{counted(count, 'fiche sans date', 'fiches sans date')} dans le catalogue : la date de mise à jour est le "
        "jour où le contenu a été vu pour la première fois, ou ses cases vues changer."
    )


def ambiguous_issue(identity: Identity) -> Issue:
    """The question put to a person: is it one of these records, renamed, or a new one?"""
    candidates = " ou ".join(f"« {one} »" for one in identity.candidates)
    return Issue(
        code="identite-ambigue",
        severity=Severity.AVERTISSEMENT,
        message=f"Cette fiche est peut-être {candidates}, qui n'est plus dans le catalogue : elle reçoit en attendant "
        f"l'identifiant « {identity.record_id} ». Décidez avec « offre-insertion identites decider ».",
        field=f"{identity.kind}.id",
        value=identity.key,
        record=identity.record_id,
        suggestions=identity.candidates,
    )
