"""What was published, where and since when; and the journal of what each platform was told.

Every function is one transaction and raises :class:`offre_insertion.errors.HistoryError`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from offre_insertion.history.contents import Blobs, build_tree, digest_of, read_tree
from offre_insertion.history.publication_tables import PublicationResourceRow, PublicationSetRow
from offre_insertion.history.rows import read_ref
from offre_insertion.history.store import History, insert_missing
from offre_insertion.history.tables import ContentRow
from offre_insertion.history.values import Ref
from offre_insertion.schema import Kind, Record

#: Target of the publication folder of the project; the others are addresses of platforms.
FILES = "fichiers"


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """The records of a publication: ``records`` is the root of the tree Ref → digest of the published record.

    ``day`` is the day from which this very content was ready to be published; ``at`` when it was, at ``target``.
    """

    target: str
    day: dt.date
    at: dt.datetime
    records: str
    structures: int
    services: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a platform was last told under a name: its id there, the SHA-256 of the file, the digest of the words."""

    remote_id: str
    content: str | None = None
    described: str | None = None


# --- the records -----------------------------------------------------------------------------------------


def build_set(records: Mapping[Kind, Sequence[Record]]) -> tuple[str, Blobs]:
    """Root of a set of published records, and what is stored of it: digests only, the contents are elsewhere."""
    return build_tree(
        (f"{kind} {record['id']}", digest_of(record)) for kind, found in records.items() for record in found
    )


def add_set(history: History, published: PublishedSet, blobs: Blobs) -> None:
    """From now on, this is what is published at its target; the same content again adds nothing."""
    last = last_set(history, published.target)
    if last is not None and last.records == published.records:
        return
    with history.session(writes=True) as session:
        insert_missing(session, ContentRow, blobs)
        session.add(
            PublicationSetRow(
                target=published.target,
                day=published.day,
                at=published.at,
                records=published.records,
                structures=published.structures,
                services=published.services,
            )
        )


def last_set(history: History, target: str) -> PublishedSet | None:
    """What is published at a target, ``None`` before the first time."""
    sets = list_sets(history, target=target)
    return sets[-1] if sets else None


def list_sets(history: History, *, target: str | None = None) -> list[PublishedSet]:
    """Every publication, the oldest first."""
    query = select(PublicationSetRow).order_by(col(PublicationSetRow.id))
    if target is not None:
        query = query.where(col(PublicationSetRow.target) == target)
    with history.session() as session:
        return [
            PublishedSet(row.target, row.day, row.at, row.records, row.structures, row.services)
            for row in session.scalars(query)
        ]


def first_day(history: History, records: str) -> dt.date | None:
    """The day from which this content was ready, ``None`` when it is new."""
    return next((one.day for one in list_sets(history) if one.records == records), None)


def published_records(history: History, published: PublishedSet) -> dict[Ref, str]:
    """Ref → digest of the record, as it was published."""
    return {read_ref(key): str(value) for key, value in read_tree(published.records, history.contents)}


# --- the platforms ---------------------------------------------------------------------------------------


def tell(history: History, target: str, name: str, told: Told, *, is_removed: bool = False) -> None:
    """One more line: written right after each call that succeeded, so that the next run goes on from there."""
    with history.session(writes=True) as session:
        session.add(
            PublicationResourceRow(
                target=target,
                name=name,
                remote_id=told.remote_id,
                content=told.content,
                described=told.described,
                is_removed=is_removed,
                at=dt.datetime.now(dt.UTC),
            )
        )


def list_told(history: History, target: str) -> dict[str, Told]:
    """Name → what the platform knows under it, for what is still there."""
    query = (
        select(PublicationResourceRow)
        .where(col(PublicationResourceRow.target) == target)
        .order_by(col(PublicationResourceRow.id))
    )
    found: dict[str, Told] = {}
    with history.session() as session:
        for row in session.scalars(query):
            found.pop(row.name, None)
            if not row.is_removed:
                found[row.name] = Told(row.remote_id, row.content, row.described)
    return found
