"""What the history keeps of a record and of a source, and what older versions did not keep."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from offre_insertion.history import Entry, Snapshot
from offre_insertion.history.values import GRACE, Reading

DAY = dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("last", "kept"),
    [((), 6), (("brut",), 7), ((None, "ligne"), 8), (("brut", "ligne"), 8)],
)
def test_an_entry_comes_back_as_it_was_and_keeps_no_field_it_lacks(last: tuple[Any, ...], kept: int) -> None:
    entry = Entry("service", "cd53--1", "contenu", None, True, None, *last)
    assert len(entry.stored()) == kept
    assert Entry(*entry.stored()) == entry  # type: ignore[arg-type]  # as the history reads it


def snapshot(fingerprint: str | None, **figures: Any) -> Snapshot:
    return Snapshot("cd53", DAY, "fiches", "anomalies", ("Nom",), fingerprint, figures=figures)


def test_a_snapshot_says_from_what_and_by_what_it_was_read() -> None:
    assert snapshot("2026-11-02 fichier règles reste", **{GRACE: 30}).reading == Reading(
        "fichier", "règles", 30
    )


@pytest.mark.parametrize("fingerprint", [None, "2026-11-02 tout-ensemble"])
def test_an_older_version_did_not_say_it(fingerprint: str | None) -> None:
    assert snapshot(fingerprint, **{GRACE: 30}).reading is None
    assert snapshot("2026-11-02 fichier règles reste").reading is None
