"""A service, field by field, to DORA and back."""

from __future__ import annotations

import pytest

from offre_insertion.publishing.dora.drafts import DoraDraft, DoraOptions
from offre_insertion.publishing.dora.models import DoraService
from offre_insertion.publishing.dora.service import creation_body, from_dora_service, to_dora_service
from offre_insertion.schema import ENUMS
from tests.publishing.dora.records import a_service, a_structure, as_answered


def lost(draft: DoraDraft) -> list[tuple[str, str]]:
    """Field of the schema and kind of each loss."""
    return [(loss.field, loss.kind) for loss in draft.losses]


def missing(draft: DoraDraft) -> list[str]:
    return [one.dora_field for one in draft.missing]


def test_a_complete_service_is_ready_to_be_published() -> None:
    draft = to_dora_service(a_service())
    assert (draft.status, draft.missing, draft.losses) == ("PUBLISHED", (), ())
    assert draft.payload == {
        "name": "Auto-école sociale",
        "shortDesc": "Préparation au permis B pour les personnes en parcours d’insertion.",
        "description": "Préparation au permis B pour les personnes en parcours d’insertion.",
        "kind": "accompagnement",
        "categories": ["mobilite"],
        "subcategories": ["mobilite--preparer-un-permis"],
        "publics": ["jeunes"],
        "publicsPrecisions": "",
        "requirements": [],
        "credentials": [],
        "feeCondition": "gratuit",
        "feeDetails": "",
        "beneficiariesAccessModes": ["telephoner"],
        "beneficiariesAccessModesExternalFormLink": "",
        "beneficiariesAccessModesExternalFormLinkText": "",
        "beneficiariesAccessModesOther": "",
        "coachOrientationModes": ["telephoner"],
        "coachOrientationModesExternalFormLink": "",
        "coachOrientationModesExternalFormLinkText": "",
        "coachOrientationModesOther": "",
        "contactName": "",
        "contactPhone": "0243000001",
        "contactEmail": "contact@exemple.fr",
        "locationKinds": ["en-presentiel"],
        "address1": "12 rue du Pont",
        "address2": "",
        "postalCode": "53000",
        "cityCode": "53130",
        "geom": {"type": "Point", "coordinates": [-0.7708, 48.0667]},
        "onlineForm": "",
        "diffusionZoneType": "department",
        "diffusionZoneDetails": "53",
        "recurrence": "",
        "durationWeeklyHours": None,
        "durationWeeks": None,
    }


def test_the_body_of_a_creation_adds_the_key_the_structure_the_status_and_the_defaults() -> None:
    draft = to_dora_service(a_service())
    body = creation_body(draft, slug="cd53--auto-ecole-sociale", structure_slug="asso-exemple")
    assert {name: body[name] for name in body.keys() - draft.payload.keys()} == {
        "slug": "cd53--auto-ecole-sociale",
        "structure": "asso-exemple",
        "status": "PUBLISHED",
        "updateFrequency": "tous-les-6-mois",
        "isContactInfoPublic": True,
    }


def test_a_named_person_is_not_made_public_unless_it_is_chosen() -> None:
    named = a_service(contact_nom_prenom="Camille Exemple")
    assert to_dora_service(named).defaults["isContactInfoPublic"] is False
    chosen = to_dora_service(named, options=DoraOptions(contact_public=True))
    assert chosen.defaults["isContactInfoPublic"] is True
    assert chosen.payload["contactName"] == "Camille Exemple"


@pytest.mark.parametrize("thematique", ENUMS["thematiques"])
def test_every_thematique_goes_with_its_category(thematique: str) -> None:
    payload = to_dora_service(a_service(thematiques=[thematique])).payload
    assert payload["subcategories"] == [thematique]
    assert payload["categories"] == [thematique.partition("--")[0]]


@pytest.mark.parametrize("kind", ENUMS["type"])
def test_every_type_is_the_same_in_dora(kind: str) -> None:
    assert to_dora_service(a_service(type=kind)).payload["kind"] == kind


def test_a_name_too_long_is_cut_after_a_word_and_said() -> None:
    draft = to_dora_service(a_service(nom="Accompagnement " * 9 + "socioprofessionnel"))
    name = draft.payload["name"]
    assert isinstance(name, str)
    assert name == "Accompagnement " * 8 + "Accompagnement…"
    assert len(name) <= 140
    assert lost(draft) == [("nom", "coupe")]
    assert "153 caractères" in draft.losses[0].message
    assert draft.status == "PUBLISHED"


def test_the_summary_takes_the_first_sentences_that_fit() -> None:
    text = f"Première phrase. Deuxième phrase !\n{'Long ' * 60}fin."
    payload = to_dora_service(a_service(description=text)).payload
    assert payload["shortDesc"] == "Première phrase. Deuxième phrase !"
    assert payload["description"] == text


def test_everyone_is_nobody_in_particular() -> None:
    assert to_dora_service(a_service(publics=["tous-publics"])).payload["publics"] == []
    assert to_dora_service(a_service(publics=None)).payload["publics"] == []


def test_the_way_back_gives_the_same_record() -> None:
    service = a_service(
        frais="payant",
        frais_precisions="10 € par an",
        publics_precisions="De 18 à 25 ans.",
        conditions_acces="Être orienté par un référent\nCopie du titre de séjour",
        complement_adresse="Bâtiment B",
        contact_nom_prenom="Camille Exemple",
        volume_horaire_hebdomadaire=3,
        nombre_semaines=4,
        horaires_accueil="Mo-Fr 09:00-12:00",
        lien_mobilisation="https://exemple.fr/demande",
        modes_mobilisation=[
            "envoyer-un-courriel",
            "se-presenter",
            "telephoner",
            "utiliser-lien-mobilisation",
        ],
        mobilisation_precisions="Demander l’accueil.",
        modes_accueil=["a-distance", "en-presentiel"],
    )
    draft = to_dora_service(service)
    answer = as_answered(draft.payload) | {
        "slug": "x", "structure": "y", "city": "Laval", "modificationDate": "2026-11-02T08:08:18.714714+01:00",
    }  # fmt: skip
    back = from_dora_service(
        DoraService.model_validate(answer), source="cd53", service_id=service["id"],
        structure_id=service["structure_id"],
    )  # fmt: skip
    assert draft.losses == ()
    assert back.losses == ()
    assert back.record == service


def test_the_address_of_the_structure_serves_a_service_in_person_that_has_none() -> None:
    service = a_service(adresse=None, code_postal=None, code_insee=None, commune=None)
    draft = to_dora_service(service, a_structure(adresse="3 place de la Gare"))
    assert draft.payload["address1"] == "3 place de la Gare"
    assert lost(draft) == [("adresse", "repris")]
    assert missing(to_dora_service(service)) == ["address1", "postalCode", "cityCode"]
