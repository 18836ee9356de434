"""Records as they come: odd values neither stop the reading nor move an offer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.coverage import compute_coverage
from offre_insertion.geography import load_geography
from offre_insertion.schema import FIELDS

from .fictional import CA_LAVAL, LAVAL, ON, PERMIS, cover, level, mayenne, read, service

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.lists(st.text(max_size=5), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=1),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS["service"]), ODD, max_size=6))
def test_odd_values_never_stop_the_reading(fields: dict[str, Any]) -> None:
    offers = read([{**service(1), **fields}, service(2)])
    compute_coverage(offers, mayenne(), on=ON, thematiques=[PERMIS])


def test_one_code_alone_is_a_list_of_one() -> None:
    (offer,) = read([service(zone_eligibilite=CA_LAVAL, modes_accueil="en-presentiel", thematiques=PERMIS)])
    assert (offer.zone, offer.is_on_site, offer.about.thematiques) == ((CA_LAVAL,), True, (PERMIS,))


@pytest.mark.parametrize("point", [(1e9, 48.0), (-0.7, 4800.0), (float("nan"), 48.0), ("-0,7", "48")])
def test_a_point_that_is_none_gives_way_to_the_commune(point: tuple[Any, Any]) -> None:
    coverage = cover([service(longitude=point[0], latitude=point[1])])
    assert level(coverage, LAVAL) == "4"


def test_a_record_without_id_is_left_out() -> None:
    assert read([{"nom": "Sans identifiant"}]) == []


def test_a_former_commune_is_that_of_today() -> None:
    former, current = next(
        (code, current)
        for _, _, code, current in load_geography().former_names()
        if current.startswith("53") and code != current
    )
    (offer,) = read([service(code_insee=former, zone_eligibilite=None)])
    assert offer.commune == current
