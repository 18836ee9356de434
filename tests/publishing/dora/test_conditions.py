"""Conditions of access, as short items."""

from __future__ import annotations

import pytest

from offre_insertion.publishing.dora.conditions import from_dora_conditions, to_dora_conditions
from offre_insertion.publishing.dora.drafts import Losses
from offre_insertion.publishing.dora.lists import BUILTIN, ReferenceLists
from offre_insertion.publishing.dora.models import DoraService
from offre_insertion.publishing.dora.spelling import condition_key
from tests.publishing.dora.fake import Service
from tests.publishing.dora.harness import Bench, make_offer, make_service


def known(**conditions: str) -> ReferenceLists:
    """An instance that has these conditions, one per field."""
    return ReferenceLists(conditions={name: {condition_key(one): one} for name, one in conditions.items()})


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
    lists = known(requirements="Maitriser l'écriture, la lecture", credentials="Carte grise du véhicule")
    text = "Maîtriser l’écriture,la lecture.\ncarte grise du véhicule"
    assert to_dora_conditions(text, lists, Losses()) == {
        "requirements": ["Maitriser l'écriture, la lecture"],
        "credentials": ["Carte grise du véhicule"],
    }


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("Avoir + de 26 ans", "Avoir - de 26 ans"), ("Revenus < 900 €", "Revenus > 900 €"), ("QF ≤ 700", "QF ≥ 700"),
     ("QF = 700", "QF ≠ 700"), ("Мати дозвіл на проживання", "Говорити українською"), ("١٨", "٢٦")],
)  # fmt: skip
def test_a_condition_that_only_resembles_one_of_dora_is_sent_as_it_is(theirs: str, ours: str) -> None:
    assert to_dora_conditions(ours, known(requirements=theirs), Losses())["requirements"] == [ours]


def test_case_accents_and_typography_alone_make_no_other_condition() -> None:
    theirs = 'Être inscrit à "l\'école" — 16 ans.'
    lists = known(requirements=theirs)
    text = "ETRE INSCRIT A « L’ECOLE » - 16 ANS"
    assert to_dora_conditions(text, lists, Losses())["requirements"] == [theirs]


def test_the_opposite_of_a_condition_that_the_structure_has_reaches_dora(bench: Bench) -> None:
    records = [make_service(1, conditions_acces="Avoir + de 26 ans")]
    bench.publish(make_offer(records))
    bench.publish(make_offer([*records, make_service(2, conditions_acces="Avoir - de 26 ans")]))
    assert [conditions(bench, one) for one in bench.world.services] == [
        ["Avoir + de 26 ans"], ["Avoir - de 26 ans"],
    ]  # fmt: skip


def conditions(bench: Bench, sheet: Service) -> list[str]:
    return [bench.world.conditions["requirements"][number][0] for number in sheet.fields["requirements"]]


def test_a_condition_that_our_records_spell_three_ways_is_created_once_and_the_second_apply_writes_nothing(
    bench: Bench,
) -> None:
    spelt = ("Être inscrit depuis six mois", "être inscrit depuis six mois.", "Etre inscrit depuis six mois")
    offer = make_offer([make_service(number, conditions_acces=one) for number, one in enumerate(spelt)])
    bench.publish(offer)
    assert [conditions(bench, one) for one in bench.world.services] == [[spelt[0]]] * 3
    bench.dora.requests.clear()
    bench.publish(offer)
    assert bench.dora.writes == []


def test_a_new_spelling_on_dora_of_a_condition_of_ours_changes_nothing(bench: Bench) -> None:
    offer = make_offer([make_service(1, conditions_acces="Être inscrit depuis six mois")])
    bench.publish(offer)
    bench.world.condition_id("requirements", "être inscrit depuis six mois", bench.structures[0])
    bench.dora.requests.clear()
    bench.publish(offer)
    assert bench.dora.writes == []


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
