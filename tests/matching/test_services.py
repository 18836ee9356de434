from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.matching import find_service_duplicates
from offre_insertion.schema import Record
from tests.matching.fictional import LAVAL, MAYENNE

PERMIS, ATELIER = "mobilite--preparer-un-permis", "choisir-un-metier--confirmer-son-choix-de-metier"


def service(record_id: str, nom: str, structure_id: str = "a--s", **fields: Any) -> Record:
    return {
        "source": "a",
        "id": record_id,
        "structure_id": structure_id,
        "nom": nom,
        "description": "",
        "date_maj": "2026-01-15",
        "thematiques": [PERMIS],
        **LAVAL,
        **fields,
    }


def verdicts(*services: Record, **options: Any) -> dict[tuple[str, str], str]:
    return {(pair.left, pair.right): pair.verdict for pair in find_service_duplicates(services, **options)}


def test_two_spellings_of_one_service_are_certain() -> None:
    left, right = service("a--1", "Auto-école sociale"), service("a--2", "Auto ecole sociale (Laval)")
    assert verdicts(left, right) == {("a--1", "a--2"): "certain"}


def test_one_name_in_two_structures_is_no_duplicate() -> None:
    assert (
        verdicts(service("a--1", "Auto-école sociale"), service("a--2", "Auto-école sociale", "a--t")) == {}
    )


def test_one_name_in_two_structures_that_are_one_is_a_duplicate() -> None:
    left, right = service("a--1", "Auto-école sociale"), service("b--1", "Auto-école sociale", "b--s")
    assert verdicts(left, right, clusters={"b--s": "a--s"}) == {("a--1", "b--1"): "certain"}


def test_a_service_given_in_two_places_is_two_records() -> None:
    assert (
        verdicts(service("a--1", "Auto-école sociale"), service("a--2", "Auto-école sociale", **MAYENNE))
        == {}
    )


def test_other_words_make_another_service() -> None:
    left = service("a--1", "Atelier Ossirelle", thematiques=[ATELIER])
    assert verdicts(left, service("a--2", "Atelier Calendula", thematiques=[ATELIER])) == {}


def test_other_thematiques_or_publics_are_not_certain() -> None:
    assert "certain" not in verdicts(
        service("a--1", "Bilan Ossire"), service("a--2", "Bilan Ossire", thematiques=[ATELIER])
    ).values()  # fmt: skip
    assert "certain" not in verdicts(
        service("a--1", "Bilan Ossire", publics=["femmes"]), service("a--2", "Bilan Ossire", publics=["jeunes"])
    ).values()  # fmt: skip


def test_against_compares_the_two_lists_only() -> None:
    ours = [service("a--1", "Bilan Ossire"), service("a--2", "Bilan Ossire")]
    theirs = [service("b--1", "Bilan Ossire")]
    assert set(verdicts(*ours, against=theirs)) == {("a--1", "b--1"), ("a--2", "b--1")}


def test_every_reason_is_a_sentence() -> None:
    pairs = find_service_duplicates(
        [
            service(
                "a--1", "Bilan Ossire", adresse="12 rue des Exemples", type="atelier", description="Un bilan."
            ),
            service(
                "a--2",
                "Bilan Ossire",
                adresse="12 rue des Exemples",
                type="formation",
                description="Permis B",
            ),
        ]
    )
    assert pairs[0].reasons
    assert all(reason.detail.endswith(".") for reason in pairs[0].reasons)


def test_a_crowded_structure_is_compared_through_common_words() -> None:
    crowd = [service(f"a--{n:03}", f"Ossire{n} Calendula{n}") for n in range(80)]
    found = verdicts(*crowd, service("a--zz", "Ossire7 Calendula7"))
    assert ("a--007", "a--zz") in found


@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                ("id", "structure_id", "nom", "description", "thematiques", "publics", "adresse", "type")
            ),
            st.none() | st.text(max_size=8) | st.lists(st.text(max_size=3), max_size=2) | st.integers(),
        ),
        max_size=5,
    )
)
def test_partial_services_never_raise(services: list[Record]) -> None:
    assert find_service_duplicates(services) == find_service_duplicates(services[::-1])
