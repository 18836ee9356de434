"""Rows of the tables ↔ plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from offre_insertion.history.tables import IdentityRow, RunRow, SnapshotRow
from offre_insertion.history.values import Identity, Ref, RunState, RunSummary, Snapshot


def read_ref(key: str) -> Ref:
    """The record that a key of a manifest names."""
    kind, _, record_id = key.partition(" ")
    return Ref("structure" if kind == "structure" else "service", record_id)


def snapshot_row(run_id: int, snapshot: Snapshot) -> SnapshotRow:
    """The row of a snapshot, for a run."""
    return SnapshotRow(
        run_id=run_id,
        nature=snapshot.nature,
        source=snapshot.source,
        day=snapshot.day,
        records=snapshot.records,
        issues=snapshot.issues,
        columns=list(snapshot.columns),
        fingerprint=snapshot.fingerprint,
        outputs=dict(snapshot.outputs),
        figures=dict(snapshot.figures),
    )


def read_snapshot(row: SnapshotRow) -> Snapshot:
    """The value of a row."""
    return Snapshot(
        source=row.source,
        day=row.day,
        records=row.records,
        issues=row.issues,
        columns=tuple(row.columns),
        fingerprint=row.fingerprint,
        outputs=row.outputs,
        figures=row.figures,
        nature=row.nature,
        run_id=row.run_id,
    )


def read_identity(row: IdentityRow) -> Identity:
    """The value of a row."""
    return Identity(
        source=row.source,
        kind=row.kind,  # type: ignore[arg-type]  # written from a Kind
        key=row.key,
        record_id=row.record_id,
        reason=row.reason,  # type: ignore[arg-type]  # written from an IdentityReason
        score=row.score,
        candidates=tuple(row.candidates),
        author=row.author,
    )


def identity_row(run_id: int, identity: Identity, *, at: dt.datetime) -> IdentityRow:
    """The row of an identity that a run, or a person after it, gave at an instant."""
    return IdentityRow(
        run_id=run_id,
        source=identity.source,
        kind=identity.kind,
        key=identity.key,
        record_id=identity.record_id,
        reason=identity.reason,
        score=identity.score,
        candidates=list(identity.candidates),
        author=identity.author,
        at=at,
    )


def read_summary(row: RunRow, snapshots: Sequence[Snapshot]) -> RunSummary:
    """The value of a row, with those of ``snapshots`` that are its own."""
    return RunSummary(
        id=row.id or 0,
        day=row.day,
        started_at=row.started_at,
        finished_at=row.finished_at,
        state=RunState(row.state),
        reason=row.reason,
        snapshots=tuple(one for one in snapshots if one.run_id == row.id),
    )
