"""French spaces, figures and dates."""

from __future__ import annotations

import datetime as dt

import pytest

from offre_insertion.reporting.typography import (
    difference,
    figure,
    long_day,
    points,
    signed,
    typeset,
    typeset_page,
)

NB, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("Quoi ? Oui ; non !", f"Quoi{NARROW}? Oui{NARROW}; non{NARROW}!"),
        ("Source : « a » (54 %)", f"Source{NB}: «{NB}a{NB}» (54{NB}%)"),
        ("6 mois, 20 km, 15 h", f"6{NB}mois, 20{NB}km, 15{NB}h"),
        ("https://exemple.org/?a=1 12:30", "https://exemple.org/?a=1 12:30"),
        ("", ""),
    ],
)
def test_spaces_that_must_not_break(written: str, set_: str) -> None:
    assert typeset(written) == set_
    assert typeset(set_) == set_


def test_a_page_is_typeset_in_its_texts_alone() -> None:
    page = '<style>a :hover{}</style><p title="a : b">Oui : non</p>'
    assert typeset_page(page) == f'<style>a :hover{{}}</style><p title="a : b">Oui{NB}: non</p>'


def test_figures() -> None:
    assert [figure(value) for value in (0, 12, 1234.5, -2, 0.25)] == [
        "0",
        "12",
        f"1{NARROW}234,5",
        "−2",
        "0,25",
    ]
    assert [signed(value) for value in (3, -3, 0)] == ["+3", "−3", "0"]


def test_differences_of_figures_are_those_of_the_figures_shown() -> None:
    assert difference(0.457, 0.473) == "+0,01"  # 0,46 then 0,47
    assert difference(12, 9) == "−3"
    assert difference(2.44, 2.46) == "+0,1"


def test_differences_of_shares_are_those_of_the_figures_shown() -> None:
    assert points(0.639, 0.5469) == f"−9{NB}points"  # 63 % then 54 %
    assert points(0.5, 0.51) == f"+1{NB}point"
    assert points(0.5, 0.5) == f"0{NB}point"


def test_dates_in_full() -> None:
    assert long_day(dt.date(2026, 10, 1)) == f"1er{NB}octobre 2026"
    assert long_day(dt.date(2026, 9, 30)) == f"30{NB}septembre 2026"
