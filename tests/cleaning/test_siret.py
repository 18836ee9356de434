from __future__ import annotations

import pytest

from offre_insertion.cleaning.siret import clean_siret, is_valid_siren, is_valid_siret, siren_of

# Fictional: no company has a SIREN in 99999….
SIRET = "99999001300016"


def codes(raw: str) -> list[str]:
    return [note.code for note in clean_siret(raw).notes]


@pytest.mark.parametrize(
    "written",
    [
        SIRET,
        "999 990 013 00016",
        "999\u00a0990\u202f013 00016",
        "999.990.013.00016",
        "N° SIRET : 999 990 013 00016",
        f"{SIRET}.0",
        "9,9999001300016E+13",
    ],
)
def test_one_siret_is_read_however_it_is_written(written: str) -> None:
    noted = clean_siret(written)
    assert (noted.value, noted.notes) == (SIRET, ())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("9,99990E+13", "siret-illisible"),
        ("9.9999E13", "siret-illisible"),
        ("999990013", "siren-sans-nic"),
        ("999 990 013", "siren-sans-nic"),
        ("W531004321", "rna-au-lieu-de-siret"),
        ("0123456.001", "ridet-au-lieu-de-siret"),
        ("99999001300017", "siret-invalide"),
        ("0", "siret-invalide"),
        ("00000000000000", "siret-invalide"),
        ("en cours", "siret-invalide"),
        ("FR40999990013", "siret-invalide"),
    ],
)
def test_what_is_no_siret_is_refused_with_its_reason(written: str, code: str) -> None:
    assert clean_siret(written).value is None
    assert codes(written) == [code]


def test_a_lost_zero_is_given_back_only_when_the_key_proves_it() -> None:
    padded = "09999900500012"
    assert is_valid_siret(padded)
    assert (clean_siret(padded[1:]).value, codes(padded[1:])) == (padded, ["zero-initial-rendu"])
    assert (clean_siret("9999900500013").value, codes("9999900500013")) == (None, ["siret-invalide"])


def test_two_sirets_in_a_cell_are_not_chosen_between() -> None:
    note = clean_siret(f"{SIRET} / 35600000000048").notes[0]
    assert (note.code, note.suggestions) == ("sirets-multiples", ("35600000000048", SIRET))


def test_establishments_of_la_poste_follow_their_own_key() -> None:
    assert is_valid_siret("35600000000048")  # its head office, whose Luhn key is right
    assert is_valid_siret("35600000049837")  # 3+5+6+4+9+8+3+7 = 45
    assert not is_valid_siret("99999001349837")


def test_the_siren_is_the_first_nine_digits_and_has_its_key() -> None:
    assert siren_of(SIRET) == "999990013"
    assert is_valid_siren("999990013")
    assert not is_valid_siren("999990014")
    assert not is_valid_siren("000000000")
    assert not is_valid_siren("٩٩٩٩٩٠٠١٣")


def test_an_empty_cell_says_nothing() -> None:
    assert clean_siret("  ") == clean_siret("")
    assert clean_siret("").notes == ()
