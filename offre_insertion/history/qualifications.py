"""What people said of the holes of coverage, as the history keeps it: lines that are only added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, select
from sqlmodel import Field, SQLModel, col

from offre_insertion.history.store import History
from offre_insertion.history.tables import UtcDateTime


class QualificationRow(SQLModel, table=True):
    """One line; the latest of a cell holds, none is ever edited."""

    __tablename__ = "coverage_qualifications"

    id: int | None = Field(default=None, primary_key=True)
    thematique: str = Field(index=True)
    maille: str
    territoire: str = Field(index=True)
    verdict: str
    evidence: str | None = None
    day: dt.date
    facts: dict[str, Any] = Field(sa_type=JSON)
    author: str
    at: dt.datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class QualificationEntry:
    """``author`` said ``verdict`` of a thematique in a territory, at an instant (with its time zone).

    ``territoire`` is a code, or the name of a local territory; ``day`` is that of the observation and ``evidence``
    what it rests on; ``facts`` are those of the cell at that time (JSON-ready). The verdict « annule » takes back
    what was said before.
    """

    thematique: str
    maille: str
    territoire: str
    verdict: str
    author: str
    at: dt.datetime
    day: dt.date
    evidence: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cell(self) -> tuple[str, str, str]:
        """(thematique, maille, territoire)."""
        return self.thematique, self.maille, self.territoire


def add_qualification(history: History, entry: QualificationEntry) -> None:
    """Adds a line. Raises :class:`offre_insertion.errors.HistoryError`."""
    row = QualificationRow(
        thematique=entry.thematique,
        maille=entry.maille,
        territoire=entry.territoire,
        verdict=entry.verdict,
        evidence=entry.evidence,
        day=entry.day,
        facts=dict(entry.facts),
        author=entry.author,
        at=entry.at,
    )
    with history.session(writes=True) as session:
        session.add(row)


def list_qualifications(history: History) -> list[QualificationEntry]:
    """Every line, the oldest first. Raises :class:`offre_insertion.errors.HistoryError`."""
    query = select(QualificationRow).order_by(col(QualificationRow.at), col(QualificationRow.id))
    with history.session() as session:
        return [
            QualificationEntry(
                thematique=row.thematique,
                maille=row.maille,
                territoire=row.territoire,
                verdict=row.verdict,
                author=row.author,
                at=row.at,
                day=row.day,
                evidence=row.evidence,
                facts=row.facts,
            )
            for row in session.scalars(query)
        ]
