"""Answers beside what the catalogues gave at the last run: to be carried over there, done already, or overtaken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from offre_insertion.history import History
from offre_insertion.history.corrections import CONFIRMED, PRIVATE, Correction, Held
from offre_insertion.history.surveys import ended_runs, local_snapshots
from offre_insertion.history.values import Entry, Ref
from offre_insertion.schema import Record
from offre_insertion.tracking.corrected import standing_of


@dataclass(frozen=True, slots=True)
class Given:
    """``record`` as the catalogue alone gives it; ``private`` with the answers, as the last run kept it."""

    record: Record
    private: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """The answers that hold, by what is left to do in the catalogue; ``overtaken`` come with what it says now."""

    to_do: tuple[Correction, ...]
    done: tuple[Correction, ...]
    overtaken: tuple[tuple[Correction, object], ...]
    gone: tuple[Correction, ...]


def carried_over(history: History, held: Held) -> Carried:
    """Where each answer stands at the last run. Raises :class:`offre_insertion.errors.HistoryError`."""
    given = given_by_catalogues(history, held)
    to_do, done, overtaken, gone = [], [], [], []
    for ref, fields in sorted(held.items()):
        for one in fields.values():
            if ref not in given:
                gone.append(one)
                continue
            value = value_given(one, given[ref])
            standing = standing_of(one, value)
            if standing == "depassee":
                overtaken.append((one, value))
            elif standing == "reportee" or _is_dated(one, given[ref].record):
                done.append(one)
            else:
                to_do.append(one)
    return Carried(tuple(to_do), tuple(done), tuple(overtaken), tuple(gone))


def given_by_catalogues(history: History, wanted: Iterable[Ref]) -> dict[Ref, Given]:
    """What the catalogues gave of these records at the last run; those that are gone are absent.

    Raises :class:`offre_insertion.errors.HistoryError`.
    """
    refs, runs = set(wanted), ended_runs(history)
    snapshots = local_snapshots(history, runs[-1][0]) if runs and refs else []
    entries: dict[Ref, Entry] = {}
    for snapshot in snapshots:
        entries |= {ref: one for ref, one in history.entries(snapshot).items() if ref in refs}
    records = history.records(one.given for one in entries.values())
    private = history.extensions(one.extension for one in entries.values() if one.extension)
    return {
        ref: Given(records[one.given], private[one.extension] if one.extension else {})
        for ref, one in entries.items()
    }


def value_given(one: Correction, given: Given) -> Any:  # noqa: ANN401 - a value of the schema
    """What the catalogue gives. A private field shows its answer as it was kept only while it is put over."""
    if not one.field.startswith(PRIVATE):
        return given.record.get(one.field)
    shown = given.private.get(one.field.removeprefix(PRIVATE))
    return one.seen if shown == one.value else shown


def _is_dated(one: Correction, record: Record) -> bool:
    """A confirmation is in the catalogue when the record is dated as late there."""
    return one.field == CONFIRMED and str(record["date_maj"])[:10] >= one.day.isoformat()
