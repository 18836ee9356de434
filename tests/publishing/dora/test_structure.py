"""A structure, field by field, to DORA and back."""

from __future__ import annotations

import pytest

from offre_insertion.publishing.dora.drafts import DoraOptions
from offre_insertion.publishing.dora.lists import TYPOLOGIES, ReferenceLists
from offre_insertion.publishing.dora.models import DoraStructure
from offre_insertion.publishing.dora.networks import (
    NETWORK_OF_TYPOLOGY,
    TYPOLOGY_OF_NETWORK,
    labels_of,
    networks_of,
    possible_typologies,
)
from offre_insertion.publishing.dora.service import creation_body
from offre_insertion.publishing.dora.structure import from_dora_structure, to_dora_structure
from offre_insertion.schema import ENUMS
from tests.publishing.dora.records import a_structure

NETWORKS = frozenset(ENUMS["reseaux_porteurs"])


def test_a_complete_structure_is_ready_to_be_created() -> None:
    draft = to_dora_structure(a_structure())
    assert (draft.status, draft.missing, draft.losses) == ("PUBLISHED", (), ())
    assert creation_body(draft, slug="cd53--asso-exemple") == {
        "name": "Association Exemple",
        "typology": "ML",
        "shortDesc": "Une association de la Mayenne.",
        "fullDesc": "Une association de la Mayenne.",
        "address1": "12 rue du Pont",
        "address2": "",
        "postalCode": "53000",
        "cityCode": "53130",
        "longitude": -0.7708,
        "latitude": 48.0667,
        "phone": "0243000001",
        "email": "contact@exemple.fr",
        "url": "https://exemple.fr/",
        "accesslibreUrl": None,
        "openingHours": None,
        "openingHoursDetails": None,
        "nationalLabels": [],
        "siret": "90000001900019",
        "slug": "cd53--asso-exemple",
    }


def test_the_siret_is_sent_at_creation_only() -> None:
    draft = to_dora_structure(a_structure())
    assert "siret" not in draft.payload
    assert draft.defaults == {"siret": "90000001900019"}


def test_what_the_form_requires_is_missing_by_name() -> None:
    bare = a_structure(siret=None, adresse=None, code_postal=None, code_insee=None, reseaux_porteurs=None)
    draft = to_dora_structure(bare)
    assert draft.status == "DRAFT"
    assert [one.dora_field for one in draft.missing] == [
        "siret",
        "typology",
        "address1",
        "postalCode",
        "cityCode",
    ]
    assert "aucun département" in draft.missing[-1].message


def test_several_possible_typologies_leave_the_choice_to_a_person() -> None:
    structure = a_structure(reseaux_porteurs=["departements"])
    draft = to_dora_structure(structure)
    assert draft.payload["typology"] == ""
    assert "CD, CDAS, DEPT, UDAF" in draft.losses[0].message
    chosen = to_dora_structure(structure, options=DoraOptions(typologies={structure["id"]: "CDAS"}))
    assert (chosen.payload["typology"], chosen.losses) == ("CDAS", ())


def test_a_typology_that_dora_lacks_is_not_sent() -> None:
    structure = a_structure(reseaux_porteurs=None)
    draft = to_dora_structure(structure, options=DoraOptions(typologies={structure["id"]: "INCONNUE"}))
    assert draft.payload["typology"] == ""
    assert "INCONNUE" in draft.losses[0].message


def test_labels_are_sent_when_the_instance_lets_us() -> None:
    structure = a_structure(reseaux_porteurs=["emmaus", "points-conseil-budget"])
    assert [loss.field for loss in to_dora_structure(structure).losses] == ["reseaux_porteurs"]
    lists = ReferenceLists(national_labels=frozenset({"emmaus", "point-conseil-budget"}))
    draft = to_dora_structure(structure, options=DoraOptions(lists=lists))
    assert draft.payload["nationalLabels"] == ["emmaus", "point-conseil-budget"]
    assert draft.losses == ()


def test_the_tables_of_networks_speak_of_real_typologies_and_networks() -> None:
    assert set(NETWORK_OF_TYPOLOGY) <= set(TYPOLOGIES)
    assert set(NETWORK_OF_TYPOLOGY.values()) <= NETWORKS
    assert set(TYPOLOGY_OF_NETWORK) <= NETWORKS
    assert set(TYPOLOGY_OF_NETWORK.values()) <= set(TYPOLOGIES)
    assert len(TYPOLOGIES) == 92


@pytest.mark.parametrize(
    "network", ["ccas-cias", "communes", "departements", "fcsf", "maisons-de-l-emploi", "regions"]
)
def test_an_ambiguous_network_has_no_typology_of_its_own(network: str) -> None:
    assert network not in TYPOLOGY_OF_NETWORK
    assert len(possible_typologies([network])) > 1


@pytest.mark.parametrize("network", sorted(set(TYPOLOGY_OF_NETWORK) - {"ea", "eatt"}))
def test_a_network_with_one_typology_comes_back(network: str) -> None:
    assert networks_of(TYPOLOGY_OF_NETWORK[network], (), NETWORKS) == [network]


def test_adapted_companies_are_read_as_data_inclusion_does() -> None:
    assert networks_of("EA", (), NETWORKS) == networks_of("EATT", (), NETWORKS) == ["unea"]


