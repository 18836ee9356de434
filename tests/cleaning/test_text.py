from __future__ import annotations

import time

import pytest

from offre_insertion.cleaning.text import (
    clean_description,
    clean_html,
    clean_ligne,
    clean_minuscules,
    clean_nom,
    clean_sans_numero,
    clean_texte,
)
from offre_insertion.issues import Noted


def codes(noted: Noted[str]) -> list[str]:
    return [note.code for note in noted.notes]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("  Garage \t solidaire ", "Garage solidaire"),
        ("Maison\u00a0d’Évron", "Maison d’Évron"),
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("un \n\n\n\n deux", "un\n\ndeux"),
        ("un\x0bdeux", "un\ndeux"),
        ("un_x000D_\ndeux", "un\ndeux"),
        ("a\u200bb\x00c\ufeffd\u00ade", "abcde"),
        ("e\u0301te\u0301", "été"),
        ("CHÂTEAU de l’Âge", "CHÂTEAU de l’Âge"),
        ("Forêt à 3 € – « tôt »", "Forêt à 3 € – « tôt »"),
    ],
)
def test_whitespace_is_made_plain_and_invisible_characters_removed(written: str, expected: str) -> None:
    assert clean_texte(written) == Noted(expected)


@pytest.mark.parametrize("blank", ["", "  ", "\n\u00a0\t", "\u200b\ufeff"])
def test_a_blank_text_is_no_value(blank: str) -> None:
    assert clean_texte(blank) == Noted(None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("CafÃ© crÃ¨me", "Café crème"),
        ("Lâ€™accueil", "L’accueil"),
        ("cÅ“ur", "cœur"),
        ("l\u0092accueil", "l’accueil"),
        ("CafÃ\x1f©", "Café"),  # an invisible character cuts it in two
    ],
)
def test_mojibake_is_repaired_and_said(written: str, expected: str) -> None:
    noted = clean_texte(written)
    assert (noted.value, codes(noted)) == (expected, ["encodage-repare"])


def test_a_lost_character_is_kept_and_reported() -> None:
    noted = clean_texte("Centre d\ufffdaccueil")
    assert (noted.value, codes(noted)) == ("Centre d\ufffdaccueil", ["caractere-perdu"])


def test_an_address_is_put_on_one_line() -> None:
    assert clean_ligne("12 rue du Pont,\nBât. B\n") == Noted("12 rue du Pont, Bât. B")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<p>Un</p><p>deux</p>", "Un\n\ndeux"),
        ("<ul><li>un</li><li>deux</li></ul>", "- un\n- deux"),
        ("un<br/>deux", "un\ndeux"),
        ("<b>Mobilité</b> &amp; permis&nbsp;B", "Mobilité & permis B"),
        ("&amp;lt;p&amp;gt;Un&amp;lt;/p&amp;gt;", "Un"),
        ("<td>Lundi</td><td>9h</td>", "Lundi 9h"),
        ("<script>piege()</script><style>p{}</style>Garage", "Garage"),
        ("<!-- note -->Garage", "Garage"),
        ('<a href="https://asso.fr/page">ici</a>', "ici (https://asso.fr/page)"),
        ('<a href="https://asso.fr/">asso.fr</a>', "asso.fr"),
        ('<a href="mailto:contact@asso.fr?subject=x">écrire</a>', "écrire (contact@asso.fr)"),
    ],
)
def test_html_becomes_lines_of_text(written: str, expected: str) -> None:
    assert clean_html(written) == Noted(expected)


@pytest.mark.parametrize(
    "written", ["Jeunes < 26 ans", "A <contact@asso.fr>", "Public <jeunes> R&D", "5 < 6 > 4"]
)
def test_what_only_looks_like_html_is_kept(written: str) -> None:
    assert clean_html(written) == Noted(written)
    assert clean_html(f"<b>{written}</b>").value == written


