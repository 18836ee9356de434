from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.matching import Judgement, Pair, cluster, find_duplicates
from offre_insertion.schema import Record
from tests.matching.fictional import (
    CRAON,
    EVRON,
    LAVAL,
    MAYENNE,
    SIRET,
    SIRET_OTHER_BODY,
    SIRET_OTHER_NIC,
    structure,
)


def verdict(left: Record, right: Record, *others: Record) -> str:
    pairs = {pair.ids: pair for pair in find_duplicates([left, right, *others])}
    pair = pairs.get((min(left["id"], right["id"]), max(left["id"], right["id"])))
    return pair.verdict if pair else "distinct"


def features(pair: Pair) -> set[str]:
    return {reason.feature for reason in pair.reasons}


# One structure


def test_a_name_brings_together_two_records_of_which_one_has_no_commune() -> None:
    placed = structure("pdi--1", "Mobil’Ossire", LAVAL)
    nowhere = {"source": "b", "id": "b--1", "nom": "MOBIL OSSIRE", "date_maj": "2026-01-01"}
    for pairs in (
        find_duplicates([placed, nowhere]),
        find_duplicates([placed], against=[nowhere]),
        find_duplicates([nowhere], against=[placed]),
    ):
        (pair,) = pairs
        assert {pair.left, pair.right} == {"pdi--1", "b--1"}
        assert pair.verdict == "a-examiner"


def test_a_common_name_without_commune_is_nobody_in_particular() -> None:
    crowd = [structure(f"pdi--{number}", "Mission locale", LAVAL) for number in range(2_100)]
    nowhere = {"source": "b", "id": "b--1", "nom": "Mission locale", "date_maj": "2026-01-01"}
    assert find_duplicates([nowhere], against=crowd) == []


def test_same_name_in_one_commune_is_certain() -> None:
    assert verdict(structure("a--1", "Mobil’Ossire"), structure("b--1", "MOBIL OSSIRE")) == "certain"


def test_everything_but_the_name_can_differ_in_writing() -> None:
    left = structure(
        "a--1", "CCAS de Mayenne", MAYENNE, adresse="12 avenue du Général Ossire", telephone="+33261910011"
    )
    right = structure(
        "b--1",
        "Centre communal d’action sociale",
        MAYENNE,
        adresse="12 av. Gal Ossire",
        telephone="+33261910022",
    )
    assert verdict(left, right) == "certain"


def test_without_siret_nor_phone_a_misspelt_name_at_one_address_is_certain() -> None:
    left = structure("a--1", "Garage Ossirelle", adresse="12 rue des Exemples")
    right = structure("b--1", "Garage Osirelle", adresse="12, r. des Exemples")
    assert verdict(left, right) == "certain"


def test_a_former_commune_is_the_commune_of_today() -> None:
    former = {"commune": "Châtres-la-Forêt", "code_insee": "53065"}
    left, right = structure("a--1", "Ossire Emploi", EVRON), structure("b--1", "Ossire Emploi", former)
    assert verdict(left, right) == "certain"


def test_points_far_apart_do_not_undo_a_same_address() -> None:
    left = structure("a--1", "Mobil’Ossire", adresse="12 rue des Exemples", longitude=-0.77, latitude=48.07)
    right = structure("b--1", "Mobil’Ossire", adresse="12 rue des Exemples", longitude=-0.70, latitude=48.10)
    assert verdict(left, right) == "certain"


def test_a_body_that_moved_is_to_examine() -> None:
    left = structure(
        "a--1", "Mobil’Ossire", siret=SIRET, adresse="12 rue des Exemples", telephone="+33261910011"
    )
    right = structure(
        "b--1", "Mobil’Ossire", siret=SIRET_OTHER_NIC, adresse="3 allée Calendula", telephone="+33261910011"
    )
    assert verdict(left, right) == "a-examiner"


# Not one structure


def test_france_services_is_not_the_town_hall_that_hosts_it() -> None:
    shared = {"siret": SIRET, "adresse": "1 place des Tisserands", "telephone": "+33261910011"}
    left = structure("a--1", "Mairie de Craon", CRAON, **shared)
    right = structure("a--2", "France Services Craon", CRAON, **shared)
    assert verdict(left, right) == "distinct"


