"""Reading and writing the history, one transaction at a time."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from pydantic import SecretStr
from sqlalchemy import ColumnElement, Engine, Update, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from offre_insertion import __version__
from offre_insertion.errors import HistoryError
from offre_insertion.history.contents import Blobs, pack, read_tree, unpack
from offre_insertion.history.engine import WRITES, open_engine, translated
from offre_insertion.history.locking import only_writer
from offre_insertion.history.migration import upgrade
from offre_insertion.history.rows import (
    identity_row,
    read_identity,
    read_ref,
    read_snapshot,
    read_summary,
    snapshot_row,
)
from offre_insertion.history.tables import ContentRow, ExtensionRow, IdentityRow, RunRow, SnapshotRow
from offre_insertion.history.values import Entry, Identity, Ref, RunState, RunSummary, Snapshot
from offre_insertion.schema import Record

#: Digests asked in one query: below the 999 parameters of an old SQLite.
_AT_ONCE = 500


@contextlib.contextmanager
def open_history(url: str | SecretStr, *, timeout_s: float = 10) -> Iterator[History]:
    """The history of a URL, created or brought to this version's schema; closed at the end.

    Raises :class:`HistoryError`: unreachable, locked for more than ``timeout_s`` seconds, newer than this version.
    """
    engine = open_engine(url, timeout_s=timeout_s)
    try:
        upgrade(engine)
        yield History(engine)
    finally:
        engine.dispose()


class History:
    """What a project remembers. Made by :func:`open_history`, or from an engine already at the right schema.

    Every method is one transaction; all raise :class:`HistoryError`.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextlib.contextmanager
    def session(self, *, writes: bool = False) -> Iterator[Session]:
        """A transaction on the tables, committed at the end, rolled back when the block raises."""
        bind = self.engine.execution_options(**{WRITES: True}) if writes else self.engine
        with translated(self.engine.url), Session(bind) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Held for a whole run: on a server, several machines may share the history."""
        with contextlib.ExitStack() as stack:
            # Only what the lock itself says is of the database: the run under it has its own errors.
            with translated(self.engine.url):
                stack.enter_context(only_writer(self.engine))
            yield

    # --- runs --------------------------------------------------------------------------------------------

    def start_run(self, day: dt.date) -> int:
        """Opens a run. What a killed run left is taken back first: only ended runs count."""
        with self.session(writes=True) as session:
            unfinished = select(col(RunRow.id)).where(col(RunRow.state) == RunState.EN_COURS)
            for run_id in session.scalars(unfinished).all():
                _take_back(session, run_id, RunState.INTERROMPU, "arrêtée avant la fin")
            run = RunRow(day=day, started_at=_now(), state=RunState.EN_COURS, version=__version__)
            session.add(run)
            session.flush()
            return _known(run.id)

    def finish_run(
        self,
        run_id: int,
        *,
        outputs: Mapping[str, Mapping[str, str]] | None = None,
        reason: str | None = None,
    ) -> None:
        """From now on, the snapshots of this run are the last ones.

        ``outputs`` is source → name of a file written → its SHA-256; ``reason`` is what a person accepted.
        """
        with self.session(writes=True) as session:
            for source, digests in (outputs or {}).items():
                of_source = (col(SnapshotRow.run_id) == run_id, col(SnapshotRow.source) == source)
                session.execute(update(SnapshotRow).where(*of_source).values(outputs=dict(digests)))
            session.execute(_end(run_id, RunState.TERMINE, reason))

    def abandon_run(self, run_id: int, state: RunState, reason: str) -> None:
        """Ends a run that failed or was stopped: what it wrote is taken back."""
        with self.session(writes=True) as session:
            _take_back(session, run_id, state, reason)

    def runs(self, *, limit: int = 10) -> list[RunSummary]:
        """The last runs, the newest first."""
        with self.session() as session:
            rows = session.scalars(select(RunRow).order_by(col(RunRow.id).desc()).limit(limit)).all()
            wanted = [row.id for row in rows if row.state == RunState.TERMINE]
            query = (
                select(SnapshotRow).where(col(SnapshotRow.run_id).in_(wanted)).order_by(col(SnapshotRow.id))
            )
            snapshots = [read_snapshot(row) for row in session.scalars(query)]
            return [read_summary(row, snapshots) for row in rows]

    # --- snapshots ---------------------------------------------------------------------------------------

    def last_snapshot(self, source: str, *, nature: str = "local") -> Snapshot | None:
        """The snapshot of the last ended run that has this source."""
        query = (
            select(SnapshotRow)
            .join(RunRow, col(RunRow.id) == col(SnapshotRow.run_id))
            .where(
                col(SnapshotRow.source) == source,
                col(SnapshotRow.nature) == nature,
                col(RunRow.state) == RunState.TERMINE,
            )
            .order_by(col(SnapshotRow.id).desc())
            .limit(1)
        )
        with self.session() as session:
            row = session.scalars(query).first()
            return read_snapshot(row) if row else None

    def write_snapshots(
        self,
        run_id: int,
        snapshots: Sequence[Snapshot],
        *,
        contents: Blobs,
        extensions: Blobs,
        identities: Sequence[Identity] = (),
    ) -> None:
        """Adds everything a run found, all or nothing. Contents already stored cost nothing."""
        with self.session(writes=True) as session:
            insert_missing(session, ContentRow, contents)
            insert_missing(session, ExtensionRow, extensions)
            session.add_all(snapshot_row(run_id, one) for one in snapshots)
            for identity in identities:
                _replace_identity(session, run_id, identity)

    def entries(self, snapshot: Snapshot) -> dict[Ref, Entry]:
        """The records of a snapshot, services first, in the order of ids."""
        return {read_ref(key): Entry(*value) for key, value in read_tree(snapshot.records, self.contents)}

    def issues(self, snapshot: Snapshot) -> list[dict[str, Any]]:
        """The issues of a snapshot, as JSON objects."""
        return [value for _, value in read_tree(snapshot.issues, self.contents)]

    def records(self, digests: Iterable[str]) -> dict[str, Record]:
        """Digest → record."""
        return {name: orjson.loads(body) for name, body in self.contents(set(digests)).items()}

    def extensions(self, digests: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Digest → private extension, JSON-ready."""
        return {name: orjson.loads(body) for name, body in self._bodies(ExtensionRow, set(digests)).items()}

    def contents(self, digests: Collection[str]) -> dict[str, bytes]:
        """Digest → canonical JSON. Raises :class:`HistoryError` when one is missing."""
        return self._bodies(ContentRow, digests)

    def _bodies(self, table: type[ContentRow | ExtensionRow], digests: Collection[str]) -> dict[str, bytes]:
        wanted = sorted(digests)
        found: dict[str, bytes] = {}
        with self.session() as session:
            for start in range(0, len(wanted), _AT_ONCE):
                chunk = wanted[start : start + _AT_ONCE]
                query = select(col(table.digest), col(table.body)).where(col(table.digest).in_(chunk))
                found |= {name: unpack(body) for name, body in session.execute(query)}
        if len(found) < len(wanted):
            raise HistoryError(
                f"L’historique est incomplet : {len(wanted) - len(found)} contenus manquent. Reprenez une sauvegarde."
            )
        return found

    # --- identities --------------------------------------------------------------------------------------

    def identities(self, source: str) -> list[Identity]:
        """The identities of a source that hold today."""
        return self._held(col(IdentityRow.source) == source)

    def waiting_identities(self) -> list[Identity]:
        """The ambiguous identities that wait for a person, of every source."""
        return self._held(col(IdentityRow.reason) == "ambigu")

    def _held(self, which: ColumnElement[bool]) -> list[Identity]:
        """Identities of ended runs that nothing closed, by source then in the order they were given."""
        query = (
            select(IdentityRow)
            .join(RunRow, col(RunRow.id) == col(IdentityRow.run_id))
            .where(which, col(IdentityRow.closed_at).is_(None), col(RunRow.state) == RunState.TERMINE)
            .order_by(col(IdentityRow.source), col(IdentityRow.id))
        )
        with self.session() as session:
            return [read_identity(row) for row in session.scalars(query)]

    def decide_identity(self, identity: Identity, record_id: str, *, author: str) -> None:
        """A person says which record this key is; the question is closed, the answer is a new line."""
        answer = Identity(identity.source, identity.kind, identity.key, record_id, "decision", author=author)
        last_run = (
            select(col(RunRow.id))
            .where(col(RunRow.state) == RunState.TERMINE)
            .order_by(col(RunRow.id).desc())
        )
        with self.session(writes=True) as session:
            _replace_identity(session, _known(session.scalars(last_run).first()), answer)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _known(row_id: int | None) -> int:
    if row_id is None:
        raise HistoryError(
            "L’historique n’a encore aucun passage terminé. Lancez « offre-insertion synchroniser »."
        )
    return row_id


