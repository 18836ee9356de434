"""A service, field by field, to DORA and back."""

from __future__ import annotations

import pytest

from offre_insertion.publishing.dora.drafts import DoraDraft, DoraOptions
from offre_insertion.publishing.dora.models import DoraService
from offre_insertion.publishing.dora.requirements import missing_of_service
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
    person = a_service(courriel="camille.exemple@exemple.fr")
    assert to_dora_service(person).defaults["isContactInfoPublic"] is False
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
    service = a_service(
        adresse=None, code_postal=None, code_insee=None, commune=None, longitude=None, latitude=None
    )
    draft = to_dora_service(service, a_structure(adresse="3 place de la Gare"))
    somewhere = to_dora_service({**service, "longitude": -0.5, "latitude": 48.1}, a_structure())
    assert somewhere.payload["address1"] == ""
    assert draft.payload["address1"] == "3 place de la Gare"
    assert lost(draft) == [("adresse", "repris")]
    assert missing(to_dora_service(service)) == ["address1", "postalCode", "cityCode"]


@pytest.mark.parametrize(
    ("hours", "sent", "kind"),
    [
        (3, 3, None),
        (3.0, 3, None),
        (2.5, 3, "arrondi"),
        (1.4, 1, "arrondi"),
        (0.25, None, "ecarte"),
        (0, None, "ecarte"),
        (169, None, "ecarte"),
    ],
)
def test_weekly_hours_are_whole_and_said_when_rounded(
    hours: float, sent: int | None, kind: str | None
) -> None:
    draft = to_dora_service(a_service(volume_horaire_hebdomadaire=hours))
    assert draft.payload["durationWeeklyHours"] == sent
    assert lost(draft) == ([("volume_horaire_hebdomadaire", kind)] if kind else [])


def test_weeks_are_sent_as_they_are() -> None:
    assert to_dora_service(a_service(nombre_semaines=12)).payload["durationWeeks"] == 12
    assert lost(to_dora_service(a_service(nombre_semaines=2**40))) == [("nombre_semaines", "ecarte")]


def test_long_hours_keep_whole_rules() -> None:
    rules = [f"Mo[{rank}] 09:00-12:00,14:00-17:30" for rank in range(1, 6)]
    draft = to_dora_service(a_service(horaires_accueil="; ".join(rules)))
    assert draft.payload["recurrence"] == "; ".join(rules[:4])
    assert lost(draft) == [("horaires_accueil", "coupe")]
    comment = to_dora_service(a_service(horaires_accueil=f'Mo 09:00-12:00 "{"a; " * 60}"'))
    assert (comment.payload["recurrence"], lost(comment)) == ("", [("horaires_accueil", "ecarte")])


@pytest.mark.parametrize(
    ("field", "value", "dora_field"),
    [
        ("telephone", "+352 27 12 34 56", "contactPhone"),
        ("courriel", "é@exemple.fr", "contactEmail"),
        ("code_postal", "53 000 CEDEX", "postalCode"),
        ("code_insee", "99999", "cityCode"),
        ("publics", ["inconnus"], "publics"),
        ("modes_accueil", ["inconnu"], "locationKinds"),
        ("type", "inconnu", "kind"),
        ("frais", "inconnu", "feeCondition"),
    ],
)
def test_a_value_that_dora_refuses_is_not_sent_and_said(field: str, value: object, dora_field: str) -> None:
    draft = to_dora_service(a_service(**{field: value}))
    assert draft.payload[dora_field] in ("", None, [])
    assert [(loss.field, loss.dora_field, loss.kind) for loss in draft.losses] == [
        (field, dora_field, "ecarte")
    ]


