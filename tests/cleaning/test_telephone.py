from __future__ import annotations

import pytest

from offre_insertion.cleaning.telephone import clean_telephone, dialled, region_of


def codes(raw: str, *, region: str = "FR") -> list[str]:
    return [note.code for note in clean_telephone(raw, region=region).notes]


@pytest.mark.parametrize(
    "written",
    [
        "02 61 91 00 01",
        "02.61.91.00.01",
        "02-61-91-00-01",
        "02/61/91/00/01",
        "0261910001",
        "02\u00a061\u202f91 00 01",
        "(02) 61 91 00 01",
        "+33 2 61 91 00 01",
        "+33 (0)2 61 91 00 01",
        "0033 2 61 91 00 01",
        "33261910001",
        "Tél. : 02 61 91 00 01 (accueil)",
        "02 61 91 00 01/02",
    ],
)
def test_one_number_is_read_however_it_is_spaced(written: str) -> None:
    noted = clean_telephone(written)
    assert (noted.value, noted.notes) == ("+33261910001", ())


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("3230", "3230"),
        ("32 30", "3230"),
        ("115", "115"),
        ("15", "15"),
        ("Appeler le 3949", "3949"),
        ("116 117", "116117"),
        ("3919 (violences)", "3919"),
    ],
)
def test_short_numbers_are_kept_as_digits(written: str, short: str) -> None:
    assert clean_telephone(written).value == short


@pytest.mark.parametrize(
    "written",
    [
        "15 jours",
        "contact.3949@exemple.fr",
        "poste 12",
        "idem",
        "à préciser",
        "+687",
        "1111111111",
        "12/03/2024",
        "٣٢٣٠",
    ],
)
def test_what_is_no_number_is_refused_and_said(written: str) -> None:
    assert clean_telephone(written).value is None
    assert codes(written) == ["telephone-invalide"]


def test_a_number_that_lacks_a_digit_is_not_completed() -> None:
    assert clean_telephone("02 61 91 5 67").value is None
    assert codes("02 61 91 5 67") == ["telephone-invalide"]


@pytest.mark.parametrize("written", ["261910001", "261910001.0", "2 61 91 00 01"])
def test_the_zero_eaten_by_a_spreadsheet_is_given_back_and_said(written: str) -> None:
    noted = clean_telephone(written)
    assert noted.value == "+33261910001"
    assert [note.code for note in noted.notes] == ["zero-initial-rendu"]


@pytest.mark.parametrize(
    "written",
    [
        "0261910001 / 0261910002",
        "02 61 91 00 01 ou 02 61 91 00 02",
        "02 61 91 00 01 - 02 61 91 00 02",
        "02 61 91 00 01\n02 61 91 00 02",
        "0261910001 0261910002",
        "Fax 02 61 91 00 02, tél. 02 61 91 00 01",
    ],
)
def test_the_other_numbers_of_a_cell_are_reported(written: str) -> None:
    noted = clean_telephone(written)
    assert noted.value == "+33261910001"
    assert [(note.code, note.suggestions) for note in noted.notes] == [
        ("telephones-multiples", ("+33261910002",))
    ]


def test_a_fax_alone_is_no_telephone() -> None:
    note = clean_telephone("Fax : 02 61 91 00 01").notes[0]
    assert (note.code, "télécopie" in note.message) == ("telephone-invalide", True)


def test_a_possible_but_unassigned_number_is_kept_and_flagged() -> None:
    # 06 39 98 xx xx is kept by the regulator for fiction.
    assert clean_telephone("06 39 98 00 02").value == "+33639980002"
    assert codes("06 39 98 00 02") == ["telephone-non-attribue"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+262 2 62 02 07 67", "+262262020767"),
        ("+262 02 62 02 07 67", "+262262020767"),
        ("02 62 02 07 67", "+262262020767"),
        ("0692 12 34 56", "+262692123456"),
        ("0590 27 12 34", "+590590271234"),
        ("02 69 60 12 34", "+262269601234"),
        ("+687445728", "+687445728"),
    ],
)
def test_overseas_prefixes_are_dialled_overseas_even_from_the_mainland(written: str, expected: str) -> None:
    assert clean_telephone(written).value == expected


@pytest.mark.parametrize(
    ("written", "region", "expected"),
    [
        ("42 67 00", "NC", "+687426700"),
        ("687426700", "NC", "+687426700"),
        ("01 42 34 56 78", "NC", "+33142345678"),
        ("01 42 34 56 78", "RE", "+33142345678"),
        ("262020767", "RE", "+262262020767"),
        ("87 12 34 56", "PF", "+68987123456"),
    ],
)
def test_the_region_of_the_catalogue_reads_local_numbers(written: str, region: str, expected: str) -> None:
    assert clean_telephone(written, region=region).value == expected


def test_a_local_number_of_another_region_is_refused() -> None:
    assert codes("42 67 00") == ["telephone-invalide"]


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("97410", "RE"),
        ("974", "RE"),
        ("98800", "NC"),
        ("97133", "GP"),
        ("53000", "FR"),
        ("2A", "FR"),
        ("", "FR"),
        (None, "FR"),
    ],
)
def test_the_region_comes_from_a_postal_code_or_a_departement(code: str | None, region: str) -> None:
    assert region_of(code) == region


@pytest.mark.parametrize(
    "written",
    [
        "02 61 91 00 01 poste 3456",
        "02 61 91 00 01 (demander Mme X)",
        "ouvert de 8h30 à 12h30 - 02 61 91 00 01",
    ],
)
def test_words_that_are_not_kept_beside_the_number_are_said(written: str) -> None:
    assert clean_telephone(written).value == "+33261910001"
    assert codes(written) == ["telephone-extrait"]


@pytest.mark.parametrize("written", ["Tél. : 02 61 91 00 01", "Accueil 02 61 91 00 01", "02 61 91 00 01"])
def test_words_that_only_name_the_number_are_not_missed(written: str) -> None:
    assert codes(written) == []


@pytest.mark.parametrize(
    ("telephone", "shown"),
    [("+33261910001", "02 61 91 00 01"), ("+262262910001", "0262 91 00 01"), ("3230", "3230"), ("", "")],
)
def test_a_number_is_shown_as_it_is_dialled_and_read_back_the_same(telephone: str, shown: str) -> None:
    assert dialled(telephone) == shown
    assert (clean_telephone(shown).value or "") == telephone


def test_a_number_of_another_country_is_shown_as_it_is() -> None:
    assert dialled("+32470123456") == "+32470123456"
