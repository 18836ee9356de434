"""Publishing to DORA, seen from what DORA holds afterwards."""

from __future__ import annotations

import json
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.history import History, open_history
from offre_insertion.publishing.dora.apply import apply_plan
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.operations import Action, Operation, Plan
from offre_insertion.publishing.dora.safety import UnsafeDoraError
from offre_insertion.publishing.dora.session import make_plan
from offre_insertion.schema import Record
from tests.publishing.dora.fake import Service
from tests.publishing.dora.harness import Bench, make_offer, make_service, make_structure, siret_of


def only(bench: Bench) -> Service:
    (found,) = bench.world.services
    return found


def action_of(plan: Plan, record_id: str) -> Action:
    return operation_of(plan, record_id).action


def operation_of(plan: Plan, record_id: str) -> Operation:
    return next(one for one in plan.operations if one.record_id == record_id)


def test_a_new_service_is_created_under_its_key_with_its_contact(bench: Bench) -> None:
    plan, report = bench.publish(make_offer([make_service(1)]))
    made = only(bench)
    assert (made.slug, made.status, made.structure.slug) == ("cd53--1", "PUBLISHED", "association-0")
    assert made.fields["contactName"] == "Camille Fictif 1"
    assert made.fields["contactPhone"] == "0243000001"
    assert made.fields["geom"] == {"type": "Point", "coordinates": [-0.77, 48.07]}
    assert plan.counts() == report.counts() == {"creer": 1}
    assert [(one.operation, one.outcome, one.status) for one in bench.memory.journal()] == [
        ("creer", "fait", None)
    ]


def test_a_second_application_writes_nothing_and_reads_no_sheet(bench: Bench) -> None:
    offer = make_offer([make_service(number) for number in range(3)])
    bench.publish(offer)
    bench.dora.requests.clear()
    plan, report = bench.publish(offer)
    assert plan.counts() == {"inchange": 3}
    assert (report.counts(), bench.dora.writes) == ({}, [])
    assert [one.path for one in bench.dora.requests if "/services/cd53" in one.path] == []


def test_publishing_remembers_on_both_databases(history: History) -> None:
    bench = Bench(history)
    offer = make_offer([make_service(number) for number in range(2)])
    with bench.running():
        bench.publish(offer)
        bench.dora.requests.clear()
        assert bench.publish(offer)[0].counts() == {"inchange": 2}
    assert bench.dora.writes == []


def test_what_the_conversion_loses_is_said_where_it_is_sent(bench: Bench) -> None:
    name = "Camille Fictif " * 12
    record = make_service(
        1, nom="Atelier très long " * 11, volume_horaire_hebdomadaire=2.5, contact_nom_prenom=name
    )
    plan, _ = bench.publish(make_offer([record]))
    said = " ".join(operation_of(plan, "cd53--1").reasons)
    assert "140" in said
    assert "2,5 h par semaine" in said
    assert "Camille" not in said
    changed, _ = bench.publish(make_offer([record | {"volume_horaire_hebdomadaire": 3.5}]))
    assert operation_of(changed, "cd53--1").reasons == (
        "3,5 h par semaine : DORA veut des heures entières, 4 est envoyé.",
    )


def test_only_the_fields_that_changed_are_sent(bench: Bench) -> None:
    bench.publish(make_offer([make_service(1)]))
    changed = make_service(1, frais="payant", frais_precisions="5 € par séance")
    plan, _ = bench.publish(make_offer([changed]))
    assert sorted(bench.dora.writes[-1].body) == ["feeCondition", "feeDetails"]
    assert operation_of(plan, "cd53--1").changes()[0] == {
        "champ": "feeCondition", "avant": "gratuit", "apres": "payant",
    }  # fmt: skip
    assert only(bench).patches == 1


