"""What a comparison of labels may ignore, one rule at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offre_insertion.lexicon import variants
from offre_insertion.text import fold


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("les gardes des enfants", "garde enfant"),
        ("publics jeunes", "jeune"),
        ("personnes en situation de handicap", "en situation handicap"),
        ("tous les demandeurs d emploi", "demandeur emploi"),
        ("tous les publics", "tou public"),
        ("travaux", "traval"),
        ("reseaux sociaux", "reseau social"),
        ("brsa de", "brsa de"),
        ("de longue duree", "de longue duree"),
        ("public", "public"),
    ],
)
def test_only_the_words_that_count_are_compared(text: str, words: str) -> None:
    assert variants.core(text) == words


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2.1 - Mobilité", "mobilite"),
        ("Axe 3 : Mobilité", "mobilite"),
        ("Fiche action n° 2.1 : Mobilité", "mobilite"),
        ("Fiche 2.4 Mobilité", "mobilite"),
        ("a) Mobilité", "mobilite"),
        ("– Mobilité", "mobilite"),
        ("Thématique : Mobilité", "mobilite"),
        ("demandeur(se)s d'emploi", "demandeurs d emploi"),
        ("salarié·e·s", "salaries"),
        ("étudiant-e-s", "etudiants"),
        ("habitant.e.s", "habitants"),
        ("accompagné(e)", "accompagne"),
        ("C.C.A.S.", "ccas"),
        ("C.C.A.S. de Laval", "ccas de laval"),
        ("S I A O", "siao"),
        ("BRSA uniquement", "brsa"),
        ("Uniquement femmes", "femmes"),
    ],
)
def test_a_text_written_otherwise_means_the_same(text: str, form: str) -> None:
    assert form in variants.same_meaning(text)


@pytest.mark.parametrize(
    "text", ["60 000 rebonds", "16-25 ans", "peut-être", "vis-à-vis", "2 roues", "L'aide"]
)
def test_a_number_or_a_dash_that_matters_stays(text: str) -> None:
    assert variants.same_meaning(text) == (fold(text),)


def test_a_list_is_cut_at_strong_separators_before_weak_ones() -> None:
    assert variants.parts("CV et lettre / permis") == (
        ("CV et lettre", "permis"),
        ("CV", "lettre", "permis"),
    )


def test_a_text_in_one_piece_and_a_sentence_are_not_lists() -> None:
    assert variants.parts("Garde d'enfants") == ()
    assert variants.parts(", ".join("abcdefghijklmn")) == ()


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Mobilité : permis", ("Mobilité", "permis")),
        ("Mobilité - permis", ("Mobilité", "permis")),
        ("Mobilité > permis", ("Mobilité", "permis")),
        ("auto-école", None),
        ("Mobilité :", None),
    ],
)
def test_a_heading_is_what_stands_before_a_colon(text: str, heading: tuple[str, str] | None) -> None:
    assert variants.heading_and_rest(text) == heading


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("Parents isolés BRSA", ("Parents isolés", "BRSA")),
        ("BRSA jeunes", ("BRSA", "jeunes")),
        ("DE QPV", ("DE", "QPV")),
        ("Parents isolés", None),
        ("BRSA", None),
    ],
)
def test_an_acronym_says_one_more_thing(text: str, both: tuple[str, str] | None) -> None:
    assert variants.beside_acronym(text) == both


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Jeunes (16-25 ans)", "jeunes"),
        ("Jeunes 16-25", "jeunes"),
        ("Jeunes 16/25 ans", "jeunes"),
        ("Jeunes de 16 à 25 ans révolus", "jeunes"),
        ("Jeunes âgés de 18 à 29 ans", "jeunes"),
        ("Jeunes de moins de 26 ans", "jeunes"),
        ("Femmes à partir de 18 ans", "femmes"),
        ("Femmes de 50 ans et plus", "femmes"),
        ("Personnes âgées de plus de 65 ans", "personnes agees"),
        ("BRSA en priorité", "brsa"),
        ("BRSA prioritaires", "brsa"),
        ("Adhésion 10 €/an", "adhesion"),
        ("Adhésion : 1 500,50 euros par personne", "adhesion"),
        ("10 € la séance", "tarif"),
        ("BRSA suivis par la MDS", "brsa"),
        ("Jeunes du territoire de la CC", "jeunes"),
        ("Femmes résidant en QPV", "femmes"),
    ],
)
def test_a_text_without_its_precisions_is_wider(text: str, form: str) -> None:
    assert form in variants.saying_less(text)
    assert form not in variants.same_meaning(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jeunes (sauf étudiants)",
        "Gratuit (hors adhésion)",
        "Jeunes (non scolarisés)",
        "Jeunes inscrits nulle part, sauf à la ML",
    ],
)
def test_an_exception_is_never_left_out(text: str) -> None:
    assert variants.saying_less(text) == ()


def test_nothing_to_pay_is_not_a_price() -> None:
    assert variants.PRICE not in variants.saying_less("0 €")
    assert variants.PRICE not in variants.saying_less("0,00 euros")


@given(st.text(max_size=60))
def test_rewriting_never_raises_and_gives_folded_forms(text: str) -> None:
    forms = (*variants.same_meaning(text), *variants.saying_less(text))
    assert all(form and fold(form) == form for form in forms)
    variants.parts(text)
    variants.heading_and_rest(text)


@given(st.text(alphabet="abdelsux ", max_size=40))
def test_the_words_that_count_of_folded_text_never_grow(text: str) -> None:
    assert len(variants.core(fold(text))) <= len(fold(text))
