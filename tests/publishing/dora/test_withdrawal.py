"""What becomes of the sheets whose record is not in the offer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from offre_insertion.history import open_history
from offre_insertion.publishing.dora.agreement import known_ids
from offre_insertion.publishing.dora.operations import Action, Plan
from offre_insertion.publishing.dora.survey import LocalOffer
from offre_insertion.review import Offer, plan_fusion
from offre_insertion.schema import Record
from tests.publishing.dora.harness import Bench, make_offer, make_service, make_structure
from tests.publishing.dora.test_respect import edit
from tests.publishing.dora.test_settling import killed_at_its_write

RECORDS = [make_service(number) for number in range(10)]


def other(number: int) -> Record:
    return make_service(100 + number, id=f"reseau--{number}", source="reseau")


def blocked(plan: Plan) -> dict[str, str]:
    return {one.record_id: " ".join(one.reasons) for one in plan.operations if one.action is Action.BLOQUER}


def statuses(bench: Bench) -> set[str | None]:
    return {one.status for one in bench.world.services}


def test_a_source_that_is_not_in_the_offer_keeps_its_sheets(bench: Bench) -> None:
    bench.publish(make_offer([*RECORDS, other(1)]))
    plan, _ = bench.publish(make_offer(RECORDS))
    assert plan.counts() == {"inchange": 10, "bloquer": 1}
    assert "sa source « reseau » n’est pas dans l’offre" in blocked(plan)["reseau--1"]
    assert statuses(bench) == {"PUBLISHED"}
    bench.publish(make_offer(RECORDS), accept_archives=True)
    assert statuses(bench) == {"PUBLISHED", "ARCHIVED"}


def test_files_given_for_once_archive_nothing_unless_told(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    given = replace(make_offer(RECORDS[1:]), is_whole=False)
    assert "fichiers donnés" in blocked(bench.publish(given)[0])["cd53--0"]
    assert statuses(bench) == {"PUBLISHED"}
    assert bench.publish(given, accept_archives=True)[1].counts() == {"archiver": 1}


def test_a_record_that_may_be_a_rejected_row_is_not_archived(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    short = replace(make_offer(RECORDS[1:]), rejected={"cd53": 1})
    reason = blocked(bench.publish(short)[0])["cd53--0"]
    assert "1 ligne a été rejetée au dernier passage de « cd53 »" in reason
    assert "n’est plus dans le catalogue" not in reason
    assert statuses(bench) == {"PUBLISHED"}


def test_a_record_that_may_have_been_renamed_is_not_archived(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    renamed = replace(make_offer(RECORDS[1:]), renamed=frozenset({"cd53--0"}))
    assert "renommée" in blocked(bench.publish(renamed)[0])["cd53--0"]
    assert statuses(bench) == {"PUBLISHED"}


def test_a_catalogue_that_shrinks_a_little_every_night_is_stopped(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    assert bench.publish(make_offer(RECORDS[1:]))[1].counts() == {"archiver": 1}
    assert bench.publish(make_offer(RECORDS[2:]))[1].counts() == {"archiver": 1}
    plan, report = bench.publish(make_offer(RECORDS[3:]))
    assert (report.counts(), "2 archivées depuis 30 jours sur 10, soit 30" in plan.notes[0]) == ({}, True)
    bench.publish(make_offer(RECORDS[1:]))
    assert bench.publish(make_offer(RECORDS[2:]))[0].counts() == {"inchange": 8, "archiver": 1}


def merged(bench: Bench, services: list[Record]) -> LocalOffer:
    fusion = plan_fusion(
        Offer.of([("structure", make_structure(0)), *(("service", one) for one in services)]),
        known=known_ids(bench.memory.links()),
        today=dt.date(2026, 6, 1),
    )
    return LocalOffer(
        {one["id"]: one for one in fusion.structures}, {one["id"]: one for one in fusion.services}
    )


@pytest.mark.parametrize("limit", [1.0, 0.0])
def test_two_linked_duplicates_stay_one_sheet_whichever_is_fresher(bench: Bench, limit: float) -> None:
    first, second = make_service(1), make_service(1, id="cd53--jumeau")
    bench.publish(make_offer([first, second]))
    bench.publish(merged(bench, [first, second | {"date_maj": "2026-03-01"}]), archive_max=limit)
    before = [one.status for one in bench.world.services]
    for day in range(2, 6):
        fresher = {"date_maj": f"2026-03-0{day}"}
        pair = [first | fresher, second] if day % 2 else [first, second | fresher]
        bench.publish(merged(bench, pair), archive_max=limit)
        assert [one.status for one in bench.world.services] == before
    assert len(set(before)) == (2 if limit else 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("suspensionDate", "2027-01-01"),
        ("forms", ("doc.pdf",)),
        ("accessConditions", (1,)),
        ("qpvOrZrr", True),
    ],
)
def test_a_sheet_that_has_what_only_people_set_is_not_archived(
    bench: Bench, name: str, value: object
) -> None:
    records = [make_service(number) for number in range(6)]
    bench.publish(make_offer(records))
    sheet = bench.world.services[0]
    edit(bench, sheet, **{name: value})
    bench.publish(make_offer(records))
    plan, _ = bench.publish(make_offer(records[1:]))
    assert (plan.counts(), sheet.status) == ({"inchange": 5, "laisser": 1}, "PUBLISHED")
    assert name in plan.operations[-1].reasons[0]
    bench.publish(make_offer(records[1:]), overwrite=frozenset({"cd53--0"}))
    assert sheet.status == "ARCHIVED"


# --- what a person did of a sheet of ours ------------------------------------------------------------------------


def test_a_sheet_that_a_person_archived_while_its_record_was_gone_stays_archived(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS[:2]))
    assert bench.publish(make_offer(RECORDS[1:2]))[0].counts() == {"bloquer": 1, "inchange": 1}
    sheet = bench.world.services[0]
    edit(bench, sheet, status="ARCHIVED")
    bench.dora.requests.clear()
    bench.publish(make_offer(RECORDS[1:2]))
    assert not [one for one in bench.dora.requests if sheet.slug in one.path], "rien à y voir"
    plan, _ = bench.publish(make_offer(RECORDS[:2]))
    assert plan.counts() == {"inchange": 1, "laisser": 1}
    assert (sheet.status, sheet.patches) == ("ARCHIVED", 0)


@pytest.mark.parametrize("is_read", [True, False])
def test_a_sheet_found_again_by_its_key_and_edited_by_a_person_is_not_archived(
    bench: Bench, tmp_path: Path, is_read: bool
) -> None:
    bench.publish(make_offer(RECORDS))
    sheet = bench.world.services[0]
    edit(bench, sheet, shortDesc="Réécrit par la structure", contactName="Paul Vrai")
    with open_history(f"sqlite:///{tmp_path / 'autre.sqlite3'}") as empty:
        bench.history = empty
        bench.publish(make_offer(RECORDS))
        if is_read:
            edit(bench, sheet)
        plan, report = bench.publish(make_offer(RECORDS[1:]))
    assert (plan.counts(), report.counts()) == ({"inchange": 9, "laisser": 1}, {})
    assert plan.operations[-1].conflicts == ("shortDesc", "contactName")
    assert sheet.status == "PUBLISHED"


# --- archivings whose end nobody saw ----------------------------------------------------------------------------


def test_archivings_whose_process_died_count_among_those_of_the_last_days(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    killed_at_its_write(bench, make_offer(RECORDS[1:]))
    killed_at_its_write(bench, make_offer(RECORDS[2:]))
    plan, report = bench.publish(make_offer(RECORDS[3:]))
    assert report.counts() == {}
    assert "2 archivées depuis 30 jours sur 10" in plan.notes[0]
    found = [(one.operation, one.record_id, one.outcome) for one in bench.memory.journal()[:2]]
    assert sorted(found) == [("archiver", "cd53--0", "fait"), ("archiver", "cd53--1", "fait")]
    assert bench.publish(make_offer(RECORDS[3:]))[1].counts() == {}
    assert len(bench.memory.journal()) == len(RECORDS) + 2


def test_an_archiving_whose_process_died_is_ours_to_undo(bench: Bench) -> None:
    bench.publish(make_offer(RECORDS))
    killed_at_its_write(bench, make_offer(RECORDS[1:]))
    assert bench.publish(make_offer(RECORDS))[1].counts() == {"modifier": 1}
    assert statuses(bench) == {"PUBLISHED"}
