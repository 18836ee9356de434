from __future__ import annotations

import pytest

from offre_insertion.errors import RemoteError
from offre_insertion.national.crawl import Mark, MemoryShelf, crawl, crawl_all
from offre_insertion.national.models import Page


class Book:
    """A list served by pages; ``before`` changes it before an answer."""

    def __init__(self, items: list[str], before: dict[int, list[str]] | None = None) -> None:
        self.items, self.before = items, before or {}
        self.asked: list[tuple[int, int]] = []

    def fetch(self, page: int, size: int) -> Page[str]:
        self.asked.append((page, size))
        self.items = self.before.get(len(self.asked), self.items)
        found = self.items[(page - 1) * size : page * size]
        pages = -(-len(self.items) // size)
        return Page[str](items=found, total=len(self.items), page=page, size=len(found), pages=pages)


def read(book: Book, size: int = 2) -> list[str]:
    return crawl_all(book.fetch, key=str, size=size)


@pytest.mark.parametrize("items", [[], ["a"], ["a", "b"], ["a", "b", "c"], list("abcdefgh")])
def test_everything_is_read_whatever_the_last_page(items: list[str]) -> None:
    assert read(Book(items)) == items


def test_a_page_alone_needs_no_second_question() -> None:
    book = Book(["a", "b"])
    read(book)
    assert book.asked == [(1, 2)]


def test_each_page_is_read_a_second_time() -> None:
    book = Book(list("abcde"))
    read(book)
    assert book.asked == [(1, 2), (2, 2), (3, 2)] * 2


@pytest.mark.parametrize(
    "after",
    [
        list("abcdef"),  # one more: total
        list("abcd"),  # one less: total
        list("bcdef"),  # one gone, one come: every page shifts and no total says it
        list("0abcd"),
        list("abdce"),  # two change places across pages
        list("zbcde"),  # one replaced inside its page: no end of page moves
    ],
)
@pytest.mark.parametrize("moment", [2, 3, 4, 5, 6])
def test_a_list_that_changes_is_read_again(after: list[str], moment: int) -> None:
    assert read(Book(list("abcde"), {moment: after})) in (after, list("abcde") if moment > 3 else after)


def test_an_endless_change_is_an_error() -> None:
    changes = {n: [str(i) for i in range(5 + n % 2)] for n in range(200)}
    with pytest.raises(RemoteError, match="change sans cesse"):
        read(Book(list("abcde"), changes))


def test_reading_goes_on_from_the_pages_that_are_there() -> None:
    shelf, book = MemoryShelf[str](), Book(list("abcde"))
    shelf.put(1, Mark(5, 3, ("a", "b")), ["a", "b"])
    assert crawl(book.fetch, shelf, key=str, size=2) == 5
    assert shelf.items() == list("abcde")
    assert book.asked == [(2, 2), (3, 2), (1, 2), (2, 2), (3, 2)]  # those that missed, then each once more


def test_pages_there_of_another_list_are_read_again() -> None:
    shelf, book = MemoryShelf[str](), Book(list("abcde"))
    shelf.put(1, Mark(5, 3, ("z", "b")), ["z", "b"])
    shelf.put(2, Mark(5, 3, ("x", "y")), ["x", "y"])
    crawl(book.fetch, shelf, key=str, size=2)
    assert shelf.items() == list("abcde")


def test_a_server_that_gives_another_page_is_an_error() -> None:
    page = Page[str](items=["a"], total=1, page=2, size=1, pages=1)
    with pytest.raises(RemoteError):
        crawl_all(lambda _page, _size: page, key=str, size=2)
