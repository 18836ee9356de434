from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.geography import compress_zone, expand_zone, load_geography

SABOLIEN = "247200090"


@pytest.mark.parametrize(
    ("codes", "count"),
    [
        (["53"], 240),
        (["53130"], 1),
        (["200083392"], 34),
        (["200083392", "53130"], 34),
        (["75112"], 1),
        (["france"], 34_969),
        (["99100"], 34_969),
        (["99109"], 0),
        (["inconnu"], 0),
        ([], 0),
    ],
)
def test_codes_are_expanded_to_communes_of_today(codes: list[str], count: int) -> None:
    assert len(expand_zone(codes)) == count


def test_communes_of_a_whole_epci_become_its_code() -> None:
    communes = load_geography().codes_of_epci("200083392")
    assert compress_zone(communes | {"53147"}) == ("200083392", "53147")


def test_an_epci_short_of_one_commune_stays_a_list() -> None:
    communes = load_geography().codes_of_epci("200083392") - {"53130"}
    assert compress_zone(communes) == tuple(sorted(communes))


def test_an_epci_across_the_border_is_never_written_for_one_side() -> None:
    geography = load_geography()
    inside = geography.codes_of_epci(SABOLIEN) & geography.codes_of_departement("53")
    assert inside
    assert compress_zone(inside) == tuple(sorted(inside))
    assert compress_zone(geography.codes_of_epci(SABOLIEN)) == (SABOLIEN,)


def test_a_whole_departement_becomes_its_code() -> None:
    assert compress_zone(load_geography().codes_of_departement("53") | {"72181"}) == ("53", "72181")


MAYENNE = sorted(load_geography().codes_of_departement("53") | load_geography().codes_of_epci(SABOLIEN))


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.sampled_from(MAYENNE)),
    st.sets(st.sampled_from(["53", SABOLIEN, "200083392", "245300355", "245300389"])),
)
def test_compression_neither_adds_nor_loses_a_commune(communes: set[str], codes: set[str]) -> None:
    meant = expand_zone(codes) | communes
    assert expand_zone(compress_zone(meant)) == meant