def test_an_incomplete_service_is_created_as_a_draft_that_says_what_is_missing(bench: Bench) -> None:
    plan, _ = bench.publish(make_offer([make_service(1, type=None)]))
    assert only(bench).status == "DRAFT"
    assert any("type" in reason for reason in operation_of(plan, "cd53--1").reasons)
    bench.publish(make_offer([make_service(1)]))
    assert only(bench).status == "PUBLISHED"


def test_a_record_that_lost_a_required_field_leaves_the_published_sheet_alone(bench: Bench) -> None:
    bench.publish(make_offer([make_service(1)]))
    plan, _ = bench.publish(make_offer([make_service(1, type=None, frais="payant")]))
    assert action_of(plan, "cd53--1") is Action.BLOQUER
    assert (only(bench).status, only(bench).fields["kind"], only(bench).patches) == (
        "PUBLISHED",
        "atelier",
        0,
    )


def test_what_somebody_edited_on_dora_is_shown_and_never_overwritten(bench: Bench) -> None:
    bench.publish(make_offer([make_service(1)]))
    edit(bench, only(bench), shortDesc="Dit mieux sur DORA")
    changed = make_offer(
        [
            make_service(
                1, description="Autre description, plus longue.", frais="payant", frais_precisions="2 €"
            )
        ]
    )
    plan, _ = bench.publish(changed)
    left = operation_of(plan, "cd53--1")
    assert (left.action, left.conflicts) == (Action.LAISSER, ("shortDesc",))
    assert "feeCondition" in " ".join(left.reasons)
    assert left.disagreements() == [
        {"champ": "shortDesc", "dora": "Dit mieux sur DORA", "nous": "Autre description, plus longue."}
    ]
    assert only(bench).fields["shortDesc"] == "Dit mieux sur DORA"
    assert only(bench).fields["feeCondition"] == "gratuit"
    bench.publish(changed, overwrite=frozenset({"cd53--1"}))
    assert only(bench).fields["shortDesc"] == "Autre description, plus longue."
    assert bench.publish(changed)[0].counts() == {"inchange": 1}


def edit(bench: Bench, service: Service, **fields: Any) -> None:
    """Somebody edits the sheet with the web site."""
    bench.clock.sleep(1)
    service.fields.update(fields)
    service.modified = bench.clock.stamp()


def test_an_edit_that_says_what_we_say_is_no_conflict(bench: Bench) -> None:
    bench.publish(make_offer([make_service(1)]))
    edit(bench, only(bench), feeDetails="Sur devis")
    plan, _ = bench.publish(make_offer([make_service(1, frais_precisions="Sur devis")]))
    assert plan.counts() == {"inchange": 1}
    assert only(bench).patches == 0


def test_a_sheet_edited_between_the_plan_and_its_application_is_left_alone(bench: Bench) -> None:
    bench.publish(make_offer([make_service(1)]))
    with bench.connected() as dora:
        offer = make_offer([make_service(1, frais_precisions="Sur devis")])
        plan = make_plan(dora, bench.memory, offer, Choices("53"))
        edit(bench, only(bench), shortDesc="Édité pendant ce temps")
        report = apply_plan(plan, dora, bench.memory)
    assert [one.outcome for one in report.failures] == ["laisse"]
    assert only(bench).fields["feeDetails"] == ""


def test_a_record_looked_at_since_is_confirmed_in_one_call_without_a_patch(bench: Bench) -> None:
    records = [make_service(number) for number in range(4)]
    bench.publish(make_offer(records))
    bench.clock.sleep(30 * 24 * 3600)
    before = {one.slug: one.modified for one in bench.world.services}
    bench.dora.requests.clear()
    same_day = make_offer([one | {"date_maj": "2026-03-02"} for one in records])
    assert bench.publish(same_day)[0].counts() == {"inchange": 4}, "envoyées le 2 mars"
    later = make_offer([one | {"date_maj": "2026-03-20"} for one in records])
    plan, report = bench.publish(later)
    assert plan.counts() == report.counts() == {"confirmer": 4}
    assert [one.path for one in bench.dora.writes] == ["/services/mark-as-up-to-date/"]
    assert all(one.modified > before[one.slug] and one.patches == 0 for one in bench.world.services)
    bench.dora.requests.clear()
    assert bench.publish(later)[0].counts() == {"inchange": 4}
    assert bench.dora.writes == []


