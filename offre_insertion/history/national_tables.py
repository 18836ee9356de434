"""The tables of the offer already referenced nationally (migration 0003)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from offre_insertion.history.tables import UtcDateTime


class NationalOfferRow(SQLModel, table=True):
    """The national offer of one département, as it was read one day; not there for anybody until ``finished_at``."""

    __tablename__ = "national_offers"

    id: int | None = Field(default=None, primary_key=True)
    departement: str = Field(index=True)
    origin: str
    page_size: int
    day: dt.date
    started_at: dt.datetime = Field(sa_type=UtcDateTime)
    finished_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    #: Trees of id → digest of a record, as those of snapshots.
    structures: str | None = Field(default=None, foreign_key="contents.digest", max_length=32)
    services: str | None = Field(default=None, foreign_key="contents.digest", max_length=32)
    #: The scores, in the order of the ids: they change every day, and records do not.
    scores: str | None = Field(default=None, foreign_key="contents.digest", max_length=32)
    sources: list[str] | None = Field(default=None, sa_type=JSON)
    figures: dict[str, Any] = Field(sa_type=JSON)


class NationalPageRow(SQLModel, table=True):
    """A page read of an offer that is not finished: an interrupted reading goes on from there."""

    __tablename__ = "national_pages"
    __table_args__ = (UniqueConstraint("offer_id", "kind", "page", name="uq_national_pages_offer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="national_offers.id", index=True)
    kind: str
    page: int
    total: int
    pages: int
    #: [[id, digest, score], …], compressed.
    body: bytes = Field(sa_type=LargeBinary)


class NationalSightingRow(SQLModel, table=True):
    """When one of our records was first and last seen nationally, and first seen with the score that DORA asks."""

    __tablename__ = "national_sightings"

    kind: str = Field(primary_key=True)
    record_id: str = Field(primary_key=True)
    first_seen: dt.date
    last_seen: dt.date
    first_visible: dt.date | None = None
