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
