"""Reading a list whole while it may change under us.

The data is swapped at once, up to hourly, and pages are positions in it (contract §1.3): read before and after a
swap, pages lose and repeat records. ``total`` is the only thing the server says of it, so three more are checked:
no id twice, as many ids as ``total``, and, once all is read, that every page read a second time has the ids it had.
Nothing cheaper would do: the server has no ETag and no version, and a swap may change one record in the middle of one
page. Anything else, and the list is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from offre_insertion.errors import RemoteError
from offre_insertion.national.models import Page

T = TypeVar("T")
#: What is put on a shelf.
P = TypeVar("P", contravariant=True)

#: Times a list is read before giving up: the data changes hourly, a list is read in a minute.
_ATTEMPTS = 8

#: (page, size) → the page.
Fetch = Callable[[int, int], Page[T]]
#: Called with (pages read, pages).
Observe = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is remembered of a page that was read: the list as it was then, the ids of the page in order."""

    total: int
    pages: int
    ids: tuple[str, ...]


class Shelf(Protocol[P]):
    """Where pages are put, in memory or in a database."""

    def marks(self) -> Mapping[int, Mark]:
        """The pages that are there, by number."""
        ...

    def put(self, page: int, mark: Mark, items: Sequence[P]) -> None:
        """Adds a page."""
        ...

    def clear(self) -> None:
        """Takes every page away."""
        ...


@dataclass(slots=True)
class MemoryShelf(Generic[T]):
    """Pages in memory."""

    _marks: dict[int, Mark] = field(default_factory=dict)
    _items: dict[int, Sequence[T]] = field(default_factory=dict)

    def marks(self) -> Mapping[int, Mark]:
        """The pages that are there, by number."""
        return self._marks

    def put(self, page: int, mark: Mark, items: Sequence[T]) -> None:
        """Adds a page."""
        self._marks[page], self._items[page] = mark, items

    def clear(self) -> None:
        """Takes every page away."""
        self._marks, self._items = {}, {}

    def items(self) -> list[T]:
        """Everything, in the order of the pages."""
        return [item for page in sorted(self._items) for item in self._items[page]]


def ignore(_done: int, _pages: int) -> None:
    """Observes nothing."""


def crawl_all(fetch: Fetch[T], *, key: Callable[[T], str], size: int, observe: Observe = ignore) -> list[T]:
    """The whole list. Raises :class:`RemoteError`."""
    shelf = MemoryShelf[T]()
    crawl(fetch, shelf, key=key, size=size, observe=observe)
    return shelf.items()


def crawl(
    fetch: Fetch[T], shelf: Shelf[T], *, key: Callable[[T], str], size: int, observe: Observe = ignore
) -> int:
    """Puts the whole list on the shelf, going on from the pages that are there; returns the number of records.

    Raises :class:`RemoteError`: the server fails, or its data changes each time. What was put stays there.
    """
    for _ in range(_ATTEMPTS):
        is_new = not shelf.marks()
        total = fill(fetch, shelf, key=key, size=size, observe=observe)
        # One page that was just read is of one version.
        if (is_new and len(shelf.marks()) == 1) or still_stands(fetch, shelf, key=key, size=size):
            return total
    raise ever_changing()


def fill(
    fetch: Fetch[T], shelf: Shelf[T], *, key: Callable[[T], str], size: int, observe: Observe = ignore
) -> int:
    """Reads the pages that miss, all of them again when they do not go together; returns the number of records.

    They may still be of two versions: :func:`still_stands` tells. Raises :class:`RemoteError` as :func:`crawl`.
    """
    for _ in range(_ATTEMPTS):
        marks = dict(shelf.marks())
        if _read_pages(fetch, shelf, marks, key=key, size=size, observe=observe) and _is_whole(marks):
            return marks[1].total
        shelf.clear()
    raise ever_changing()


def still_stands(fetch: Fetch[T], shelf: Shelf[T], *, key: Callable[[T], str], size: int) -> bool:
    """Every page, read again, has the ids it had; otherwise the shelf is cleared.

    From the last page read to the first one read again, the list was then one and the same.
    """
    for page, mark in sorted(shelf.marks().items()):
        if _mark(fetch(page, size), key=key) != mark:
            shelf.clear()
            return False
    return True


def ever_changing() -> RemoteError:
    """What is raised when no reading is whole."""
    return RemoteError("data·inclusion change sans cesse pendant la lecture. Réessayez plus tard.")


def _mark(answer: Page[T], *, key: Callable[[T], str]) -> Mark:
    return Mark(answer.total, answer.pages, tuple(key(item) for item in answer.items))


def _read_pages(
    fetch: Fetch[T],
    shelf: Shelf[T],
    marks: dict[int, Mark],
    *,
    key: Callable[[T], str],
    size: int,
    observe: Observe,
) -> bool:
    """Reads the pages that miss; false when the list is no longer what it was."""
    page, pages = 0, 1
    while page < pages:
        page += 1
        if page not in marks:
            answer = fetch(page, size)
            mark = _mark(answer, key=key)
            if answer.page != page or (
                page > 1 and (mark.total, mark.pages) != (marks[1].total, marks[1].pages)
            ):
                return False
            shelf.put(page, mark, answer.items)
            marks[page] = mark
            observe(page, marks[1].pages)
        pages = marks[1].pages
    return True


def _is_whole(marks: Mapping[int, Mark]) -> bool:
    first = marks[1]
    ids = [one for mark in marks.values() for one in mark.ids]
    same = all((mark.total, mark.pages) == (first.total, first.pages) for mark in marks.values())
    return same and len(ids) == len(set(ids)) == first.total
