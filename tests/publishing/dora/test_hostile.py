"""Records that nobody checked: anything in any field never raises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.publishing.dora.models import DoraService, DoraStructure
from offre_insertion.publishing.dora.service import from_dora_service, to_dora_service
from offre_insertion.publishing.dora.structure import from_dora_structure, to_dora_structure
from offre_insertion.schema import FIELDS
from tests.publishing.dora.records import a_service, a_structure

VALUES: list[object] = [
    None, "", " ", "texte", "x" * 20_000, "a\x00b", "\ud800", 0, -1, 3.5, float("nan"), float("inf"), True, [], {},
    ["x"], [1, None], [["x"]], {"a": 1}, "99999", ["53", 53],
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=[f"valeur-{rank}" for rank in range(len(VALUES))])
def test_any_value_in_any_field_of_ours_gives_a_draft(value: object) -> None:
    for name in FIELDS["service"]:
        assert to_dora_service({**a_service(), name: value}, a_structure()).status in ("DRAFT", "PUBLISHED")
    for name in FIELDS["structure"]:
        assert to_dora_structure({**a_structure(), name: value}).status in ("DRAFT", "PUBLISHED")


@pytest.mark.parametrize("value", VALUES, ids=[f"valeur-{rank}" for rank in range(len(VALUES))])
def test_any_value_in_any_field_of_dora_gives_a_record(value: object) -> None:
    for info in DoraService.model_fields.values():
        assert (
            from_dora_service(DoraService.model_validate({info.alias or "": value})).record["source"]
            == "dora"
        )
    for info in DoraStructure.model_fields.values():
        assert (
            from_dora_structure(DoraStructure.model_validate({info.alias or "": value})).record["source"]
            == "dora"
        )


TEXTS = st.text(max_size=300)


@settings(deadline=None, max_examples=200)
@given(TEXTS, TEXTS, TEXTS)
def test_any_text_is_sent_within_the_limits(name: str, description: str, conditions: str) -> None:
    """The payload is held to the limits of DORA: going past them would raise."""
    record = a_service(
        nom=name, description=description * 40, conditions_acces=conditions, horaires_accueil=conditions,
        adresse=name, mobilisation_precisions=description, lien_mobilisation=name, courriel=name, telephone=name,
        code_postal=name[:9], contact_nom_prenom=name,
    )  # fmt: skip
    assert to_dora_service(record).payload["kind"] == "accompagnement"
