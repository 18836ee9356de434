"""Structures: found by their SIRET, and never taken for another one."""

from __future__ import annotations

from offre_insertion.publishing.dora.apply import apply_plan
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.operations import Action
from offre_insertion.publishing.dora.session import make_plan
from tests.publishing.dora.harness import Bench, make_offer, make_service, make_structure, siret_of

OFFER = make_offer([make_service(1, structure=7)])
MOVED = make_offer(
    [make_service(1, structure=7), make_service(2, structure=7)],
    [make_structure(7, siret=siret_of(70), nom="Association 7 bis", adresse="99 rue Autre")],
)


def test_a_structure_whose_siret_changes_in_the_catalogue_is_blocked_and_the_old_one_is_left_alone(
    bench: Bench,
) -> None:
    bench.publish(OFFER, create_structures=True)
    made = bench.world.by_siret(siret_of(7))
    assert made is not None
    made.fields["name"] = "Nom choisi par la vraie structure"
    before = dict(made.fields)
    bench.dora.requests.clear()
    plan, _ = bench.publish(MOVED, create_structures=True)
    assert plan.counts() == {"bloquer": 3}
    assert "(« cd53--structure-7 ») sous un autre SIRET" in plan.operations[0].reasons[0]
    assert (bench.dora.writes, made.fields) == ([], before)


def test_a_structure_that_takes_our_key_after_the_plan_is_left_alone_with_its_services(bench: Bench) -> None:
    with bench.connected() as dora:
        plan = make_plan(dora, bench.memory, OFFER, Choices("53", create_structures=True))
        other = bench.world.add_structure(
            name="Autre", siret=siret_of(8), slug="cd53--structure-7", cityCode="53130"
        )
        before = dict(other.fields)
        report = apply_plan(plan, dora, bench.memory)
    assert [one.outcome for one in report.outcomes] == ["laisse", "laisse"]
    assert "d’une structure d’un autre SIRET" in str(report.outcomes[0].detail)
    assert (other.fields, bench.world.services) == (before, [])
    assert bench.plan(OFFER, create_structures=True).operations[0].action is Action.BLOQUER


def test_the_sheets_of_a_structure_whose_slug_changes_on_dora_are_still_changed_and_archived(
    bench: Bench,
) -> None:
    records = [make_service(number) for number in range(6)]
    bench.publish(make_offer(records))
    bench.structures[0].fields["slug"] = "nouveau-slug"
    for one in bench.world.services:
        one.fields["structure"] = "nouveau-slug"
    changed = [make_service(1, frais="payant", frais_precisions="5 €"), *records[2:]]
    _, report = bench.publish(make_offer(changed))
    assert report.counts() == {"modifier": 1, "archiver": 1}
    assert bench.publish(make_offer(changed))[0].counts() == {"inchange": 5}
