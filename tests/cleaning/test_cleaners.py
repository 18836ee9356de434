"""What every cleaner promises, whatever the cell holds."""

from __future__ import annotations

import string
from typing import Any, get_args

import pytest
from data_inclusion.schema import v1
from hypothesis import example, given, settings
from hypothesis import strategies as st

from offre_insertion.cleaning import CLEANERS, FIELD_CLEANERS, cleaners_for
from offre_insertion.cleaning.courriel import is_masked_in_open_data, is_personal_courriel
from offre_insertion.cleaning.lists import split_values
from offre_insertion.cleaning.numbers import read_quantity
from offre_insertion.connector import CleanerName
from offre_insertion.issues import CODES
from offre_insertion.schema import FIELDS, MODELS

#: Opening hours have their own tests.
NAMES = sorted(set(CLEANERS) - {"horaires"})

_PIECES = [
    *(
        "02 61 91 00 01",
        "+33 ",
        "0692",
        "3230",
        "15",
        "/",
        " ou ",
        "fax ",
        "+",
        "E+13",
        "999 990 013 00016",
        "W",
        "n° ",
    ),
    *(
        "contact",
        "@",
        "asso.fr",
        ".",
        "mailto:",
        "www.",
        "https://",
        "http:/",
        ",",
        ";",
        " ",
        "(",
        ")",
        "[at]",
        "%A0",
    ),
    *(
        "12/03/2024",
        "mars ",
        "2026",
        "1er ",
        "-",
        "45200",
        "T10:00:00Z",
        "le ",
        "00:00",
        "1706742000000",
        "MAJ ",
    ),
    *(
        "<p>",
        "</p>",
        "<b",
        "<li>",
        "<!--",
        "-->",
        "&amp;",
        "&lt;",
        "&#160;",
        "<a href='https://asso.fr'>",
        "</a>",
        "<script>",
    ),
    *(
        "Ã©",
        "â€™",
        "Å“",
        "\u0092",
        "\ufffd",
        "e\u0301",
        "\u00a0",
        "\u200b",
        "\n",
        "\r\n",
        "\x0b",
        "_x000D_",
        "İ",
        "É",
        "ﬁ",
    ),
    *(
        "Fiche action n° 2.1 : ",
        "2.3 – ",
        "4) ",
        "etc.",
        "...",
        "Bilan",
        " x ",
        " à ",
        "≈",
        "€",
        "k€",
        "h",
        "30",
        "sem.",
        ",5",
    ),
    *("1.200", "0,125", "53101 CEDEX", "2a004", "F-", "\ud800", "\x00", "\x1f", "٣", "²", "x" * 80),
]
CELLS = st.lists(
    st.sampled_from(_PIECES) | st.text(max_size=4) | st.text(string.digits, max_size=6), max_size=8
).map("".join)


def test_the_registry_has_every_name_a_connector_can_give() -> None:
    assert set(CLEANERS) == set(get_args(CleanerName))


def test_every_field_of_the_schema_gets_a_cleaner_that_exists() -> None:
    assert set(FIELD_CLEANERS) <= {name for names in FIELDS.values() for name in names}
    assert set(FIELD_CLEANERS.values()) <= set(CLEANERS)


def test_a_catalogue_dials_from_its_own_region() -> None:
    assert CLEANERS["telephone"]("42 67 00").value is None
    assert cleaners_for("NC")["telephone"]("42 67 00").value == "+687426700"
    assert cleaners_for("NC").keys() == CLEANERS.keys()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=100, deadline=None)
@given(cell=CELLS)
def test_a_cleaner_never_raises_and_changes_nothing_twice(name: str, cell: str) -> None:
    clean = CLEANERS[name]
    noted = clean(cell)
    assert {note.code for note in noted.notes} <= set(CODES)
    if noted.value is not None:
        assert noted.value != ""
        assert clean(str(noted.value)).value == noted.value
    elif cell.strip() and name in {"telephone", "courriel", "url", "siret", "code_postal", "code_insee"}:
        assert noted.notes, "a value is never dropped in silence"


def _owner(field: str) -> type[Any]:
    return MODELS["structure"] if field in FIELDS["structure"] else MODELS["service"]


_COMPLETE = {
    "source": "fictif",
    "id": "fictif--1",
    "structure_id": "fictif--1",
    "nom": "Garage solidaire",
    "description": "Réparation de voitures",
    "date_maj": "2026-01-01",
}


@pytest.mark.parametrize("field", sorted(set(FIELD_CLEANERS) - {"horaires_accueil"}))
@settings(max_examples=50, deadline=None)
@given(cell=CELLS)
@example(cell="contact@asso.fr")
@example(cell="www.asso.fr")
def test_what_a_cleaner_gives_is_accepted_as_it_is_by_the_official_models(field: str, cell: str) -> None:
    value = CLEANERS[FIELD_CLEANERS[field]](cell).value
    if value is not None:
        record = _owner(field).model_validate({**_COMPLETE, field: value}, context={"ignore_warnings": False})
        assert record.model_dump(mode="json")[field] == value


@settings(max_examples=100, deadline=None)
@given(cell=CELLS)
def test_the_other_readers_never_raise(cell: str) -> None:
    quantity = read_quantity(cell)
    assert quantity.value is None or (quantity.low is None and quantity.high is None)
    assert all(
        value == value.strip() != "" for value in split_values(cell, [",", ";", " - "], known=str.isalpha)
    )
    assert is_personal_courriel(cell) in {True, False}
    assert is_masked_in_open_data(cell) in {True, False}


def test_the_models_are_those_of_the_first_version_of_the_schema() -> None:
    assert (MODELS["structure"], MODELS["service"]) == (v1.Structure, v1.Service)
