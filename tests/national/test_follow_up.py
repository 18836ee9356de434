from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from offre_insertion.history.national import Sighting
from offre_insertion.history.values import Ref
from offre_insertion.national import compare_offers, follow_up, own_sightings
from offre_insertion.national.follow_up import Delay, FollowUp, Funnel
from offre_insertion.national.showing import follow_up_lines
from tests.national.test_comparison import DAY, SERVICE, STRUCTURE, national, of_id

Record = dict[str, Any]

SECOND = {**SERVICE, "id": "cd53--1-b", "nom": "Bilan mobilité"}
DOTTED = {**SERVICE, "id": "cd53--1-c", "nom": "Garage solidaire."}
NEW = {**SERVICE, "id": "cd53--1-d", "nom": "Prêt de voiture"}
SERVICES = (SERVICE, SECOND, DOTTED, NEW)
HERE, THERE = Ref("service", "cd53--1-a"), Ref("service", "cd53--1-b")


def follow(
    published: Mapping[Ref, dt.date] | None = None,
    sightings: Mapping[Ref, Sighting] | None = None,
    score_minimum: float = 0.8,
) -> FollowUp:
    offer = national(STRUCTURE, {**SERVICE, "score_qualite": 0.86}, {**SECOND, "score_qualite": 0.64})
    structures, services = of_id(STRUCTURE), of_id(*SERVICES)
    return follow_up(
        structures,
        services,
        offer,
        compare_offers(structures, services, offer, today=DAY),
        published=published,
        sightings=sightings or {},
        today=DAY,
        score_minimum=score_minimum,
    )


def test_the_funnel_counts_each_stage() -> None:
    found = follow({HERE: DAY, THERE: DAY, Ref("structure", "cd53--1"): DAY})
    assert found.funnels["structure"] == Funnel(1, 1, 1, 1, None)
    assert found.funnels["service"] == Funnel(4, 3, 2, 2, 1)


def test_without_any_publication_from_here_it_is_not_a_zero() -> None:
    assert follow().funnels["service"].publiees is None


def test_each_record_that_stays_behind_has_its_task() -> None:
    found = follow({HERE: DAY, THERE: DAY})
    assert [(one.ref.id, one.stage) for one in found.tasks] == [
        ("cd53--1-c", "non-conforme"),
        ("cd53--1-d", "non-publiee"),
        ("cd53--1-b", "score"),
    ]
    assert "point" in found.tasks[0].reasons[0]


def test_a_published_record_that_is_not_seen_has_its_reason() -> None:
    found = follow({Ref("service", "cd53--1-d"): DAY})
    assert [one.reasons for one in found.tasks if one.stage == "absente"] == [
        ("rien de visible d’ici : la fiche n’est peut-être pas encore moissonnée",)
    ]


def test_a_low_score_says_what_it_lacks_the_costliest_first() -> None:
    (task,) = (one for one in follow().tasks if one.stage == "score")
    assert task.reasons[0] == "score 0,64"
    assert "il manque les modes de mobilisation et qui peut mobiliser" in task.reasons


def test_the_threshold_is_the_one_given_and_it_is_said() -> None:
    found = follow(score_minimum=0.6)
    assert found.funnels["service"].visibles == 2
    assert not any(one.stage == "score" for one in found.tasks)
    assert any("score de 0,6 au moins" in line for line in follow_up_lines(found, shown=1))
    offer = national({**SERVICE, "score_qualite": 0.64})
    assert own_sightings([HERE], offer, score_minimum=0.6) == {HERE: True}
    assert own_sightings([HERE], offer, score_minimum=0.8) == {HERE: False}


def unscored(*records: Record) -> FollowUp:
    offer, services = national(STRUCTURE, *records), of_id(*records)
    structures = of_id(STRUCTURE)
    return follow_up(
        structures, services, offer, compare_offers(structures, services, offer, today=DAY), published=None,
        sightings={}, today=DAY, score_minimum=0.8,
    )  # fmt: skip


def test_a_score_that_the_offer_does_not_say_is_computed_by_the_official_formula() -> None:
    full = {
        **SERVICE, "description": SERVICE["description"] * 3, "frais": "gratuit", "telephone": "+33261910001",
        "modes_mobilisation": ["telephoner"], "mobilisable_par": ["professionnels"],
    }  # fmt: skip
    assert unscored(full).funnels["service"].visibles == 1
    assert own_sightings([HERE], national(full), score_minimum=0.8) == {HERE: True}


def test_a_score_that_cannot_be_known_is_unknown_and_not_zero() -> None:
    found = unscored({**SERVICE, "description": ""})
    funnel = found.funnels["service"]
    assert (funnel.vues, funnel.visibles, funnel.sans_score) == (1, 0, 1)
    assert not any(one.stage == "score" for one in found.tasks)
    assert next(line for line in follow_up_lines(found, shown=1) if line.startswith("Services")).endswith(
        "0 visible dans DORA (score de 0,8 au moins), 1 de score inconnu"
    )


def test_services_of_a_dropped_structure_are_not_conform() -> None:
    structures, services = of_id({**STRUCTURE, "nom": "Cap."}), of_id(SERVICE)
    offer = national({**STRUCTURE, "id": "cd53--9"})
    found = follow_up(
        structures,
        services,
        offer,
        compare_offers(structures, services, offer, today=DAY),
        published=None,
        sightings={},
        today=DAY,
        score_minimum=0.8,
    )
    assert found.funnels["service"].conformes == 0
    assert any("sa structure" in reason for one in found.tasks for reason in one.reasons)


def test_delays_are_those_of_records_that_went_through() -> None:
    seen = {
        HERE: Sighting(DAY + dt.timedelta(2), DAY + dt.timedelta(9), DAY + dt.timedelta(5)),
        THERE: Sighting(DAY + dt.timedelta(4), DAY + dt.timedelta(9), None),
    }
    found = follow({HERE: DAY, THERE: DAY}, seen)
    assert (found.to_seen, found.to_visible) == (Delay(2, 3.0, 4), Delay(1, 3.0, 3))


def test_days_are_counted_in_french() -> None:
    seen = {HERE: Sighting(DAY, DAY, DAY + dt.timedelta(1))}
    lines = list(follow_up_lines(follow({HERE: DAY}, seen), shown=1))
    assert "De la publication à l’API : 0 jour en médiane, 0 au plus (1 fiche)" in lines


def test_a_record_seen_before_it_was_published_from_here_is_no_delay() -> None:
    seen = {HERE: Sighting(DAY - dt.timedelta(20), DAY, None)}
    assert follow({HERE: DAY}, seen).to_seen is None


def test_only_services_are_visible_in_dora() -> None:
    offer = national({**STRUCTURE, "score_qualite": 0.9}, {**SERVICE, "score_qualite": 0.8})
    refs = [Ref("structure", "cd53--1"), HERE, THERE]
    assert own_sightings(refs, offer, score_minimum=0.8) == {Ref("structure", "cd53--1"): False, HERE: True}


def test_a_person_reads_the_funnel() -> None:
    lines = list(follow_up_lines(follow({HERE: DAY, THERE: DAY}), shown=20))
    assert lines[1].startswith(
        "Services : 4 fiches → 3 conformes → 2 publiées → 2 vues dans l’API → 1 visible "
    )
