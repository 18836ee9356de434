from __future__ import annotations

import pytest

from offre_insertion.cleaning.codes import clean_code_insee, clean_code_postal
from offre_insertion.issues import Noted


@pytest.mark.parametrize(
    "written", ["53101", "53 101", "53.101", "53101 CEDEX", "53101 Laval Cedex 9", "F-53101", "53101.0"]
)
def test_a_postal_code_is_read_however_it_is_written(written: str) -> None:
    assert clean_code_postal(written) == Noted("53101")


@pytest.mark.parametrize("written", ["1000", "1000.0", "1000 Bourg-Fictif"])
def test_the_lost_zero_of_a_postal_code_is_given_back_and_said(written: str) -> None:
    noted = clean_code_postal(written)
    assert (noted.value, [note.code for note in noted.notes]) == ("01000", ["zero-initial-rendu"])


@pytest.mark.parametrize("written", ["LAVAL", "530", "053000", "00000", "2A000", "٥٣٠٠٠", "-"])
def test_what_is_no_postal_code_is_refused(written: str) -> None:
    noted = clean_code_postal(written)
    assert (noted.value, [note.code for note in noted.notes]) == (None, ["code-postal-invalide"])


def test_two_postal_codes_are_not_chosen_between() -> None:
    note = clean_code_postal("53000 / 53100").notes[0]
    assert (note.code, note.suggestions) == ("codes-postaux-multiples", ("53000", "53100"))
    assert clean_code_postal("53000 / 53000") == Noted("53000")


@pytest.mark.parametrize(
    ("written", "code"), [("53130", "53130"), ("2a004", "2A004"), ("2 B033", "2B033"), ("53130.0", "53130")]
)
def test_an_insee_code_is_read(written: str, code: str) -> None:
    assert clean_code_insee(written) == Noted(code)


def test_the_lost_zero_of_an_insee_code_is_given_back_and_said() -> None:
    noted = clean_code_insee("1053")
    assert (noted.value, [note.code for note in noted.notes]) == ("01053", ["zero-initial-rendu"])


@pytest.mark.parametrize("written", ["Laval", "531", "2C004", "00000", "0531", "530130", ".0"])
def test_what_is_no_insee_code_is_refused(written: str) -> None:
    noted = clean_code_insee(written)
    assert (noted.value, [note.code for note in noted.notes]) == (None, ["code-insee-invalide"])


def test_empty_cells_say_nothing() -> None:
    assert clean_code_postal(" ") == clean_code_insee(" ") == Noted(None)
