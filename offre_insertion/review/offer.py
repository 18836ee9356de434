"""The records to review: those of files, or the last snapshots of a project."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from offre_insertion.dataset import read_dataset
from offre_insertion.history import History, Snapshot
from offre_insertion.history.surveys import local_snapshots
from offre_insertion.national.offer import NationalOffer, load_offer
from offre_insertion.national.own_sheets import leave_own_sheets
from offre_insertion.schema import NUMBER_TYPES, Kind, Record
from offre_insertion.text import one_line

_IDS = frozenset({"id", "structure_id"})


@dataclass(frozen=True)
class Offer:
    """Structures and services, one per id.

    ``repeated`` holds the ids that two different records bear: only the first is kept here. ``sources`` are in the
    order they were met.
    """

    structures: Mapping[str, Record]
    services: Mapping[str, Record]
    repeated: tuple[str, ...] = ()

    @classmethod
    def of(cls, records: Iterable[tuple[Kind, Record]]) -> Offer:
        """The offer of records; those without an id cannot be named and are left out."""
        found: dict[Kind, dict[str, Record]] = {"structure": {}, "service": {}}
        repeated: dict[str, None] = {}
        for kind, record in records:
            ready = tidy(record)
            record_id = ready.get("id")
            if not isinstance(record_id, str) or not record_id:
                continue
            if found[kind].setdefault(record_id, ready) != ready:
                repeated[record_id] = None
        return cls(found["structure"], found["service"], tuple(repeated))

    def records(self, kind: Kind) -> Mapping[str, Record]:
        """Id → record."""
        return self.structures if kind == "structure" else self.services

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Sources of the records, in the order they were met."""
        everything = (*self.structures.values(), *self.services.values())
        return tuple(dict.fromkeys(str(record["source"]) for record in everything))

    def label(self, kind: Kind, record_id: str) -> str:
        """« nom (commune) » of a record, its id when it has no name."""
        record = self.records(kind).get(record_id, {})
        nom, commune = str(record.get("nom") or record_id), record.get("commune")
        return f"{nom} ({commune})" if commune else nom


def kinds_of(record_id: str, offers: Iterable[Offer]) -> set[Kind]:
    """The kinds of record that bear this id: none when it is unknown."""
    kinds: tuple[Kind, ...] = ("structure", "service")
    return {kind for offer in offers for kind in kinds if record_id in offer.records(kind)}


def read_offer(paths: Iterable[Path]) -> Offer:
    """The offer of files or folders, in this order. Raises :class:`offre_insertion.errors.ReadError`."""
    return Offer.of(read_records(paths))


def read_records(paths: Iterable[Path]) -> list[tuple[Kind, Record]]:
    """The same, each record as it is written, those of a same id too."""
    datasets = [read_dataset(path) for path in paths]
    return [
        (kind, record)
        for dataset in datasets
        for kind, lines in dataset.records.items()
        for _, record in lines
    ]


def read_national(
    history: History, *, without: Container[str | None], with_own_sheets: bool = False
) -> tuple[Offer, NationalOffer] | None:
    """The stored national offer, less the records of these sources (ours) and the sheets that we created on DORA.

    ``with_own_sheets`` leaves those in: DORA shows them already. ``None`` when none is stored.
    """
    national = load_offer(history)
    if national is None:
        return None
    others = national if with_own_sheets else leave_own_sheets(history, national)
    kinds: tuple[Kind, ...] = ("structure", "service")
    records = (
        (kind, record)
        for kind in kinds
        for record in others.records(kind).values()
        if record["source"] not in without
    )
    return Offer.of(records), national


def read_snapshots(history: History, sources: Iterable[str]) -> tuple[Offer, list[str]]:
    """What the last ended run published of each source, and the sources that no run has seen yet."""
    records, unseen = list_snapshots(history, sources)
    return Offer.of(records), unseen


def read_run(history: History, run_id: int) -> Offer:
    """What a run published. Raises :class:`offre_insertion.errors.HistoryError`."""
    snapshots = local_snapshots(history, run_id)
    return Offer.of(one for snapshot in snapshots for one in _published(history, snapshot))


def list_snapshots(history: History, sources: Iterable[str]) -> tuple[list[tuple[Kind, Record]], list[str]]:
    """The same, as records: two sources may have one of the same id."""
    records: list[tuple[Kind, Record]] = []
    unseen: list[str] = []
    for source in sources:
        snapshot = history.last_snapshot(source)
        if snapshot is None:
            unseen.append(source)
            continue
        records += _published(history, snapshot)
    return records, unseen


def _published(history: History, snapshot: Snapshot) -> list[tuple[Kind, Record]]:
    entries = [entry for entry in history.entries(snapshot).values() if entry.is_published]
    bodies = history.records(entry.content for entry in entries)
    return [(entry.kind, bodies[entry.content]) for entry in entries]


def tidy(record: Record) -> Record:
    """Keys without a value left out, numbers as numbers, ids on one line as a person can type them; the source that
    the valideur's workbook leaves blank is in the id (« source--identifiant »)."""
    found = {
        name: _number(name, value)
        for name, value in record.items()
        if value is not None and value != "" and value != []
    }
    found.update((name, one_line(value)) for name in _IDS if isinstance(value := found.get(name), str))
    if "source" not in found:
        found = {"source": str(found.get("id", "")).partition("--")[0], **found}
    return found


def _number(name: str, value: object) -> object:
    kind = NUMBER_TYPES.get(name)
    if kind is None or not isinstance(value, str):
        return value
    try:
        number = kind(value)
    except ValueError:
        return value
    return number if math.isfinite(number) else value
