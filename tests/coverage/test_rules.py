"""Each « lecture retenue » has a test that bears its name."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from offre_insertion.coverage import Couverture, Maille, compute_coverage, ground_of_departement
from offre_insertion.coverage.offers import oldest_day
from offre_insertion.coverage.rules import RULES
from offre_insertion.coverage.themes import SUB_THEMATIQUES
from offre_insertion.geography import distance_km, load_geography

from .fictional import (
    CA_LAVAL,
    CC_AVALOIRS,
    CC_ERNEE,
    CC_MAYENNE,
    CHATEAU_GONTIER,
    ERNEE,
    FINANCER,
    GARDE,
    LAVAL,
    MAYENNE,
    ON,
    PERMIS,
    PSY,
    VEHICULE,
    VILLAINES,
    cell,
    counts,
    cover,
    level,
    mayenne,
    read,
    reason,
    service,
)


def test_niveau_frein_is_the_best_thematique_with_its_own_radius() -> None:
    coverage = cover([service(thematiques=[PERMIS])], parameters=Couverture(rayons_km={PERMIS: 5}))
    assert coverage.levels["mobilite"].levels == coverage.levels[PERMIS].levels
    assert counts(coverage, "mobilite")["4"] < counts(cover([service()]), "mobilite")["4"]


def test_distance_includes_its_bound() -> None:
    ground = mayenne()
    here, there = ground.communes[ground.index[LAVAL]], ground.communes[ground.index[MAYENNE]]
    assert here.point is not None
    assert there.point is not None
    exact = distance_km(here.point, there.point)
    assert level(cover([service()], parameters=Couverture(rayons_km={PERMIS: exact})), MAYENNE) == "4"
    assert level(cover([service()], parameters=Couverture(rayons_km={PERMIS: exact - 0.01})), MAYENNE) == "2b"


def test_seuils_are_inclusive() -> None:
    one, two = service(1), service(2)
    share = cell(cover([one, two])).c4
    assert share is not None
    at = Couverture(couverte_min=share, a_renforcer_min=share)
    above = Couverture(couverte_min=share + 0.001, a_renforcer_min=share + 0.001)
    assert cell(cover([one, two], parameters=at)).status == "couverte"
    assert cell(cover([one, two], parameters=above)).status == "non-couverte"


def test_doublons_share_the_latest_date_and_nothing_else() -> None:
    old = service(1, date_maj="2020-01-01")
    fresh = service(2, zone_eligibilite=[CC_ERNEE], code_insee=ERNEE)
    assert level(cover([old, fresh]), LAVAL) == "1"
    together = cover([old, fresh], dispositifs={"essai--2": "essai--1"})
    assert level(together, LAVAL) == "4"
    assert (together.total.records, together.total.dispositifs) == (2, 1)


@pytest.mark.parametrize(
    ("structure", "expected"),
    [({}, "1"), ({"site_web": "https://exemple.fr"}, "4"), ({"telephone": "0261"}, "4")],
)
def test_contact_is_that_of_the_service_or_of_its_structure(structure: dict[str, str], expected: str) -> None:
    offers = read([service(telephone=None)], structure_records=[{"id": "essai--s1", **structure}])
    coverage = compute_coverage(offers, mayenne(), on=ON)
    assert level(coverage, LAVAL) == expected
    assert reason(coverage, LAVAL) == ("sans contact" if expected == "1" else "mono-porteur")


@pytest.mark.parametrize(
    ("publics", "expected"),
    [
        (None, "4"),
        ([], "4"),
        (["tous-publics"], "4"),
        (["femmes"], "4"),
        (["etudiants", "jeunes"], "4"),
        (["etudiants"], "1"),
        (["actifs", "etudiants"], "1"),
    ],
)
def test_publics_exclude_only_by_etudiants_and_actifs_alone(publics: list[str] | None, expected: str) -> None:
    coverage = cover([service(publics=publics)])
    assert level(coverage, LAVAL) == expected
    if expected == "1":
        assert reason(coverage, LAVAL) == "publics exclus"


@pytest.mark.parametrize(
    ("date_maj", "expected"),
    [("2025-11-23", "4"), ("2025-11-22", "1"), (None, "1"), ("2026-11-23T08:00:00", "4")],
)
def test_fraicheur_includes_the_same_day_of_the_year_before(date_maj: str | None, expected: str) -> None:
    assert level(cover([service(date_maj=date_maj)]), LAVAL) == expected


def test_fraicheur_of_a_shorter_month_is_its_last_day() -> None:
    assert oldest_day(dt.date(2024, 2, 29), Couverture()) == dt.date(2023, 2, 28)
    assert oldest_day(dt.date(2026, 3, 31), Couverture(fraicheur_max_mois=1)) == dt.date(2026, 2, 28)


def test_zone_absente_is_the_epci_of_the_place() -> None:
    coverage = cover([service(zone_eligibilite=None)])
    served = {
        coverage.ground.communes[i].code_epci for i, one in enumerate(coverage.levels[PERMIS].levels) if one
    }
    assert served == {CA_LAVAL}
    assert [offer.id for offer in coverage.without_zone] == ["essai--1"]


def test_zone_absente_outside_any_epci_is_the_commune() -> None:
    ground = ground_of_departement(load_geography(), "85")
    offers = read([service(zone_eligibilite=[], code_insee="85113")])  # L'Île-d'Yeu
    coverage = compute_coverage(offers, ground, on=ON)
    assert [ground.communes[i].nom for i, one in enumerate(coverage.levels[PERMIS].levels) if one] == [
        "L'Île-d'Yeu"
    ]


def test_zone_inconnue_is_level_1_in_the_departement_of_the_structure() -> None:
    nowhere = service(zone_eligibilite=None, code_insee=None)
    coverage = cover([nowhere])
    assert counts(coverage) == {"1": 240}
    assert reason(coverage, LAVAL) == "zone inconnue"
    elsewhere = read([nowhere], structure_records=[{"id": "essai--s1", "code_insee": "72181"}])
    assert counts(compute_coverage(elsewhere, mayenne(), on=ON)) == {"0": 240}


def test_itinerant_is_near_in_its_whole_zone() -> None:
    bus = service(code_insee=None, zone_eligibilite=[CC_AVALOIRS], thematiques=[GARDE])
    coverage = cover([bus])
    assert cell(coverage, CC_AVALOIRS, GARDE).c4 == 1
    assert counts(coverage, GARDE)["4"] == len(load_geography().codes_of_epci(CC_AVALOIRS))


@pytest.mark.parametrize(
    ("fields", "structure", "expected"),
    [
        ({"code_insee": VILLAINES}, {}, False),
        ({"code_insee": VILLAINES}, {"code_insee": VILLAINES}, True),
        ({"code_insee": VILLAINES, "adresse": "1 rue Fictive"}, {"code_insee": VILLAINES}, False),
        ({"code_insee": None, "longitude": -0.27, "latitude": 48.34}, {}, False),
        ({"code_insee": None, "zone_eligibilite": [CC_AVALOIRS, CC_ERNEE]}, {}, False),
        ({"code_insee": None, "zone_eligibilite": [VILLAINES, CC_AVALOIRS]}, {}, True),
        ({"code_insee": None, "zone_eligibilite": ["france"]}, {}, False),
        ({"code_insee": None, "modes_accueil": ["a-distance"]}, {}, False),
        ({"code_insee": None, "zone_eligibilite": ["99127"]}, {}, False),
    ],
)
def test_itinerant_has_no_place_of_its_own_and_one_epci(
    fields: dict[str, object], structure: dict[str, str], expected: bool
) -> None:
    record = service(**{"zone_eligibilite": [CC_AVALOIRS], **fields})
    (offer,) = read([record], structure_records=[{"id": "essai--s1", **structure}])
    assert offer.is_itinerant is expected


def test_itinerant_may_be_declared_but_never_national() -> None:
    assert counts(cover([service(1)], itinerant={"essai--1"})) == {"4": 240}
    assert counts(cover([service(1, zone_eligibilite=["france"])], itinerant={"essai--1"}))["2a"] > 0


def test_lieu_is_the_point_of_the_service_else_the_centre_of_its_commune() -> None:
    point = service(longitude=-0.7, latitude=47.83)  # in Château-Gontier, whatever the commune says
    assert level(cover([point]), CHATEAU_GONTIER) == "4"
    assert level(cover([service()]), CHATEAU_GONTIER) == "2b"


def test_lieu_is_never_that_of_the_structure() -> None:
    offers = read([service(code_insee=None)], structure_records=[{"id": "essai--s1", "code_insee": LAVAL}])
    coverage = compute_coverage(offers, mayenne(), on=ON)
    assert counts(coverage) == {"2b": 240}
    assert reason(coverage, LAVAL) == "lieu inconnu"


def test_mode_inconnu_is_never_near() -> None:
    coverage = cover([service(modes_accueil=None)])
    assert counts(coverage) == {"2b": 240}
    assert reason(coverage, LAVAL) == "mode d’accueil inconnu"


@pytest.mark.parametrize("zone", [["france"], ["99100"], ["53", "france"]])
def test_zone_nationale_is_near_its_place_and_national_elsewhere(zone: list[str]) -> None:
    coverage = cover([service(zone_eligibilite=zone)])
    assert (level(coverage, LAVAL), level(coverage, MAYENNE)) == ("4", "2a")
    assert reason(coverage, MAYENNE) == "nationale seule"
    assert counts(cover([service(zone_eligibilite=zone, modes_accueil=["a-distance"])])) == {"2a": 240}


def test_categorie_nue_counts_for_the_category_only() -> None:
    coverage = cover([service(thematiques=list(SUB_THEMATIQUES["mobilite"]))])
    assert level(coverage, LAVAL, "mobilite") == "4"
    assert {level(coverage, LAVAL, code) for code in SUB_THEMATIQUES["mobilite"]} == {"0"}
    assert [offer.id for offer in coverage.imprecise] == ["essai--1"]
    assert cell(coverage, thematique="mobilite").imprecise == 1


def test_categorie_nue_of_famille_is_not_garde_denfant() -> None:
    coverage = cover([service(thematiques=["famille", "sante"])])
    assert (level(coverage, LAVAL, "famille"), level(coverage, LAVAL, GARDE)) == ("4", "0")
    assert level(coverage, LAVAL, "sante") == "4"


def test_niveau_1_is_in_every_eligible_commune_and_nowhere_else() -> None:
    coverage = cover([service(date_maj="2020-01-01", zone_eligibilite=[CC_ERNEE])])
    assert counts(coverage)["1"] == len(load_geography().codes_of_epci(CC_ERNEE))
    assert reason(coverage, ERNEE) == "périmée"
    assert reason(coverage, LAVAL) == "absente"


def test_niveau_1_says_every_reason() -> None:
    bad = service(date_maj="2020-01-01", telephone=None, publics=["etudiants"])
    coverage = cover([bad])
    assert reason(coverage, LAVAL) == "périmée, sans contact, publics exclus"
    assert coverage.levels[PERMIS].reason(0).code == "perimee"


def test_commune_sans_centre_is_near_the_offers_of_its_own_commune() -> None:
    ground = ground_of_departement(load_geography(), "987")
    code = next(ground.communes[i].code_insee for i in sorted(ground.without_centre))
    offers = read([service(code_insee=code, zone_eligibilite=["987"])])
    coverage = compute_coverage(offers, ground, on=ON)
    assert [one.code for one in map(coverage.levels[PERMIS].level, range(len(ground.communes)))].count(
        "4"
    ) == 1


def test_structures_distinctes_are_clusters_that_give_level_4_in_the_area() -> None:
    services = [service(1), service(2), service(3, code_insee=CHATEAU_GONTIER)]
    assert cell(cover(services), CA_LAVAL).structures == 3
    assert cell(cover(services, structures={"essai--s2": "essai--s1"}), CA_LAVAL).structures == 2
    assert cell(cover(services), CC_MAYENNE).structures == 2


def test_epci_a_cheval_counts_its_communes_of_the_departement_and_hides_a_small_one() -> None:
    sable = next(one for one in cover([]).areas(Maille.EPCI) if one.nom == "CC du Pays Sabolien")
    small = cover([]).cell(PERMIS, sable)
    assert (len(sable.communes), small.population, small.status) == (1, 714, "masque")


def test_a_distance_by_nature_is_judged_on_remote_and_national_offers() -> None:
    remote = service(1, thematiques=[FINANCER], modes_accueil=["a-distance"])
    national = service(2, thematiques=[FINANCER], modes_accueil=["a-distance"], zone_eligibilite=["france"])
    both = cell(cover([remote, national]), thematique=FINANCER)
    assert (both.c4, both.judged, both.status) == (0, 1, "couverte")
    alone = cell(cover([national]), thematique=FINANCER)
    assert (alone.judged, alone.status, alone.reason.label) == (1, "a-renforcer", "mono-porteur")


def test_a_distance_by_nature_stays_served_when_a_far_offer_is_added() -> None:
    national = service(1, thematiques=[FINANCER], modes_accueil=["a-distance"], zone_eligibilite=["france"])
    far = service(2, thematiques=[FINANCER], modes_accueil=None)
    assert cell(cover([national, far]), thematique=FINANCER).judged == 1


def test_eventail_counts_c4_only() -> None:
    wide = service(1, thematiques=[VEHICULE], code_insee=None)
    national = service(2, thematiques=[FINANCER], modes_accueil=["a-distance"], zone_eligibilite=["france"])
    coverage = cover([wide, national], itinerant={"essai--1"})
    assert coverage.reached("mobilite", coverage.areas(Maille.DEPARTEMENT)[0]) == (VEHICULE,)
    assert coverage.reached(GARDE, coverage.areas(Maille.DEPARTEMENT)[0]) == ()


def test_the_places_of_a_dispositif_at_several_lieux_are_shared_once() -> None:
    """Three lieux far from one another: their areas share the places, whoever of the lieux says them."""
    lieux = {LAVAL: 24.0, MAYENNE: 24.0, ERNEE: None}
    services = [service(code, code_insee=code) for code in lieux]
    coverage = cover(
        services,
        parameters=Couverture(rayons_km={"mobilite": 5}),
        dispositifs={one["id"]: "un" for one in services},
        places={f"essai--{code}": known for code, known in lieux.items() if known},
    )
    by_epci = [coverage.cell(PERMIS, area).places for area in coverage.areas(Maille.EPCI)]
    assert cell(coverage).places == 24
    assert sum(filter(None, by_epci)) == pytest.approx(24)
    assert (cell(coverage, CC_ERNEE).places or 0) > 0


def test_places_are_shared_as_the_weight_and_compared_when_all_are_known() -> None:
    services = [
        service(f"{epci}-{rank}", code_insee=None, zone_eligibilite=[epci])
        for epci in (CA_LAVAL, CC_MAYENNE, CC_ERNEE)
        for rank in (1, 2)
    ]
    places = {one["id"]: 1.0 if CA_LAVAL in one["id"] else 100.0 for one in services}
    coverage = cover(services, places=places)
    laval, ernee = cell(coverage, CA_LAVAL), cell(coverage, CC_ERNEE)
    assert [laval.places, ernee.places] == pytest.approx([2, 200])
    assert (laval.status, laval.is_short_of_places, ernee.status) == ("a-renforcer", True, "couverte")
    assert (laval.reason.label, laval.reason.code) == ("manque de places", "manque-de-places")
    del places[f"essai--{CA_LAVAL}-1"]
    assert cell(cover(services, places=places), CA_LAVAL).status == "couverte"


def test_perimetre_counts_what_meets_the_departement() -> None:
    outside = service(2, code_insee="72181", zone_eligibilite=["72"])
    placed = service(3, zone_eligibilite=["72"])
    assert cover([service(1), outside, placed]).total.records == 2


def test_perimetre_of_the_alert_is_local() -> None:
    ids = [f"essai--{number}" for number in range(4)]
    same = dict.fromkeys(ids, ids[0])
    national = cover([service(n, zone_eligibilite=["france"]) for n in range(4)], dispositifs=same)
    local = cover([service(n) for n in range(4)], dispositifs=same)
    assert (local.recorded[PERMIS].local_surplus, local.recorded[PERMIS].is_alert) == (3, True)
    assert (national.recorded[PERMIS].surplus, national.recorded[PERMIS].is_alert) == (3, False)
    assert local.recorded[PERMIS].sources == {("essai", "essai"): 6}
    assert local.recorded[PERMIS].groups == (tuple(ids),)


def test_recouvrement_is_of_the_larger_zone_and_of_publics_that_meet() -> None:
    same = [service(n, zone_eligibilite=[CA_LAVAL]) for n in range(3)]
    (found,) = cover(same).abundant
    assert (found.area.code, found.structures, len(found.pairs)) == (CA_LAVAL, 3, 3)
    apart = [
        service(n, zone_eligibilite=[CA_LAVAL], publics=[who])
        for n, who in enumerate(("femmes", "jeunes", "seniors"))
    ]
    assert cover(apart).abundant == ()
    smaller = [*same[:2], service(2, zone_eligibilite=["53140"])]
    assert cover(smaller).abundant == ()


def test_densite_is_compared_to_the_median_and_scattered_offers_are_said() -> None:
    same = [service(n, zone_eligibilite=[CA_LAVAL]) for n in range(3)]
    (found,) = cover(same, places={f"essai--{n}": 4.0 for n in range(3)}).abundant
    assert (found.densities[1], found.median_places, found.is_scattered) == (0, 4, True)
    lieux = [service(f"0-{n}", structure_id="essai--s0", zone_eligibilite=[CA_LAVAL]) for n in range(4)]
    places = {**{one["id"]: 40.0 for one in lieux}, "essai--1": 4.0, "essai--2": 4.0}
    (found,) = cover(
        [*lieux, *same[1:]], places=places, dispositifs={one["id"]: "d" for one in lieux}
    ).abundant
    assert found.median_places == 4  # a dispositif counts once, whatever its lieux
    everywhere = [service(n, code_insee=None) for n in range(3)]
    spread = cover(everywhere, itinerant={one["id"] for one in everywhere})
    # Everyone has the three: only where few people live is there twice the median.
    usual = {one.area.code for one in spread.abundant}
    assert CA_LAVAL not in usual


def test_atelier_cv_of_the_definition_gives_no_alert() -> None:
    cv = "preparer-sa-candidature--valoriser-ses-competences"
    services = [
        service(1, thematiques=[cv], structure_id="ml"),
        service(2, thematiques=[cv], structure_id="ml", source="dora"),
        service(3, thematiques=[cv], structure_id="mjc"),
        service(4, thematiques=[cv], structure_id="ft", zone_eligibilite=["france"]),
    ]
    coverage = cover(services, thematiques=[cv], dispositifs={"essai--2": "essai--1"})
    found = coverage.recorded[cv]
    assert (found.records, found.dispositifs, found.rate, found.surplus) == (4, 3, 0.25, 1)
    assert (found.is_alert, coverage.abundant) == (False, ())


def test_every_rule_has_a_test() -> None:
    tested = set(re.findall(r"def test_(\w+)", Path(__file__).read_text(encoding="utf-8")))
    missing = [
        rule.code for rule in RULES if not any(one.startswith(rule.code.replace("-", "_")) for one in tested)
    ]
    assert missing == []


def test_psy_and_garde_have_their_radius() -> None:
    assert [Couverture().rayon_km(code) for code in (GARDE, PSY, PERMIS, "famille--soutien-aidants")] == [
        10,
        20,
        20,
        30,
    ]
