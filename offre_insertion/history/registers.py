"""The registers of the animator, as the history keeps them: events that are only added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import select
from sqlmodel import col

from offre_insertion.history.store import History
from offre_insertion.history.tracking_tables import RegisterRow

Register = Literal["partenaire", "signal"]


@dataclass(frozen=True, slots=True)
class Event:
    """``author`` wrote that ``action`` happened to ``subject`` on ``day``; ``at`` is when it was written."""

    register: Register
    subject: str
    action: str
    author: str
    day: dt.date
    at: dt.datetime
    details: Mapping[str, Any] = field(default_factory=dict)


def add_events(history: History, events: Iterable[Event]) -> None:
    """Adds events, all or nothing. Raises :class:`offre_insertion.errors.HistoryError`."""
    with history.session(writes=True) as session:
        for event in events:
            session.add(
                RegisterRow(
                    nature=event.register,
                    subject=event.subject,
                    action=event.action,
                    details=dict(event.details),
                    author=event.author,
                    day=event.day,
                    at=event.at,
                )
            )
            session.flush()  # one by one: the order of the lines counts


def list_events(history: History, register: Register) -> list[Event]:
    """The events of a register in the order they were written. Raises :class:`offre_insertion.errors.HistoryError`."""
    query = select(RegisterRow).where(col(RegisterRow.nature) == register).order_by(col(RegisterRow.id))
    with history.session() as session:
        return [
            Event(register, row.subject, row.action, row.author, row.day, row.at, row.details)
            for row in session.scalars(query)
        ]
