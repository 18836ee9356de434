"""The tables of the follow-up: surveys of runs, the registers of the animator, corrections of records."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from offre_insertion.history.tables import UtcDateTime


class SurveyRow(SQLModel, table=True):
    """What was measured of a run, by the rules of its time; never measured again."""

    __tablename__ = "surveys"
    __table_args__ = (UniqueConstraint("run_id", name="uq_surveys_run_id"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="runs.id")
    day: dt.date = Field(index=True)
    taken_at: dt.datetime = Field(sa_type=UtcDateTime)
    facts: str = Field(foreign_key="contents.digest", max_length=32)
    rules: dict[str, Any] = Field(sa_type=JSON)
    figures: dict[str, Any] = Field(sa_type=JSON)


class RegisterRow(SQLModel, table=True):
    """One event of a register (« partenaire », « signal »); the events of a subject make its state."""

    __tablename__ = "register_events"

    id: int | None = Field(default=None, primary_key=True)
    nature: str = Field(index=True)
    subject: str = Field(index=True)
    action: str
    details: dict[str, Any] = Field(sa_type=JSON)
    author: str
    day: dt.date
    at: dt.datetime = Field(sa_type=UtcDateTime)


class CorrectionRow(SQLModel, table=True):
    """What someone answered of one field of a record; the latest of a field holds, none is ever edited."""

    __tablename__ = "corrections"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    record_id: str = Field(index=True)
    field: str
    value: Any = Field(default=None, sa_type=JSON, nullable=True)
    seen: Any = Field(default=None, sa_type=JSON, nullable=True)
    action: str
    author: str
    origin: str
    day: dt.date
    at: dt.datetime = Field(sa_type=UtcDateTime)