def test_two_associations_under_one_roof_are_distinct() -> None:
    shared: dict[str, Any] = {
        "adresse": "5 rue des Exemples",
        "telephone": "+33261910011",
        "longitude": -0.77,
        "latitude": 48.07,
    }
    left, right = (
        structure("a--1", "Ossirelle Jardins", **shared),
        structure("a--2", "Calendula Musique", **shared),
    )
    assert verdict(left, right) == "distinct"


def test_one_name_with_two_valid_sirens_is_not_certain() -> None:
    left = structure("a--1", "Mobil’Ossire", siret=SIRET, adresse="12 rue des Exemples")
    right = structure("b--1", "Mobil’Ossire", siret=SIRET_OTHER_BODY, adresse="12 rue des Exemples")
    assert verdict(left, right) == "a-examiner"


def test_sites_of_a_body_with_many_are_distinct() -> None:
    """The head office's SIRET, the switchboard and the name are the same everywhere."""
    shared = {"siret": SIRET, "telephone": "+33261910011", "courriel": "accueil@ossire.example.org"}
    sites = [
        structure(f"a--{n}", "Ossire Emploi", place, **shared)
        for n, place in enumerate((LAVAL, MAYENNE, CRAON, EVRON))
    ]
    assert find_duplicates(sites) == []


def test_sites_of_a_body_in_one_town_are_distinct() -> None:
    streets = ("12 rue des Exemples", "3 allée Calendula", "7 quai des Tisserands", "1 impasse du Lin")
    sites = [structure(f"a--{n}", "Ossire Emploi", adresse=street) for n, street in enumerate(streets)]
    assert find_duplicates(sites) == []


def test_two_establishments_of_one_body_in_two_communes_are_not_certain() -> None:
    left = structure("a--1", "Ossire Emploi", LAVAL, siret=SIRET)
    right = structure("a--2", "Ossire Emploi", MAYENNE, siret=SIRET_OTHER_NIC)
    assert verdict(left, right) != "certain"


def test_a_short_number_of_the_state_is_no_common_phone() -> None:
    left, right = (
        structure("a--1", "Ossirelle", telephone="3949"),
        structure("a--2", "Calendula", telephone="3949"),
    )
    assert find_duplicates([left, right]) == []


def test_a_shared_host_is_no_common_domain() -> None:
    pairs = find_duplicates(
        [
            structure("a--1", "Mobil’Ossire", courriel="ossire@orange.fr"),
            structure(
                "a--2",
                "Mobil’Ossire",
                courriel="contact@orange.fr",
                site_web="https://www.facebook.com/ossire",
            ),
        ]
    )
    assert "same_domaine" not in features(pairs[0])


def test_a_record_that_matches_two_sites_equally_is_left_to_a_person() -> None:
    """It has no address; each site has its own: at most one is right, and nothing says which."""
    vague = structure("a--1", "Ossire Emploi")
    sites = [
        structure("b--1", "Ossire Emploi", adresse="12 rue des Exemples"),
        structure("b--2", "Ossire Emploi", adresse="3 allée Calendula"),
    ]
    pairs = find_duplicates([vague], against=sites)
    assert {pair.verdict for pair in pairs} == {"a-examiner"}
    assert all("ambiguous" in features(pair) for pair in pairs)


# Explanations


def test_each_reason_is_a_french_sentence_and_weights_make_the_score() -> None:
    left = structure("a--1", "Mobil’Ossire", siret=SIRET, adresse="12 rue des Exemples")
    right = structure("b--1", "Mobil’Ossire SARL", adresse="3 allée Calendula")
    (pair,) = find_duplicates([left, right])
    assert all(reason.detail.endswith(".") for reason in pair.reasons)
    assert pair.score == pytest.approx(sum(reason.weight for reason in pair.reasons))
    assert any("« Mobil’Ossire » et « Mobil’Ossire SARL »" in reason.detail for reason in pair.reasons)


# Against the offer already referenced


def test_against_compares_the_two_lists_only() -> None:
    ours = [structure("a--1", "Mobil’Ossire"), structure("a--2", "Mobil’Ossire")]
    theirs = [structure("b--1", "Mobil’Ossire"), structure("b--2", "Mobil’Ossire")]
    pairs = find_duplicates(ours, against=theirs)
    assert {(pair.left, pair.right) for pair in pairs} == {
        ("a--1", "b--1"),
        ("a--1", "b--2"),
        ("a--2", "b--1"),
        ("a--2", "b--2"),
    }


def test_our_own_record_seen_there_is_no_duplicate() -> None:
    ours = structure("a--1", "Mobil’Ossire")
    assert find_duplicates([ours], against=[dict(ours)]) == []