def test_a_record_dated_of_a_day_to_come_is_confirmed_on_that_day_only(bench: Bench) -> None:
    offer = make_offer([make_service(1, date_maj="2026-03-20")])
    bench.publish(offer)
    assert bench.publish(offer)[0].counts() == {"inchange": 1}
    bench.clock.sleep(20 * 24 * 3600)
    assert bench.publish(offer)[0].counts() == {"confirmer": 1}
    assert bench.publish(offer)[0].counts() == {"inchange": 1}


def test_a_service_that_names_no_structure_is_blocked_and_says_so(bench: Bench) -> None:
    record = {name: value for name, value in make_service(1).items() if name != "structure_id"}
    plan, _ = bench.publish(make_offer([record], [make_structure(0)]))
    assert plan.counts() == {"bloquer": 1}
    assert "remplissez « structure_id »" in operation_of(plan, "cd53--1").reasons[0]


def test_a_withdrawn_record_is_archived_and_comes_back(bench: Bench) -> None:
    records = [make_service(number) for number in range(6)]
    bench.publish(make_offer(records))
    plan, _ = bench.publish(make_offer(records[:5]))
    gone = bench.world.service("cd53--5")
    assert gone is not None
    assert (plan.counts(), gone.status) == ({"archiver": 1, "inchange": 5}, "ARCHIVED")
    assert bench.publish(make_offer(records[:5]))[1].counts() == {}
    bench.publish(make_offer(records))
    assert gone.status == "PUBLISHED"


def test_a_short_catalogue_archives_nothing_without_being_told(bench: Bench) -> None:
    records = [make_service(number) for number in range(6)]
    bench.publish(make_offer(records))
    plan, _ = bench.publish(make_offer(records[:2]))
    assert plan.counts() == {"inchange": 2, "bloquer": 4}
    assert "4 fiches à archiver sur 6" in plan.notes[0]
    assert Counter(one.status for one in bench.world.services) == {"PUBLISHED": 6}
    bench.publish(make_offer(records[:2]), accept_archives=True)
    assert Counter(one.status for one in bench.world.services) == {"PUBLISHED": 2, "ARCHIVED": 4}


def test_a_sheet_that_the_structure_already_has_is_adopted_and_keeps_what_it_says(bench: Bench) -> None:
    record = make_service(1)
    existing = bench.world.add_service(
        bench.structures[0], name=record["nom"], description="Description du service 1, par la structure.",
        subcategories=("numerique--acquerir-un-equipement",), shortDesc="Écrite par la structure.", cityCode="53130",
    )  # fmt: skip
    plan, _ = bench.publish(make_offer([record]))
    assert action_of(plan, "cd53--1") is Action.ADOPTER
    assert only(bench) is existing
    assert existing.fields["shortDesc"] == "Écrite par la structure."
    assert existing.fields["contactName"] == "Camille Fictif 1"
    assert existing.fields["kind"] == "atelier"
    bench.dora.requests.clear()
    assert bench.publish(make_offer([record]))[0].counts() == {"inchange": 1}
    assert bench.dora.writes == []
    bench.publish(make_offer([record | {"frais": "payant", "frais_precisions": "3 €"}]))
    assert existing.fields["feeDetails"] == "3 €"
    assert existing.fields["shortDesc"] == "Écrite par la structure."


