"""One territory of DORA for a list of codes of the schema."""

from __future__ import annotations

import pytest

from offre_insertion.geography import load_geography
from offre_insertion.publishing.dora.drafts import Losses
from offre_insertion.publishing.dora.service import to_dora_service
from offre_insertion.publishing.dora.zones import describe_zone, from_diffusion_zone, to_diffusion_zone
from tests.publishing.dora.records import a_service

LAVAL_AGGLO = "200083392"
PAYS_DE_LA_LOIRE = ["44", "49", "53", "72", "85"]


@pytest.mark.parametrize(
    ("codes", "zone"),
    [
        (["france"], ("country", "")),
        (["99100"], ("country", "")),
        (["53", "france"], ("country", "")),
        (["53130"], ("city", "53130")),
        (["53"], ("department", "53")),
        (["2A"], ("department", "2A")),
        (["974"], ("department", "974")),
        (["75"], ("department", "75")),
        ([LAVAL_AGGLO], ("epci", LAVAL_AGGLO)),
        (PAYS_DE_LA_LOIRE, ("region", "52")),
        (["2A", "2B"], ("region", "94")),
        ([], ("", "")),
    ],
)
def test_a_zone_that_dora_has_is_exact(codes: list[str], zone: tuple[str, str]) -> None:
    losses = Losses()
    assert to_diffusion_zone(codes, losses) == (zone, "")
    assert losses.found() == ()


def test_all_the_communes_of_a_territory_are_the_territory() -> None:
    communes = sorted(load_geography().codes_of_epci(LAVAL_AGGLO))
    assert to_diffusion_zone(communes, Losses()) == (("epci", LAVAL_AGGLO), "")
    assert to_diffusion_zone(["53", "53130"], Losses()) == (("department", "53"), "")


@pytest.mark.parametrize(("code", "city"), [("75112", "75056"), ("69381", "69123"), ("13201", "13055")])
def test_an_arrondissement_becomes_its_city_and_it_is_said(code: str, city: str) -> None:
    losses = Losses()
    assert to_diffusion_zone([code], losses) == (("city", city), "")
    assert [(loss.kind, loss.field) for loss in losses.found()] == [("elargi", "zone_eligibilite")]


def test_two_communes_of_an_epci_are_widened_to_it() -> None:
    losses = Losses()
    communes = sorted(load_geography().codes_of_epci(LAVAL_AGGLO))[:2]
    (zone, words) = to_diffusion_zone(communes, losses)
    assert zone == ("epci", LAVAL_AGGLO)
    assert words == describe_zone(communes)
    assert losses.found()[0].kind == "elargi"
    assert "Laval Agglomération" in losses.found()[0].message


def test_two_epci_of_a_departement_are_widened_to_it_and_named_in_the_precisions() -> None:
    inside = [
        epci.code
        for epci in load_geography().epcis_of_departement("53")
        if all(code.startswith("53") for code in epci.communes)
    ][:2]
    draft = to_dora_service(a_service(zone_eligibilite=inside, publics_precisions="Sur rendez-vous."))
    assert (draft.payload["diffusionZoneType"], draft.payload["diffusionZoneDetails"]) == ("department", "53")
    assert (
        draft.payload["publicsPrecisions"]
        == f"Sur rendez-vous.\nZone d’éligibilité : {describe_zone(inside)}."
    )
    assert [(loss.field, loss.kind) for loss in draft.losses] == [("zone_eligibilite", "elargi")]


def test_a_zone_of_two_departements_is_not_widened_any_further() -> None:
    draft = to_dora_service(a_service(zone_eligibilite=["53", "72"]))
    assert (draft.payload["diffusionZoneType"], draft.status) == ("", "DRAFT")
    assert [one.dora_field for one in draft.missing] == ["diffusionZoneType"]
    assert draft.losses[0].kind == "ecarte"


def test_an_unknown_code_is_left_out_and_said() -> None:
    losses = Losses()
    assert to_diffusion_zone(["53", "99999"], losses) == (("department", "53"), "")
    assert "99999" in losses.found()[0].message
    assert to_diffusion_zone(["99132"], Losses()) == (("", ""), "")


@pytest.mark.parametrize(
    ("kind", "details", "codes"),
    [
        ("country", "", ["france"]),
        ("region", "52", PAYS_DE_LA_LOIRE),
        ("department", "53", ["53"]),
        ("epci", LAVAL_AGGLO, [LAVAL_AGGLO]),
        ("city", "53130", ["53130"]),
        ("", "", None),
        ("department", "", None),
        ("region", "00", None),
    ],
)
def test_a_territory_of_dora_is_read_as_data_inclusion_does(
    kind: str, details: str, codes: list[str] | None
) -> None:
    assert from_diffusion_zone(kind, details) == codes


def test_every_region_departement_and_epci_comes_back_the_same() -> None:
    geography = load_geography()
    zones = [
        *(
            [one.code for one in geography.departements_of_region(region.code)]
            for region in geography.regions
        ),
        *([one.code] for one in geography.departements if geography.codes_of_departement(one.code)),
        *([one.code] for one in geography.epcis),
    ]
    for codes in zones:
        if codes:
            (zone, words) = to_diffusion_zone(codes, Losses())
            assert words == ""
            assert from_diffusion_zone(*zone) == codes


def test_a_long_zone_is_not_listed_whole() -> None:
    assert describe_zone(sorted(load_geography().codes_of_departement("53"))).endswith("et 220 autres")
