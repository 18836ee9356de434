"""The pairs to show, and what differs in them."""

from __future__ import annotations

import datetime as dt
import random

from offre_insertion.history.judgements import JudgementEntry
from offre_insertion.review import Case, Offer, Spoken, compare_fields, find_cases
from offre_insertion.review.cases import as_text
from tests.review.offers import GARAGE, NATIONAL, SERVICES, STRUCTURES, offer

AT = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)


def names(cases: list[Case]) -> list[tuple[str, str, str, str]]:
    return [(case.kind, case.pair.left, case.pair.right, case.label) for case in cases]


def test_structures_then_services_best_score_first() -> None:
    assert names(find_cases(offer())) == [
        ("structure", "annuaire--7", "pdi--1", "doublon certain"),
        ("structure", "pdi--2", "pdi--3", "à examiner"),
        ("service", "annuaire--s7", "pdi--s1", "doublon certain"),
    ]


def test_the_order_of_the_records_changes_nothing() -> None:
    shuffled = [*STRUCTURES]
    random.Random(3).shuffle(shuffled)
    assert names(find_cases(offer(tuple(shuffled)))) == names(find_cases(offer()))


def test_services_are_named_with_their_structures() -> None:
    case = find_cases(offer())[-1]
    assert case.hosts == ("Centre communal d’action sociale (Mayenne)", "CCAS de Mayenne (Mayenne)")
    assert (case.differences()[0].field, case.differences()[0].mark) == ("structure", "different")


def test_judged_structures_decide_which_services_are_compared() -> None:
    spoken = Spoken((JudgementEntry("structure", "pdi--1", "annuaire--7", "distinct", "Camille", AT),))
    assert names(find_cases(offer(), spoken=spoken)) == [
        ("structure", "pdi--2", "pdi--3", "à examiner"),
        ("structure", "annuaire--7", "pdi--1", "jugé distinct"),
    ]


def test_against_another_source_pairs_are_already_referenced() -> None:
    first, second = find_cases(offer(), against=offer((NATIONAL,), ()))
    assert (first.pair.left, first.referenced) == ("pdi--2", "déjà référencé")
    assert (second.pair.left, second.referenced) == ("pdi--3", "peut-être déjà référencé")
    assert first.as_dict()["deja_reference"]["autre_id"] == "dora--9"


def test_our_own_earlier_publication_is_no_duplicate() -> None:
    earlier = {**GARAGE, "id": "pdi--ancien"}
    assert find_cases(offer((GARAGE,), ()), against=offer((earlier,), ())) == []


def test_each_field_says_whether_the_two_agree() -> None:
    left = {"id": "a--1", "nom": "A", "telephone": "+33261910011", "adresse": "3 rue Haute", "siret": "1"}
    right = {
        "id": "b--1",
        "nom": "a",
        "telephone": "02 61 91 00 11",
        "adresse": "4 rue Haute",
        "courriel": "x@y.fr",
    }
    marks = {one.field: one.mark for one in compare_fields(left, right, "structure")}
    assert marks == {
        "nom": "same",
        "siret": "left",
        "adresse": "different",
        "telephone": "same",
        "courriel": "right",
    }


def test_lists_agree_whatever_their_order() -> None:
    left, right = {"publics": ["femmes", "jeunes"]}, {"publics": ["jeunes", "femmes"]}
    assert [one.mark for one in compare_fields(left, right, "service")] == ["same"]


def test_names_of_people_are_not_shown() -> None:
    record = {"id": "a--1", "contact_nom_prenom": "Fictif Camille"}
    assert compare_fields(record, record, "service") == []


def test_a_value_cannot_give_orders_to_the_terminal() -> None:
    assert as_text("Mairie\x1b[31m\r\nde Laval\u202e") == "Mairie [31m de Laval"


def test_services_without_their_structure_are_still_shown() -> None:
    cases = find_cases(
        Offer.of(("service", {**one, "structure_id": "pdi--1"}) for one in SERVICES[:2]), spoken=Spoken()
    )
    assert [case.hosts for case in cases] == [("pdi--1", "pdi--1")]
