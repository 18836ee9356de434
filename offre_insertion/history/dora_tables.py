"""The tables of what is sent to DORA: which record is which sheet, and every write."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from offre_insertion.history.tables import UtcDateTime


class DoraLinkRow(SQLModel, table=True):
    """A record and its sheet on one DORA. Values are never here, only their digests: contacts are people."""

    __tablename__ = "dora_links"
    __table_args__ = (
        UniqueConstraint("instance", "kind", "record_id", name="uq_dora_links_record_id"),
        UniqueConstraint("instance", "kind", "slug", name="uq_dora_links_slug"),
    )

    id: int | None = Field(default=None, primary_key=True)
    instance: str
    kind: str
    record_id: str
    slug: str
    structure: str
    origin: str
    is_reserved: bool
    fields: dict[str, Any] = Field(sa_type=JSON)
    pending: dict[str, Any] = Field(sa_type=JSON)
    modified: str | None = None
    at: dt.datetime = Field(sa_type=UtcDateTime)


class DoraJournalRow(SQLModel, table=True):
    """One write to DORA, as it ended; lines are only added."""

    __tablename__ = "dora_journal"

    id: int | None = Field(default=None, primary_key=True)
    instance: str = Field(index=True)
    at: dt.datetime = Field(sa_type=UtcDateTime)
    operation: str
    kind: str
    record_id: str = Field(index=True)
    slug: str
    fields: list[str] = Field(sa_type=JSON)
    outcome: str
    status: int | None = None
    request_id: str | None = None
    detail: str | None = None
