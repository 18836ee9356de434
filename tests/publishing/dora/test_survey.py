"""What a plan costs: one list per structure, one GET per sheet that may differ, and nothing more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from offre_insertion.history import History
from offre_insertion.history.dora import DoraLink
from offre_insertion.publishing.dora.agreement import digests_of, digests_there
from offre_insertion.publishing.dora.answers import instant
from offre_insertion.publishing.dora.drafts import DoraOptions
from offre_insertion.publishing.dora.lists import build_lists
from offre_insertion.publishing.dora.models import ServicesOptions, StructuresOptions
from offre_insertion.publishing.dora.service import creation_body, to_dora_service
from offre_insertion.publishing.dora.survey import ours_of
from offre_insertion.schema import Record
from tests.publishing.dora.fake.referentials import services_options, structures_options
from tests.publishing.dora.fake.rendering import render_service
from tests.publishing.dora.fake.writes import create_service
from tests.publishing.dora.harness import Bench, make_offer, make_service, make_structure, siret_of

STRUCTURES, PER_STRUCTURE = 40, 50


def publish_without_http(bench: Bench, records: list[Record]) -> None:
    """What publishing them would have left on both sides: two thousand requests take too long for a test."""
    lists = build_lists(
        ServicesOptions.model_validate(services_options(bench.world.conditions)),
        StructuresOptions.model_validate(structures_options()),
    )
    links = []
    for record in records:
        structure = bench.world.by_siret(siret_of(int(record["structure_id"].rpartition("-")[2])))
        assert structure is not None
        draft = to_dora_service(record, make_structure(0), options=DoraOptions(lists=lists))
        body = creation_body(draft, slug=record["id"], structure_slug=structure.slug)
        sheet = render_service(bench.world, create_service(bench.world, bench.user, body), bench.user)
        ours = ours_of(draft)
        there = digests_there(ours, sheet)
        fields = {name: (digest, there[name]) for name, digest in digests_of(ours).items()}
        links.append(
            DoraLink(
                "service", record["id"], record["id"], structure.slug, fields=fields, modified=instant(sheet)
            )
        )
    bench.memory.save(links)


def test_a_plan_of_two_thousand_services_reads_only_what_may_differ(memory: History) -> None:
    records = [
        make_service(number, structure=number % STRUCTURES) for number in range(STRUCTURES * PER_STRUCTURE)
    ]
    bench = Bench(memory, structures=STRUCTURES)
    with bench.running():
        publish_without_http(bench, records)
        changed = [
            one | {"frais_precisions": "Sur devis"} if n < 60 else one for n, one in enumerate(records)
        ]
        for number in range(100, 130):
            edited = bench.world.service(f"cd53--{number}")
            assert edited is not None
            edited.fields["shortDesc"] = "Édité sur DORA"
            bench.clock.sleep(1)
            edited.modified = bench.clock.stamp()
        plan = bench.plan(make_offer(changed[:1980]))
    assert plan.counts() == {"modifier": 60, "archiver": 20, "inchange": 1890, "laisser": 30}
    asked = Counter(one.path.split("?")[0] for one in bench.dora.requests)
    sheets = {path: count for path, count in asked.items() if path.startswith("/services/cd53")}
    assert (asked["/services/"], asked["/structures/"]) == (STRUCTURES, 1)
    assert (len(sheets), sum(sheets.values())) == (110, 110)
    assert len(bench.dora.requests) == STRUCTURES + 110 + 3
    assert bench.dora.writes == []
    assert bench.dora.busiest_minute() <= 100


def test_a_structure_that_the_list_does_not_have_costs_one_call(bench: Bench) -> None:
    bench.plan(make_offer([make_service(1, structure=5), make_service(2, structure=5)]))
    asked = [one.path for one in bench.dora.requests]
    assert asked.count(f"/siret-claimed/{siret_of(5)}/") == 1
    assert not [path for path in asked if path.startswith("/services/?")]


def test_sheets_that_look_like_none_of_ours_are_not_read(bench: Bench) -> None:
    for name in ("Permanence juridique", "Cours de cuisine"):
        bench.world.add_service(bench.structures[0], name=name)
    bench.world.add_service(bench.structures[0], name=make_service(1)["nom"])
    bench.plan(make_offer([make_service(1)]))
    sheets = [one.path for one in bench.dora.requests if one.path.startswith("/services/association-0-")]
    assert sheets == ["/services/association-0-atelier-1-cebibobu/"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_quota_holds_from_one_command_to_the_next(memory: History, folder: Path, count: int) -> None:
    """Plans that follow each other at once would ask for more than a minute allows."""
    bench = Bench(memory, structures=60)
    bench.quota = folder / "quota"
    offer = make_offer([make_service(number, structure=number) for number in range(60)])
    with bench.running():
        for _ in range(count):
            bench.plan(offer)
    assert len(bench.dora.requests) == 63 * count
    assert bench.dora.busiest_minute() <= 100
    assert bench.dora.throttled == 0
