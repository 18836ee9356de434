"""Metrics 1 and 2: each dispositif once; each arrival and departure has one reason, and they sum to the difference."""

from __future__ import annotations

import pytest

from offre_insertion.tracking.flow import explain, explain_constant
from offre_insertion.tracking.metrics.counting import measure_evolution, measure_recenses
from tests.tracking.stories import (
    AUGUST,
    GARAGE,
    JULY,
    JUNE,
    SEPTEMBER,
    judged,
    offered,
    rows,
    service,
    surveyed,
    told,
)

AUTO_ECOLE = service("pdi--a", "Auto-école sociale")
REPARER = service("pdi--b", "Garage solidaire", thematiques=[GARAGE], host="pdi--i")
VELO = service("annuaire--c", "Prêt de vélos", thematiques=[GARAGE])
ELSEWHERE = service("dora--d", "Micro-crèche", thematiques=["famille--garde-denfants"])


def test_a_duplicate_does_not_inflate_the_count_and_counts_with_the_catalogue() -> None:
    again = service("dora--a", "Auto ecole sociale (Laval)", host="pdi--h")
    said = [judged("pdi--a", "dora--a", "doublon", JULY)]
    metric = measure_recenses(told(surveyed((SEPTEMBER, [AUTO_ECOLE, again, ELSEWHERE]), judgements=said)))
    assert metric.value == 2
    assert rows(metric, "origine") == {"catalogue": 1, "DORA": 1, "autres sources": 0}
    assert rows(metric, "source") == {"dora": 2, "pdi": 1}


def test_the_places_of_an_action_are_one_dispositif() -> None:
    places = [
        offered(service(f"pdi--p{n}", f"Permanence {n}", host="pdi--i"), dispositif="permanences")
        for n in range(8)
    ]
    metric = measure_recenses(told(surveyed((SEPTEMBER, [*places, AUTO_ECOLE]))))
    assert metric.value == 2
    assert rows(metric, "a-part")["fiches actives"] == 9


def test_a_national_offer_and_a_withheld_record_are_not_counted() -> None:
    national = service("france-travail--n", "Aide à la mobilité", zone_eligibilite=["53", "france"])
    kept = offered(REPARER, published=False, suspendue=True)
    metric = measure_recenses(told(surveyed((SEPTEMBER, [AUTO_ECOLE, national, kept]))))
    assert metric.value == 1
    assert rows(metric, "a-part")["offre nationale"] == 1


def test_new_closed_expired_and_back_have_each_their_reason() -> None:
    expired = offered(VELO, published=False, convention_fin="2026-06-01")
    surveys = surveyed(
        (JUNE, [AUTO_ECOLE, REPARER, VELO]),
        (
            SEPTEMBER,
            [expired, service("pdi--e", "Bilan mobilité"), REPARER, service("pdi--f", "Code de la route")],
        ),
        sources={SEPTEMBER: ["annuaire", "pdi"]},
    )
    metric = measure_evolution(told(surveys))
    found = {label: value for label, value in rows(metric, "cascade").items() if value}
    assert found == {"début": 3, "nouveaux": 2, "fermés": -1, "convention expirée": -1, "fin": 3}
    assert metric.value == 0


def test_a_dispositif_that_comes_back_is_not_new() -> None:
    surveys = surveyed(
        (JUNE, [AUTO_ECOLE, REPARER]), (JULY, [AUTO_ECOLE]), (SEPTEMBER, [AUTO_ECOLE, REPARER])
    )
    flow = explain(surveys[1], surveys[2])
    assert flow.names == {"reactives": ("pdi--b",)}


def test_a_suspended_action_that_resumes_is_back_and_not_new() -> None:
    surveys = surveyed(
        (JUNE, [AUTO_ECOLE, offered(REPARER, published=False, suspendue=True)]),
        (SEPTEMBER, [AUTO_ECOLE, REPARER]),
    )
    assert explain(*surveys).names == {"reactives": ("pdi--b",)}


def test_a_source_that_leaves_is_not_a_collapse() -> None:
    others = [
        service(f"annuaire--{n}", nom, thematiques=[GARAGE]) for n, nom in enumerate(("Vélo", "Taxi social"))
    ]
    surveys = surveyed((JUNE, [AUTO_ECOLE, *others]), (SEPTEMBER, [AUTO_ECOLE, REPARER]))
    metric = measure_evolution(told(surveys))
    assert metric.value == -1
    found = {label: value for label, value in rows(metric, "cascade").items() if value}
    assert found == {"début": 3, "nouveaux": 1, "départ d’une source": -2, "fin": 2}
    constant = {label: value for label, value in rows(metric, "sources-constantes").items() if value}
    assert constant == {"début": 1, "nouveaux": 1, "fin": 2}
    assert metric.notes[0].startswith("La source « annuaire » est partie")


def test_what_another_source_also_has_stays_when_a_source_leaves() -> None:
    again = service("annuaire--a", "Auto-école sociale", host="pdi--h")
    said = [judged("annuaire--a", "pdi--a", "doublon", JUNE)]
    surveys = surveyed((JUNE, [AUTO_ECOLE, again]), (SEPTEMBER, [AUTO_ECOLE]), judgements=said)
    assert explain(*surveys).names == {}


def test_a_source_that_arrives_brings_nothing_new_at_constant_sources() -> None:
    surveys = surveyed((JUNE, [AUTO_ECOLE]), (SEPTEMBER, [AUTO_ECOLE, VELO]))
    assert explain(*surveys).names == {"arrivee-source": ("annuaire--c",)}
    assert explain_constant(*surveys).delta == 0


