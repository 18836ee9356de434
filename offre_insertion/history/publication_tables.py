"""The tables of what was published, and where (migration 0004)."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from offre_insertion.history.tables import UtcDateTime


class PublicationSetRow(SQLModel, table=True):
    """The records published at a target, from an instant until the next line of the same target."""

    __tablename__ = "publication_sets"

    id: int | None = Field(default=None, primary_key=True)
    target: str = Field(index=True)
    #: The day from which this content was ready, at any target.
    day: dt.date
    at: dt.datetime = Field(sa_type=UtcDateTime)
    #: Tree of « kind id » → digest of the record as it was published.
    records: str = Field(foreign_key="contents.digest", max_length=32, index=True)
    structures: int
    services: int


class PublicationResourceRow(SQLModel, table=True):
    """What a platform was told of the dataset or of one of its files; the last line of a name holds."""

    __tablename__ = "publication_resources"

    id: int | None = Field(default=None, primary_key=True)
    target: str = Field(index=True)
    name: str
    remote_id: str
    #: SHA-256 of the file sent, and digest of the description sent; ``None`` when none was.
    content: str | None = Field(default=None, max_length=64)
    described: str | None = Field(default=None, max_length=32)
    is_removed: bool = False
    at: dt.datetime = Field(sa_type=UtcDateTime)