def test_an_archived_sheet_that_a_person_links_stays_archived_until_told(bench: Bench) -> None:
    record = make_service(1)
    existing = bench.world.add_service(
        bench.structures[0], name=record["nom"], description=record["description"], cityCode="53130",
        subcategories=tuple(record["thematiques"]), status="ARCHIVED",
    )  # fmt: skip
    plan, _ = bench.publish(make_offer([record]), adopt={"cd53--1": existing.slug})
    assert "ne le sera pas sans --ecraser" in " ".join(operation_of(plan, "cd53--1").reasons)
    assert (only(bench), existing.status) == (existing, "ARCHIVED")
    bench.publish(make_offer([record]), overwrite=frozenset({"cd53--1"}))
    assert existing.status == "PUBLISHED"


def test_an_adopted_sheet_is_never_archived(bench: Bench) -> None:
    others = [make_service(number) for number in range(2, 9)]
    existing = bench.world.add_service(bench.structures[0], name=make_service(1)["nom"], cityCode="53130")
    bench.publish(make_offer([make_service(1), *others]), adopt={"cd53--1": existing.slug})
    plan, _ = bench.publish(make_offer(others))
    assert action_of(plan, "cd53--1") is Action.LAISSER
    assert existing.status == "PUBLISHED"


def test_a_doubtful_resemblance_waits_for_a_person(bench: Bench) -> None:
    record = make_service(1, nom="Atelier de conversation française")
    existing = bench.world.add_service(
        bench.structures[0], name="Atelier de conversation", cityCode="53130", description="Parler ensemble.",
        subcategories=("numerique--acquerir-un-equipement",), shortDesc="Parler.",
    )  # fmt: skip
    plan, _ = bench.publish(make_offer([record]))
    assert action_of(plan, "cd53--1") is Action.BLOQUER
    assert existing.slug in " ".join(operation_of(plan, "cd53--1").reasons)
    assert len(bench.world.services) == 1
    plan, _ = bench.publish(make_offer([record]), create=frozenset({"cd53--1"}))
    assert len(bench.world.services) == 2


def test_a_sheet_under_our_key_is_found_again_without_the_history(bench: Bench, tmp_path: Path) -> None:
    offer = make_offer([make_service(1)])
    bench.publish(offer)
    with open_history(f"sqlite:///{tmp_path / 'autre.sqlite3'}") as empty:
        bench.history = empty
        plan, _ = bench.publish(offer)
        assert action_of(plan, "cd53--1") is Action.ADOPTER
        assert bench.publish(offer)[0].counts() == {"inchange": 1}
    assert len(bench.world.services) == 1
    assert only(bench).patches == 0


def test_two_records_never_take_one_sheet(bench: Bench) -> None:
    existing = bench.world.add_service(bench.structures[0], name="Atelier", cityCode="53130")
    told = {"cd53--1": existing.slug, "cd53--2": existing.slug}
    plan, _ = bench.publish(make_offer([make_service(1), make_service(2)]), adopt=told)
    assert [action_of(plan, one) for one in told] == [Action.ADOPTER, Action.BLOQUER]
    plan, _ = bench.publish(make_offer([make_service(1), make_service(2)]), adopt=told)
    assert "déjà celle de « cd53--1 »" in operation_of(plan, "cd53--2").reasons[0]


def test_a_sheet_that_is_gone_waits_for_a_person(bench: Bench) -> None:
    offer = make_offer([make_service(1)])
    bench.publish(offer)
    gone = only(bench)
    gone.fields["slug"] = "renommee"
    plan, _ = bench.publish(offer)
    assert "n’est plus visible sur DORA" in operation_of(plan, "cd53--1").reasons[0]
    bench.publish(offer, adopt={"cd53--1": "renommee"})
    assert bench.publish(offer)[0].counts() == {"inchange": 1}
    gone.fields["slug"] = "encore"
    bench.publish(offer, create=frozenset({"cd53--1"}))
    assert {one.slug for one in bench.world.services} == {"encore", "cd53--1"}
    assert bench.publish(offer)[0].counts() == {"inchange": 1}


