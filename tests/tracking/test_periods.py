"""Periods as people write them, and the one before."""

from __future__ import annotations

import datetime as dt

import pytest

from offre_insertion.errors import ReadError
from offre_insertion.tracking.periods import quarter_of, read_period


@pytest.mark.parametrize(
    ("text", "label", "start", "end", "before"),
    [
        ("2026-T3", "3e trimestre 2026", "2026-07-01", "2026-09-30", "2026-T2"),
        ("2026-t1", "1er trimestre 2026", "2026-01-01", "2026-03-31", "2025-T4"),
        ("2024-02", "février 2024", "2024-02-01", "2024-02-29", "2024-01"),
        ("2026-01", "janvier 2026", "2026-01-01", "2026-01-31", "2025-12"),
        ("2026", "année 2026", "2026-01-01", "2026-12-31", "2025"),
        ("2026-07-15..2026-07-24", "du 15/07/2026 au 24/07/2026", "2026-07-15", "2026-07-24", "2026-07-05..2026-07-14"),
    ],
)  # fmt: skip
def test_a_period_has_its_days_and_the_one_before(
    text: str, label: str, start: str, end: str, before: str
) -> None:
    period = read_period(text)
    assert (period.label, period.start.isoformat(), period.end.isoformat()) == (label, start, end)
    assert period.previous().code == before
    assert period.previous().end == period.eve


@pytest.mark.parametrize(
    "text",
    [
        "2026-T5",
        "2026-13",
        "été",
        "",
        "2026-07-40..2026-08-01",
        "2026-08-02..2026-08-01",
        "0000",
        "0001-01-01..2026-01-01",
    ],
)
def test_a_period_that_does_not_exist_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ReadError, match="Période «"):
        read_period(text)


def test_the_quarter_of_a_day() -> None:
    assert [quarter_of(dt.date(2026, month, 1)).code for month in (1, 3, 4, 12)] == [
        "2026-T1",
        "2026-T1",
        "2026-T2",
        "2026-T4",
    ]