@pytest.mark.parametrize(
    ("field", "dora_field", "limit"),
    [
        ("adresse", "address1", 255),
        ("complement_adresse", "address2", 255),
        ("contact_nom_prenom", "contactName", 140),
        ("description", "description", 10_000),
        ("nom", "name", 140),
    ],
)
def test_a_text_too_long_is_cut_after_a_word_and_said(field: str, dora_field: str, limit: int) -> None:
    draft = to_dora_service(a_service(**{field: "mot " * (limit // 4 + 2)}))
    text = draft.payload[dora_field]
    assert isinstance(text, str)
    assert len(text) <= limit
    assert text.endswith("mot…")
    assert lost(draft) == [(field, "coupe")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"type": None}, ["kind"]),
        ({"thematiques": None}, ["categories", "subcategories"]),
        ({"description": None}, ["shortDesc"]),
        ({"frais": None}, ["feeDetails"]),
        ({"frais": "payant"}, ["feeDetails"]),
        ({"frais": "payant", "frais_precisions": "10 €"}, []),
        ({"frais": None, "frais_precisions": "Selon les revenus"}, []),
        ({"modes_accueil": None}, ["locationKinds"]),
        ({"adresse": None}, ["address1"]),
        ({"code_postal": None}, ["postalCode"]),
        ({"code_insee": None}, ["cityCode"]),
        ({"adresse": None, "code_postal": None, "code_insee": None, "modes_accueil": ["a-distance"]}, []),
        ({"zone_eligibilite": None}, ["diffusionZoneType"]),
        ({"telephone": None}, ["contactPhone"]),
        ({"telephone": None, "modes_mobilisation": ["se-presenter"]}, []),
        ({"courriel": None}, []),
        ({"courriel": None, "modes_mobilisation": ["envoyer-un-courriel"]}, ["contactEmail"]),
        ({"modes_mobilisation": None}, ["beneficiariesAccessModes"]),
        ({"mobilisable_par": None}, ["beneficiariesAccessModes"]),
    ],
)
def test_what_the_form_requires_makes_a_draft_when_it_lacks(
    changes: dict[str, object], expected: list[str]
) -> None:
    draft = to_dora_service(a_service(**changes))
    assert missing(draft) == expected
    assert draft.status == ("DRAFT" if expected else "PUBLISHED")


def test_what_dora_answers_can_be_checked_against_the_same_requirements() -> None:
    answer = as_answered(to_dora_service(a_service()).payload)
    assert missing_of_service(answer) == ()
    bare = {**answer, "categories": ["mobilite", "sante"], "coachOrientationModes": [
        "envoyer-un-mail-avec-une-fiche-de-prescription", "autre", "completer-le-formulaire-dadhesion"]}  # fmt: skip
    assert [one.dora_field for one in missing_of_service(bare)] == [
        "coachOrientationModesExternalFormLink", "coachOrientationModesExternalFormLinkText",
        "coachOrientationModesOther", "forms", "subcategories",
    ]  # fmt: skip


def test_a_reading_of_dora_says_what_the_schema_cannot_hold() -> None:
    service = DoraService.model_validate({
        "name": "Atelier CV.", "slug": "a", "structure": "s", "publics": [], "shortDesc": "Résumé",
        "contactPhone": "abc",
        "recurrence": "tous les mardis", "suspensionDate": "2027-12-31", "remoteUrl": "https://visio.exemple.fr",
        "qpvOrZrr": True, "forms": ["cle.pdf"], "fundingLabels": ["cd"], "kind": None, "geom": None,
    })  # fmt: skip
    back = from_dora_service(service)
    assert back.record == {
        "source": "dora", "structure_id": "dora--s", "id": "dora--a", "nom": "Atelier CV", "description": "Résumé",
        "publics": ["tous-publics"],
    }  # fmt: skip
    assert {loss.dora_field for loss in back.losses} == {
        "contactPhone", "recurrence", "suspensionDate", "remoteUrl", "qpvOrZrr", "forms", "fundingLabels",
    }  # fmt: skip


def test_all_the_publics_of_dora_are_everyone() -> None:
    publics = [code for code in ENUMS["publics"] if code != "tous-publics"]
    assert from_dora_service(DoraService(publics=tuple(publics))).record["publics"] == ["tous-publics"]
    assert from_dora_service(DoraService(publics=tuple(publics[:2]))).record["publics"] == sorted(publics[:2])


def test_the_name_of_a_person_is_not_repeated_in_a_message() -> None:
    draft = to_dora_service(a_service(contact_nom_prenom="Camille Exemple " * 10))
    assert lost(draft) == [("contact_nom_prenom", "coupe")]
    assert "Exemple" not in draft.losses[0].message