def test_empty_lists_have_no_duplicates() -> None:
    assert find_duplicates([]) == find_duplicates([], against=[]) == []
    assert find_duplicates([structure("a--1", "Mobil’Ossire")], against=[]) == []


def test_a_record_without_id_is_left_out() -> None:
    assert find_duplicates([structure("a--1", "Mobil’Ossire"), {"nom": "Mobil’Ossire", **LAVAL}]) == []


# Judgements


@pytest.mark.parametrize(
    ("answer", "expected"), [("distinct", "distinct"), ("doublon", "certain"), ("incertain", "a-examiner")]
)
def test_a_judgement_replaces_the_verdict(answer: Any, expected: str) -> None:
    records = [structure("a--1", "Mobil’Ossire"), structure("b--1", "Mobil’Ossire")]
    judgement = Judgement("b--1", "a--1", answer, "animatrice", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    (pair,) = find_duplicates(records, judgements=[judgement])
    assert (pair.verdict, pair.judgement) == (expected, answer)
    assert not pair.is_to_ask


# Whatever is given

PARTIAL = st.dictionaries(
    st.sampled_from(
        (
            "id",
            "source",
            "nom",
            "siret",
            "adresse",
            "commune",
            "code_insee",
            "code_postal",
            "telephone",
            "courriel",
            "site_web",
            "longitude",
            "latitude",
            "date_maj",
        )
    ),
    st.none()
    | st.floats()
    | st.integers()
    | st.lists(st.text(max_size=3), max_size=2)
    | st.text(max_size=12)
    | st.sampled_from(
        ("Laval", "53130", "53000", "CCAS", SIRET, "12 rue des Exemples", "a@b.fr", "0261910011")
    ),
)


@settings(deadline=None)
@given(st.lists(PARTIAL, max_size=5), st.none() | st.lists(PARTIAL, max_size=3))
def test_partial_records_never_raise(records: list[Record], against: list[Record] | None) -> None:
    for pair in find_duplicates(records, against=against):
        assert 0.65 <= pair.score <= 1


LIKELY = st.builds(
    lambda number, nom, fields: {**structure(f"s--{number}", nom), **fields},
    st.integers(0, 8),
    st.sampled_from(
        ("CCAS de Laval", "Centre communal d’action sociale", "Mobil’Ossire", "ALIMO", "Ossire Emploi")
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "siret": st.sampled_from((SIRET, SIRET_OTHER_NIC, SIRET_OTHER_BODY)),
            "telephone": st.sampled_from(("+33261910011", "02 61 91 00 11", "3949")),
            "adresse": st.sampled_from(("12 rue des Exemples", "12 r. des Exemples", "3 allée Calendula")),
            "code_insee": st.sampled_from(("53130", "53147")),
            "longitude": st.just(-0.77),
            "latitude": st.sampled_from((48.07, 48.08)),
        },
    ),
)


@settings(deadline=None)
@given(st.lists(LIKELY, max_size=8), st.randoms(use_true_random=False))
def test_shuffling_changes_nothing(records: list[Record], rng: random.Random) -> None:
    shuffled = list(records)
    rng.shuffle(shuffled)
    assert find_duplicates(shuffled) == find_duplicates(records)


@settings(deadline=None)
@given(st.lists(LIKELY, max_size=5), st.lists(LIKELY, max_size=5))
def test_exchanging_the_lists_exchanges_the_sides(ours: list[Record], theirs: list[Record]) -> None:
    there = {
        (pair.left, pair.right): (pair.score, pair.verdict) for pair in find_duplicates(ours, against=theirs)
    }
    back = {
        (pair.right, pair.left): (pair.score, pair.verdict) for pair in find_duplicates(theirs, against=ours)
    }
    assert there == back


# Crowds


def test_a_body_written_hundreds_of_times_is_one_group() -> None:
    records = [
        structure(f"a--{number:03}", "Espace Avesnois", telephone="+33243000000") for number in range(300)
    ]
    groups = cluster(find_duplicates(records)).groups
    assert [len(group) for group in groups] == [300]


def test_each_record_of_a_crowd_meets_its_like_in_the_other_offer() -> None:
    ours = [structure(f"a--{number:03}", "Espace Avesnois") for number in range(200)]
    theirs = [structure(f"b--{number:03}", "Espace Avesnois") for number in range(200)]
    assert {pair.left for pair in find_duplicates(ours, against=theirs)} == {one["id"] for one in ours}
