"""``date_maj`` is required by the schema and never made up: it comes from the row, else from a stated source."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from offre_insertion.issues import Issue, Note, Severity
from offre_insertion.mapping.rows import Draft
from offre_insertion.schema import Kind
from offre_insertion.text import counted

_MISSING = Note(
    "date-absente",
    Severity.ERREUR,
    "Pas de date de mise à jour : la fiche est mise de côté, elle n'est pas écrite. Ajoutez la date dans le "
    "catalogue, ou dites dans le connecteur d'où elle vient (date_maj.otherwise).",
)


@dataclass(slots=True)
class Dating:
    """Gives a date to the drafts that have none, when the connector says from where.

    ``observed`` is the day this content was first seen (history, or ``--date-source``); ``file_date`` is the date
    the file itself carries; ``literal`` are the kinds whose date is written in the connector. ``origins`` counts
    where the dates of the records came from.
    """

    otherwise: Mapping[Kind, str | None]
    literal: frozenset[Kind]
    observed: dt.date
    file_date: dt.date | None
    origins: Counter[str] = field(default_factory=Counter)

    def apply(self, kind: Kind, draft: Draft) -> Issue | None:
        """Dates the draft; the issue says that it could not be."""
        if "date_maj" in draft.record:
            self.origins["connecteur" if kind in self.literal else "ligne"] += 1
            return None
        origin, date = self._otherwise(kind)
        if date is None:
            return Issue.of(_MISSING, row=draft.row, sheet=draft.sheet, field=f"{kind}.date_maj")
        draft.record["date_maj"] = date.isoformat()
        draft.is_observed = origin == "observation"
        self.origins[origin] += 1
        return None

    def _otherwise(self, kind: Kind) -> tuple[str, dt.date | None]:
        origin = self.otherwise.get(kind)
        if origin == "observation":
            return origin, self.observed
        if origin == "fichier":
            return origin, self.file_date
        return "connecteur", dt.date.fromisoformat(origin) if origin else None

    def issues(self) -> list[Issue]:
        """One information issue for each origin other than the row itself."""
        labels = {
            "observation": f"du jour où ce contenu a été observé ({self.observed:%d/%m/%Y})",
            "fichier": f"de la date que porte le fichier ({self.file_date:%d/%m/%Y})"
            if self.file_date
            else "",
            "connecteur": "d'une date écrite dans le connecteur",
        }
        return [
            Issue(
                code="date-d-ailleurs",
                severity=Severity.INFO,
                message=f"{counted(count, 'fiche')} sans date lue dans le catalogue : la date de mise à jour vient "
                f"{label}.",
                field="date_maj",
                value=origin,
            )
            for origin, label in labels.items()
            if (count := self.origins[origin])
        ]
