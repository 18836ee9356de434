"""Single values at the limits of DORA."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offre_insertion.publishing.dora.values import (
    cut,
    from_phone,
    is_email,
    is_url,
    items,
    plain,
    summarise,
    to_phone,
)


@pytest.mark.parametrize(
    ("telephone", "area", "phone"),
    [
        ("+33243000001", "", "0243000001"),
        ("02 43 00 00 01", "", "0243000001"),
        ("+33 (0)2 43 00 00 01", "", "0243000001"),
        ("+262262123456", "97400", "0262123456"),
        ("02 62 12 34 56", "97400", "0262123456"),
        ("+590590123456", "97100", "0590123456"),
        ("+594594123456", "", "0594123456"),
        ("+596596123456", "", "0596123456"),
        ("+68940123456", "98700", "40123456"),
        ("+687261234", "98800", "261234"),
        ("3949", "", "3949"),
        ("115", "", "115"),
    ],
)
def test_a_telephone_becomes_ten_digits_at_most_and_comes_back(telephone: str, area: str, phone: str) -> None:
    assert to_phone(telephone, area=area) == phone
    again = from_phone(phone, area=area)
    assert again is not None
    assert to_phone(again, area=area) == phone


@pytest.mark.parametrize("telephone", ["+352 27 12 34 56 78", "+41 22 123 45 67", "à l’accueil", ""])
def test_a_number_that_dora_cannot_hold_is_none(telephone: str) -> None:
    assert to_phone(telephone) is None


def test_what_dora_holds_may_not_be_a_number() -> None:
    assert from_phone("abcdef") is None


@pytest.mark.parametrize("email", ["contact@exemple.fr", "A.B+c@sous.exemple.asso.fr", "x@xn--exmple-cua.fr"])
def test_a_plain_email_is_taken(email: str) -> None:
    assert is_email(email)


@pytest.mark.parametrize(
    "email", ["é@exemple.fr", "a@exemple", "a b@exemple.fr", f"{'a' * 250}@ex.fr", "pas-un-mail"]
)
def test_an_email_that_dora_refuses_is_seen(email: str) -> None:
    assert not is_email(email)


@pytest.mark.parametrize(
    "url", ["https://exemple.fr", "http://exemple.fr:8080/a?b=é", f"https://exemple.fr/{'a' * 181}"]
)
def test_a_web_address_with_its_scheme_is_taken(url: str) -> None:
    assert is_url(url)


@pytest.mark.parametrize(
    "url",
    ["exemple.fr", "ftp://exemple.fr", "https://exemple", "https://ex emple.fr", "http://[::1", "https://exemple.fr:port/",
     f"https://exemple.fr/{'a' * 182}"],
)  # fmt: skip
def test_a_web_address_that_dora_refuses_is_seen(url: str) -> None:
    assert not is_url(url)


def test_a_text_is_cut_after_a_word() -> None:
    assert cut("Un deux trois", 13) == "Un deux trois"
    assert cut("Un deux trois", 12) == "Un deux…"
    assert cut("Un deux, trois", 9) == "Un deux…"
    assert cut("Anticonstitutionnellement", 10) == "Anticonst…"


@given(st.text(min_size=1, max_size=60), st.integers(2, 40))
def test_a_cut_text_always_fits_and_starts_as_the_text(text: str, limit: int) -> None:
    shorter = cut(text, limit)
    assert len(shorter) <= limit
    assert shorter == text or text.startswith(shorter.removesuffix("…"))


def test_a_summary_is_one_line_of_whole_sentences() -> None:
    text = "## Objectifs\n- Trouver un emploi ;\n- Le garder.\n\n1. Un entretien par mois"
    assert summarise(text, 280) == "Objectifs. Trouver un emploi ; Le garder. Un entretien par mois"
    assert summarise("Une phrase. Une autre, bien plus longue.", 20) == "Une phrase."
    assert summarise("Une phrase sans fin qui continue", 20) == "Une phrase sans fin…"


@given(st.text(max_size=400), st.integers(20, 280))
def test_a_summary_always_fits_on_one_line(text: str, limit: int) -> None:
    summary = summarise(text, limit)
    assert len(summary) <= limit
    assert "\n" not in summary


def test_lines_are_items_and_long_lines_their_sentences() -> None:
    text = "- Être majeur ;\n\n• Avoir un projet. Être orienté par un référent."
    assert list(items(text, 25)) == [
        ("Être majeur", False),
        ("Avoir un projet.", False),
        ("Être orienté par un…", True),
        ("…référent.", True),
    ]


@given(st.text(alphabet="abé ;.\n-", max_size=300), st.integers(12, 60))
def test_items_fit_and_lose_no_word(text: str, limit: int) -> None:
    found = [item for item, _ in items(text, limit)]
    assert all(0 < len(item) <= limit for item in found)
    letters = [character for character in "".join(found) if character.isalpha()]
    assert letters == [character for character in text if character.isalpha()]


def test_characters_that_dora_refuses_are_removed() -> None:
    assert plain(" a\x00b\ud800 ") == "ab"
    assert plain(None) == ""
