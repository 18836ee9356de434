"""Sheets that were looked at again: said to DORA, unless somebody touched them meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from offre_insertion.publishing.dora.apply import apply_plan
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.report import Report
from offre_insertion.publishing.dora.session import make_plan
from offre_insertion.publishing.dora.survey import LocalOffer
from tests.publishing.dora.fake import Fault
from tests.publishing.dora.harness import Bench, make_offer, make_service
from tests.publishing.dora.test_respect import edit

RECORDS = [make_service(number) for number in range(3)]
LATER = make_offer([one | {"date_maj": "2026-03-20"} for one in RECORDS])


@pytest.fixture
def published(bench: Bench) -> Bench:
    """Three sheets of ours, twenty days old."""
    bench.publish(make_offer(RECORDS))
    bench.clock.sleep(20 * 24 * 3600)
    bench.dora.requests.clear()
    return bench


def edited_since_the_plan(bench: Bench, offer: LocalOffer, **fields: Any) -> Report:
    with bench.connected() as dora:
        plan = make_plan(dora, bench.memory, offer, Choices("53"))
        edit(bench, bench.world.services[0], **fields)
        return apply_plan(plan, dora, bench.memory)


def test_a_sheet_that_somebody_rewrites_after_the_plan_is_not_confirmed(published: Bench) -> None:
    report = edited_since_the_plan(published, LATER, shortDesc="Réécrit par la structure", status="ARCHIVED")
    assert [(one.operation.record_id, one.outcome) for one in report.outcomes] == [
        ("cd53--1", "fait"), ("cd53--2", "fait"), ("cd53--0", "laisse"),
    ]  # fmt: skip
    assert [one.body for one in published.dora.writes] == [{"services": ["cd53--1", "cd53--2"]}]
    plan, _ = published.publish(LATER)
    assert plan.counts() == {"inchange": 2, "laisser": 1}
    assert plan.operations[-1].conflicts == ("shortDesc", "status")


def test_a_sheet_whose_structure_left_the_departement_is_not_confirmed(published: Bench) -> None:
    with published.connected() as dora:
        plan = make_plan(dora, published.memory, LATER, Choices("53"))
        published.structures[0].fields["cityCode"] = "35238"
        report = apply_plan(plan, dora, published.memory)
    assert {one.outcome for one in report.outcomes} == {"laisse"}
    assert published.dora.writes == []


@pytest.mark.parametrize("fault", ["coupure-avant", "coupure-apres"])
def test_an_edit_during_a_confirmation_that_failed_is_seen_by_the_next_plan(
    published: Bench, fault: Fault
) -> None:
    first = iter([True])

    def meanwhile(method: str, _path: str) -> Fault | None:
        if method == "GET" or not next(first, False):
            return None
        if fault == "coupure-avant":
            edit(published, published.world.services[0], shortDesc="Réécrit pendant la panne")
        return fault

    published.dora.faults = meanwhile
    _, report = published.publish(LATER)
    if fault == "coupure-apres":
        edit(published, published.world.services[0], shortDesc="Réécrit après")
        assert report.counts() == {"confirmer": 3}
    else:
        assert [one.outcome for one in report.outcomes] == ["fait", "fait", "laisse"]
    assert published.publish(LATER)[0].counts() == {"inchange": 2, "laisser": 1}
