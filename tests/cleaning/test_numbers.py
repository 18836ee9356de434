from __future__ import annotations

import pytest

from offre_insertion.cleaning.numbers import (
    Quantity,
    clean_coordonnee,
    clean_entier,
    clean_nombre,
    read_quantity,
)
from offre_insertion.issues import Noted


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("61 200 €", 61200, "€"),
        ("86\u202f400,00 €", 86400, "€"),
        ("1.200 €", 1200, "€"),
        ("1.200,50", 1200.5, ""),
        ("100 k€", 100_000, "€"),
        ("36 500,50", 36500.5, ""),
        ("45200.0", 45200, ""),
        ("0.125", 0.125, ""),
        ("1 000 000", 1_000_000, ""),
        ("24 (2 x 12)", 24, ""),
        ("file active : 80", 80, "file active"),
        ("4h", 4, "h"),
        ("1h30", 1.5, "h"),
        ("12 sem.", 12, "sem"),
        ("10/session", 10, "/session"),
        ("100 bénéficiaires/an", 100, "bénéficiaires/an"),
        ("-5", -5, ""),
    ],
)
def test_a_single_number_is_read_with_its_unit(written: str, value: float, unit: str) -> None:
    quantity = read_quantity(written)
    assert (quantity.value, quantity.unit, quantity.low, quantity.high) == (value, unit, None, None)


@pytest.mark.parametrize("written", ["2 x 12", "2 × 12", "2 groupes de 12"])
def test_a_product_is_worked_out_and_said(written: str) -> None:
    quantity = read_quantity(written)
    assert (quantity.value, quantity.computed) == (24, written)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("15 à 20", 15, 20),
        ("15h à 20h", 15, 20),
        ("15-20", 15, 20),
        ("entre 3 et 6 mois", 3, 6),
        ("au moins 15", 15, None),
        ("+ de 15", 15, None),
        ("20 max", None, 20),
        ("jusqu’à 20", None, 20),
    ],
)
def test_bounds_give_no_single_value(written: str, low: float | None, high: float | None) -> None:
    quantity = read_quantity(written)
    assert (quantity.value, quantity.low, quantity.high) == (None, low, high)


@pytest.mark.parametrize("written", ["≈ 300", "environ 300", "~300"])
def test_an_approximate_number_is_flagged(written: str) -> None:
    quantity = read_quantity(written)
    assert (quantity.value, quantity.is_approximate) == (300, True)


@pytest.mark.parametrize(
    "written",
    [
        "10/session, 4 sessions",
        "6 mois renouvelable 1 fois",
        "janvier 2025",
        "2e trimestre",
        "1/2 journée",
        "1.200",
        "n.c.",
        "12 sem ; 15 à 20 h/sem",
        "10 séances d’1h30",
        "50 à 10",
        "25 (2 x 12)",
        "1er semestre 2024",
        "1,200",
    ],
)
def test_words_that_give_no_sure_number_stay_words(written: str) -> None:
    assert read_quantity(written) == Quantity(written)


def test_prose_is_not_searched_for_numbers() -> None:
    assert read_quantity("mot " * 100 + "3").value is None


@pytest.mark.parametrize(
    ("written", "value"),
    [("15", 15), ("15 h/semaine", 15), ("1h30", 1.5), ("36 500,50", 36500.5), ("0", 0), ("24.0", 24)],
)
def test_a_number_in_the_expected_unit_is_kept(written: str, value: float) -> None:
    assert clean_nombre(written) == Noted(value)


@pytest.mark.parametrize(
    "written",
    [
        "15 h par mois",
        "12 semaines",
        "15 à 20",
        "file active 80",
        "-5",
        "50 %",
        "2 séances de 3 h",
        "nan",
        "1e3",
    ],
)
def test_a_number_in_another_unit_is_refused(written: str) -> None:
    noted = clean_nombre(written)
    assert (noted.value, [note.code for note in noted.notes]) == (None, ["nombre-invalide"])


def test_what_was_worked_out_or_rounded_is_said() -> None:
    assert [note.code for note in clean_nombre("2 x 3 h").notes] == ["nombre-calcule"]
    assert [note.code for note in clean_nombre("environ 15 h").notes] == ["nombre-approximatif"]


@pytest.mark.parametrize(
    ("written", "value"), [("12", 12), ("12 semaines", 12), ("12.0", 12), ("2 x 6 semaines", 12)]
)
def test_weeks_are_whole(written: str, value: int) -> None:
    assert clean_entier(written).value == value


@pytest.mark.parametrize("written", ["3 mois", "1,5", "0", "15 h", "12 à 15"])
def test_what_is_no_count_of_weeks_is_refused(written: str) -> None:
    noted = clean_entier(written)
    assert (noted.value, [note.code for note in noted.notes]) == (None, ["nombre-invalide"])


@pytest.mark.parametrize(
    ("written", "value"), [("48,0706", 48.0706), ("-0.7669", -0.7669), (" 180 ", 180), ("1e-05", 1e-05)]
)
def test_degrees_are_read(written: str, value: float) -> None:
    assert clean_coordonnee(written) == Noted(value)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("475198,12", "coordonnee-hors-wgs84"),
        ("-181", "coordonnee-hors-wgs84"),
        ("0", "coordonnee-nulle"),
        ("0,0000", "coordonnee-nulle"),
        ("48.07 N", "coordonnee-invalide"),
        ("48.07, -0.76", "coordonnee-invalide"),
        ("nan", "coordonnee-invalide"),
        ("1_0", "coordonnee-invalide"),
    ],
)
def test_what_is_no_degree_is_refused_with_its_reason(written: str, code: str) -> None:
    noted = clean_coordonnee(written)
    assert (noted.value, [note.code for note in noted.notes]) == (None, [code])
