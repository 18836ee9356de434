from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.matching.names import compare_names, parse_name

LAVAL = frozenset({"laval", "mayenne", "53"})


def similarity(a: str, b: str) -> float:
    return compare_names(parse_name(a, place=LAVAL), parse_name(b, place=LAVAL)).similarity


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("CCAS de Laval", "Centre communal d’action sociale de Laval"),
        ("CIAS", "Centre intercommunal d’action sociale"),
        ("Mission locale", "ML"),
        ("PLIE", "Plan local pour l’insertion et l’emploi"),
        ("MDS de Laval", "Maison des Solidarités de Laval"),
        ("Association Mobil’Ossire", "Mobil’Ossire"),
        ("SARL Les Ateliers d’Ossire", "ATELIERS D OSSIRE"),
        ("Pôle emploi Laval", "France Travail Laval"),
        ("Mobil’Ossire", "Mobilossire"),
        ("Les P’tits Coëvrons", "LES PTITS COEVRONS"),
    ],
)
def test_spellings_of_one_name_are_the_same(a: str, b: str) -> None:
    assert similarity(a, b) >= 0.95


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Scoot’Emploi", "Scoot Emplois"),
        ("Garage Ossirelle", "Garage Osirelle"),
        ("Association Laval Insertion Mobilité Ossire", "ALIMO"),
        ("ALIMO", "Association Laval Insertion Mobilité Ossire (ALIMO)"),
        ("CCAS", "CCAS – ateliers informatiques"),
        ("Missiion locale de Laval", "Mission locale"),
    ],
)
def test_typos_acronyms_and_additions_stay_close(a: str, b: str) -> None:
    assert similarity(a, b) >= 0.8


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Mairie déléguée de Trifouillac", "Mairie déléguée de Bellozanne"),
        ("PIJ de Laval", "France Services de Laval"),
        ("Espace Ossirelle", "Espace Calendula"),
        ("Crèche 1", "Crèche 2"),
        ("Antenne nord", "Antenne sud"),
        ("Association Marie", "Mairie de Laval"),
    ],
)
def test_bodies_with_common_words_are_not_close(a: str, b: str) -> None:
    assert similarity(a, b) < 0.65


def test_the_name_of_the_commune_says_little() -> None:
    assert similarity("Épicerie Laval", "Ossirelle Laval") < 0.4


def test_a_commune_named_like_a_kind_is_no_kind() -> None:
    name = parse_name("France Services La Crèche", place=frozenset({"creche"}))
    assert name.kinds == {"france-service"}


def test_a_name_made_of_a_legal_form_is_kept() -> None:
    assert parse_name("Association").weights


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_names_compare_the_same_both_ways(a: str, b: str) -> None:
    left, right = parse_name(a, place=LAVAL), parse_name(b)
    match = compare_names(left, right)
    assert match == compare_names(right, left)
    assert 0 <= match.similarity <= 1


WORDS = st.lists(
    st.sampled_from(
        [
            "association",
            "mobil",
            "ossire",
            "ccas",
            "laval",
            "mission",
            "locale",
            "alo",
            "amo",
            "emploi",
            "emplois",
            "ossir",
            "53",
            "nord",
        ]
    ),
    max_size=6,
).map(" ".join)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_names_that_share_words_compare_the_same_both_ways(a: str, b: str) -> None:
    left, right = parse_name(a, place=LAVAL), parse_name(b)
    assert compare_names(left, right) == compare_names(right, left)


@settings(deadline=None)
@given(WORDS.filter(bool))
def test_a_name_is_itself(name: str) -> None:
    assert similarity(name, name) == 1
