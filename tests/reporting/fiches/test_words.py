"""The words of the values: what says nothing is blank, what is written stays as written."""

from __future__ import annotations

import pytest

from offre_insertion.reporting.fiches.words import amount, count, french, number_text, tidy, weekly_hours
from tests.reporting.fiches.fictional import quantity


@pytest.mark.parametrize(
    "text", ["", "  ", "?", "-", "n.c.", "NC", "à préciser", "Non communiqué", "#REF!", "#N/A"]
)
def test_words_for_unknown_are_blank(text: str) -> None:
    assert tidy(text) == ""


@pytest.mark.parametrize("text", ["sans objet", "0", "au besoin", "Не указано", "#dispositif"])
def test_words_that_say_something_are_kept(text: str) -> None:
    assert tidy(text) == text


def test_characters_that_a_file_cannot_hold_go_and_lines_stay() -> None:
    assert tidy("a\x00\x0b\x1f\ud800\uffffb\r\nc\u2028d\te") == "ab\nc\nd\te"


@pytest.mark.parametrize(
    ("texte", "valeur", "shown", "number"),
    [
        ("61200", 61200.0, "61 200 €", 61200.0),
        ("36 500,50 €", 36500.5, "36 500,50 €", 36500.5),
        ("720 € / mois", 720.0, "720 € / mois", None),
        ("≈ 700", 700.0, "≈ 700", None),
        ("État 50 %", None, "État 50 %", None),
    ],
)
def test_an_amount_is_a_number_only_when_its_text_is_one(
    texte: str, valeur: float | None, shown: str, number: float | None
) -> None:
    text, found = amount(quantity(texte, valeur))
    assert (text.replace("\u00a0", " "), found) == (shown, number)


@pytest.mark.parametrize(
    ("texte", "valeur", "number"),
    [("24", 24.0, 24.0), ("6 places", 6.0, 6.0), ("24 (2 x 12)", 24.0, None), ("10/session", None, None)],
)
def test_places_are_a_number_only_when_their_text_is_one(
    texte: str, valeur: float | None, number: float | None
) -> None:
    assert count(quantity(texte, valeur)) == (texte, number)


def test_hours_are_by_week_unless_said_otherwise() -> None:
    bounds = quantity("15 à 20", minimum=15, maximum=20)
    found = [weekly_hours(one) for one in (quantity("2", 2), quantity("4h", 4, "h"), bounds)]
    assert [text.replace("\u00a0", " ") for text in found] == [
        "2 h par semaine", "4h par semaine", "15 à 20 h par semaine",
    ]  # fmt: skip
    assert weekly_hours(quantity("15 h par mois", 15, "h par mois")) == "15 h par mois"
    assert weekly_hours(quantity("au besoin")) == "au besoin"


def test_our_own_sentences_have_their_non_breaking_spaces() -> None:
    assert french("La « liste » : 3 €") == "La «\u00a0liste\u00a0»\u00a0: 3\u00a0€"


def test_numbers_are_written_the_french_way() -> None:
    assert [number_text(one).replace("\u00a0", " ") for one in (1234567.0, 912.5125, 0.5)] == [
        "1 234 567", "912,51", "0,50",
    ]  # fmt: skip
