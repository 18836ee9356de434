"""What a run takes and gives: its steps as they begin, what a person accepts, what changed or was refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from offre_insertion.pipeline.changes import Changes


@dataclass(frozen=True, slots=True)
class Step:
    """One step begins; ``figures`` is what the one before it found."""

    name: str
    source: str | None = None
    figures: Mapping[str, object] = field(default_factory=dict)


Observer = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a person accepts once, knowingly."""

    baisse: bool = False
    colonnes: bool = False


#: The usual: no guard is lifted.
NOTHING = Acceptance()


#: Figures of a bilan that tell what was read, and what is to be corrected.
_ROWS = ("lignes", "retenues", "rejetees", "ignorees", "anomalies")


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source of a run. ``is_skipped`` when its files were already what they should be."""

    source: str
    nom: str
    changes: Changes
    figures: Mapping[str, Any]
    written: tuple[Path, ...]
    is_skipped: bool
    renamed: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run. ``refusals`` are the sentences of the guards: when there are some, nothing was replaced."""

    run_id: int
    day: dt.date
    sources: tuple[SourceReport, ...] = ()
    refusals: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "passage": self.run_id,
            "jour": self.day.isoformat(),
            "refus": list(self.refusals),
            "sources": [
                {
                    "source": one.source,
                    "deja_a_jour": one.is_skipped,
                    **one.changes.as_dict(),
                    **{name: one.figures[name] for name in _ROWS},
                    "renommees": one.renamed,
                    "decisions_en_attente": one.waiting,
                    "fichiers": [path.name for path in one.written],
                }
                for one in self.sources
            ],
        }