def test_hostile_markup_is_read_in_linear_time_and_the_cut_is_said() -> None:
    noted = clean_html("<!--" * 50_000)
    assert codes(noted) == ["texte-coupe"]
    start = time.process_time()
    for unclosed in ("<a <!-- <? </", "<a ", "</", "<a href='", "<"):
        assert clean_html("<b>" + unclosed * (90_000 // len(unclosed))).value is not None
    assert time.process_time() - start < 5  # quadratic, it would be minutes


def test_a_sign_that_opens_nothing_is_text() -> None:
    assert clean_html("<b>Moins de 26 ans</b> (< 26) et <a href='https://x.example.org'>ici").value == (
        "Moins de 26 ans (< 26) et ici"
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mobil’Ossire.", "Mobil’Ossire"),
        ("Mobil’Ossire...", "Mobil’Ossire"),
        ("Mobil’Ossire . .", "Mobil’Ossire"),
    ],
)
def test_the_final_dot_of_a_name_is_removed_and_said(written: str, expected: str) -> None:
    noted = clean_nom(written)
    assert (noted.value, codes(noted)) == (expected, ["point-final"])


def test_a_name_is_one_line_without_markup_and_keeps_etc() -> None:
    assert clean_nom(" Ateliers\ncuisine &amp; santé, etc.") == Noted("Ateliers cuisine & santé, etc.")


def test_a_long_name_is_cut_at_the_length_of_the_schema() -> None:
    noted = clean_nom("Garage " * 30)
    assert noted.value is not None
    assert (len(noted.value) <= 150, noted.value[-1], codes(noted)) == (True, "…", ["nom-trop-long"])


def test_a_name_of_two_letters_is_refused_and_an_empty_one_is_no_name() -> None:
    assert codes(clean_nom("ab")) == ["nom-trop-court"]
    assert clean_nom(" ") == Noted(None)


def test_a_description_keeps_its_lines_within_the_lengths_of_the_schema() -> None:
    assert clean_description("<p>Bilan</p>\n- code\n- permis") == Noted("Bilan\n\n- code\n- permis")
    assert codes(clean_description("abc")) == ["description-trop-courte"]
    long = clean_description("Aide au permis. " * 1_000)
    assert long.value is not None
    assert (len(long.value) <= 10_000, codes(long)) == (True, ["description-trop-longue"])


@pytest.mark.parametrize("filler", ["xxxxx", ".....", "- - - - -", "?" * 20_000])
def test_filler_is_no_description(filler: str) -> None:
    assert (clean_description(filler).value, codes(clean_description(filler))) == (
        None,
        ["texte-de-remplissage"],
    )


def test_other_alphabets_are_descriptions() -> None:
    assert clean_description("مرافقة الباحثين عن عمل").notes == ()


@pytest.mark.parametrize(
    "written",
    [
        "Fiche action n° 2.1 : Bilan",
        "Fiche-action 2 - Bilan",
        "2.3 – Bilan",
        "Action 1.5 Bilan",
        "n° 3 Bilan",
        "4) Bilan",
        "2 - Bilan",
        "10. Bilan",
        "Axe 2 – Action 3 : Bilan",
        "Mesure 12b : Bilan",
    ],
)
def test_the_numbering_of_a_title_is_removed(written: str) -> None:
    assert clean_sans_numero(written) == Noted("Bilan")


@pytest.mark.parametrize("number", ["2.3 – ", "4) ", "2.1 : ", "Fiche 2.1 : "])
def test_a_title_may_begin_with_the_name_of_a_unit(number: str) -> None:
    assert clean_sans_numero(f"{number}Places AVIP") == Noted("Places AVIP")


@pytest.mark.parametrize(
    "title",
    [
        "12 - 15 ans : accueil",
        "12 - places réservées",
        "3.5 tonnes",
        "2024 - Bilan",
        "2e chance",
        "1 jeune 1 solution",
        "Action logement",
        "Action 18 ans et plus",
        "Axe 1",
    ],
)
def test_numbers_that_belong_to_a_title_stay(title: str) -> None:
    assert clean_sans_numero(title) == Noted(title)


def test_lower_case_keeps_accents() -> None:
    assert clean_minuscules(" MOBILITÉ ") == Noted("mobilité")
