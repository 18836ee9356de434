"""What people said of holes is added line after line, and never changed."""

from __future__ import annotations

import datetime as dt

from offre_insertion.history import History
from offre_insertion.history.qualifications import QualificationEntry, add_qualification, list_qualifications

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


def entry(verdict: str, *, at: dt.datetime = NOON) -> QualificationEntry:
    return QualificationEntry(
        "mobilite",
        "epci",
        "200055887",
        verdict,
        "Camille",
        at,
        dt.date(2026, 10, 30),
        "réunion",
        {"proches": 0},
    )


def test_lines_come_back_the_oldest_first_with_their_facts(history: History) -> None:
    later = entry("sans-objet", at=NOON + dt.timedelta(days=1))
    add_qualification(history, later)
    add_qualification(history, entry("trou-confirme"))
    assert list_qualifications(history) == [entry("trou-confirme"), later]


def test_lines_of_one_instant_keep_their_order(history: History) -> None:
    for verdict in ("a-recenser", "annule", "sans-objet"):
        add_qualification(history, entry(verdict))
    assert [one.verdict for one in list_qualifications(history)] == ["a-recenser", "annule", "sans-objet"]
