"""Opening hours: French free text, or one cell per day, → OSM ``opening_hours``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import opening_hours

from offre_insertion.issues import Note, Noted, Severity

__all__ = ["clean_horaires", "horaires_from_days"]


def clean_horaires(raw: str) -> Noted[str]:
    """The OSM expression, when the text is already one."""
    text = " ".join(raw.split())
    if not text:
        return Noted(None)
    if opening_hours.validate(text):
        return Noted(text)
    message = f"Les horaires « {text} » n'ont pas été compris : réécrivez-les, par exemple « lundi au vendredi 9h-12h »."
    return Noted(None, (Note("horaires-incompris", Severity.AVERTISSEMENT, message),))


def horaires_from_days(days: Mapping[str, Sequence[str]]) -> Noted[str]:
    """The OSM expression of a week given day by day (keys ``Mo`` to ``Su``)."""
    cells = " ; ".join(f"{day} {' '.join(texts)}" for day, texts in days.items() if any(texts))
    return clean_horaires(cells)
