"""What people said of pairs, as the history keeps it: lines that are only added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from offre_insertion.history.store import History
from offre_insertion.history.tables import JudgementRow
from offre_insertion.schema import Kind


@dataclass(frozen=True, slots=True)
class JudgementEntry:
    """One line: ``author`` said ``verdict`` of two ids, at an instant (with its time zone).

    ``verdict`` is « doublon », « distinct », « incertain », or « annule », which takes back what was said of the
    pair before; ``note`` is what the author added in words.
    """

    kind: Kind
    left: str
    right: str
    verdict: str
    author: str
    at: dt.datetime
    note: str | None = None

    @property
    def ids(self) -> tuple[str, str]:
        """Both ids in the order of letters."""
        return (self.left, self.right) if self.left <= self.right else (self.right, self.left)


def add_judgements(history: History, entries: Iterable[JudgementEntry]) -> None:
    """Adds lines, all or nothing. Raises :class:`offre_insertion.errors.HistoryError`."""
    rows = [
        JudgementRow(
            kind=entry.kind,
            left=entry.ids[0],
            right=entry.ids[1],
            verdict=entry.verdict,
            author=entry.author,
            at=entry.at,
            note=entry.note,
        )
        for entry in entries
    ]
    if rows:
        with history.session(writes=True) as session:
            # One by one: the order of the lines decides between two of the same instant.
            for row in rows:
                session.add(row)
                session.flush()


def list_judgements(history: History) -> list[JudgementEntry]:
    """Every line, the oldest first. Raises :class:`offre_insertion.errors.HistoryError`."""
    query = select(JudgementRow).order_by(col(JudgementRow.at), col(JudgementRow.id))
    with history.session() as session:
        return [
            JudgementEntry(
                kind=row.kind,  # type: ignore[arg-type]  # written from a Kind
                left=row.left,
                right=row.right,
                verdict=row.verdict,
                author=row.author,
                at=row.at,
                note=row.note,
            )
            for row in session.scalars(query)
        ]
