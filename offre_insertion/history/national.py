"""The offer already referenced nationally, in the history: read page by page, then whole, and immutable.

Records are contents like the others: the same ones the next day cost nothing. Every function is one transaction, or
several that may be interrupted; all raise :class:`offre_insertion.errors.HistoryError`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import orjson
from sqlalchemy import delete, select
from sqlmodel import Session, col

from offre_insertion.history.contents import Blobs, build_tree, canonical, digest, pack, read_tree, unpack
from offre_insertion.history.national_tables import NationalOfferRow, NationalPageRow, NationalSightingRow
from offre_insertion.history.store import History, insert_missing
from offre_insertion.history.tables import ContentRow
from offre_insertion.history.values import Ref
from offre_insertion.schema import Kind, Record

KINDS: tuple[Kind, ...] = ("structure", "service")


class Listed(NamedTuple):
    """A record of the national offer: ``content`` is its digest; ``score`` is its quality, 0 to 1, when known."""

    id: str
    content: str
    score: float | None


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page that was read: the list as the server told it then, and its records."""

    total: int
    pages: int
    entries: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class StoredOffer:
    """The national offer of a département, finished. ``sources`` are those declared, when the origin tells."""

    id: int
    departement: str
    origin: str
    day: dt.date
    finished_at: dt.datetime
    structures: str
    services: str
    scores: str
    sources: tuple[str, ...] | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sighting:
    """Days a record of ours was first and last seen, and first seen with the score that DORA asks."""

    first_seen: dt.date
    last_seen: dt.date
    first_visible: dt.date | None


# --- reading it ------------------------------------------------------------------------------------------


def open_reading(
    history: History,
    *,
    departement: str,
    origin: str,
    page_size: int,
    day: dt.date,
    now: dt.datetime,
    resumable: dt.timedelta,
) -> int:
    """The reading of a département to go on with, or a new one. Older unfinished ones are taken away."""
    with history.session(writes=True) as session:
        query = select(NationalOfferRow).where(
            col(NationalOfferRow.departement) == departement, col(NationalOfferRow.finished_at).is_(None)
        )
        found: int | None = None
        for row in session.scalars(query).all():
            is_same = (row.origin, row.page_size) == (origin, page_size)
            if found is None and is_same and now - row.started_at <= resumable:
                found = row.id
            else:
                _take_away(session, row)
        if found is not None:
            return found
        made = NationalOfferRow(
            departement=departement, origin=origin, page_size=page_size, day=day, started_at=now, figures={}
        )
        session.add(made)
        session.flush()
        return int(made.id or 0)


def _take_away(session: Session, row: NationalOfferRow) -> None:
    session.execute(delete(NationalPageRow).where(col(NationalPageRow.offer_id) == row.id))
    session.execute(delete(NationalOfferRow).where(col(NationalOfferRow.id) == row.id))


def stored_pages(history: History, reading: int, kind: Kind) -> dict[int, StoredPage]:
    """The pages already read, by number."""
    query = select(NationalPageRow).where(
        col(NationalPageRow.offer_id) == reading, col(NationalPageRow.kind) == kind
    )
    with history.session() as session:
        return {row.page: _read_page(row) for row in session.scalars(query)}


def _read_page(row: NationalPageRow) -> StoredPage:
    entries = tuple(Listed(*one) for one in orjson.loads(unpack(row.body)))
    return StoredPage(row.total, row.pages, entries)


def add_page(
    history: History, reading: int, kind: Kind, page: int, stored: StoredPage, *, contents: Blobs
) -> None:
    """Keeps a page and its records."""
    body = pack(orjson.dumps([list(one) for one in stored.entries]))
    with history.session(writes=True) as session:
        insert_missing(session, ContentRow, contents)
        session.add(
            NationalPageRow(
                offer_id=reading, kind=kind, page=page, total=stored.total, pages=stored.pages, body=body
            )
        )


def drop_pages(history: History, reading: int, kind: Kind) -> None:
    """The list changed: it is to be read again."""
    with history.session(writes=True) as session:
        of_kind = (col(NationalPageRow.offer_id) == reading, col(NationalPageRow.kind) == kind)
        session.execute(delete(NationalPageRow).where(*of_kind))


