"""The links between records and sheets of DORA, and the journal of the writes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from offre_insertion.errors import HistoryError
from offre_insertion.history import History
from offre_insertion.history.dora import DoraEntry, DoraLink, DoraMemory, DoraStanding

LINK = DoraLink(
    "service",
    "cd53--1",
    "cd53--1",
    "cap",
    fields={"name": ("aa", "bb")},
    pending={"name": "cc"},
    modified="2026",
)
ENTRY = DoraEntry(
    "creer", "service", "cd53--1", "cd53--1", "fait", fields=("name",), status=201, request_id="r1"
)


def test_a_link_comes_back_as_it_was_and_is_replaced_whole(history: History) -> None:
    memory = DoraMemory(history, "dora.exemple.fr")
    memory.save([LINK])
    assert memory.links() == [LINK]
    changed = replace(LINK, slug="autre", origin="adopte", pending={}, is_reserved=True)
    memory.save([changed])
    assert memory.links() == [changed]


def test_two_instances_of_dora_have_nothing_in_common(history: History) -> None:
    DoraMemory(history, "dora.exemple.fr").save([LINK], [ENTRY])
    other = DoraMemory(history, "essai.exemple.fr")
    assert (other.links(), other.journal()) == ([], [])


def test_two_records_never_bear_one_sheet_and_nothing_is_half_written(history: History) -> None:
    memory = DoraMemory(history, "dora.exemple.fr")
    memory.save([LINK])
    with pytest.raises(HistoryError):
        memory.save(
            [replace(LINK, record_id="cd53--2", slug="x"), replace(LINK, record_id="cd53--3")], [ENTRY]
        )
    assert memory.links() == [LINK]
    assert memory.journal() == []


def test_the_journal_tells_the_newest_line_first(history: History) -> None:
    memory = DoraMemory(history, "dora.exemple.fr")
    memory.save(entries=[ENTRY, replace(ENTRY, operation="modifier")])
    found = memory.journal(limit=2)
    assert [line.operation for line in found] == ["modifier", "creer"]
    assert found[1] == replace(ENTRY, at=found[1].at)
    assert found[1].at is not None


def test_the_standing_counts_links_and_what_the_last_day_left_waiting(history: History) -> None:
    memory = DoraMemory(history, "dora.exemple.fr")
    assert memory.standing() == DoraStanding(0, None, 0)
    yesterday, today = (dt.datetime(2026, 3, day, 9, 30, tzinfo=dt.UTC) for day in (2, 3))
    links = [
        replace(LINK, pending={}),
        replace(
            LINK, record_id="cd53--2", slug="cd53--2"
        ),  # a write was sent, nobody knows what became of it
        replace(LINK, record_id="cd53--3", slug="cd53--3", pending={}, is_reserved=True),
        replace(LINK, kind="structure", pending={}),
    ]
    entries = [
        replace(
            ENTRY, record_id="cd53--9", outcome="refuse", at=yesterday
        ),  # not tried again: it left the catalogue
        replace(ENTRY, record_id="cd53--4", outcome="echec", at=today),
        replace(ENTRY, record_id="cd53--1", outcome="echec", at=today),
        replace(ENTRY, record_id="cd53--1", at=today),
    ]
    memory.save(links, entries)
    assert memory.standing() == DoraStanding(2, today, 3)
