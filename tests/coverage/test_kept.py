"""What is kept of an assessment comes back as it was, whatever changed since."""

from __future__ import annotations

import json
import zlib
from typing import Any

from hypothesis import given

from offre_insertion.coverage import Assessment, Couverture, Maille, Status, weigh_communes
from offre_insertion.coverage.coverage import compute_coverage
from offre_insertion.coverage.kept import dump_assessment, load_assessment
from offre_insertion.coverage.qualification import facts_of
from offre_insertion.geography import load_geography
from offre_insertion.schema import Record

from .fictional import CA_LAVAL, ERNEE, LAVAL, ON, PERMIS, area_of, cover, mayenne, read, service
from .test_properties import few, look, many


def back(document: dict[str, Any], parameters: Couverture | None = None) -> Assessment:
    """Through JSON, as the history does."""
    return load_assessment(
        json.loads(json.dumps(document)), geography=load_geography(), parameters=parameters or Couverture()
    )


@few
@given(many)
def test_everything_that_is_shown_comes_back(drawn: list[Record]) -> None:
    before = look(read(drawn))
    after = back(dump_assessment(before))
    assert (after.cells, after.levels) == (before.cells, before.levels)
    for maille in Maille:
        assert after.areas(maille) == before.areas(maille)
    for code in before.thematiques:
        for area in before.areas(Maille.COMMUNE)[::40]:
            assert facts_of(after.cell(code, area)) == facts_of(before.cell(code, area))


def test_nothing_is_judged_again_by_the_thresholds_of_today() -> None:
    before = cover([service(1), service(2)])
    laval = area_of(before, CA_LAVAL)
    assert before.cell(PERMIS, laval).status is Status.COUVERTE
    after = back(
        dump_assessment(before), Couverture(structures_min=5, couverte_min=1, population_min_statut=10**9)
    )
    assert after.cell(PERMIS, laval) == before.cell(PERMIS, laval)


def test_weights_are_those_of_then() -> None:
    weights = weigh_communes(
        [(2, LAVAL, "30"), (3, ERNEE, "10")], mayenne(), nom="foyers", geography=load_geography()
    )
    before = compute_coverage(read([service()]), mayenne(), on=ON, weights=weights)
    after = back(dump_assessment(before))
    assert (after.weights.nom, after.weights.values) == ("foyers", weights.values)
    assert after.cell(PERMIS, after.areas(Maille.DEPARTEMENT)[0]).weight == 40


def test_a_commune_that_is_no_more_keeps_its_level_and_is_not_drawn() -> None:
    before = cover([service(1)])
    document = dump_assessment(before)
    code, *rest = document["communes"][before.ground.index[LAVAL]]
    assert code == LAVAL
    document["communes"][before.ground.index[LAVAL]] = ["53999", *rest]
    after = back(document)
    assert after.ground.communes[after.ground.index["53999"]].nom == "Laval"
    assert after.ground.without_centre == {before.ground.index[LAVAL]}
    assert after.cells == before.cells


def test_a_year_of_a_département_weighs_a_few_kilobytes() -> None:
    offers = read([service(number) for number in range(40)])
    document = dump_assessment(compute_coverage(offers, mayenne(), on=ON))
    assert len(document["thematiques"]) == 85
    assert len(zlib.compress(json.dumps(document).encode())) < 20_000
