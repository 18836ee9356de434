"""Records whose id changes: their sheets follow them."""

from __future__ import annotations

from offre_insertion.history import History
from offre_insertion.publishing.dora.operations import Action
from offre_insertion.schema import Record
from tests.publishing.dora.harness import Bench, make_offer, make_service
from tests.publishing.dora.test_respect import edit

RECORDS = [make_service(number) for number in range(5)]


def renamed(record: Record, **fields: object) -> Record:
    return {**record, "id": f"pdi53--{record['id']}", "source": "pdi53", **fields}


def sheets(bench: Bench) -> list[tuple[str, str | None]]:
    return sorted((one.slug, one.status) for one in bench.world.services)


def test_a_source_that_is_renamed_keeps_its_sheets(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    before = sheets(bench)
    after = make_offer([renamed(one) for one in RECORDS])
    plan, _ = bench.publish(after)
    assert plan.counts() == {"adopter": 5}
    assert "« cd53--0 », qui n’est plus dans le catalogue" in plan.operations[0].reasons[0]
    assert (sheets(bench), sum(one.patches for one in bench.world.services)) == (before, 0)
    assert bench.publish(after)[0].counts() == {"inchange": 5}
    changed = [renamed(one, frais="payant", frais_precisions="2 €") for one in RECORDS]
    assert bench.publish(make_offer(changed))[1].counts() == {"modifier": 5}
    assert bench.publish(make_offer(changed[1:]))[1].counts() == {"archiver": 1}


def test_a_record_that_changes_with_its_id_changes_its_sheet_and_not_what_was_edited(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    edit(bench, bench.world.services[1], feeDetails="Dit sur DORA")
    after = [renamed(one, publics_precisions="Sur rendez-vous.") for one in RECORDS]
    plan, _ = bench.publish(make_offer(after))
    assert plan.counts() == {"adopter": 4, "laisser": 1}
    assert [one.fields["publicsPrecisions"] for one in bench.world.services][:2] == ["Sur rendez-vous.", ""]
    assert len(bench.world.services) == 5


def test_a_new_record_that_may_be_a_gone_one_waits_and_nothing_is_archived(bench: Bench) -> None:
    old = make_service(9, nom="Atelier de conversation", description="Parler ensemble.")
    bench.publish(make_offer([*RECORDS, old]))
    new = make_service(
        9, id="cd53--nouveau", nom="Atelier de conversation française", description="Parler.",
        telephone="+33243999999", courriel="autre@exemple.fr", thematiques=["sante--addictions"],
    )  # fmt: skip
    plan, _ = bench.publish(make_offer([*RECORDS, new]))
    assert {one.record_id: one.action for one in plan.operations if one.action is not Action.INCHANGE} == {
        "cd53--9": Action.BLOQUER, "cd53--nouveau": Action.BLOQUER,
    }  # fmt: skip
    told, _ = bench.publish(make_offer([*RECORDS, new]), adopt={"cd53--nouveau": "cd53--9"})
    assert told.counts() == {"adopter": 1, "inchange": 5}
    assert len(bench.world.services) == 6
    assert {one.status for one in bench.world.services} == {"PUBLISHED"}


def test_an_archived_sheet_comes_back_for_the_record_that_comes_back_renamed(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    bench.publish(make_offer(RECORDS[1:]))
    bench.publish(make_offer([*RECORDS[1:], renamed(RECORDS[0])]))
    assert {one.status for one in bench.world.services} == {"PUBLISHED"}
    assert len(bench.world.services) == 5


def test_a_key_that_another_record_has_taken_over_is_not_written_to(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    bench.publish(make_offer([*RECORDS[1:], renamed(RECORDS[0])]))
    theme = ["mobilite--entretenir-reparer-son-vehicule"]
    other = make_service(0, nom="Garage solidaire", description="Réparer sa voiture.", thematiques=theme)
    plan, _ = bench.publish(make_offer([*RECORDS[1:], renamed(RECORDS[0]), other]))
    assert plan.counts() == {"inchange": 5, "bloquer": 1}
    assert bench.world.services[0].fields["name"] == RECORDS[0]["nom"]


def test_a_service_that_changes_its_structure_in_the_catalogue_is_said_and_not_unchanged(
    memory: History,
) -> None:
    with Bench(memory, structures=2).running() as bench:
        bench.publish(make_offer(RECORDS))
        moved = make_service(0, structure=1)
        plan, report = bench.publish(make_offer([moved, *RECORDS[1:]]))
        assert (plan.counts(), report.counts()) == ({"inchange": 4, "bloquer": 1}, {})
        assert "dans « association-0 », et DORA ne déplace pas" in plan.operations[-1].reasons[0]
        again = {**moved, "id": "cd53--0-bis"}
        bench.publish(make_offer([again, *RECORDS[1:]]))
        assert [(one.slug, one.structure.slug, one.status) for one in bench.world.services][::5] == [
            ("cd53--0", "association-0", "ARCHIVED"), ("cd53--0-bis", "association-1", "PUBLISHED"),
        ]  # fmt: skip


def test_an_id_that_comes_back_after_its_sheet_was_deleted_waits_for_a_person(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    bench.publish(make_offer([renamed(RECORDS[0]), *RECORDS[1:]]))
    bench.world.services = [one for one in bench.world.services if one.slug != "cd53--0"]
    plan, report = bench.publish(make_offer(RECORDS))
    assert (plan.counts(), report.outcomes) == ({"inchange": 4, "bloquer": 1}, ())
    assert "--creer ID" in plan.operations[-1].reasons[0]
    assert bench.publish(make_offer(RECORDS), create=frozenset({"cd53--0"}))[1].counts() == {"creer": 1}
    assert bench.publish(make_offer(RECORDS))[0].counts() == {"inchange": 5}
