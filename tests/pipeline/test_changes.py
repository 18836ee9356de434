"""Two snapshots are compared by digests; the fields that differ are named."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from offre_insertion.history import Entry, Ref
from offre_insertion.pipeline.changes import compare

A, B, C = (Ref("service", record_id) for record_id in "abc")
RECORDS: dict[str, dict[str, Any]] = {
    "r1": {"id": "a", "nom": "A", "frais": "gratuit"},
    "r2": {"id": "a", "nom": "B", "publics": ["jeunes"]},
}
EXTENSIONS: dict[str, dict[str, Any]] = {"e1": {"axe": "1"}, "e2": {"axe": "2"}}


def entry(content: str, extension: str | None = None, *, is_published: bool = True) -> Entry:
    return Entry("service", "a", content, extension, is_published, None)


def fields(before: Entry, after: Entry) -> tuple[str, ...] | None:
    def load_records(digests: Collection[str]) -> dict[str, dict[str, Any]]:
        return {name: RECORDS[name] for name in digests}

    def load_extensions(digests: Collection[str]) -> dict[str, dict[str, Any]]:
        return {name: EXTENSIONS[name] for name in digests}

    changes = compare({A: before}, {A: after}, load_records=load_records, load_extensions=load_extensions)
    assert bool(changes) is bool(changes.modified)
    return changes.modified.get(A)


def test_fields_added_removed_and_changed_are_named() -> None:
    assert fields(entry("r1"), entry("r2")) == ("frais", "nom", "publics")


def test_private_fields_are_named_apart() -> None:
    assert fields(entry("r1", "e1"), entry("r1", "e2")) == ("prive.axe",)
    assert fields(entry("r1"), entry("r1", "e2")) == ("prive.axe",)


def test_a_service_no_longer_published_is_modified() -> None:
    assert fields(entry("r1"), entry("r1", is_published=False)) == ("publication",)


def test_a_new_key_for_the_same_record_is_no_change() -> None:
    assert fields(entry("r1"), entry("r1")._replace(key="b")) is None


def test_nothing_is_loaded_when_nothing_differs() -> None:
    def load_something(digests: Collection[str]) -> dict[str, dict[str, Any]]:
        assert not digests
        return {}

    changes = compare(
        {A: entry("r1"), B: entry("r2")},
        {A: entry("r1"), C: entry("r2")},
        load_records=load_something,
        load_extensions=load_something,
    )
    assert (changes.created, changes.vanished, changes.unchanged) == ((C,), (B,), 1)
