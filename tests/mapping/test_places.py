"""The place of a record: what its words and its coordinates say together."""

from __future__ import annotations

from typing import Any

from offre_insertion.mapping.places import PlaceResolver
from offre_insertion.mapping.rows import Draft


def located(**record: Any) -> tuple[dict[str, Any], list[str]]:
    """The record once its place is resolved, and the codes of what was said."""
    draft = Draft(row=2, sheet=None, record=record)
    issues = PlaceResolver("16").resolve("structure", draft)
    return draft.record, [issue.code for issue in issues]


def test_coordinates_far_from_the_commune_are_reported_and_not_kept() -> None:
    record, codes = located(commune="Valence", code_postal="16460", latitude=43.451334, longitude=5.411872)
    assert codes == ["coordonnee-incoherente"]
    assert record == {"commune": "Valence", "code_postal": "16460", "code_insee": "16392"}


def test_coordinates_at_the_other_end_of_the_commune_are_kept() -> None:
    record, codes = located(commune="Valence", code_postal="16460", latitude=45.85, longitude=0.35)
    assert (record["latitude"], record["longitude"], codes) == (45.85, 0.35, [])


def test_vast_communes_of_guyane_are_not_judged_as_those_of_the_mainland() -> None:
    record, codes = located(code_insee="97353", latitude=2.3, longitude=-53.8)
    assert (record["latitude"], codes) == (2.3, [])


def test_coordinates_without_a_known_commune_are_kept_as_they_are() -> None:
    record, _ = located(commune="Commune Inventée", latitude=43.4, longitude=5.4)
    assert (record["latitude"], record["longitude"]) == (43.4, 5.4)
