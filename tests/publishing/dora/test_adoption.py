"""Sheets that a structure made itself: found whatever happened before, completed only where they say nothing."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.publishing.dora.fake import Service
from tests.publishing.dora.harness import Bench, make_offer, make_service
from tests.publishing.dora.test_settling import fail_writes, killed_at_its_write

RECORD = make_service(1)
OFFER = make_offer([RECORD])


def same_sheet(bench: Bench, **fields: Any) -> Service:
    """The sheet that the structure made of our record."""
    written = {
        "name": RECORD["nom"], "description": RECORD["description"], "kind": RECORD["type"], "cityCode": "53130",
        "subcategories": tuple(RECORD["thematiques"]), "contactName": RECORD["contact_nom_prenom"],
    }  # fmt: skip
    return bench.world.add_service(bench.structures[0], **(written | fields))


@pytest.mark.parametrize("failure", ["refused", "killed"])
def test_a_creation_that_never_happened_does_not_double_the_sheet_that_the_structure_made_since(
    bench: Bench, failure: str
) -> None:
    if failure == "killed":
        killed_at_its_write(bench, OFFER, is_sent=False)
    else:
        fail_writes(bench, itertools.repeat("500"))
        bench.publish(OFFER)
        fail_writes(bench, [])
    sheet = same_sheet(bench)
    plan, _ = bench.publish(OFFER)
    assert plan.counts() == {"adopter": 1}
    assert bench.world.services == [sheet]
    assert bench.publish(OFFER)[0].counts() == {"inchange": 1}


def test_a_sheet_for_everyone_is_not_narrowed_to_our_publics(bench: Bench) -> None:
    sheet = same_sheet(bench, publics=())
    record = make_service(1, publics_precisions="De 16 à 25 ans")
    plan, _ = bench.publish(make_offer([record]))
    assert plan.counts() == {"adopter": 1}
    assert (sheet.fields["publics"], sheet.fields["publicsPrecisions"]) == ((), "")
    assert "publics" in plan.operations[0].reasons[1]
    bench.publish(make_offer([record]), overwrite=frozenset({"cd53--1"}))
    assert sheet.fields["publics"] == ("femmes", "jeunes")


def test_a_sheet_for_professionals_only_is_not_opened_to_everyone(bench: Bench) -> None:
    sheet = same_sheet(bench, coachOrientationModes=("formulaire-dora",), beneficiariesAccessModes=())
    bench.publish(make_offer([make_service(1, lien_mobilisation="https://exemple.fr/demande")]))
    names = ("coachOrientationModes", "beneficiariesAccessModes", "onlineForm")
    assert [sheet.fields[name] for name in names] == [("formulaire-dora",), (), ""]


def test_themes_are_not_completed_by_ours_beside_other_categories(bench: Bench) -> None:
    sheet = same_sheet(bench, categories=("famille", "numerique"), subcategories=())
    bench.publish(OFFER, adopt={"cd53--1": sheet.slug})
    assert (sheet.fields["categories"], sheet.fields["subcategories"]) == (("famille", "numerique"), ())


@pytest.mark.parametrize(("said", "expected"), [(["tous-publics"], ()), (None, ("jeunes",))])
def test_replacing_an_edited_sheet_opens_it_to_everyone_only_if_the_record_says_so(
    bench: Bench, said: list[str] | None, expected: tuple[str, ...]
) -> None:
    record = {name: value for name, value in make_service(1, publics=said).items() if value is not None}
    bench.publish(make_offer([record]))
    (sheet,) = bench.world.services
    bench.clock.sleep(1)
    sheet.fields.update(publics=("jeunes",), shortDesc="Dit sur DORA")
    sheet.modified = bench.clock.stamp()
    bench.publish(make_offer([record]), overwrite=frozenset({"cd53--1"}))
    assert (sheet.fields["shortDesc"], sheet.fields["publics"]) == (
        "Description du service 1, en groupe.", expected,
    )  # fmt: skip


@pytest.mark.parametrize("status", ["ARCHIVED", "SUGGESTION"])
def test_a_sheet_that_is_archived_or_only_suggested_is_not_linked_without_being_told(
    bench: Bench, status: str
) -> None:
    sheet = same_sheet(bench, status=status)
    plan, _ = bench.publish(OFFER)
    assert plan.counts() == {"bloquer": 1}
    assert "--adopter" in plan.operations[0].reasons[1]
    bench.publish(OFFER, adopt={"cd53--1": sheet.slug})
    assert (bench.world.services, sheet.status) == ([sheet], status)


def test_a_linked_sheet_that_its_structure_did_not_publish_is_said_at_each_plan(bench: Bench) -> None:
    sheet = same_sheet(bench, status="DRAFT")
    bench.publish(OFFER)
    assert "n’a pas publiée sur DORA : cd53--1" in bench.plan(OFFER).notes[0]
    sheet.fields["status"] = "PUBLISHED"
    assert bench.plan(OFFER).notes == ()
