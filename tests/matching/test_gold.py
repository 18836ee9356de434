"""The judged pairs of the real catalogues."""

from __future__ import annotations

import json
from typing import Any

import pytest

from offre_insertion.geography import load_geography
from offre_insertion.matching import find_duplicates
from offre_insertion.schema import Record
from tests.shared import SHARED, needs_shared

pytestmark = [pytest.mark.shared, needs_shared]

GOLD = SHARED / "gold" / "doublons.jsonl"


def load_gold() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()] if GOLD.is_file() else []


def record(side: dict[str, Any], record_id: str, shift_m: float | None = None) -> Record:
    """The record of a pair; with a distance, at the centre of its commune shifted to the north by so many metres."""
    found: Record = {"source": side["catalogue"], "id": record_id, "nom": side["nom"]}
    found.update(adresse=side["adresse"], code_insee=side["code_insee"])
    commune = load_geography().commune(side["code_insee"])
    if shift_m is not None and commune is not None and commune.point is not None:
        longitude, latitude = commune.point
        found.update(longitude=longitude, latitude=latitude + shift_m / 111_195)
    return found


@pytest.mark.parametrize("with_points", [False, True], ids=["sans points", "avec points"])
@pytest.mark.parametrize("pair", load_gold(), ids=lambda pair: f"{pair['a']['nom']} / {pair['b']['nom']}")
def test_judged_pairs_are_found_and_distinct_ones_are_not_certain(
    pair: dict[str, Any], with_points: bool
) -> None:
    distance = pair["distance_m"] if with_points else None
    left = record(pair["a"], "a", None if distance is None else 0.0)
    pairs = find_duplicates([left, record(pair["b"], "b", distance)])
    verdict = pairs[0].verdict if pairs else "distinct"
    assert (pair["jugement"] != "doublon") or verdict in ("certain", "a-examiner")
    assert (pair["jugement"] != "distinct") or verdict != "certain"
