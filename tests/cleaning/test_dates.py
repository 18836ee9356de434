from __future__ import annotations

import datetime as dt

import pytest

from offre_insertion.cleaning.dates import clean_date, clean_date_maj

TODAY = dt.date(2026, 11, 24)


def codes(raw: str) -> list[str]:
    return [note.code for note in clean_date(raw).notes]


@pytest.mark.parametrize(
    "written",
    [
        "12/03/2024",
        "12-03-24",
        "12.03.2024",
        "12 03 2024",
        "2024-03-12",
        "2024/03/12",
        "2024-03-12T23:30:00.000Z",
        "2024-03-12 00:00:00",
        "12/03/2024 à 10h30",
        "12/03/2024, 10:30:00",
        "12 mars 2024",
        "mardi 12 mars 2024",
        "mar. 12 mars 24",
        "12-mars-2024",
        "Mise à jour le 12/03/2024",
        "MAJ : 12/03/2024",
        "le 12 mars 2024",
    ],
)
def test_a_day_is_read_in_the_french_order(written: str) -> None:
    noted = clean_date(written)
    assert (noted.value, noted.notes) == ("2024-03-12", ())


@pytest.mark.parametrize(("written", "day"), [("1er mars 2026", "2026-03-01"), ("31 déc. 98", "1998-12-31")])
def test_ordinals_and_old_years_are_read(written: str, day: str) -> None:
    assert clean_date(written).value == day


@pytest.mark.parametrize("written", ["mars 2026", "Mars-2026", "03/2026", "2026-03", "en mars 2026"])
def test_a_month_gives_its_first_day_and_says_so(written: str) -> None:
    assert (clean_date(written).value, codes(written)) == ("2026-03-01", ["date-au-mois"])


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("45200", "2023-10-01"),
        ("45200.0", "2023-10-01"),
        ("1706745600000", "2024-02-01"),  # midnight UTC
        ("1706742000000", "2024-02-01"),  # midnight in Paris, in winter
        ("1719784800000", "2024-07-01"),  # midnight in Paris, in summer
    ],
)
def test_numbers_of_machines_are_read_and_said(written: str, day: str) -> None:
    assert (clean_date(written).value, codes(written)) == (day, ["date-en-nombre"])


@pytest.mark.parametrize(
    "written",
    [
        "00:00:00",
        "à préciser",
        "31/02/2024",
        "30/12/1899",
        "09/0102023",
        "mars 26",
        "12 03 24",
        "20240312",
        "19999",
        "60001",
        "2 et 3 mars 2026",
        "١٢/٠٣/٢٠٢٤",
        "12/03-2024",
    ],
)
def test_impossible_or_ambiguous_dates_are_refused(written: str) -> None:
    assert (clean_date(written).value, codes(written)) == (None, ["date-invalide"])


@pytest.mark.parametrize("written", ["2025", "en 2025", "1er semestre 2024", "S1 2026"])
def test_a_year_alone_is_said_to_be_imprecise(written: str) -> None:
    assert (clean_date(written).value, codes(written)) == (None, ["date-imprecise"])


def test_the_american_order_is_proposed_never_guessed() -> None:
    note = clean_date("03/25/2024").notes[0]
    assert (clean_date("03/25/2024").value, note.code, note.suggestions) == (
        None,
        "date-invalide",
        ("2024-03-25",),
    )


def test_a_future_date_is_a_date() -> None:
    assert clean_date("31/12/2099").value == "2099-12-31"


def test_date_maj_refuses_the_future_and_the_last_century() -> None:
    assert clean_date_maj("24/11/2026", today=TODAY).value == "2026-11-24"
    assert [note.code for note in clean_date_maj("25/11/2026", today=TODAY).notes] == ["date-future"]
    assert [note.code for note in clean_date_maj("31/12/1999", today=TODAY).notes] == ["date-trop-ancienne"]
    assert (
        clean_date_maj("25/11/2026", today=TODAY).value
        is clean_date_maj("31/12/1999", today=TODAY).value
        is None
    )


def test_date_maj_keeps_what_is_said_of_the_date() -> None:
    assert [note.code for note in clean_date_maj("12/2026", today=TODAY).notes] == [
        "date-au-mois",
        "date-future",
    ]
