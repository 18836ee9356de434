"""What the history keeps of DORA: which record is which sheet (the truth about slugs), and every write."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import delete, select
from sqlmodel import Session, col

from offre_insertion.history.dora_tables import DoraJournalRow, DoraLinkRow
from offre_insertion.history.engine import translated
from offre_insertion.history.store import History
from offre_insertion.schema import Kind

#: ``cree`` by us, under our key; ``adopte``: somebody else's sheet, found to be ours.
Origin = Literal["cree", "adopte"]


@dataclass(frozen=True, slots=True)
class DoraLink:
    """A record and its sheet.

    ``fields`` is field → (digest of our value, digest of DORA's) when both were last in agreement: we had sent it and
    seen it there, or a sheet of ours said the same. The second is empty where they never were: what DORA says is
    somebody else's, and was kept. ``pending`` is field → digest of what a write was sending, empty once its outcome is
    known; ``is_reserved`` is true from before the creation until it is known to be done. ``modified`` is DORA's
    ``modificationDate`` as written there, ``None`` when the sheet is to be looked at again; ``structure`` the slug of
    the structure.
    """

    kind: Kind
    record_id: str
    slug: str
    structure: str
    origin: Origin = "cree"
    is_reserved: bool = False
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    pending: Mapping[str, str] = field(default_factory=dict)
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class DoraEntry:
    """One line of the journal. ``fields`` are names; ``outcome`` is ``fait``, ``refuse``, ``echec`` or ``laisse``."""

    operation: str
    kind: Kind
    record_id: str
    slug: str
    outcome: str
    fields: tuple[str, ...] = ()
    status: int | None = None
    request_id: str | None = None
    detail: str | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class DoraStanding:
    """Where a DORA stands by the history alone.

    ``linked`` counts the services that have their sheet; ``last`` is the time of the last write, ``None`` before the
    first; ``waiting`` counts the records whose write is not known to be done, or failed on the day of the last one.
    """

    linked: int
    last: dt.datetime | None
    waiting: int


class DoraMemory:
    """The links and the journal of one DORA, named by its host. All methods raise ``HistoryError``."""

    def __init__(self, history: History, instance: str) -> None:
        self._history = history
        self.instance = instance

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Many short writes: SQLite empties its log each time its last connection closes, so one is kept open."""
        with contextlib.ExitStack() as stack:
            # What happens under it has its own errors.
            with translated(self._history.engine.url):
                stack.enter_context(self._history.engine.connect())
            yield

    def links(self) -> list[DoraLink]:
        """Every link, in the order of records."""
        query = (
            select(DoraLinkRow)
            .where(col(DoraLinkRow.instance) == self.instance)
            .order_by(col(DoraLinkRow.kind), col(DoraLinkRow.record_id))
        )
        with self._history.session() as session:
            return [_read_link(row) for row in session.scalars(query)]

    def save(
        self,
        links: Iterable[DoraLink] = (),
        entries: Iterable[DoraEntry] = (),
        *,
        former: Iterable[DoraLink] = (),
    ) -> None:
        """Replaces the links of these records and adds these lines, all or nothing.

        ``former`` are links of records that are gone, whose sheets these records take over.
        """
        now = dt.datetime.now(dt.UTC)
        with self._history.session(writes=True) as session:
            for link in former:
                self._remove(session, link)
            for link in links:
                self._replace(session, link, now)
            session.add_all(_entry_row(self.instance, entry, now) for entry in entries)

    def journal(self, *, limit: int = 100) -> list[DoraEntry]:
        """The last lines, the newest first."""
        query = (
            select(DoraJournalRow)
            .where(col(DoraJournalRow.instance) == self.instance)
            .order_by(col(DoraJournalRow.id).desc())
            .limit(limit)
        )
        with self._history.session() as session:
            return [_read_entry(row) for row in session.scalars(query)]

    def standing(self) -> DoraStanding:
        """How many records are linked, the last write, and what it left waiting."""
        links = self.links()
        newest = self.journal(limit=1)
        last = newest[0].at if newest else None
        waiting = {(link.kind, link.record_id) for link in links if link.is_reserved or link.pending}
        if last is not None:
            midnight = last.replace(hour=0, minute=0, second=0, microsecond=0)
            waiting |= {key for key, outcome in self._outcomes(since=midnight).items() if outcome != "fait"}
        linked = sum(link.kind == "service" and not link.is_reserved for link in links)
        return DoraStanding(linked, last, len(waiting))

    def _outcomes(self, *, since: dt.datetime) -> dict[tuple[Kind, str], str]:
        """Record → how its last write since then ended."""
        query = (
            select(DoraJournalRow)
            .where(col(DoraJournalRow.instance) == self.instance, col(DoraJournalRow.at) >= since)
            .order_by(col(DoraJournalRow.id))
        )
        with self._history.session() as session:
            entries = [_read_entry(row) for row in session.scalars(query)]
        return {(one.kind, one.record_id): one.outcome for one in entries}

    def archived(self, *, days: int) -> set[str]:
        """The ids of the services archived in the last ``days``, back since or not."""
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
        query = select(col(DoraJournalRow.record_id)).where(
            col(DoraJournalRow.instance) == self.instance,
            col(DoraJournalRow.operation) == "archiver",
            col(DoraJournalRow.outcome) == "fait",
            col(DoraJournalRow.at) >= since,
        )
        with self._history.session() as session:
            return set(session.scalars(query))

    def _replace(self, session: Session, link: DoraLink, now: dt.datetime) -> None:
        self._remove(session, link)
        session.add(
            DoraLinkRow(
                instance=self.instance,
                kind=link.kind,
                record_id=link.record_id,
                slug=link.slug,
                structure=link.structure,
                origin=link.origin,
                is_reserved=link.is_reserved,
                fields={name: list(both) for name, both in link.fields.items()},
                pending=dict(link.pending),
                modified=link.modified,
                at=now,
            )
        )
        session.flush()

    def _remove(self, session: Session, link: DoraLink) -> None:
        session.execute(
            delete(DoraLinkRow).where(
                col(DoraLinkRow.instance) == self.instance,
                col(DoraLinkRow.kind) == link.kind,
                col(DoraLinkRow.record_id) == link.record_id,
            )
        )


def created_slugs(history: History) -> dict[Kind, frozenset[str]]:
    """The slugs of the sheets that we created, or were about to, on any DORA. Raises ``HistoryError``."""
    query = select(DoraLinkRow).where(col(DoraLinkRow.origin) == "cree")
    with history.session() as session:
        found = [(row.kind, row.slug) for row in session.scalars(query)]
    kinds: tuple[Kind, ...] = ("structure", "service")
    return {kind: frozenset(slug for one, slug in found if one == kind) for kind in kinds}


def _read_link(row: DoraLinkRow) -> DoraLink:
    return DoraLink(
        kind=row.kind,  # type: ignore[arg-type]  # written from a Kind
        record_id=row.record_id,
        slug=row.slug,
        structure=row.structure,
        origin=row.origin,  # type: ignore[arg-type]  # written from an Origin
        is_reserved=row.is_reserved,
        fields={name: (both[0], both[1]) for name, both in row.fields.items()},
        pending=row.pending,
        modified=row.modified,
    )


def _entry_row(instance: str, entry: DoraEntry, now: dt.datetime) -> DoraJournalRow:
    return DoraJournalRow(
        instance=instance,
        at=entry.at or now,
        operation=entry.operation,
        kind=entry.kind,
        record_id=entry.record_id,
        slug=entry.slug,
        fields=list(entry.fields),
        outcome=entry.outcome,
        status=entry.status,
        request_id=entry.request_id,
        detail=entry.detail,
    )


def _read_entry(row: DoraJournalRow) -> DoraEntry:
    return DoraEntry(
        operation=row.operation,
        kind=row.kind,  # type: ignore[arg-type]  # written from a Kind
        record_id=row.record_id,
        slug=row.slug,
        outcome=row.outcome,
        fields=tuple(row.fields),
        status=row.status,
        request_id=row.request_id,
        detail=row.detail,
        at=row.at,
    )