def test_a_structure_unknown_to_dora_blocks_unless_the_project_creates(bench: Bench) -> None:
    offer = make_offer([make_service(1, structure=7)])
    plan, _ = bench.publish(offer)
    assert plan.counts() == {"bloquer": 2}
    assert "invitez sa première personne" in operation_of(plan, "cd53--1").reasons[0]
    plan, report = bench.publish(offer, create_structures=True)
    made = bench.world.by_siret(siret_of(7))
    assert made is not None
    assert (made.slug, made.department, only(bench).structure) == ("cd53--structure-7", "53", made)
    assert "administrateur" in plan.notes[0]
    assert report.counts() == {"creer": 2}
    bench.dora.requests.clear()
    assert bench.publish(offer, create_structures=True)[0].counts() == {"inchange": 1}
    assert bench.dora.writes == []


def test_only_a_structure_that_we_made_is_changed(bench: Bench) -> None:
    offer = make_offer([make_service(1), make_service(2, structure=7)])
    bench.publish(offer, create_structures=True)
    structures = [make_structure(0, nom="Autre nom"), make_structure(7, nom="Autre nom")]
    bench.publish(make_offer(list(offer.services.values()), structures))
    made = bench.world.by_siret(siret_of(7))
    assert made is not None
    assert [made.fields["name"], bench.structures[0].fields["name"]] == ["Autre nom", "Association 0"]


def test_an_invitation_is_sent_once_and_the_services_follow(bench: Bench) -> None:
    bench.world.sirene[siret_of(7)] = {"name": "ASSOCIATION 7", "cityCode": "53130"}
    offer = make_offer([make_service(1, structure=7)])
    invite = {"cd53--structure-7": "direction@exemple.fr"}
    plan, _ = bench.publish(offer, invite=invite)
    assert (action_of(plan, "cd53--structure-7"), bench.world.services) == (Action.INVITER, [])
    bench.publish(offer, invite=invite)
    made = bench.world.by_siret(siret_of(7))
    assert made is not None
    assert (made.invited, made.admins, only(bench).structure) == (["direction@exemple.fr"], set(), made)
    assert "direction@exemple.fr" not in json.dumps(plan.as_dict())
    assert "direction@exemple.fr" not in json.dumps([str(one) for one in bench.memory.journal()])


@pytest.mark.parametrize("place", [{"code_insee": "35238"}, {}])
def test_nobody_is_invited_outside_the_departement(bench: Bench, place: dict[str, Any]) -> None:
    bench.world.sirene[siret_of(7)] = {"name": "ASSOCIATION 7", "cityCode": "35238"}
    offer = make_offer([make_service(1, structure=7)], [make_structure(7, **place)])
    bench.publish(offer, invite={"cd53--structure-7": "direction@exemple.fr"})
    assert (bench.world.by_siret(siret_of(7)), bench.dora.writes) == (None, [])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"isObsolete": True}, "obsolète"),
        ({"cityCode": "35238"}, "autre département"),
        ({"cityCode": ""}, "pas de commune"),
    ],
)
def test_a_structure_where_nothing_may_be_done_says_why(
    bench: Bench, fields: dict[str, Any], said: str
) -> None:
    bench.structures[0].fields.update(fields)
    plan, _ = bench.publish(make_offer([make_service(1)]), create_structures=True)
    assert said in operation_of(plan, "cd53--1").reasons[0]
    assert bench.dora.writes == []


def test_nothing_is_sent_by_an_account_that_would_lose_the_contacts(bench: Bench) -> None:
    bench.world.structures[0].members.clear()
    with pytest.raises(UnsafeDoraError, match="membre d’aucune structure"):
        bench.publish(make_offer([make_service(1)]))
    assert bench.dora.writes == []


def test_lost_contacts_stop_everything_at_the_first_write_and_are_sent_again(bench: Bench) -> None:
    """An account whose e-mail is not validated looks right, and DORA still drops the contacts."""
    bench.user.is_valid = False
    offer = make_offer([make_service(number) for number in range(3)])
    _, report = bench.publish(offer)
    assert report.is_unsafe
    assert "perd les contacts" in str(report.stopped)
    assert len(bench.dora.writes) == 1
    bench.user.is_valid = True
    bench.publish(offer)
    assert [one.fields["contactName"] for one in bench.world.services] == [
        f"Camille Fictif {number}" for number in range(3)
    ]


