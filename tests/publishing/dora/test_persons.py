"""What looks like a person never reaches a page that everyone reads, unless that person agreed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from offre_insertion.publishing.dora.csv_structures import structure_row
from offre_insertion.publishing.dora.drafts import DEFAULTS
from offre_insertion.publishing.dora.service import to_dora_service
from offre_insertion.publishing.dora.structure import to_dora_structure
from offre_insertion.publishing.personal import REMOVED, Accepted
from tests.publishing.dora.harness import Bench, make_offer, make_service, make_structure
from tests.publishing.dora.records import a_service, a_structure

COURRIEL, MOBILE = "jeanne.fictive@gmail.com", "06 12 34 56 78"
TEXT = f"Écrire à {COURRIEL} ou au {MOBILE}."
ACCEPTED = replace(DEFAULTS, accepted=Accepted.of(courriels=[COURRIEL], telephones=[MOBILE]))
PERSON = a_structure(courriel=COURRIEL, telephone="+33612345678")


def test_a_person_of_the_catalogue_is_read_by_nobody_on_the_pages_of_dora(bench: Bench) -> None:
    structure = make_structure(7, courriel=COURRIEL, telephone="+33612345678", description=TEXT)
    service = make_service(
        1, structure=7, description=TEXT, mobilisation_precisions=TEXT, conditions_acces=TEXT
    )
    plan, _ = bench.publish(make_offer([service], [structure]), create_structures=True)
    pages = [
        httpx.get(f"{bench.url}/{one}/").text for one in ("structures/cd53--structure-7", "services/cd53--1")
    ]
    for said in (*pages, json.dumps(plan.as_dict(), ensure_ascii=False)):
        assert not [one for one in ("jeanne", MOBILE, "0612345678", "+33612345678") if one in said]
    assert REMOVED in json.loads(pages[1])["shortDesc"]


@pytest.mark.parametrize(
    ("field", "name"),
    [("nom", "name"), ("description", "description"), ("description", "shortDesc"), ("adresse", "address1"),
     ("frais_precisions", "feeDetails"), ("publics_precisions", "publicsPrecisions"),
     ("mobilisation_precisions", "coachOrientationModesOther"), ("horaires_accueil", "recurrence")],
)  # fmt: skip
def test_a_text_of_a_service_goes_without_the_person_and_it_is_said_without_repeating(
    field: str, name: str
) -> None:
    draft = to_dora_service(a_service(**{field: TEXT}))
    assert draft.payload[name] == f"Écrire à {REMOVED} ou au {REMOVED}."
    (message,) = (one.message for one in draft.losses if one.kind == "ecarte" and one.field == field)
    assert "courriels_admis" in message
    assert "jeanne" not in message


def test_the_address_of_the_structure_that_serves_a_service_goes_without_the_person() -> None:
    bare: dict[str, Any] = dict.fromkeys(
        ("adresse", "code_postal", "code_insee", "commune", "longitude", "latitude")
    )
    structure = a_structure(complement_adresse=f"Appeler le {MOBILE}")
    assert to_dora_service(a_service(**bare), structure).payload["address2"] == f"Appeler le {REMOVED}"


def test_a_structure_is_sent_without_the_contact_of_a_person_by_the_api_and_by_file() -> None:
    draft = to_dora_structure(PERSON)
    row = structure_row(draft)
    assert (draft.payload["phone"], draft.payload["email"], draft.status) == ("", "", "PUBLISHED")
    assert (row["telephone"], row["courriel_structure"]) == ("", "")
    assert {one.dora_field for one in draft.losses} == {"phone", "email"}


def test_a_person_who_agreed_is_shown() -> None:
    structure = to_dora_structure(PERSON, options=ACCEPTED)
    assert (structure.payload["phone"], structure.payload["email"]) == ("0612345678", COURRIEL)
    service = to_dora_service(
        a_service(description=TEXT, courriel=COURRIEL, telephone="+33612345678"), options=ACCEPTED
    )
    assert (service.payload["description"], service.private) == (TEXT, frozenset())
    assert service.defaults["isContactInfoPublic"] is True
