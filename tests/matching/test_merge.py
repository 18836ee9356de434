from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.matching import Preferences, merge, move_services, unmerge
from offre_insertion.schema import MODELS, Record
from tests.matching.fictional import MAYENNE, structure

LOCAL = structure(
    "local--1", "Mobil’Ossire", date_maj="2025-03-01", telephone="+33261910011", reseaux_porteurs=["aci"]
)
OTHER = structure(
    "autre--1",
    "MOBIL OSSIRE",
    MAYENNE,
    date_maj="2026-02-01",
    telephone="+33261910022",
    courriel="contact@ossire.example.org",
    adresse="12 rue des Exemples",
    reseaux_porteurs=["mobin", "aci"],
)


def test_the_first_source_gives_each_field_it_has() -> None:
    merged = merge([OTHER, LOCAL], preferences=Preferences(sources=("local", "autre")))
    assert merged.kept == "local--1"
    assert merged.record["telephone"] == "+33261910011"
    assert merged.record["courriel"] == "contact@ossire.example.org"
    assert merged.origins["courriel"] == ("autre--1",)
    assert merged.origins["telephone"] == ("local--1",)


def test_without_source_order_the_freshest_wins() -> None:
    assert merge([LOCAL, OTHER]).record["telephone"] == "+33261910022"


def test_a_date_to_come_is_not_the_freshest() -> None:
    future = {**OTHER, "date_maj": "2031-01-01"}
    merged = merge([LOCAL, future], preferences=Preferences(today=dt.date(2026, 3, 1)))
    assert merged.record["telephone"] == "+33261910011"
    assert merged.record["date_maj"] == "2025-03-01"


def test_equal_sources_and_dates_leave_the_most_complete() -> None:
    merged = merge([{**LOCAL, "date_maj": OTHER["date_maj"]}, OTHER])
    assert merged.kept == "autre--1"


def test_a_field_can_have_its_own_rule() -> None:
    preferences = Preferences(sources=("local",), fields={"telephone": ("fraicheur",)})
    merged = merge([LOCAL, OTHER], preferences=preferences)
    assert merged.record["telephone"] == "+33261910022"
    assert merged.record["nom"] == "Mobil’Ossire"


def test_an_address_comes_whole_from_one_record() -> None:
    """The local record only knows a town: its town with the other's street would be nowhere."""
    merged = merge([LOCAL, OTHER], preferences=Preferences(sources=("local",)))
    assert (merged.record["adresse"], merged.record["commune"]) == ("12 rue des Exemples", "Mayenne")
    assert merged.origins["commune"] == merged.origins["adresse"] == ("autre--1",)


def test_lists_are_united_and_both_origins_kept() -> None:
    merged = merge([LOCAL, OTHER], preferences=Preferences(sources=("local",)))
    assert merged.record["reseaux_porteurs"] == ["aci", "mobin"]
    assert merged.origins["reseaux_porteurs"] == ("local--1", "autre--1")


def test_the_date_is_the_latest_one() -> None:
    merged = merge([LOCAL, OTHER], preferences=Preferences(sources=("local",)))
    assert (merged.record["date_maj"], merged.origins["date_maj"]) == ("2026-02-01", ("autre--1",))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (["tous-publics"], ["jeunes"], ["tous-publics"]),
        (["jeunes"], ["tous-publics"], ["jeunes"]),
        (["jeunes"], ["femmes", "jeunes"], ["jeunes", "femmes"]),
        (None, ["tous-publics"], ["tous-publics"]),
    ],
)
def test_everybody_is_never_mixed_with_others(
    first: list[str] | None, second: list[str], expected: list[str]
) -> None:
    base = {
        "source": "a",
        "structure_id": "a--s",
        "nom": "Bilan Ossire",
        "description": "",
        "date_maj": "2026-01-01",
    }
    left = {**base, "id": "a--1", **({"publics": first} if first else {})}
    right = {**base, "id": "b--1", "source": "b", "publics": second}
    merged = merge([right, left], kind="service", preferences=Preferences(sources=("a", "b")))
    assert merged.record["publics"] == expected
    assert merged.record["structure_id"] == "a--s"


def test_a_person_is_kept_beside_the_line_that_is_theirs() -> None:
    first = {**LOCAL, "contact_nom_prenom": "Camille Fictive", "telephone": None}
    second = {**OTHER, "contact_nom_prenom": "Dominique Fictif"}
    preferences = Preferences(sources=("local",))
    merged = merge([first, second], kind="service", preferences=preferences)
    assert merged.record["contact_nom_prenom"] == "Dominique Fictif"
    assert merged.origins["contact_nom_prenom"] == ("autre--1",)


def test_two_people_give_none_when_each_has_a_line_that_is_kept() -> None:
    first = {**LOCAL, "contact_nom_prenom": "Camille Fictive"}
    second = {**OTHER, "contact_nom_prenom": "Dominique Fictif"}
    merged = merge([first, second], kind="service", preferences=Preferences(sources=("local",)))
    assert (merged.record["telephone"], merged.record["courriel"]) == (LOCAL["telephone"], OTHER["courriel"])
    assert "contact_nom_prenom" not in merged.record


def test_a_person_stays_when_nobody_else_is_named() -> None:
    first = {**LOCAL, "contact_nom_prenom": "Camille Fictive"}
    merged = merge([first, OTHER], kind="service", preferences=Preferences(sources=("local",)))
    assert merged.record["contact_nom_prenom"] == "Camille Fictive"


def test_unmerge_gives_the_records_back() -> None:
    assert sorted(unmerge(merge([LOCAL, OTHER])), key=lambda record: record["id"]) == [OTHER, LOCAL]


def test_services_follow_the_structure_that_is_kept() -> None:
    services: list[Record] = [
        {"id": "x", "structure_id": "local--1"},
        {"id": "y", "structure_id": "ailleurs--1"},
    ]
    moved = move_services(services, [merge([LOCAL, OTHER])])
    assert [service["structure_id"] for service in moved] == ["autre--1", "ailleurs--1"]
    assert services[0]["structure_id"] == "local--1"


def test_nothing_to_merge_is_an_error() -> None:
    with pytest.raises(ValueError, match="au moins une fiche"):
        merge([])


def test_a_merged_record_is_valid() -> None:
    merged = merge([LOCAL, OTHER])
    MODELS["structure"].model_validate(merged.record, context={"ignore_warnings": False})


@settings(deadline=None)
@given(st.permutations([LOCAL, OTHER, structure("tiers--1", "Mobil Ossire", telephone="+33261910033")]))
def test_the_order_of_records_changes_nothing(records: list[Record]) -> None:
    assert merge(records) == merge(records[::-1])


@settings(deadline=None)
@given(st.permutations([LOCAL, OTHER]))
def test_every_value_comes_from_where_it_is_said_to(records: list[Record]) -> None:
    merged = merge(records)
    by_id = {record["id"]: record for record in records}
    for name, ids in merged.origins.items():
        given_ = [by_id[record_id][name] for record_id in ids]
        assert merged.record[name] in given_ or set(merged.record[name]) <= {v for vs in given_ for v in vs}