def test_a_contact_that_dora_does_not_erase_stops_everything_and_is_erased_later(bench: Bench) -> None:
    """On a sheet that shows its contact, nothing tells that the account is not validated any more."""
    record = make_service(1)
    bench.publish(make_offer([record]))
    only(bench).fields["isContactInfoPublic"] = True
    erased = make_offer([{name: one for name, one in record.items() if name != "contact_nom_prenom"}])
    bench.user.is_valid = False
    _, report = bench.publish(erased)
    assert (report.is_unsafe, [one.outcome for one in report.outcomes]) == (True, ["echec"])
    assert "perd les contacts" in str(report.stopped)
    assert [one.outcome for one in bench.memory.journal()] == ["echec", "fait"]
    bench.user.is_valid = True
    assert bench.publish(erased)[1].counts() == {"modifier": 1}
    assert only(bench).fields["contactName"] == ""


def test_a_key_that_dora_ignores_stops_everything_and_the_sheet_is_not_doubled(bench: Bench) -> None:
    bench.world.ignores_slugs = True
    offer = make_offer([make_service(number) for number in range(3)])
    _, report = bench.publish(offer)
    assert report.is_unsafe
    assert "n’a pas pris notre clé" in str(report.stopped)
    assert [one.slug for one in bench.world.services] == ["association-0-atelier-0-babebibo"]
    bench.publish(offer)
    assert len({one.fields["name"] for one in bench.world.services}) == len(bench.world.services) == 2


def test_lost_contacts_are_seen_on_the_sheets_that_are_read(bench: Bench) -> None:
    """They are also read as empty: everything would look edited by somebody."""
    bench.publish(make_offer([make_service(1)]))
    edit(bench, only(bench), isContactInfoPublic=False)
    bench.user.is_valid = False
    bench.dora.requests.clear()
    with pytest.raises(UnsafeDoraError, match="courriel n’est pas validé"):
        bench.publish(make_offer([make_service(1, frais_precisions="Sur devis")]))
    assert bench.dora.writes == []


def test_a_limit_sends_that_many_writes_and_says_what_is_left(bench: Bench) -> None:
    offer = make_offer([make_service(number) for number in range(5)])
    _, report = bench.publish(offer, limit=2)
    assert (len(bench.world.services), report.remaining) == (2, 3)
    bench.publish(offer)
    assert len(bench.world.services) == 5


def test_a_slug_taken_by_something_invisible_is_said_and_the_rest_goes_on(bench: Bench) -> None:
    elsewhere = bench.world.add_structure(name="Ailleurs", siret="99990000009999", cityCode="35238")
    bench.world.add_service(elsewhere, name="x", slug="cd53--0", status="DRAFT")
    _, report = bench.publish(make_offer([make_service(0), make_service(1)]))
    assert [(one.operation.record_id, one.outcome) for one in report.failures] == [("cd53--0", "refuse")]
    assert "slug : déjà pris par une fiche que ce compte ne voit pas. Demandez" in str(
        report.failures[0].detail
    )
    assert report.counts() == {"creer": 1}


def test_our_key_on_a_sheet_of_another_structure_is_left_alone(bench: Bench) -> None:
    other = bench.world.add_structure(name="Autre", siret="99990000008888", cityCode="53130")
    taken = bench.world.add_service(other, name="Pas à nous", slug="cd53--1")
    _, report = bench.publish(make_offer([make_service(1)]))
    assert [one.outcome for one in report.failures] == ["laisse"]
    assert (taken.fields["name"], taken.patches) == ("Pas à nous", 0)


