from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from offre_insertion.history.values import Ref
from offre_insertion.matching import Judgement
from offre_insertion.national import NationalOffer, Part, compare_offers, compare_records, find_referenced
from offre_insertion.national.comparison import Comparison
from offre_insertion.national.obstacles import Reason
from offre_insertion.schema import Kind

Record = dict[str, Any]
DAY = dt.date(2026, 3, 3)

STRUCTURE: Record = {
    "source": "cd53",
    "id": "cd53--1",
    "nom": "Cap sur la Route",
    "date_maj": "2026-02-01",
    "commune": "Laval",
    "code_postal": "53000",
    "code_insee": "53130",
    "adresse": "3 rue du Pont",
    "telephone": "+33261910001",
    "courriel": "accueil@exemple.fr",
    "site_web": "https://exemple.fr",
    "siret": "99999101100019",
    "reseaux_porteurs": ["ccas-cias", "communes"],
}
SERVICE: Record = {
    "source": "cd53",
    "id": "cd53--1-a",
    "structure_id": "cd53--1",
    "nom": "Auto-école sociale",
    "description": "Préparation du permis à un rythme adapté, en petit groupe, avec des séances de code.",
    "date_maj": "2026-02-01",
    "thematiques": ["mobilite--preparer-un-permis"],
    "publics": ["tous-publics"],
    "zone_eligibilite": ["53"],
    "code_insee": "53130",
    "commune": "Laval",
}


def national(
    *records: Record,
    sources: frozenset[str] | None = None,
    day: dt.date = DAY,
    departements: tuple[str, ...] = ("53",),
) -> NationalOffer:
    return NationalOffer(
        {one["id"]: one for one in records if "structure_id" not in one},
        {one["id"]: one for one in records if "structure_id" in one},
        tuple(Part(code, "essai", day) for code in departements),
        sources,
    )


def compare(structures: Any, services: Any, offer: NationalOffer, *, today: dt.date = DAY) -> Comparison:
    return compare_offers(structures, services, offer, today=today)


def of_id(*records: Record) -> dict[str, Record]:
    return {one["id"]: one for one in records}


@pytest.mark.parametrize(
    "theirs",
    [
        {"site_web": "https://exemple.fr/"},
        {"site_web": "https://EXEMPLE.fr:443/"},
        {"telephone": "02 61 91 00 01"},
        {"courriel": "accueil@EXEMPLE.FR"},
        {"reseaux_porteurs": ["communes", "ccas-cias"]},
        {"nom": " Cap sur la Route"},
        {
            "adresse_certifiee": True,
            "longitude": -0.77,
            "latitude": 48.07,
            "score_qualite": 0.4,
            "doublons": [],
        },
    ],
)
def test_what_data_inclusion_only_rewrites_is_no_difference(theirs: Record) -> None:
    assert compare_records("structure", STRUCTURE, {**STRUCTURE, **theirs}) == []


def test_numbers_are_compared_as_numbers() -> None:
    ours = {**SERVICE, "nombre_semaines": 3, "volume_horaire_hebdomadaire": 7}
    theirs = {**SERVICE, "nombre_semaines": 3.0, "volume_horaire_hebdomadaire": 7.0}
    assert compare_records("service", ours, theirs) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nom", "Cap sur la route"),
        ("courriel", "Accueil@exemple.fr"),
        ("site_web", "https://exemple.fr/accueil"),
        ("telephone", "+33261910002"),
        ("reseaux_porteurs", ["communes"]),
        ("siret", None),
        ("description", "Ajoutée ailleurs."),
        ("longitude", -0.7),
    ],
)
def test_what_says_something_else_is_a_difference(field: str, value: object) -> None:
    (found,) = compare_records("structure", STRUCTURE, {**STRUCTURE, field: value})
    assert (found.field, found.ours, found.theirs) == (field, STRUCTURE.get(field), value)


@pytest.mark.parametrize(
    ("kind", "ours", "theirs", "words"),
    [
        ("structure", {}, {"adresse": "3 Rue du Pont", "adresse_certifiee": True}, "Base adresse nationale"),
        ("structure", {}, {"adresse": "3 Rue du Pont", "adresse_certifiee": False}, None),
        ("structure", {}, {"siret": None}, "SIRET"),
        ("structure", {}, {"site_web": None}, "lien"),
        ("structure", {}, {"telephone": None}, "téléphone"),
        ("structure", {}, {"telephone": "+33261910002"}, None),
        ("structure", {}, {"nom": "Cap"}, None),
        (
            "structure",
            {"description": "Voir c.exemple@exemple.fr"},
            {"description": "Voir [coordonnées retirées]"},
            "à la publication",
        ),
        ("structure", {"nom": "a" * 160}, {"nom": "a" * 149 + "…"}, "coupé"),
        ("structure", {"description": "a" * 10_500}, {"description": "a" * 9_999 + "…"}, "coupée"),
        ("service", {}, {"nom": "Auto-école"}, "réécrit"),
        (
            "service",
            {"nom": "Prêt de vélo"},
            {
                "nom": "Prêt de vélo",
                "thematiques": [
                    "mobilite--preparer-un-permis",
                    "mobilite--mobilite-douce-partagee-collective",
                ],
            },
            "vélo",
        ),
        ("service", {}, {"thematiques": ["mobilite--preparer-un-permis", "famille--garde-denfants"]}, None),
    ],
)
def test_a_difference_that_may_be_right_says_why(
    kind: Kind, ours: Record, theirs: Record, words: str | None
) -> None:
    ours = {**(STRUCTURE if kind == "structure" else SERVICE), **ours}
    (found,) = compare_records(kind, ours, {**ours, **theirs})
    assert found.expected is None if words is None else words in (found.expected or "")


