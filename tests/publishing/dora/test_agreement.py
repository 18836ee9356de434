"""What is ours on a sheet: what we sent and saw there; never what was only seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from offre_insertion.history.dora import DoraLink
from offre_insertion.publishing.dora.agreement import digests_of
from offre_insertion.publishing.dora.comparison import Comparison
from offre_insertion.publishing.dora.operations import Action
from offre_insertion.publishing.dora.survey import LocalOffer
from tests.publishing.dora.fake import Fault, Service
from tests.publishing.dora.harness import Bench, make_offer, make_service, make_structure
from tests.publishing.dora.test_respect import TOLD, edit, theirs, without
from tests.publishing.dora.test_settling import OFFER, changed, killed_at_its_write


def test_what_somebody_wrote_after_a_killed_creation_is_left_alone(bench: Bench) -> None:
    killed_at_its_write(bench, OFFER)
    (sheet,) = bench.world.services
    theirs_now = {
        "shortDesc": "Résumé de la structure",
        "contactPhone": "0299999999",
        "status": "ARCHIVED",
    }
    edit(bench, sheet, **theirs_now)
    for _ in range(2):
        plan, _ = bench.publish(OFFER)
        assert (plan.counts(), set(plan.operations[0].conflicts)) == ({"laisser": 1}, set(theirs_now))
    assert {name: sheet.fields[name] for name in theirs_now} == theirs_now
    assert sheet.patches == 0


def test_what_a_killed_creation_had_not_written_is_completed(bench: Bench) -> None:
    killed_at_its_write(bench, OFFER)
    (sheet,) = bench.world.services
    edit(bench, sheet, publics=(), subcategories=())
    bench.publish(changed("Autre texte, plus long."))
    assert (sheet.fields["publics"], sheet.fields["description"]) == (
        ("femmes", "jeunes"),
        "Autre texte, plus long.",
    )


def test_a_structure_edited_after_its_killed_creation_is_left_alone(bench: Bench) -> None:
    offer = make_offer([make_service(1, structure=7)], [make_structure(7)])
    killed_at_its_write(bench, offer, create_structures=True)
    made = bench.world.structure("cd53--structure-7")
    assert made is not None
    bench.clock.sleep(1)
    made.fields.update(name="Nom choisi par la structure", phone="0243222222")
    made.modified = bench.clock.stamp()
    plan, _ = bench.publish(offer, create_structures=True)
    assert (plan.operations[0].action, plan.operations[0].conflicts) == (Action.LAISSER, ("name", "phone"))
    assert made.fields["name"] == "Nom choisi par la structure"


# --- a sheet that somebody else made ----------------------------------------------------------------------------


def test_a_linked_sheet_does_not_become_ours_by_saying_the_same(bench: Bench) -> None:
    record = make_service(1, frais="payant", frais_precisions="5 €")
    sheet = theirs(
        bench, name=record["nom"], description=record["description"], kind="atelier",
        address1="5 place du Palais", postalCode="53000", contactName=record["contact_nom_prenom"],
        feeCondition="payant", feeDetails="10 €, gratuit le mardi",
    )  # fmt: skip
    bench.publish(make_offer([record]), adopt={"cd53--1": sheet.slug})
    before = dict(sheet.fields)
    moved = without(record, "frais_precisions") | {
        "adresse": "3 rue Haute", "commune": "Mayenne", "code_postal": "53100", "code_insee": "53147",
        "frais": "gratuit", "contact_nom_prenom": "Dominique Autre", "nom": "Nouveau nom", "description": "Autre.",
    }  # fmt: skip
    assert bench.publish(make_offer([moved]))[0].counts() == {"inchange": 1}
    assert sheet.fields == before
    bench.publish(make_offer([moved]), overwrite=TOLD)
    assert [sheet.fields[name] for name in ("name", "address1", "cityCode", "feeDetails")] == [
        "Nouveau nom", "3 rue Haute", "53147", "",
    ]  # fmt: skip
    bench.publish(make_offer([record]))
    assert [sheet.fields[name] for name in ("name", "address1", "cityCode", "feeDetails")] == [
        record["nom"], "1 rue Neuve", "53130", "5 €",
    ], "--ecraser dit que le catalogue fait foi"  # fmt: skip


def test_what_we_filled_whole_is_replaced_whole(bench: Bench) -> None:
    sheet = theirs(bench)
    paying = make_service(1, frais="payant", frais_precisions="10 €, gratuit le mardi")
    bench.publish(make_offer([paying]), adopt={"cd53--1": sheet.slug})
    assert sheet.fields["feeDetails"] == "10 €, gratuit le mardi"
    bench.publish(make_offer([make_service(1)]))
    assert (sheet.fields["feeCondition"], sheet.fields["feeDetails"]) == ("gratuit", "")


def test_what_completed_the_words_of_others_does_not_move_without_them(bench: Bench) -> None:
    sheet = theirs(bench, postalCode="53000")
    bench.publish(make_offer([make_service(1)]), adopt={"cd53--1": sheet.slug})
    assert sheet.fields["address1"] == "1 rue Neuve"
    moved = make_service(1, adresse="3 rue Haute", commune="Mayenne", code_postal="53100", code_insee="53147")
    bench.publish(make_offer([moved]))
    assert (sheet.fields["address1"], sheet.fields["cityCode"]) == ("1 rue Neuve", "53130")


# --- a group of our sheet that a person kept ---------------------------------------------------------------------


def test_what_was_kept_of_our_sheet_and_changes_with_us_waits_for_a_person(bench: Bench) -> None:
    record = without(make_service(1), "contact_nom_prenom")
    bench.publish(make_offer([record]))
    (sheet,) = bench.world.services
    edit(bench, sheet, contactName="Jeanne Vraie")
    bench.publish(make_offer([record]), overwrite=TOLD)
    plan, _ = bench.publish(make_offer([record | {"telephone": "+33243990001"}]))
    assert (plan.counts(), plan.operations[0].conflicts) == (
        {"laisser": 1},
        ("contactName", "contactPhone"),
    )
    assert (sheet.fields["contactName"], sheet.fields["contactPhone"]) == ("Jeanne Vraie", "0243000001")


# --- one look at a sheet ----------------------------------------------------------------------------------------


OURS: dict[str, Any] = {"name": "Atelier", "feeCondition": "gratuit", "feeDetails": ""}


def test_what_was_being_sent_is_agreed_once_it_is_seen_and_not_before() -> None:
    old = digests_of({"name": "Ancien"})["name"]
    link = DoraLink(
        "service", "a", "a", "s", fields={"name": (old, old)}, pending=digests_of({"name": "Atelier"})
    )
    done = Comparison(OURS, {**OURS, "name": "Atelier"}, link)
    assert done.link.fields["name"] == (digests_of(OURS)["name"],) * 2
    assert done.late is not None
    for there, names in (("Ancien", ("updates", ("name",))), ("Autre", ("edited", ("name",)))):
        found = Comparison(OURS, {**OURS, "name": there}, link)
        assert (getattr(found, names[0]), found.late) == (names[1], None)
        assert found.link.fields["name"] == (old, old)


@pytest.mark.parametrize("origin", ["cree", "adopte"])
def test_the_same_words_are_ours_only_on_a_sheet_of_ours(origin: Any) -> None:
    found = Comparison(OURS, dict(OURS), DoraLink("service", "a", "a", "s", origin))
    agreed = {name for name, both in found.remembered(()).items() if both[1]}
    assert agreed == (set(OURS) if origin == "cree" else set())
    assert {name for name, both in found.remembered((), is_told=True).items() if both[1]} == set(OURS)


# --- somebody writes at the same time ---------------------------------------------------------------------------


def once(bench: Bench, sheet: Service, fault: Fault | None, **fields: Any) -> None:
    """Somebody edits the sheet as our first change arrives, and it goes wrong or not."""
    first = iter([True])

    def meanwhile(method: str, _path: str) -> Fault | None:
        if method != "PATCH" or not next(first, False):
            return None
        edit(bench, sheet, **fields)
        return fault

    bench.dora.faults = meanwhile


@pytest.mark.parametrize("field", ["description", "feeDetails"])
def test_an_edit_during_a_write_that_failed_is_not_overwritten_by_the_next_try(
    bench: Bench, field: str
) -> None:
    bench.publish(OFFER)
    (sheet,) = bench.world.services
    once(bench, sheet, "502", **{field: "Écrit pendant la panne"})
    _, report = bench.publish(changed("Nouveau texte du catalogue."))
    assert [(one.outcome, one.detail) for one in report.outcomes] == [
        ("laisse", f"Modifiée sur DORA depuis le plan : {field}.")
    ]
    plan, _ = bench.publish(changed("Nouveau texte du catalogue."))
    assert plan.operations[0].conflicts == (field,)
    assert sheet.fields[field] == "Écrit pendant la panne"


def test_an_edit_of_another_field_during_our_write_is_a_conflict_from_the_next_plan(bench: Bench) -> None:
    bench.publish(OFFER)
    (sheet,) = bench.world.services
    once(bench, sheet, None, contactPhone="0299999999")
    record = make_service(1, description="Nouveau texte du catalogue.")
    assert bench.publish(make_offer([record]))[1].counts() == {"modifier": 1}
    assert sheet.fields["description"] == "Nouveau texte du catalogue."
    for later in (record, record | {"telephone": "+33243112233"}):
        plan, _ = bench.publish(make_offer([later]))
        assert (plan.counts(), plan.operations[0].conflicts) == ({"laisser": 1}, ("contactPhone",))
    assert sheet.fields["contactPhone"] == "0299999999"


def test_what_is_written_in_a_creation_whose_answer_was_lost_is_left_alone(bench: Bench) -> None:
    def lose(method: str, _path: str) -> Fault | None:
        if method == "POST":
            return "coupure-apres"
        for sheet in bench.world.services:
            edit(bench, sheet, shortDesc="Écrit aussitôt")
        return None

    bench.dora.faults = lose
    _, report = bench.publish(OFFER)
    assert [one.outcome for one in report.outcomes] == ["laisse"]
    (sheet,) = bench.world.services
    assert (sheet.fields["shortDesc"], sheet.patches) == ("Écrit aussitôt", 0)
    assert bench.publish(OFFER)[0].operations[0].conflicts == ("shortDesc",)


# --- the journal of what was interrupted ------------------------------------------------------------------------


@pytest.mark.parametrize("next_one", [OFFER, changed("Autre texte, plus long.")], ids=["same", "changed"])
def test_a_creation_whose_process_died_is_in_the_journal_once_it_is_seen(
    bench: Bench, next_one: LocalOffer
) -> None:
    killed_at_its_write(bench, OFFER)
    assert bench.memory.journal() == []
    bench.publish(next_one)
    bench.publish(next_one)
    first = bench.memory.journal()[-1]
    assert (first.operation, first.outcome, first.detail) == ("creer", "fait", "Vu après une interruption.")
    assert "contactName" in first.fields
    assert [one.operation for one in bench.memory.journal()].count("creer") == 1


def test_a_change_whose_process_died_is_in_the_journal_even_if_the_sheet_is_then_left_alone(
    bench: Bench,
) -> None:
    bench.publish(OFFER)
    killed_at_its_write(bench, changed("Deuxième texte."))
    edit(bench, bench.world.services[0], feeDetails="Dit sur DORA")
    for _ in range(2):
        assert bench.publish(changed("Deuxième texte."))[0].counts() == {"laisser": 1}
    assert [one.operation for one in bench.memory.journal()] == ["modifier", "creer"]


@pytest.mark.parametrize("count", [59, 60])
def test_the_quota_is_never_waited_for_between_the_look_at_a_sheet_and_its_write(
    bench: Bench, folder: Path, count: int
) -> None:
    """Nothing locks a sheet: what is written in between could be lost."""
    bench.quota = folder / "quota"
    records = [make_service(number) for number in range(60)]
    bench.publish(make_offer(records))
    bench.dora.requests.clear()
    changed = [one | {"frais_precisions": "Sur devis"} for one in records[:count]]
    later = [*changed, *records[count:]]
    assert bench.publish(make_offer(later))[1].counts() == {"modifier": count}
    looked: dict[str, float] = {}
    for one in bench.dora.requests:
        if one.method == "PATCH":
            assert one.at_s - looked[one.path] < 1
        looked[one.path] = one.at_s
    assert bench.dora.busiest_minute() <= 100
