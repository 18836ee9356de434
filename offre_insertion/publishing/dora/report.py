"""What was done of a plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from offre_insertion.publishing.dora.operations import Operation


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one operation ended: ``fait``, ``refuse`` (by DORA, or by us before sending), ``echec``, ``laisse``."""

    operation: Operation
    outcome: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """``stopped`` is why everything stopped before the end; ``is_unsafe`` that trying again changes nothing.

    ``remaining`` counts the writes left out by the limit.
    """

    outcomes: tuple[Outcome, ...]
    stopped: str | None = None
    is_unsafe: bool = False
    remaining: int = 0

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """What was not done."""
        return tuple(one for one in self.outcomes if one.outcome != "fait")

    def counts(self) -> dict[str, int]:
        """Action → number of records done."""
        return dict(Counter(one.operation.action.value for one in self.outcomes if one.outcome == "fait"))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "faits": self.counts(),
            "non_faits": [
                {
                    "action": one.operation.action.value,
                    "id": one.operation.record_id,
                    "fiche": one.operation.slug,
                    "issue": one.outcome,
                    "raison": one.detail,
                }
                for one in self.failures
            ],
            "restants": self.remaining,
            "arret": self.stopped,
        }
