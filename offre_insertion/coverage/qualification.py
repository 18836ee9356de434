"""What people say of red cells, and when it must be asked again.

A qualification holds as long as the facts of its cell are those it was given on. It is reopened, never erased,
when one of them differs: the status, the main reason, the best level, or the number of dispositifs that are near,
elsewhere usable, unusable, or national. Days that pass change nothing by themselves; a record that gets too old
does, since its dispositif becomes unusable. A duplicate changes nothing: dispositifs are counted, not records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from offre_insertion.coverage.coverage import Assessment
from offre_insertion.coverage.values import Area, Cell, Maille, Status
from offre_insertion.history.qualifications import QualificationEntry

CANCELLED = "annule"


class Verdict(StrEnum):
    """What a hole is, once somebody looked."""

    A_RECENSER = "a-recenser"
    TROU_CONFIRME = "trou-confirme"
    COUVERT_HORS_BASE = "couvert-hors-base"
    SANS_OBJET = "sans-objet"

    @property
    def label(self) -> str:
        """In French words."""
        return {
            "a-recenser": "à recenser",
            "trou-confirme": "trou confirmé",
            "couvert-hors-base": "couvert hors base",
            "sans-objet": "sans objet",
        }[self]


#: Verdicts that nobody gives without saying what they rest on.
NEED_EVIDENCE = frozenset({Verdict.TROU_CONFIRME, Verdict.COUVERT_HORS_BASE})
#: Fact → its French name, in the order they are said.
_FACTS = {
    "statut": "statut",
    "raison": "raison",
    "niveau": "meilleur niveau",
    "proches": "dispositifs proches",
    "autres": "autres dispositifs utilisables",
    "inutilisables": "dispositifs inutilisables",
    "nationaux": "dispositifs nationaux",
}


@dataclass(frozen=True, slots=True)
class Qualification:
    """What holds of a cell. ``changes`` are the French sentences of what reopened it: none, it stands."""

    entry: QualificationEntry
    verdict: Verdict
    cell: Cell | None
    changes: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """To be asked again."""
        return bool(self.changes)

    @property
    def day(self) -> dt.date:
        """The day of the observation."""
        return self.entry.day


def qualify(
    cell: Cell, verdict: str, *, author: str, at: dt.datetime, day: dt.date, evidence: str | None = None
) -> QualificationEntry:
    """The line of the history that says a verdict of a cell, on its facts."""
    return QualificationEntry(
        cell.thematique,
        cell.area.maille.value,
        cell.area.code,
        verdict,
        author,
        at,
        day,
        evidence,
        facts_of(cell),
    )


def facts_of(cell: Cell) -> dict[str, str | int]:
    """The facts that a qualification rests on, JSON-ready."""
    facts: dict[str, str | int] = {
        "statut": cell.status.value,
        "raison": cell.reason.code,
        "niveau": cell.best.code,
    }
    if cell.area.maille is not Maille.COMMUNE:  # dispositifs are not counted commune by commune
        counts = cell.dispositifs
        facts |= {
            "proches": counts.proches,
            "autres": counts.autres,
            "inutilisables": counts.inutilisables,
            "nationaux": counts.nationaux,
        }
    return facts


def changes_since(before: Mapping[str, object], cell: Cell) -> tuple[str, ...]:
    """What differs between stored facts and those of a cell, in French."""
    now = facts_of(cell)
    return tuple(
        f"{name} : {_said(before.get(fact))} → {_said(now[fact])}"
        for fact, name in _FACTS.items()
        if fact in now and before.get(fact) != now[fact]
    )


def _said(fact: object) -> object:
    return "aucun" if fact in {None, ""} else fact


def standing(entries: Iterable[QualificationEntry], coverage: Assessment) -> list[Qualification]:
    """The latest line of each cell, oldest lines first given, without those that were taken back."""
    latest: dict[tuple[str, str, str], QualificationEntry] = {}
    for entry in entries:
        latest[entry.cell] = entry
    areas = {(maille.value, area.code): area for maille in Maille for area in coverage.areas(maille)}
    return [_standing(entry, areas, coverage) for entry in latest.values() if entry.verdict in set(Verdict)]


def _standing(
    entry: QualificationEntry, areas: Mapping[tuple[str, str], Area], coverage: Assessment
) -> Qualification:
    area = areas.get((entry.maille, entry.territoire))
    verdict = Verdict(entry.verdict)
    if area is None or entry.thematique not in coverage.levels:
        return Qualification(entry, verdict, None, ("le territoire ou la thématique n’existe plus",))
    cell = coverage.cell(entry.thematique, area)
    return Qualification(entry, verdict, cell, changes_since(entry.facts, cell))


def can_be_qualified(cell: Cell) -> bool:
    """Red and orange cells; a commune too small for a status, when its people are not served."""
    if cell.status is Status.MASQUE:
        return cell.area.maille is Maille.COMMUNE and not cell.judged
    return cell.status is not Status.COUVERTE


def red_cells(coverage: Assessment, thematiques: Sequence[str], maille: Maille) -> list[Cell]:
    """The cells « non couverte » of some thematiques, heaviest first in the order of thematiques."""
    return [
        cell
        for code in thematiques
        for cell in sorted(
            (coverage.cell(code, area) for area in coverage.areas(maille)), key=lambda one: -one.weight
        )
        if cell.status is Status.NON_COUVERTE
    ]