def test_a_refusal_never_quotes_a_value(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.world.models.add("cd53--1")
    with caplog.at_level(logging.DEBUG, logger="offre_insertion"):
        _, report = bench.publish(make_offer([make_service(1)]))
    assert [one.outcome for one in report.failures] == ["echec"]
    told = caplog.text + json.dumps(report.as_dict()) + str(bench.memory.journal())
    assert "X-Request-ID" in caplog.text
    for secret in ("Camille", "0243000001", "contact1@", bench.user.token):
        assert secret not in told


def test_five_hundred_services_are_created_changed_and_archived(bench: Bench) -> None:
    records: list[Record] = [make_service(number) for number in range(500)]
    bench.publish(make_offer(records))
    assert Counter(one.status for one in bench.world.services) == {"PUBLISHED": 500}
    changed = [
        one | {"frais_precisions": f"Gratuit, nᵒ {n}"} if n % 5 == 0 else one for n, one in enumerate(records)
    ]
    plan, _ = bench.publish(make_offer(changed[:450]))
    assert plan.counts() == {"modifier": 90, "archiver": 50, "inchange": 360}
    assert Counter(one.status for one in bench.world.services) == {"PUBLISHED": 450, "ARCHIVED": 50}
    assert [bench.world.service(f"cd53--{n}").fields["feeDetails"] for n in (0, 1, 445)] == [  # type: ignore[union-attr]
        "Gratuit, nᵒ 0", "", "Gratuit, nᵒ 445",
    ]  # fmt: skip
    assert {one.fields["contactName"] for one in bench.world.services} == {
        f"Camille Fictif {number}" for number in range(500)
    }
    bench.dora.requests.clear()
    assert bench.publish(make_offer(changed[:450]))[0].counts() == {"inchange": 450}
    assert (bench.dora.writes, bench.dora.throttled) == ([], 0)


def test_an_id_that_nothing_bears_is_said(bench: Bench) -> None:
    typed = {
        "adopt": {"cd53--a": "fiche"},
        "create": frozenset({"cd53--c"}),
        "invite": {"cd53--i": "a@exemple.fr"},
    }
    plan = bench.plan(make_offer([make_service(1)]), overwrite=frozenset({"cd53--e", "cd53--1"}), **typed)
    assert [note.partition(",")[0] for note in plan.notes] == [
        "--ecraser : cd53--e", "--adopter : cd53--a", "--creer : cd53--c", "--inviter : cd53--i",
    ]  # fmt: skip


def test_what_a_person_says_of_a_service_that_has_its_sheet_is_said_to_do_nothing(bench: Bench) -> None:
    offer = make_offer([make_service(1), make_service(2)])
    bench.publish(offer)
    plan, _ = bench.publish(offer, adopt={"cd53--1": "une-autre"}, create=frozenset({"cd53--2"}))
    assert plan.counts() == {"inchange": 2}
    assert [note.partition(" sur DORA")[0] for note in plan.notes] == [
        "--adopter : cd53--1 a déjà sa fiche « cd53--1 »", "--creer : cd53--2 a déjà sa fiche « cd53--2 »",
    ]  # fmt: skip
    assert all("sans effet" in note for note in plan.notes)
    assert bench.plan(offer, adopt={"cd53--1": "cd53--1"}).notes == ()


def test_a_sheet_found_again_by_its_key_is_kept_whatever_is_said(bench: Bench, tmp_path: Path) -> None:
    offer = make_offer([make_service(1)])
    bench.publish(offer)
    with open_history(f"sqlite:///{tmp_path / 'autre.sqlite3'}") as empty:
        bench.history = empty
        plan = bench.plan(offer, adopt={"cd53--1": "une-autre"})
    assert plan.notes[0].startswith("--adopter : cd53--1 a déjà sa fiche, retrouvée par sa clé « cd53--1 »")


def test_a_siret_that_is_a_path_stays_in_its_place(bench: Bench) -> None:
    bench.plan(make_offer([make_service(1, structure=3)], [make_structure(3, siret="../services-options")]))
    assert [one.path for one in bench.dora.requests].count("/services-options/") == 1
