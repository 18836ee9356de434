"""The plan of a merge, then its files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import orjson

from offre_insertion.history.judgements import JudgementEntry
from offre_insertion.review import Spoken, plan_fusion, read_offer, write_fusion
from offre_insertion.review.fusion import JUDGED
from tests.review.offers import ATELIER, CCAS, CCAS_AGAIN, GARAGE, NATIONAL, STRUCTURES, offer, service

AT = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)


def said(left: str, right: str, verdict: str) -> Spoken:
    return Spoken((JudgementEntry("structure", left, right, verdict, "Camille", AT),))


def test_certain_pairs_become_one_record_that_keeps_its_id() -> None:
    fusion = plan_fusion(offer())
    assert [one["id"] for one in fusion.structures] == ["pdi--1", "pdi--2", "pdi--3", "pdi--4"]
    merged = fusion.structures[0]
    assert (merged["telephone"], merged["courriel"]) == (CCAS["telephone"], CCAS_AGAIN["courriel"])
    assert fusion.groups[0].merged.origins["courriel"] == ("annuaire--7",)


def test_services_follow_their_structure_and_are_merged_too() -> None:
    fusion = plan_fusion(offer())
    assert [(one["id"], one["structure_id"]) for one in fusion.services] == [
        ("annuaire--s8", "pdi--1"),
        ("pdi--s1", "pdi--1"),
    ]
    assert fusion.moved == {ATELIER["id"]: ("annuaire--7", "pdi--1")}


def test_no_service_is_left_without_its_structure() -> None:
    fusion = plan_fusion(offer())
    assert {one["structure_id"] for one in fusion.services} <= {one["id"] for one in fusion.structures}


def test_the_first_file_wins() -> None:
    fusion = plan_fusion(offer(tuple(reversed(STRUCTURES))))
    assert plan_fusion(offer((CCAS_AGAIN, CCAS))).structures[0]["id"] == "annuaire--7"
    assert fusion.structures[0]["id"] == "pdi--1"  # pdi comes first there


def test_a_pair_to_examine_is_merged_only_once_judged() -> None:
    fusion = plan_fusion(offer(), spoken=said("pdi--2", "pdi--3", "doublon"))
    assert [one["id"] for one in fusion.structures] == ["pdi--1", "pdi--2", "pdi--4"]
    assert fusion.groups[1].why == (("pdi--2", "pdi--3", JUDGED),)


def test_a_pair_that_only_people_found_is_merged_for_the_reason_they_gave() -> None:
    fusion = plan_fusion(offer(), spoken=said("pdi--2", "pdi--4", "doublon"))
    (group,) = [group for group in fusion.groups if "pdi--4" in group.merged.ids]
    assert group.why == (("pdi--2", "pdi--4", JUDGED),)


def test_a_doubtful_pair_joined_by_others_is_told() -> None:
    third = {**CCAS, "id": "pdi--9"}
    fusion = plan_fusion(offer((CCAS, CCAS_AGAIN, third)), spoken=said("pdi--1", "pdi--9", "incertain"))
    assert len(fusion.structures) == 1
    (conflict,) = fusion.conflicts
    assert conflict.startswith("« pdi--1 » et « pdi--9 », jugés incertains, sont réunis")


def test_a_certain_pair_judged_distinct_stays_apart() -> None:
    fusion = plan_fusion(offer(), spoken=said("pdi--1", "annuaire--7", "distinct"))
    assert len(fusion.structures) == len(STRUCTURES)
    assert fusion.groups == ()
    assert fusion.moved == {}


def test_a_judgement_about_a_record_that_is_not_there_changes_nothing() -> None:
    assert plan_fusion(offer(), spoken=said("pdi--4", "parti--1", "doublon")) == plan_fusion(offer())


def test_another_source_is_never_merged_but_listed_and_what_it_surely_has_is_left_out() -> None:
    fusion = plan_fusion(offer(), against=offer((NATIONAL,), ()))
    assert [(one.id, one.other_id, one.verdict) for one in fusion.references] == [
        ("pdi--2", "dora--9", "certain"),
        ("pdi--3", "dora--9", "a-examiner"),
    ]
    assert fusion.held == (GARAGE,)
    assert {one["id"] for one in fusion.structures} == {"pdi--1", "pdi--3", "pdi--4"}


def test_a_source_may_publish_what_another_has() -> None:
    fusion = plan_fusion(offer(), against=offer((NATIONAL,), ()), published={"pdi"})
    assert fusion.structures == plan_fusion(offer()).structures
    assert fusion.held == ()
    assert [one.id for one in fusion.references] == ["pdi--2", "pdi--3"]


def test_a_referenced_structure_stays_for_the_service_that_only_we_have() -> None:
    ours = service("pdi--s2", "pdi--2", "Location de scooters")
    theirs = service("dora--s9", "dora--9", "Location de scooters")
    alone = plan_fusion(offer(services=(ours,)), against=offer((NATIONAL,), ()))
    assert alone.held == ()
    assert "pdi--2" in {one["id"] for one in alone.structures}
    both = plan_fusion(offer(services=(ours,)), against=offer((NATIONAL,), (theirs,)))
    assert [one["id"] for one in both.held] == ["pdi--2", "pdi--s2"]


def test_a_merged_record_is_referenced_when_one_of_its_records_is() -> None:
    twin = {**GARAGE, "id": "annuaire--2", "source": "annuaire"}
    fusion = plan_fusion(offer((twin, GARAGE), ()), against=offer((NATIONAL,), ()))
    assert [one["id"] for one in fusion.held] == ["annuaire--2"]
    assert fusion.structures == ()


def test_the_files_hold_the_offer_and_how_to_undo_it(tmp_path: Path) -> None:
    fusion = plan_fusion(offer())
    written = write_fusion(tmp_path / "fusion", fusion)
    assert [path.name for path in written] == [
        "data-inclusion.xlsx",
        "fusions.json",
        "services.csv",
        "services.json",
        "structures.csv",
        "structures.json",
    ]
    assert tuple(read_offer([tmp_path / "fusion"]).structures.values()) == fusion.structures
    plan = orjson.loads((tmp_path / "fusion" / "fusions.json").read_bytes())
    assert plan["fusions"][0]["fiches_d_origine"] == [CCAS, CCAS_AGAIN]
    assert plan["services_deplaces"] == [{"id": "annuaire--s8", "de": "annuaire--7", "vers": "pdi--1"}]


def test_merging_what_was_merged_changes_nothing(tmp_path: Path) -> None:
    fusion = plan_fusion(offer())
    write_fusion(tmp_path / "fusion", fusion)
    again = plan_fusion(read_offer([tmp_path / "fusion"]))
    assert (again.structures, again.services, again.groups) == (fusion.structures, fusion.services, ())
