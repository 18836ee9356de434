"""The worked example of the definitions, to the figure (shared); and a small one of our own, everywhere."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from offre_insertion.coverage import (
    Couverture,
    Coverage,
    Knowledge,
    Maille,
    Offer,
    compute_coverage,
    read_offers,
)
from offre_insertion.coverage.usual import usual_measures
from offre_insertion.geography import load_geography
from tests.shared import SHARED, needs_shared

from .fictional import (
    CA_LAVAL,
    CC_AVALOIRS,
    CC_ERNEE,
    CHATEAU_GONTIER,
    ERNEE,
    GARDE,
    LAVAL,
    PERMIS,
    PSY,
    cell,
    cover,
    mayenne,
    read,
    service,
)

FOLDER = SHARED / "domain" / "couverture-exemple"


def load(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found


def example_offers() -> list[Offer]:
    data = load("offres.json")
    on = dt.date.fromisoformat(data["date_reference"])
    # The records give no contact: their structures have one, and no place.
    structures = [{"id": one["structure"], "telephone": "0261910001"} for one in data["offres"]]
    services = [{**one, "structure_id": one["structure"]} for one in data["offres"]]
    parameters = Couverture(rayons_km=data["rayon_km"], fraicheur_max_mois=data["fraicheur_max_mois"])
    return read_offers(
        structures,
        services,
        geography=load_geography(),
        parameters=parameters,
        on=on,
        knowledge=Knowledge(dispositifs={one["id"]: one["dispositif"] for one in data["offres"]}),
    )


def example() -> Coverage:
    data = load("offres.json")
    parameters = Couverture(rayons_km=data["rayon_km"], fraicheur_max_mois=data["fraicheur_max_mois"])
    on = dt.date.fromisoformat(data["date_reference"])
    return compute_coverage(example_offers(), mayenne(), on=on, parameters=parameters)


@pytest.mark.shared
@needs_shared
def test_the_worked_example_is_reproduced_to_the_figure() -> None:
    coverage, expected, offers = example(), load("attendu.json"), example_offers()
    assert expected.pop("_comptages") == {
        "enregistrements": coverage.total.records,
        "dispositifs(grappes)": coverage.total.dispositifs,
        "taux_pluri_enregistrement": round(coverage.total.rate, 3),
        "population": cell(coverage).population,
        "communes": len(coverage.ground.communes),
        "communes_sans_centre": [coverage.ground.communes[i].nom for i in coverage.ground.without_centre],
    }
    for code, figures in expected.items():
        found = cell(coverage, thematique=code)
        assert found.c4 == pytest.approx(figures["C4_proximite"], abs=1e-12), code
        if "niveau_max" in figures:
            assert int(found.best.code[0]) == figures["niveau_max"], code
            continue
        usual = usual_measures(offers, code, coverage.ground, coverage.weights.values)
        assert usual.site == pytest.approx(figures["naif_commune_implantation"], abs=1e-12)
        assert usual.search == pytest.approx(figures["api_50km"], abs=1e-12)
        assert found.c3 == pytest.approx(figures["C3_avec_distance"], abs=1e-12)
        by_level: dict[str, float] = {}
        for level, weight in found.by_level.items():
            by_level[level.code[0]] = by_level.get(level.code[0], 0) + weight / found.weight
        assert {level: round(share, 3) for level, share in by_level.items()} == figures["repartition_niveaux"]
        assert sum(level < 5 for level in coverage.levels[code].levels) == figures["communes_sans_proximite"]
        assert {
            area.nom: [round(one.c4 or 0, 2), one.population]
            for area in coverage.areas(Maille.EPCI)
            for one in [coverage.cell(code, area)]
        } == figures["C4_par_epci"]


@pytest.mark.shared
@needs_shared
def test_the_worked_example_says_what_its_text_says() -> None:
    coverage = example()
    mobilite, garde, sante = (cell(coverage, thematique=code) for code in ("mobilite", GARDE, "sante"))
    assert [one.status for one in (mobilite, garde, sante)] == ["a-renforcer", "non-couverte", "a-renforcer"]
    assert garde.reason.label == "nationale seule"
    assert coverage.reached("mobilite", coverage.areas(Maille.DEPARTEMENT)[0]) == ()
    permis = coverage.recorded[PERMIS]
    assert (permis.rate, permis.surplus, permis.is_alert) == (0.5, 1, False)
    assert cell(coverage, CC_AVALOIRS, GARDE).c4 == 1


def test_a_small_example_of_our_own() -> None:
    coverage = cover(
        [
            service(1),
            service(2, source="autre"),
            service(3, code_insee=CHATEAU_GONTIER, date_maj="2024-01-01"),
            service(4, thematiques=[GARDE], code_insee=None, zone_eligibilite=[CC_ERNEE]),
            service(5, thematiques=[GARDE], zone_eligibilite=["france"], modes_accueil=["a-distance"]),
            service(6, thematiques=[PSY], zone_eligibilite=None),
            service(7, thematiques=[PSY], code_insee=ERNEE, modes_accueil=["a-distance"]),
        ],
        dispositifs={"essai--2": "essai--1"},
        structures={"essai--s2": "essai--s1"},
    )
    permis, garde, psy = (cell(coverage, thematique=code) for code in (PERMIS, GARDE, PSY))
    # Two records of one dispositif, one structure; one too old: near Laval only.
    assert (permis.dispositifs.proches, permis.dispositifs.inutilisables, permis.structures) == (1, 1, 1)
    assert (round(permis.c4 or 0, 4), permis.status, permis.reason.label) == (
        0.4672,
        "non-couverte",
        "hors de portée",
    )
    assert cell(coverage, CA_LAVAL).is_fragile
    assert (cell(coverage, CC_ERNEE, GARDE).c4, garde.reason.label) == (1, "nationale seule")
    assert (psy.c3, psy.judged, psy.reason.label) == (
        1,
        cell(coverage, thematique="sante").c4,
        "distance seule",
    )
    assert coverage.levels[PSY].level(coverage.ground.index[LAVAL]).code == "4"


def test_the_usual_measures_err_in_opposite_directions() -> None:
    offers = read([service(1, zone_eligibilite=None, code_insee=LAVAL), service(2, thematiques=[GARDE])])
    weights = [float(one.population) for one in mayenne().communes]
    usual = usual_measures(offers, PERMIS, mayenne(), weights)
    laval = mayenne().communes[mayenne().index[LAVAL]].population
    # By site: Laval alone. By search: the zone that nobody knows is everywhere within 50 km.
    assert usual.site == laval / sum(weights)
    assert usual.search is not None
    assert usual.search > 0.95
    assert usual_measures(offers, PERMIS, mayenne(), [0.0] * len(weights)).site is None
