"""Surveys of runs: written once, read for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from offre_insertion.history.contents import build_tree, read_tree
from offre_insertion.history.damage import intact
from offre_insertion.history.rows import read_snapshot
from offre_insertion.history.store import History, insert_missing
from offre_insertion.history.tables import ContentRow, RunRow, SnapshotRow
from offre_insertion.history.tracking_tables import SurveyRow
from offre_insertion.history.values import SILENT, RunState, Snapshot


@dataclass(frozen=True, slots=True)
class StoredSurvey:
    """The survey of a run: ``entries`` are (key, JSON-ready value), ``rules`` what they were measured by.

    ``figures`` are the indicators of that day, by key: a curve over years reads them without the records.
    """

    run_id: int
    day: dt.date
    taken_at: dt.datetime
    rules: Mapping[str, Any]
    entries: tuple[tuple[str, Any], ...]
    figures: Mapping[str, Any] = field(default_factory=dict)


def ended_runs(history: History) -> list[tuple[int, dt.date]]:
    """Id and day of every ended run, the oldest first. Raises :class:`offre_insertion.errors.HistoryError`."""
    query = (
        select(col(RunRow.id), col(RunRow.day))
        .where(col(RunRow.state) == RunState.TERMINE)
        .order_by(col(RunRow.day), col(RunRow.id))
    )
    with history.session() as session:
        return [(int(run_id), day) for run_id, day in session.execute(query)]


def local_snapshots(history: History, run_id: int) -> list[Snapshot]:
    """What a run stored of the local catalogues."""
    query = (
        select(SnapshotRow)
        .where(col(SnapshotRow.run_id) == run_id, col(SnapshotRow.nature) == "local")
        .order_by(col(SnapshotRow.id))
    )
    with history.session() as session:
        return [read_snapshot(row) for row in session.scalars(query)]


def silent_rows(history: History, snapshot: Snapshot) -> frozenset[str]:
    """Prints of the rows of the source that gave no service; empty when they were not kept."""
    root = snapshot.figures.get(SILENT)
    return frozenset(cells for cells, _ in read_tree(root, history.contents)) if root else frozenset()


def write_survey(history: History, survey: StoredSurvey) -> None:
    """Keeps a survey; one already there for this run stays as it is."""
    root, blobs = build_tree(survey.entries)
    with history.session(writes=True) as session:
        if session.scalars(select(SurveyRow).where(col(SurveyRow.run_id) == survey.run_id)).first():
            return
        insert_missing(session, ContentRow, blobs)
        session.add(
            SurveyRow(
                run_id=survey.run_id,
                day=survey.day,
                taken_at=survey.taken_at,
                facts=root,
                rules=dict(survey.rules),
                figures=dict(survey.figures),
            )
        )


def read_survey(history: History, run_id: int) -> StoredSurvey | None:
    """The survey of a run, ``None`` when none was kept."""
    with history.session() as session:
        row = session.scalars(select(SurveyRow).where(col(SurveyRow.run_id) == run_id)).first()
        if row is None:
            return None
        with intact(f"le relevé du {row.day:%d/%m/%Y}"):
            kept = StoredSurvey(row.run_id, row.day, row.taken_at, dict(row.rules), (), dict(row.figures))
        root = row.facts
    return replace(kept, entries=tuple(read_tree(root, history.contents)))


def surveyed_runs(history: History) -> list[tuple[int, dt.date]]:
    """Id and day of the runs whose survey is kept, the oldest first."""
    query = select(col(SurveyRow.run_id), col(SurveyRow.day)).order_by(
        col(SurveyRow.day), col(SurveyRow.run_id)
    )
    with history.session() as session:
        return [(int(run_id), day) for run_id, day in session.execute(query)]


def survey_figures(history: History) -> list[tuple[dt.date, dict[str, Any]]]:
    """Day and indicators of every kept survey, the oldest first; no record is read."""
    query = select(col(SurveyRow.day), col(SurveyRow.figures)).order_by(
        col(SurveyRow.day), col(SurveyRow.run_id)
    )
    with history.session() as session:
        return [(day, dict(figures)) for day, figures in session.execute(query)]
