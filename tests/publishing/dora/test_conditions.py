"""Conditions of access, as short items."""

from __future__ import annotations

import pytest

from offre_insertion.publishing.dora.conditions import from_dora_conditions, to_dora_conditions
from offre_insertion.publishing.dora.drafts import Losses
from offre_insertion.publishing.dora.lists import BUILTIN, ReferenceLists
from offre_insertion.publishing.dora.models import DoraService


def test_lines_are_requirements_and_documents_are_credentials() -> None:
    text = "- Être majeur ;\n- Copie de la carte d’identité\nAttestation de France Travail\nÊtre majeur"
    assert to_dora_conditions(text, BUILTIN, Losses()) == {
        "requirements": ["Être majeur"],
        "credentials": ["Copie de la carte d’identité", "Attestation de France Travail"],
    }


@pytest.mark.parametrize(
    "text",
    ["Justificatif de domicile", "Pièce d'identité", "Le RIB", "CV", "Avis d’imposition", "Photocopie du permis",
     "Bulletins de salaire", "Titre de séjour"],
)  # fmt: skip
def test_a_document_is_known_by_its_first_words(text: str) -> None:
    assert to_dora_conditions(text, BUILTIN, Losses())["credentials"] == [text]


@pytest.mark.parametrize(
    "text", ["Cvoir", "Être en possession d’un CV", "Ribambelle", "Pièces détachées à apporter"]
)
def test_another_condition_is_a_requirement(text: str) -> None:
    assert to_dora_conditions(text, BUILTIN, Losses())["requirements"] == [text]


def test_a_condition_that_dora_has_is_spelt_as_it_has_it() -> None:
    lists = ReferenceLists(conditions={
        "requirements": {"maitriser l ecriture la lecture": "Maitriser l'écriture, la lecture"},
        "credentials": {"carte grise du vehicule": "Carte grise du véhicule"},
    })  # fmt: skip
    text = "Maîtriser l’écriture, la lecture\ncarte grise du véhicule"
    assert to_dora_conditions(text, lists, Losses()) == {
        "requirements": ["Maitriser l'écriture, la lecture"],
        "credentials": ["Carte grise du véhicule"],
    }


def test_a_long_sentence_is_sent_in_pieces_without_losing_a_word_and_it_is_said() -> None:
    losses = Losses()
    text = "Il faut " + "être accompagné par un référent " * 8
    found = to_dora_conditions(text, BUILTIN, losses)["requirements"]
    assert isinstance(found, list)
    assert all(len(item) <= 140 for item in found)
    assert " ".join(item.strip("…") for item in found) == text.strip()
    assert [(loss.field, loss.kind) for loss in losses.found()] == [("conditions_acces", "coupe")]


def test_nothing_gives_nothing() -> None:
    assert to_dora_conditions(None, BUILTIN, Losses()) == {"requirements": [], "credentials": []}


def test_requirements_then_credentials_come_back_and_criteria_are_said_lost() -> None:
    losses = Losses()
    service = DoraService(
        requirements_display=("Être majeur",), credentials_display=("CV", "RIB"),
        access_conditions_display=("Résident QPV / ZFRR",),
    )  # fmt: skip
    assert from_dora_conditions(service, losses) == "Être majeur\nCV\nRIB"
    assert [loss.dora_field for loss in losses.found()] == ["accessConditions"]
