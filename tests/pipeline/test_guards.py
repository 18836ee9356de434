"""A drop or a drift is said in a sentence that tells how to accept it."""

from __future__ import annotations

import pytest

from offre_insertion.pipeline.guards import find_drift, find_drops, pair_renamed


def test_a_drop_beyond_the_limit_is_said_with_both_numbers() -> None:
    (said,) = find_drops("pdi", {"lignes": 100, "services": 80}, {"lignes": 79, "services": 80}, limit=0.2)
    assert "79 lignes au lieu de 100" in said
    assert "21 %" in said
    assert "--accepter-baisse" in said


@pytest.mark.parametrize("after", [80, 100, 300])
def test_a_drop_within_the_limit_is_not(after: int) -> None:
    assert list(find_drops("pdi", {"lignes": 100}, {"lignes": after}, limit=0.2)) == []


def test_a_source_that_was_empty_cannot_drop() -> None:
    assert list(find_drops("pdi", {"lignes": 0}, {"lignes": 0}, limit=0.2)) == []


def test_services_that_vanish_while_rows_stay_are_a_drop() -> None:
    (said,) = find_drops("pdi", {"lignes": 9, "services": 9}, {"lignes": 9, "services": 0}, limit=0.2)
    assert "0 service au lieu de 9" in said


def test_a_single_row_left_is_said_in_the_singular() -> None:
    (said,) = find_drops("pdi", {"lignes": 9}, {"lignes": 1}, limit=0.2)
    assert "pdi : 1 ligne au lieu de 9" in said


def test_the_same_columns_in_another_order_are_no_drift() -> None:
    assert find_drift("pdi", ["Nom", "Tél"], ["Tél", "Nom"]) is None


def test_new_missing_and_renamed_columns_are_told_apart() -> None:
    said = find_drift("pdi", ["Nom", "Tél", "Axe"], ["Nom", "Téléphone", "Coût"])
    assert said is not None
    assert "« Tél » semble renommée « Téléphone »" in said
    assert "« Axe » a disparu" in said
    assert "« Coût » est nouvelle" in said
    assert "--accepter-colonnes" in said


def test_a_missing_column_that_is_read_asks_to_correct_the_connector() -> None:
    said = find_drift("pdi", ["Nom", "Axe"], ["Nom"], read=["Axe"])
    assert said is not None
    assert "Le connecteur lit « Axe »" in said


def test_each_new_column_is_the_suggestion_of_one_missing_column() -> None:
    pairs = pair_renamed(["Date de début", "Date de fin"], ["Date début", "Date fin"])
    assert pairs == {"Date de début": "Date début", "Date de fin": "Date fin"}