def test_two_records_judged_the_same_are_merged_and_not_closed() -> None:
    again = service("pdi--z", "Conduite accompagnée", host="pdi--i")
    said = [judged("pdi--a", "pdi--z", "doublon", AUGUST)]
    both = surveyed((JUNE, [AUTO_ECOLE, again]), (SEPTEMBER, [AUTO_ECOLE, again]), judgements=said)
    assert explain(*both).names == {"fusionnes": ("pdi--z",)}
    one_row_deleted = surveyed((JUNE, [AUTO_ECOLE, again]), (SEPTEMBER, [AUTO_ECOLE]), judgements=said)
    assert explain(*one_row_deleted).names == {"fusionnes": ("pdi--z",)}


def test_records_judged_distinct_are_parted_and_not_new() -> None:
    again = service("pdi--z", "Conduite accompagnée", host="pdi--i")
    said = [judged("pdi--a", "pdi--z", "doublon", JUNE), judged("pdi--a", "pdi--z", "distinct", AUGUST)]
    surveys = surveyed((JUNE, [AUTO_ECOLE, again]), (SEPTEMBER, [AUTO_ECOLE, again]), judgements=said)
    assert explain(*surveys).names == {"dedoubles": ("pdi--z",)}


def test_what_is_born_and_merged_in_the_period_is_no_event() -> None:
    born = service("annuaire--z", "Conduite accompagnée", host="pdi--i")
    said = [judged("pdi--a", "annuaire--z", "doublon", AUGUST)]
    surveys = surveyed((JUNE, [AUTO_ECOLE, VELO]), (SEPTEMBER, [AUTO_ECOLE, VELO, born]), judgements=said)
    assert explain(*surveys).names == {}


def test_the_past_keeps_the_judgements_of_its_time() -> None:
    again = service("pdi--z", "Conduite accompagnée", host="pdi--i")
    said = [judged("pdi--a", "pdi--z", "doublon", AUGUST)]
    june, september = surveyed((JUNE, [AUTO_ECOLE, again]), (SEPTEMBER, [AUTO_ECOLE, again]), judgements=said)
    assert (len(june.dispositifs), len(september.dispositifs)) == (2, 1)


def test_without_a_run_before_the_period_the_difference_is_not_measured() -> None:
    metric = measure_evolution(told(surveyed((SEPTEMBER, [AUTO_ECOLE]))))
    assert (metric.value, metric.is_measured) == (None, False)
    assert metric.notes[0].startswith("Non mesuré : ")


@pytest.mark.parametrize("seed", range(40))
def test_the_waterfall_always_sums_to_the_difference(seed: int) -> None:
    """Random stories: sources that come and go, records that come and go, judgements both ways."""
    import random

    draw = random.Random(seed)
    pool = [
        service(f"{source}--{n}", f"Action {source} {n}")
        for source in ("pdi", "annuaire", "dora")
        for n in range(5)
    ]
    said = [
        judged(left["id"], right["id"], draw.choice(["doublon", "distinct"]), day)
        for day in (JUNE, AUGUST)
        for left, right in (draw.sample(pool, 2) for _ in range(4))
    ]
    days = [
        (day, [offered(one, published=draw.random() > 0.2) for one in draw.sample(pool, draw.randint(3, 12))])
        for day in (JUNE, JULY, SEPTEMBER)
    ]
    surveys = surveyed(*days, judgements=said)
    for start, end in ((surveys[0], surveys[2]), (surveys[1], surveys[2])):
        for flow in (explain(start, end), explain_constant(start, end)):
            assert flow.before + flow.delta == flow.after


def test_a_service_that_becomes_national_has_not_closed_nor_is_it_new_when_it_comes_back() -> None:
    national = {**REPARER, "zone_eligibilite": ["france"]}
    june, july, august = surveyed(
        (JUNE, [AUTO_ECOLE, REPARER]), (JULY, [AUTO_ECOLE, national]), (AUGUST, [AUTO_ECOLE, REPARER])
    )
    assert explain(june, july).names == {"au-national": ("pdi--b",)}
    assert explain(july, august).names == {"du-national": ("pdi--b",)}


def test_a_source_that_comes_back_arrives_with_all_its_dispositifs() -> None:
    """Two were there in June, gone with their source in July; in August it is back with a third."""
    more = service("annuaire--n", "Ressourcerie", thematiques=[GARAGE])
    _, july, august = surveyed(
        (JUNE, [AUTO_ECOLE, VELO]), (JULY, [AUTO_ECOLE]), (AUGUST, [AUTO_ECOLE, VELO, more])
    )
    assert explain(july, august).names == {"arrivee-source": ("annuaire--c", "annuaire--n")}


def test_records_renumbered_by_their_source_are_said() -> None:
    """Two under another id and one corrected too: two are known to be the same."""
    again = [{**one, "id": f"{one['id']}-2026"} for one in (AUTO_ECOLE, REPARER)]
    third = service("pdi--z", "Bilan mobilité")
    other = {**third, "id": "pdi--z-2026", "nom": "Bilan de mobilité"}
    surveys = surveyed((JUNE, [AUTO_ECOLE, REPARER, third, VELO]), (SEPTEMBER, [*again, other, VELO]))
    metric = measure_evolution(told(surveys))
    assert (rows(metric, "cascade")["nouveaux"], rows(metric, "cascade")["fermés"]) == (3, -3)
    assert metric.notes[0] == (
        "« pdi » : 2 fiches de même contenu qu’au début, sous un autre identifiant, comptées à la fois "
        "« nouveaux » et « fermés »."
    )