def _end(run_id: int, state: RunState, reason: str | None) -> Update:
    values = {"state": state, "reason": reason, "finished_at": _now()}
    return (
        update(RunRow)
        .where(col(RunRow.id) == run_id, col(RunRow.state) == RunState.EN_COURS)
        .values(**values)
    )


def _take_back(session: Session, run_id: int | None, state: RunState, reason: str) -> None:
    """Contents stay: the next run needs the same ones. Identities closed by the run hold again."""
    closed = select(col(IdentityRow.source), col(IdentityRow.kind), col(IdentityRow.key)).where(
        col(IdentityRow.run_id) == run_id
    )
    for source, kind, key in session.execute(closed).all():
        session.execute(
            delete(IdentityRow).where(*_same_key(source, kind, key), col(IdentityRow.run_id) == run_id)
        )
        previous = (
            select(IdentityRow).where(*_same_key(source, kind, key)).order_by(col(IdentityRow.id).desc())
        )
        row = session.scalars(previous).first()
        if row is not None:
            row.closed_at = None
            session.flush()
    session.execute(delete(SnapshotRow).where(col(SnapshotRow.run_id) == run_id))
    session.execute(_end(_known(run_id), state, reason))


def _same_key(source: str, kind: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return (col(IdentityRow.source) == source, col(IdentityRow.kind) == kind, col(IdentityRow.key) == key)


def _replace_identity(session: Session, run_id: int, identity: Identity) -> None:
    open_ones = (
        *_same_key(identity.source, identity.kind, identity.key),
        col(IdentityRow.closed_at).is_(None),
    )
    session.execute(update(IdentityRow).where(*open_ones).values(closed_at=_now()))
    session.add(identity_row(run_id, identity, at=_now()))


def insert_missing(session: Session, table: type[ContentRow | ExtensionRow], blobs: Blobs) -> None:
    """Adds the contents that are not there yet."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing()
    names = sorted(blobs)
    for start in range(0, len(names), _AT_ONCE):
        chunk = names[start : start + _AT_ONCE]
        # Most are there, and to compress one costs more than to look for it.
        known = set(session.scalars(select(col(table.digest)).where(col(table.digest).in_(chunk))))
        rows = [{"digest": name, "body": pack(blobs[name])} for name in chunk if name not in known]
        if rows:
            session.execute(statement, rows)
