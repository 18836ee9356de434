"""Communes weigh what a person says: by commune or by EPCI, each once."""

from __future__ import annotations

import pytest

from offre_insertion.coverage import compute_coverage, weigh_communes
from offre_insertion.coverage.weights import Weights
from offre_insertion.errors import ReadError
from offre_insertion.geography import load_geography

from .fictional import CA_LAVAL, CC_ERNEE, ERNEE, LAVAL, MAYENNE, ON, PERMIS, cell, mayenne, read, service


def weigh(*lines: tuple[str, str]) -> Weights:
    numbered = [(number, code, figure) for number, (code, figure) in enumerate(lines, 2)]
    return weigh_communes(numbered, mayenne(), nom="foyers RSA", geography=load_geography())


def weight_of(weights: Weights, code: str) -> float:
    return weights.values[mayenne().index[code]]


def test_the_weight_of_communes_is_as_given() -> None:
    weights = weigh((LAVAL, "1 200"), (MAYENNE, "310,5"))
    assert (weight_of(weights, LAVAL), weight_of(weights, MAYENNE)) == (1200, 310.5)
    assert weights.missing == 238


def test_the_weight_of_an_epci_is_shared_as_its_inhabitants() -> None:
    weights = weigh((CC_ERNEE, "1000"))
    assert sum(weights.values) == pytest.approx(1000)
    ernee = load_geography().commune(ERNEE)
    assert ernee is not None
    assert weight_of(weights, ERNEE) == pytest.approx(1000 * ernee.population / 20303)


def test_a_former_commune_adds_up_in_its_new_one() -> None:
    former, new = next(
        (code, current)
        for _, _, code, current in load_geography().former_names()
        if current.startswith("53") and code != current
    )
    weights = weigh((former, "10"), (new, "5"))
    assert weight_of(weights, new) == 15


@pytest.mark.parametrize(
    "lines",
    [((LAVAL, "1"), (LAVAL, "2")), ((CA_LAVAL, "5"), (LAVAL, "1")), ((LAVAL, "1"), (CA_LAVAL, "5"))],
)
def test_a_commune_is_not_counted_twice(lines: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(ReadError, match="a déjà un poids"):
        weigh(*lines)


def test_unknown_codes_and_figures_are_said_and_left_out() -> None:
    weights = weigh((LAVAL, "3"), ("00000", "4"), (MAYENNE, "beaucoup"), (ERNEE, "-1"))
    assert (weights.unknown, weights.refused) == (("00000",), (4, 5))


def test_the_epci_and_the_communes_that_no_line_gives_are_named() -> None:
    ground = mayenne()
    epci = {code for one in ground.communes if (code := one.code_epci) and code not in (CA_LAVAL, CC_ERNEE)}
    ernee = [
        (one.code_insee, "1")
        for one in ground.communes
        if one.code_epci == CC_ERNEE and one.code_insee != ERNEE
    ]
    weights = weigh(*((code, "10") for code in sorted(epci)), *ernee)
    assert weights.lacking == ("CA Laval Agglomération", "Ernée")
    (said,) = weights.left_out()
    assert said.endswith("35 communes habitées sans nombre, comptées pour 0 (CA Laval Agglomération, Ernée).")


def test_a_file_of_elsewhere_is_refused() -> None:
    with pytest.raises(ReadError, match="aucune commune du territoire"):
        weigh(("75056", "1"))


def test_shares_follow_the_weights() -> None:
    offers = read([service(zone_eligibilite=[LAVAL])])
    coverage = compute_coverage(offers, mayenne(), on=ON, weights=weigh((LAVAL, "3"), (MAYENNE, "1")))
    found = cell(coverage, thematique=PERMIS)
    assert (found.c4, found.weight, found.population) == (0.75, 4, 305468)
    assert cell(coverage, CC_ERNEE).status == "masque"
