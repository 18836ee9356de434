from __future__ import annotations

from offre_insertion.matching import find_duplicates, mark_referenced
from tests.matching.fictional import structure

OURS = structure(
    "cd53--1",
    "Mobil’Ossire",
    telephone="+33261910011",
    courriel="contact@ossire.example.org",
    site_web="https://ossire.example.org/",
    horaires_accueil="Mo-Fr 09:00-12:00",
    reseaux_porteurs=["aci", "mobin"],
)
THEIRS = structure(
    "dora--1",
    "Mobil’Ossire",
    date_maj="2025-01-01",
    telephone="02 61 91 00 11",
    courriel="accueil@ossire.example.org",
    site_web="http://www.ossire.example.org",
    reseaux_porteurs=["aci"],
)


def test_a_reference_says_what_our_record_adds() -> None:
    (reference,) = mark_referenced(find_duplicates([OURS], against=[THEIRS]), [OURS], [THEIRS])
    assert (reference.id, reference.other_id, reference.other_source) == ("cd53--1", "dora--1", "dora")
    assert reference.adds == {"horaires_accueil": "Mo-Fr 09:00-12:00", "reseaux_porteurs": ["mobin"]}
    assert reference.differs == ("courriel",)
    assert reference.is_fresher


def test_a_list_that_is_no_list_is_as_if_empty() -> None:
    theirs = {**THEIRS, "reseaux_porteurs": 3}
    (reference,) = mark_referenced(find_duplicates([OURS], against=[theirs]), [OURS], [theirs])
    assert reference.adds["reseaux_porteurs"] == ["aci", "mobin"]


def test_our_own_source_is_no_foreign_reference() -> None:
    own = {**THEIRS, "source": "cd53", "id": "cd53--ancien"}
    assert mark_referenced(find_duplicates([OURS], against=[own]), [OURS], [own]) == []


def test_the_best_reference_comes_first() -> None:
    better = structure(
        "soliguide--9", "Mobil’Ossire", telephone="+33261910011", courriel="contact@ossire.example.org"
    )
    pairs = find_duplicates([OURS], against=[THEIRS, better])
    references = mark_referenced(pairs, [OURS], [THEIRS, better])
    assert [reference.other_id for reference in references] == ["soliguide--9", "dora--1"]