def finish_reading(
    history: History, reading: int, *, sources: Sequence[str] | None, now: dt.datetime
) -> StoredOffer:
    """From now on it is the offer of its département. Its records cannot change any more."""
    blobs: Blobs = {}
    roots: dict[Kind, str] = {}
    scores: dict[str, list[float | None]] = {}
    for kind in KINDS:
        entries = sorted(
            one for page in stored_pages(history, reading, kind).values() for one in page.entries
        )
        roots[kind], tree = build_tree((one.id, one.content) for one in entries)
        blobs |= tree
        scores[kind] = [one.score for one in entries]
    content = canonical(scores)
    blobs[digest(content)] = content
    with history.session(writes=True) as session:
        insert_missing(session, ContentRow, blobs)
        session.execute(delete(NationalPageRow).where(col(NationalPageRow.offer_id) == reading))
        row = session.scalars(select(NationalOfferRow).where(col(NationalOfferRow.id) == reading)).one()
        row.finished_at, row.sources = now, None if sources is None else list(sources)
        row.structures, row.services, row.scores = roots["structure"], roots["service"], digest(content)
        row.figures = {kind: len(values) for kind, values in scores.items()}
        session.flush()
        return _read_offer(row)


# --- using it --------------------------------------------------------------------------------------------


def last_offers(history: History, *, until: dt.date | None = None) -> dict[str, StoredOffer]:
    """The last finished offer of each département, or the last one of a day or before."""
    query = (
        select(NationalOfferRow)
        .where(col(NationalOfferRow.finished_at).is_not(None))
        .order_by(col(NationalOfferRow.id))
    )
    if until is not None:
        query = query.where(col(NationalOfferRow.day) <= until)
    with history.session() as session:
        return {row.departement: _read_offer(row) for row in session.scalars(query)}


def _read_offer(row: NationalOfferRow) -> StoredOffer:
    return StoredOffer(
        id=row.id or 0,
        departement=row.departement,
        origin=row.origin,
        day=row.day,
        finished_at=row.finished_at or row.started_at,
        structures=row.structures or "",
        services=row.services or "",
        scores=row.scores or "",
        sources=None if row.sources is None else tuple(row.sources),
        counts=row.figures,
    )


def offer_records(history: History, offer: StoredOffer, kind: Kind) -> dict[str, Record]:
    """Id → record, ``score_qualite`` included, in the order of ids."""
    root = offer.structures if kind == "structure" else offer.services
    entries: list[tuple[str, str]] = read_tree(root, history.contents)
    scores = orjson.loads(history.contents([offer.scores])[offer.scores])[kind]
    bodies = history.records(name for _, name in entries)
    found: dict[str, Record] = {}
    for (record_id, name), score in zip(entries, scores, strict=True):
        # Two records never share a content: their ids are in it.
        record = bodies[name]
        found[record_id] = record if score is None else {**record, "score_qualite": score}
    return found


# --- when ours are seen ----------------------------------------------------------------------------------


def note_sightings(history: History, seen: Mapping[Ref, bool], *, day: dt.date) -> None:
    """Our records that the offer of this day has; the value says whether the score is that DORA asks."""
    with history.session(writes=True) as session:
        known = {(row.kind, row.record_id): row for row in session.scalars(select(NationalSightingRow))}
        for ref, is_visible in seen.items():
            row = known.get((ref.kind, ref.id))
            if row is None:
                row = NationalSightingRow(kind=ref.kind, record_id=ref.id, first_seen=day, last_seen=day)
                session.add(row)
            row.first_seen, row.last_seen = min(row.first_seen, day), max(row.last_seen, day)
            if is_visible:
                row.first_visible = min(row.first_visible or day, day)


def sightings(history: History, refs: Iterable[Ref]) -> dict[Ref, Sighting]:
    """Those of these records that were seen."""
    with history.session() as session:
        rows = session.scalars(select(NationalSightingRow)).all()
        known = {
            (row.kind, row.record_id): Sighting(row.first_seen, row.last_seen, row.first_visible)
            for row in rows
        }
    return {ref: known[ref.kind, ref.id] for ref in refs if (ref.kind, ref.id) in known}
