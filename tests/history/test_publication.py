"""What was published is remembered by its content; what a platform was told, line by line."""

from __future__ import annotations

import datetime as dt

from offre_insertion.history import History, Ref
from offre_insertion.history.publication import (
    FILES,
    PublishedSet,
    Told,
    add_set,
    build_set,
    first_day,
    last_set,
    list_sets,
    list_told,
    published_records,
    tell,
)
from offre_insertion.schema import Kind, Record

MONDAY, TUESDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 3)
PLATFORM = "https://demo.exemple.fr"


def publish(history: History, *names: str, day: dt.date = MONDAY, target: str = FILES) -> str:
    records: dict[Kind, list[Record]] = {"structure": [{"id": name, "nom": name} for name in names]}
    root, blobs = build_set(records)
    at = dt.datetime.combine(day, dt.time(10), dt.UTC)
    add_set(history, PublishedSet(target, day, at, root, len(names), 0), blobs)
    return root


def test_nothing_is_published_at_first(history: History) -> None:
    assert last_set(history, FILES) is None
    assert list_told(history, PLATFORM) == {}


def test_the_records_of_a_publication_are_found_again(history: History) -> None:
    publish(history, "a", "b")
    last = last_set(history, FILES)
    assert last is not None
    assert (last.structures, last.at.tzinfo) == (2, dt.UTC)
    assert set(published_records(history, last)) == {Ref("structure", "a"), Ref("structure", "b")}


def test_the_same_content_again_adds_nothing(history: History) -> None:
    publish(history, "a", "b")
    publish(history, "b", "a", day=TUESDAY)
    assert [one.day for one in list_sets(history)] == [MONDAY]


def test_the_day_of_a_content_is_that_of_its_first_publication_anywhere(history: History) -> None:
    root = publish(history, "a")
    publish(history, "a", day=TUESDAY, target=PLATFORM)
    assert first_day(history, root) == MONDAY
    assert first_day(history, "0" * 32) is None


def test_the_last_line_of_a_name_holds_until_it_is_removed(history: History) -> None:
    tell(history, PLATFORM, "structures.csv", Told("r1", "abc"))
    tell(history, PLATFORM, "structures.csv", Told("r1", "abc", "mots"))
    tell(history, PLATFORM, "services.csv", Told("r2", "def"))
    tell(history, "https://ailleurs.exemple.fr", "services.csv", Told("r3"))
    assert list_told(history, PLATFORM) == {
        "structures.csv": Told("r1", "abc", "mots"),
        "services.csv": Told("r2", "def"),
    }
    tell(history, PLATFORM, "services.csv", Told("r2"), is_removed=True)
    assert set(list_told(history, PLATFORM)) == {"structures.csv"}
