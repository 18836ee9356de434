"""Our keys in DORA."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offre_insertion.publishing.dora.slugs import service_slug, structure_slug


def test_an_id_that_dora_takes_is_the_slug() -> None:
    assert service_slug("cd53--auto-ecole-sociale_2") == "cd53--auto-ecole-sociale_2"


def test_another_id_keeps_what_can_be_read_of_it() -> None:
    assert re.fullmatch(r"cd53-ete-n-4-x[0-9a-f]{16}", service_slug("cd53--Été n°4"))
    assert re.fullmatch(r"cle-x[0-9a-f]{16}", service_slug("%%"))


def test_the_slug_of_a_structure_is_at_most_fifty_characters() -> None:
    assert len(structure_slug("cd53--" + "association-" * 10)) <= 50
    assert structure_slug("a" * 50) == "a" * 50


@pytest.mark.parametrize(
    ("one", "other"), [("cd53--é", "cd53--è"), ("cd53--a b", "cd53--a-b"), ("x" * 101, "x" * 102)]
)
def test_two_ids_never_share_a_slug(one: str, other: str) -> None:
    assert service_slug(one) != service_slug(other)


def test_an_id_that_looks_like_a_digested_one_does_not_take_its_slug() -> None:
    digested = service_slug("cd53--é")
    assert service_slug(digested) != digested


@given(st.text(min_size=1, max_size=200))
def test_every_id_has_a_legal_slug_always_the_same(key: str) -> None:
    slug = service_slug(key)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,100}", slug)
    assert slug == service_slug(key)


@given(st.lists(st.text(alphabet="aAé -_.%", min_size=1, max_size=6), unique=True, min_size=2))
def test_different_ids_have_different_slugs(keys: list[str]) -> None:
    assert len({structure_slug(key) for key in keys}) == len(keys)
