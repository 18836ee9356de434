"""Storing the open data as the national offer of some départements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from offre_insertion.errors import ReadError
from offre_insertion.history import History
from offre_insertion.history.contents import Blobs, canonical, digest
from offre_insertion.history.national import (
    Listed,
    StoredOffer,
    StoredPage,
    add_page,
    finish_reading,
    open_reading,
)
from offre_insertion.national.fall import BAISSE_MAX, find_fall
from offre_insertion.national.offer import OPEN_DATA, tidy_record
from offre_insertion.national.open_data import read_open_data
from offre_insertion.schema import Kind, Record

#: Records kept before they are written.
_BATCH = 5_000


@dataclass
class _Drawer:
    """The records of one list of a département, written by batches."""

    reading: int
    kind: Kind
    pages: int = 0
    entries: dict[str, Listed] = field(default_factory=dict)
    contents: Blobs = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def add(self, history: History, record: Record) -> None:
        """Keeps a record; of two with the same id, the first."""
        tidy, score = tidy_record(record)
        content = canonical(tidy)
        entry = Listed(str(record["id"]), digest(content), score)
        if entry.id in self.seen:
            return
        self.seen.add(entry.id)
        self.entries[entry.id] = entry
        self.contents[entry.content] = content
        if len(self.contents) >= _BATCH:
            self.write(history)

    def write(self, history: History) -> None:
        """Writes what is kept."""
        self.pages += 1
        page = StoredPage(len(self.entries), self.pages, tuple(self.entries.values()))
        add_page(history, self.reading, self.kind, self.pages, page, contents=self.contents)
        self.entries, self.contents = {}, {}


def store_open_data(
    history: History,
    *,
    structures: Path,
    services: Path,
    departements: Sequence[str],
    day: dt.date,
    now: dt.datetime,
    baisse_max: float = BAISSE_MAX,
) -> list[StoredOffer]:
    """The offer of each département, read in one go through both files.

    A service whose structure is not in the file is left out: the API does not have it either. Raises ``ReadError`` or
    ``HistoryError``: what was stored before is as it was. So is the offer of a département that lost more than
    ``baisse_max`` of its records, a ``ReadError`` once the others are stored.
    """
    readings = {
        code: open_reading(
            history,
            departement=code,
            origin=OPEN_DATA,
            page_size=0,
            day=day,
            now=now,
            resumable=dt.timedelta(-1),
        )
        for code in departements
    }
    known: set[str] = set()
    _store(history, readings, "structure", _noting(read_open_data(structures, "structure"), known))
    found = read_open_data(services, "service")
    _store(history, readings, "service", (one for one in found if one.get("structure_id") in known))
    falls = {
        code: fall
        for code, reading in readings.items()
        if (fall := find_fall(history, reading, departement=code, baisse_max=baisse_max))
    }
    done = [
        finish_reading(history, reading, sources=None, now=now)
        for code, reading in readings.items()
        if code not in falls
    ]
    if falls:
        raise ReadError("\n".join(falls.values()))
    return done


def _noting(records: Iterable[Record], known: set[str]) -> Iterator[Record]:
    """The records, their ids kept: a structure may be of another département than its services."""
    for record in records:
        known.add(str(record["id"]))
        yield record


def _store(history: History, readings: dict[str, int], kind: Kind, records: Iterable[Record]) -> None:
    drawers = {code: _Drawer(reading, kind) for code, reading in readings.items()}
    for record in records:
        code = str(record.get("code_insee") or "")
        # As the API filters: a prefix, of two characters or three overseas.
        drawer = drawers.get(code[:2]) or drawers.get(code[:3])
        if drawer is not None and record.get("id"):
            drawer.add(history, record)
    for drawer in drawers.values():
        drawer.write(history)
