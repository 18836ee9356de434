"""Bringing the stored national offer up to date: from the API, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from offre_insertion.errors import ReadError, RemoteError
from offre_insertion.history import History
from offre_insertion.history.contents import Blobs, canonical, digest
from offre_insertion.history.national import (
    Listed,
    StoredOffer,
    StoredPage,
    add_page,
    drop_pages,
    finish_reading,
    open_reading,
    stored_pages,
)
from offre_insertion.national.api import PAGE_SIZE, DataInclusionClient
from offre_insertion.national.crawl import Fetch, Mark, Observe, ever_changing, fill, still_stands
from offre_insertion.national.fall import BAISSE_MAX, find_fall
from offre_insertion.national.models import ListedStructure, Service
from offre_insertion.national.offer import stored_record
from offre_insertion.schema import Kind

R = TypeVar("R", ListedStructure, Service)

#: The data is replaced hourly: pages older than that would be of another version.
_RESUMABLE = dt.timedelta(hours=1)
#: Times both lists are read before giving up: the data changes hourly, they are read in a minute.
_TURNS = 8

#: Called with (département, kind, pages read, pages).
Progress = Callable[[str, Kind, int, int], None]


def refresh_offer(
    api: DataInclusionClient,
    history: History,
    *,
    departements: Sequence[str],
    day: dt.date,
    page_size: int = PAGE_SIZE,
    baisse_max: float = BAISSE_MAX,
    progress: Progress = lambda *_: None,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> list[StoredOffer]:
    """Stores the offer of each département, going on with a reading that was interrupted within the hour.

    Raises ``RemoteError`` or ``HistoryError``: what was stored before is as it was, what was read meanwhile is kept.
    Raises ``ReadError``, once every département is read, when one lost more than ``baisse_max`` of its records: it
    keeps its offer of before.
    """
    sources = sorted(one.slug for one in api.sources())
    done: list[StoredOffer] = []
    falls: list[str] = []
    for departement in departements:
        reading = open_reading(
            history,
            departement=departement,
            origin=api.address,
            page_size=page_size,
            day=day,
            now=now(),
            resumable=_RESUMABLE,
        )
        _read(api, history, reading, departement=departement, page_size=page_size, progress=progress)
        if fall := find_fall(history, reading, departement=departement, baisse_max=baisse_max):
            falls.append(fall)
        else:
            done.append(finish_reading(history, reading, sources=sources, now=now()))
    if falls:
        raise ReadError("\n".join(falls))
    return done


def _read(
    api: DataInclusionClient,
    history: History,
    reading: int,
    *,
    departement: str,
    page_size: int,
    progress: Progress,
) -> None:
    """Reads one list, then the other, then each a second time: if neither changed meanwhile they are of one version."""
    structures = _Reading[ListedStructure](
        lambda page, size: api.structures_page(page=page, size=size, code_departement=departement),
        HistoryShelf(history, reading, "structure", departement=departement),
        page_size,
        lambda done, pages: progress(departement, "structure", done, pages),
    )
    services = _Reading[Service](
        lambda page, size: api.services_page(page=page, size=size, code_departement=departement),
        HistoryShelf(history, reading, "service", departement=departement),
        page_size,
        lambda done, pages: progress(departement, "service", done, pages),
    )
    for _ in range(_TURNS):
        structures.fill()
        services.fill()
        if structures.still_stands() and services.still_stands():
            return
    raise ever_changing()


@dataclass
class _Reading(Generic[R]):
    """One list being read."""

    fetch: Fetch[R]
    shelf: HistoryShelf[R]
    page_size: int
    observe: Observe

    def fill(self) -> None:
        """Reads the pages that miss."""
        fill(self.fetch, self.shelf, key=_id, size=self.page_size, observe=self.observe)

    def still_stands(self) -> bool:
        """Reads all pages again."""
        return still_stands(self.fetch, self.shelf, key=_id, size=self.page_size)


def _id(one: ListedStructure | Service) -> str:
    return one.id


class HistoryShelf(Generic[R]):
    """Pages of one list of a département, in the history."""

    def __init__(self, history: History, reading: int, kind: Kind, *, departement: str) -> None:
        self._history, self._reading, self._kind, self._departement = history, reading, kind, departement

    def marks(self) -> Mapping[int, Mark]:
        """The pages that are there."""
        return {
            page: Mark(stored.total, stored.pages, tuple(one.id for one in stored.entries))
            for page, stored in stored_pages(self._history, self._reading, self._kind).items()
        }

    def put(self, page: int, mark: Mark, items: Sequence[R]) -> None:
        """Keeps a page. Raises ``RemoteError`` when it is not of the département that was asked for."""
        contents: Blobs = {}
        entries = []
        for item in items:
            self._check_place(item)
            record, score = stored_record(item)
            content = canonical(record)
            name = digest(content)
            contents[name] = content
            entries.append(Listed(item.id, name, score))
        stored = StoredPage(mark.total, mark.pages, tuple(entries))
        add_page(self._history, self._reading, self._kind, page, stored, contents=contents)

    def clear(self) -> None:
        """Takes the pages away."""
        drop_pages(self._history, self._reading, self._kind)

    def _check_place(self, item: R) -> None:
        # The filter is a prefix of the code (contract §1.4); one that a server ignores gives the whole country.
        if not (item.code_insee or "").startswith(self._departement):
            raise RemoteError(
                f"data·inclusion ne tient pas compte du département {self._departement} (fiche « {item.id} »). "
                "Vérifiez son adresse, ou mettez offre-insertion à jour."
            )
