"""What people said of a hole stands as long as its facts do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from offre_insertion.coverage import Coverage, Maille
from offre_insertion.coverage.qualification import (
    Qualification,
    can_be_qualified,
    facts_of,
    red_cells,
    standing,
)
from offre_insertion.history.qualifications import QualificationEntry

from .fictional import CC_AVALOIRS, CC_MAYENNE, ERNEE, GARDE, PERMIS, area_of, cell, cover, service

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def said(
    coverage: Coverage, verdict: str = "trou-confirme", *, territoire: str = CC_AVALOIRS, **more: Any
) -> QualificationEntry:
    facts = facts_of(coverage.cell(PERMIS, area_of(coverage, territoire)))
    return QualificationEntry(
        PERMIS,
        "epci",
        territoire,
        verdict,
        "Camille Exemple",
        NOON,
        NOON.date(),
        "réunion du 12",
        facts,
        **more,
    )


def only(entries: list[QualificationEntry], coverage: Coverage) -> Qualification:
    (found,) = standing(entries, coverage)
    return found


def test_it_stands_while_nothing_changes_and_duplicates_change_nothing() -> None:
    before = cover([service(1)])
    after = cover([service(1), service(2, structure_id="essai--s1")], dispositifs={"essai--2": "essai--1"})
    assert not only([said(before)], before).is_open
    assert not only([said(before)], after).is_open


def test_a_new_dispositif_reopens_it_and_says_why() -> None:
    before, after = cover([service(1)]), cover([service(1), service(2)])
    found = only([said(before)], after)
    assert found.is_open
    assert found.changes == ("autres dispositifs utilisables : 1 → 2",)


def test_a_record_that_gets_too_old_reopens_it() -> None:
    before, after = cover([service(1)]), cover([service(1, date_maj="2020-01-01")])
    assert only([said(before)], after).changes == (
        "raison : hors-de-portee → perimee",
        "meilleur niveau : 2b → 1",
        "autres dispositifs utilisables : 1 → 0",
        "dispositifs inutilisables : 0 → 1",
    )


def test_a_status_that_changes_reopens_it() -> None:
    before = cover([service(1)])
    after = cover([service(1), service(2, code_insee=None, zone_eligibilite=[CC_AVALOIRS])])
    assert "statut : non-couverte → a-renforcer" in only([said(before)], after).changes


def test_the_latest_line_holds_and_annule_takes_it_back() -> None:
    coverage = cover([])
    first, second = said(coverage), said(coverage, "sans-objet")
    assert only([first, second], coverage).verdict == "sans-objet"
    assert standing([first, said(coverage, "annule")], coverage) == []
    assert len(standing([first, said(coverage, territoire=CC_MAYENNE)], coverage)) == 2


def test_a_territory_that_is_gone_reopens_it() -> None:
    coverage = cover([])
    gone = QualificationEntry(PERMIS, "epci", "000000000", "sans-objet", "Camille", NOON, NOON.date())
    assert only([gone], coverage).is_open


def test_a_commune_rests_on_its_level_only() -> None:
    coverage = cover([service(1)])
    area = area_of(coverage, ERNEE, Maille.COMMUNE)
    assert facts_of(coverage.cell(PERMIS, area)) == {
        "statut": "non-couverte", "raison": "hors-de-portee", "niveau": "2b",
    }  # fmt: skip


def test_only_what_is_not_covered_can_be_qualified() -> None:
    everywhere = cover([service(n, code_insee=None) for n in (1, 2)], itinerant={"essai--1", "essai--2"})
    assert not can_be_qualified(cell(everywhere))
    assert can_be_qualified(cell(everywhere, thematique=GARDE))
    small = next(
        area for area in everywhere.areas(Maille.COMMUNE) if everywhere.cell(GARDE, area).population < 1000
    )
    assert can_be_qualified(everywhere.cell(GARDE, small))
    assert not can_be_qualified(everywhere.cell(PERMIS, small))


def test_red_cells_come_the_heaviest_first() -> None:
    found = red_cells(cover([]), [PERMIS], Maille.EPCI)
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    assert len(found) == 9  # ten EPCI, one too small for a status
