"""One thing to do, what it concerns and what it brings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

TaskKind = Literal["completer", "rafraichir", "juger", "convention", "partenaire", "qualifier", "signal"]
KIND_LABELS: dict[TaskKind, str] = {
    "completer": "compléter",
    "rafraichir": "rafraîchir",
    "juger": "juger",
    "convention": "renouveler",
    "partenaire": "appeler",
    "qualifier": "qualifier",
    "signal": "vérifier",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A record (or a pair, or a cell) that a task is about: id, name, and the structure or a detail."""

    id: str
    nom: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """``gain`` counts what changes for the better, dispositifs most often; ``effect`` says it in words."""

    kind: TaskKind
    title: str
    effect: str
    gain: int
    items: tuple[Item, ...] = ()
    due: dt.date | None = None

    @property
    def rank(self) -> tuple[bool, int, dt.date, str]:
        """Best gain first, then the soonest due; cells to qualify last, since they do not compare with records."""
        return self.kind == "qualifier", -self.gain, self.due or dt.date.max, self.title

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "sorte": self.kind,
            "titre": self.title,
            "effet": self.effect,
            "gain": self.gain,
            "echeance": self.due.isoformat() if self.due else None,
            "fiches": [{"id": one.id, "nom": one.nom, "detail": one.detail} for one in self.items],
        }
