"""What the schema does not have, as a person wrote it: units are kept, a file active is not places."""

from __future__ import annotations

from typing import Any

from offre_insertion.connector import FieldRule
from offre_insertion.mapping.private import PrivateReader


def private(**cells: str) -> dict[str, Any]:
    rules = {name: FieldRule(column=name) for name in cells}
    found, _ = PrivateReader(rules)(cells)
    return {name: value.model_dump(exclude_none=True) for name, value in found.items()}


def test_a_duration_keeps_its_unit() -> None:
    assert private(duree="10 séances") == {
        "duree": {"texte": "10 séances", "valeur": 10.0, "unite": "séances"}
    }


def test_a_file_active_written_under_places_is_a_file_active() -> None:
    found = private(places="file active : 80")
    assert found == {"file_active": {"texte": "file active : 80", "valeur": 80.0, "unite": "file active"}}


def test_places_are_places() -> None:
    assert private(places="24 (2 x 12)", file_active="80") == {
        "places": {"texte": "24 (2 x 12)", "valeur": 24.0},
        "file_active": {"texte": "80", "valeur": 80.0},
    }