def test_an_older_national_record_is_only_late() -> None:
    theirs = {**STRUCTURE, "date_maj": "2026-01-01", "nom": "Avant"}
    found = compare(of_id(STRUCTURE), {}, national(theirs))
    (one,) = found.differing
    assert (one.is_late, one.is_to_look_at) == (True, False)


def test_every_record_of_ours_is_in_one_list() -> None:
    other = {**STRUCTURE, "id": "cd53--2", "nom": "Roule Bocage", "siret": None}
    found = compare(of_id(STRUCTURE, other), of_id(SERVICE), national(STRUCTURE, {**SERVICE, "nom": "Autre"}))
    assert found.same == (Ref("structure", "cd53--1"),)
    assert [one.ref for one in found.differing] == [Ref("service", "cd53--1-a")]
    assert [one.ref for one in found.missing] == [Ref("structure", "cd53--2")]
    assert found.seen == {Ref("structure", "cd53--1"), Ref("service", "cd53--1-a")}


PRESENT = {**STRUCTURE, "id": "cd53--9"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code_insee": None}, Reason.CODE_INSEE_VIDE),
        ({"code_insee": "53999"}, Reason.CODE_INSEE_INCONNU),
        ({"nom": "Cap sur la Route."}, Reason.NOM_POINT_FINAL),
        ({"date_maj": "2026-03-04"}, Reason.DATE_FUTURE),
        ({"telephone": None, "siret": "123"}, Reason.NON_CONFORME),
        ({"code_insee": "72181"}, Reason.HORS_DEPARTEMENTS_LUS),
        ({"date_maj": "2026-03-03"}, Reason.PLUS_RECENTE),
        ({}, Reason.SIRET_FERME),
        ({"siret": None}, Reason.INCONNUE),
    ],
)
def test_an_absent_structure_has_its_probable_reason(changes: Record, reason: Reason) -> None:
    found = compare(of_id({**STRUCTURE, **changes}), {}, national(PRESENT, sources=frozenset({"cd53"})))
    assert found.missing[0].obstacles[0].reason == reason


def test_a_record_dated_after_the_stored_offer_but_not_to_come_is_recent() -> None:
    later = {**STRUCTURE, "date_maj": "2026-03-09"}
    reasons = {
        day: compare(of_id(later), {}, national(PRESENT), today=day).missing[0].obstacles[0].reason
        for day in (dt.date(2026, 3, 8), dt.date(2026, 3, 9))
    }
    assert list(reasons.values()) == [Reason.DATE_FUTURE, Reason.PLUS_RECENTE]


def test_etc_may_end_a_name() -> None:
    ours = {**STRUCTURE, "nom": "Ateliers couture, cuisine, etc."}
    found = compare(of_id(ours), {}, national(PRESENT))
    assert Reason.NOM_POINT_FINAL not in {one.reason for one in found.missing[0].obstacles}


@pytest.mark.parametrize(
    ("sources", "reason"),
    [
        (frozenset({"dora"}), Reason.SOURCE_NON_DECLAREE),
        (frozenset({"cd53"}), Reason.SOURCE_SANS_FICHE),
        (None, Reason.SOURCE_SANS_FICHE),
    ],
)
def test_a_source_that_is_not_there_is_said(sources: frozenset[str] | None, reason: Reason) -> None:
    elsewhere = {**STRUCTURE, "id": "dora--1", "source": "dora", "nom": "Tout autre chose", "siret": None}
    found = compare(of_id(STRUCTURE), {}, national(elsewhere, sources=sources))
    assert found.missing[0].obstacles[0].reason == reason


def test_a_source_that_has_records_is_there_whatever_the_list_says() -> None:
    found = compare(of_id(STRUCTURE), {}, national(PRESENT, sources=frozenset({"dora"})))
    assert found.missing[0].obstacles[0].reason == Reason.SIRET_FERME


def test_a_service_goes_with_its_structure() -> None:
    dotted = {**STRUCTURE, "nom": "Cap sur la Route."}
    found = compare(of_id(dotted), of_id(SERVICE), national(PRESENT))
    dropped = next(one for one in found.missing if one.ref.kind == "service").obstacles[0]
    assert dropped.reason == Reason.STRUCTURE_ECARTEE
    assert "finit par un point" in dropped.message
    found = compare(of_id(STRUCTURE), of_id(SERVICE), national(PRESENT))
    assert (
        next(one for one in found.missing if one.ref.kind == "service").obstacles[0].reason
        == Reason.STRUCTURE_ABSENTE
    )


def test_records_of_others_that_are_ours_are_referenced() -> None:
    dora = {**STRUCTURE, "source": "dora", "id": "dora--1"}
    theirs = {**SERVICE, "source": "dora", "id": "dora--1-a", "structure_id": "dora--1"}
    found = find_referenced(of_id(STRUCTURE), of_id(SERVICE), national(STRUCTURE, dora, SERVICE, theirs))
    assert [(one.kind, one.id, one.other_id, one.verdict) for one in found] == [
        ("structure", "cd53--1", "dora--1", "certain"),
        ("service", "cd53--1-a", "dora--1-a", "certain"),
    ]


def test_what_people_said_counts() -> None:
    dora = {**STRUCTURE, "source": "dora", "id": "dora--1"}
    said = [Judgement("cd53--1", "dora--1", "distinct", "Camille", dt.datetime(2026, 3, 1, tzinfo=dt.UTC))]
    assert (
        find_referenced(of_id(STRUCTURE), {}, national(STRUCTURE, dora), judgements={"structure": said}) == []
    )