def test_a_member_of_a_federation_is_not_the_federation() -> None:
    assert possible_typologies(["federation-des-acteurs-de-la-solidarite"]) == ()
    assert networks_of("FAIS", (), NETWORKS) == ["federation-des-acteurs-de-la-solidarite"]


def test_labels_come_back_as_networks() -> None:
    known = frozenset({"bge", "emmaus", "maisons-de-l-emploi", "maisons-de-lemploi", "unccas", "inconnu"})
    assert networks_of("", known, NETWORKS) == ["ccas-cias", "emmaus", "maisons-de-l-emploi", "reseau-bge"]


def test_a_label_is_sent_as_the_instance_spells_it_and_only_when_it_is_sure() -> None:
    assert labels_of(["emmaus", "reseau-bge", "mobin"], frozenset({"bge", "emmaus"})) == ["bge", "emmaus"]
    assert labels_of(["maisons-de-l-emploi"], frozenset({"maisons-de-l-emploi"})) == ["maisons-de-l-emploi"]
    assert labels_of(["maisons-de-l-emploi"], frozenset({"maisons-de-lemploi"})) == ["maisons-de-lemploi"]
    assert labels_of(["ccas-cias", "chambres-consulaires"], frozenset({"unccas", "cci"})) == []


@pytest.mark.parametrize(
    ("hours", "opening", "details"),
    [
        ("Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00", None),
        ("24/7", "24/7", None),
        ("Mo,We 09:00-12:00,14:00-17:00; PH off", "Mo,We 09:00-12:00,14:00-17:00; PH off", None),
        ("Tu,Th-Fr 09:00-12:00", "Tu,Th,Fr 09:00-12:00", None),
        ('Mo 09:00-12:00 "sur rendez-vous"', None, 'Mo 09:00-12:00 "sur rendez-vous"'),
        ("Jun-Aug Mo 09:00-12:00", None, "Jun-Aug Mo 09:00-12:00"),
        ("week 1-53/2 Mo 09:00-12:00", None, "week 1-53/2 Mo 09:00-12:00"),
    ],
)
def test_hours_that_the_parser_of_dora_does_not_read_are_details(
    hours: str, opening: str | None, details: str | None
) -> None:
    draft = to_dora_structure(a_structure(horaires_accueil=hours))
    assert (draft.payload["openingHours"], draft.payload["openingHoursDetails"]) == (opening, details)
    assert draft.losses == ()


@pytest.mark.parametrize(
    ("field", "value", "dora_field", "empty"),
    [
        ("telephone", "+35227123456", "phone", ""),
        ("courriel", "é@exemple.fr", "email", ""),
        ("site_web", f"https://exemple.fr/{'a' * 200}", "url", ""),
        ("accessibilite_lieu", "https://exemple.fr/acces", "accesslibreUrl", None),
        ("code_insee", "99999", "cityCode", ""),
    ],
)
def test_a_value_that_dora_refuses_is_not_sent_and_said(
    field: str, value: str, dora_field: str, empty: object
) -> None:
    draft = to_dora_structure(a_structure(**{field: value}))
    assert draft.payload[dora_field] == empty
    assert [(loss.field, loss.dora_field, loss.kind) for loss in draft.losses] == [
        (field, dora_field, "ecarte")
    ]


def test_a_page_of_acceslibre_is_sent() -> None:
    url = "https://acceslibre.beta.gouv.fr/app/53-laval/a/asso/erp/x/"
    assert to_dora_structure(a_structure(accessibilite_lieu=url)).payload["accesslibreUrl"] == url


def test_a_former_commune_becomes_the_one_of_today() -> None:
    draft = to_dora_structure(a_structure(code_insee="75112"))
    assert draft.payload["cityCode"] == "75056"
    assert [(loss.field, loss.kind) for loss in draft.losses] == [("code_insee", "elargi")]


def test_a_point_needs_both_coordinates() -> None:
    payload = to_dora_structure(a_structure(latitude=None)).payload
    assert (payload["longitude"], payload["latitude"]) == (None, None)


def test_the_way_back_gives_the_same_record() -> None:
    structure = a_structure(
        complement_adresse="Bâtiment B",
        horaires_accueil="Mo-Fr 09:00-12:00",
        accessibilite_lieu="https://acceslibre.beta.gouv.fr/app/53-laval/a/asso/erp/x/",
    )
    draft = to_dora_structure(structure)
    answer = {
        **draft.payload, **draft.defaults, "slug": "x", "city": "Laval",
        "modificationDate": "2026-11-02T08:05:43.937047+01:00",
    }  # fmt: skip
    back = from_dora_structure(
        DoraStructure.model_validate(answer), source="cd53", structure_id=structure["id"]
    )
    assert back.record == structure
    assert back.losses == ()


def test_what_only_dora_has_is_said() -> None:
    structure = DoraStructure(slug="x", name="Asso.", typology="ASSO", other_labels=("Label local",), phone="abc",
                              opening_hours_details="le mardi")  # fmt: skip
    back = from_dora_structure(structure)
    assert back.record == {"source": "dora", "id": "dora--x", "nom": "Asso"}
    assert {loss.dora_field for loss in back.losses} == {
        "typology",
        "otherLabels",
        "phone",
        "openingHoursDetails",
    }
