"""The tables. Each change here goes with a migration (``migrations/versions``); a test compares the two."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant, always in UTC: SQLite keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """To the database."""
        return value.astimezone(dt.UTC) if value is not None else None

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class RunRow(SQLModel, table=True):
    """One call of ``synchroniser``."""

    __tablename__ = "runs"

    id: int | None = Field(default=None, primary_key=True)
    day: dt.date
    started_at: dt.datetime = Field(sa_type=UtcDateTime)
    finished_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: str
    reason: str | None = None
    version: str


class ContentRow(SQLModel, table=True):
    """A record, a list of issues or a manifest, compressed, stored once."""

    __tablename__ = "contents"

    digest: str = Field(primary_key=True, max_length=32)
    body: bytes = Field(sa_type=LargeBinary)


class ExtensionRow(SQLModel, table=True):
    """The private extension of a service, apart from what is published so that it can be left out of a copy."""

    __tablename__ = "extensions"

    digest: str = Field(primary_key=True, max_length=32)
    body: bytes = Field(sa_type=LargeBinary)


class SnapshotRow(SQLModel, table=True):
    """One source at one run."""

    __tablename__ = "snapshots"
    __table_args__ = (UniqueConstraint("run_id", "nature", "source", name="uq_snapshots_run_id"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="runs.id")
    nature: str
    source: str = Field(index=True)
    day: dt.date
    records: str = Field(foreign_key="contents.digest", max_length=32)
    issues: str = Field(foreign_key="contents.digest", max_length=32)
    columns: list[str] = Field(sa_type=JSON)
    fingerprint: str | None = None
    outputs: dict[str, str] = Field(sa_type=JSON)
    figures: dict[str, Any] = Field(sa_type=JSON)


class IdentityRow(SQLModel, table=True):
    """A key that bears another id than its own; closed and replaced, never edited."""

    __tablename__ = "identities"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="runs.id", index=True)
    closed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    source: str = Field(index=True)
    kind: str
    key: str
    record_id: str
    reason: str
    score: float | None = None
    candidates: list[str] = Field(sa_type=JSON)
    author: str | None = None
    at: dt.datetime = Field(sa_type=UtcDateTime)


class JudgementRow(SQLModel, table=True):
    """What a person said of a pair of records; the latest of a pair holds, none is ever edited."""

    __tablename__ = "judgements"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    left: str = Field(index=True)
    right: str = Field(index=True)
    verdict: str
    author: str
    at: dt.datetime = Field(sa_type=UtcDateTime)
    note: str | None = None


class PublicationRow(SQLModel, table=True):
    """One operation applied to one target, with the id the target gave."""

    __tablename__ = "publications"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int | None = Field(default=None, foreign_key="runs.id")
    target: str = Field(index=True)
    operation: str
    record_id: str = Field(index=True)
    remote_id: str | None = None
    content: str | None = Field(default=None, max_length=32)
    outcome: str
    detail: str | None = None
    at: dt.datetime = Field(sa_type=UtcDateTime)
