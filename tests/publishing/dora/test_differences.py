"""Only real differences are worth a PATCH."""

from __future__ import annotations

from typing import Any

import pytest

from offre_insertion.publishing.dora.differences import differences
from offre_insertion.publishing.dora.service import to_dora_service
from offre_insertion.publishing.dora.structure import to_dora_structure
from tests.publishing.dora.records import a_service, a_structure, as_answered

SERVICE = to_dora_service(
    a_service(conditions_acces="Être majeur\nCV", modes_accueil=["a-distance", "en-presentiel"])
).payload


def test_what_was_just_sent_is_not_different() -> None:
    assert differences(SERVICE, as_answered(SERVICE)) == {}
    structure = to_dora_structure(a_structure()).payload
    assert differences(structure, as_answered(structure)) == {}


@pytest.mark.parametrize(
    ("name", "answered"),
    [
        ("name", "  Auto-école sociale "),
        ("description", "Préparation au permis B pour les personnes en parcours d’insertion.\r\n"),
        ("locationKinds", ["en-presentiel", "a-distance"]),
        ("feeDetails", None),
        ("recurrence", None),
        ("contactEmail", "Contact@Exemple.fr"),
        ("geom", {"type": "Point", "coordinates": [-0.77080004, 48.06669996]}),
        ("requirementsDisplay", ["Être majeur"]),
    ],
)
def test_a_value_that_means_the_same_is_not_different(name: str, answered: object) -> None:
    assert differences(SERVICE, {**as_answered(SERVICE), name: answered}) == {}


@pytest.mark.parametrize(
    ("name", "answered"),
    [
        ("name", "Auto-école Sociale"),
        ("description", ""),
        ("locationKinds", ["en-presentiel"]),
        ("publics", []),
        ("kind", None),
        ("geom", None),
        ("geom", {"type": "Point", "coordinates": [-0.7718, 48.0667]}),
        ("geom", {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [0, 0]]]}),
        ("durationWeeks", 4),
        ("diffusionZoneDetails", "5"),
        ("contactEmail", ""),
    ],
)
def test_a_value_changed_in_dora_is_sent_again(name: str, answered: object) -> None:
    assert differences(SERVICE, {**as_answered(SERVICE), name: answered}) == {name: SERVICE[name]}


def test_conditions_are_compared_to_the_letter() -> None:
    answered = {**as_answered(SERVICE), "requirementsDisplay": ["être majeur"]}
    assert differences(SERVICE, answered) == {"requirements": ["Être majeur"]}


def test_everything_filled_is_different_from_an_empty_service() -> None:
    filled = {name for name, value in SERVICE.items() if value not in ("", None, [])}
    assert set(differences(SERVICE, {})) == filled


def test_fields_that_the_record_does_not_decide_are_never_sent() -> None:
    answered: dict[str, Any] = {
        **as_answered(SERVICE),
        "updateFrequency": "jamais",
        "status": "ARCHIVED",
        "slug": "autre",
    }
    assert differences(SERVICE, answered) == {}


def test_coordinates_of_a_structure_are_compared_to_ten_centimetres() -> None:
    payload = to_dora_structure(a_structure()).payload
    near = {**as_answered(payload), "longitude": -0.77080001}
    far = {**as_answered(payload), "longitude": -0.7709}
    assert differences(payload, near) == {}
    assert differences(payload, far) == {"longitude": -0.7708}
