from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.matching.addresses import compare_addresses, parse_address

LAVAL = frozenset({"laval"})


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("12 rue des Exemples", "12, RUE DES EXEMPLES"),
        ("12 avenue du Général Ossire", "12 av. du Gal Ossire"),
        ("3 bis boulevard Saint-Michel", "3bis bd St Michel"),
        ("5 place des Tisserands", "5 pl. des Tisserands BP 123 53000 LAVAL Cedex 9"),
        ("80 rue de Sorholus", "80 route de Sorholus (ancienne perception)"),
        ("96/98 rue Ossirelle", "98 rue Ossirelle"),
        ("rue des Exemples", "12 rue des Exemples"),
    ],
)
def test_writings_of_one_address_are_the_same(a: str, b: str) -> None:
    assert compare_addresses(parse_address(a, place=LAVAL), parse_address(b, place=LAVAL)).same >= 0.8


@pytest.mark.parametrize(
    ("a", "b"),
    [("12 rue des Exemples", "3 allée Ossirelle"), ("1 place de la Mairie", "3 place de la Mairie")],
)
def test_two_addresses_differ(a: str, b: str) -> None:
    match = compare_addresses(parse_address(a), parse_address(b))
    assert match.same == 0
    assert match.different > 0.5


def test_a_street_of_every_commune_says_half_without_a_number() -> None:
    match = compare_addresses(parse_address("Place de la Mairie"), parse_address("1 place de la mairie"))
    assert match.same == 0.5


@pytest.mark.parametrize("text", ["", "  ", "BP 12", "53000", "Cedex"])
def test_no_street_is_no_address(text: str) -> None:
    assert parse_address(text) is None


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_addresses_compare_the_same_both_ways(a: str, b: str) -> None:
    left, right = parse_address(a, place=LAVAL), parse_address(b)
    assert compare_addresses(left, right) == compare_addresses(right, left)
