"""What people said is added line after line, and never changed."""

from __future__ import annotations

import datetime as dt

from offre_insertion.history import History
from offre_insertion.history.judgements import JudgementEntry, add_judgements, list_judgements

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


def entry(verdict: str, *, left: str = "a--1", right: str = "b--2", at: dt.datetime = NOON) -> JudgementEntry:
    return JudgementEntry("structure", left, right, verdict, "Camille", at, "vu sur place")


def test_lines_come_back_the_oldest_first_and_none_is_replaced(history: History) -> None:
    add_judgements(history, [entry("distinct", at=NOON + dt.timedelta(days=1))])
    add_judgements(history, [entry("doublon")])
    assert list_judgements(history) == [
        entry("doublon"),
        entry("distinct", at=NOON + dt.timedelta(days=1)),
    ]


def test_lines_of_one_instant_keep_their_order(history: History) -> None:
    add_judgements(history, [entry("doublon"), entry("annule"), entry("incertain")])
    assert [one.verdict for one in list_judgements(history)] == ["doublon", "annule", "incertain"]


def test_a_pair_is_stored_in_the_order_of_letters(history: History) -> None:
    add_judgements(history, [entry("doublon", left="b--2", right="a--1")])
    assert list_judgements(history) == [entry("doublon")]


def test_nothing_to_add_writes_nothing(history: History) -> None:
    add_judgements(history, [])
    assert list_judgements(history) == []
