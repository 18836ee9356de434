from __future__ import annotations

import pytest

from offre_insertion.cleaning.lists import ITEM_SEPARATOR, split_values
from offre_insertion.text import fold

CRECHE = "Accueil collectif permanent : crèche - micro-crèche"
KNOWN = frozenset(map(fold, [CRECHE, "Espaces jeux", "mobilite, acces-aux-droits-et-citoyennete"]))


def is_known(label: str) -> bool:
    return fold(label) in KNOWN


@pytest.mark.parametrize(
    ("raw", "separators", "values"),
    [
        ("a, b ;c", [",", ";"], ["a", "b", "c"]),
        ("a\n b \n\nc", ["\n"], ["a", "b", "c"]),
        ("a - b-c", [" - "], ["a", "b-c"]),
        (f"a{ITEM_SEPARATOR}b, c", [], ["a", "b, c"]),
        (" , ,", [","], []),
        ("a", [""], ["a"]),
    ],
)
def test_values_are_cut_trimmed_and_blank_ones_left_out(
    raw: str, separators: list[str], values: list[str]
) -> None:
    assert split_values(raw, separators) == values


def test_a_known_label_that_contains_separators_is_kept_whole() -> None:
    assert split_values(f"{CRECHE}, Espaces jeux", [",", " - "], known=is_known) == [CRECHE, "Espaces jeux"]


def test_the_longest_known_label_wins() -> None:
    raw = "mobilite, acces-aux-droits-et-citoyennete, logement"
    known = {"mobilite", "mobilite, acces-aux-droits-et-citoyennete"}.__contains__
    assert split_values(raw, [","], known=known) == ["mobilite, acces-aux-droits-et-citoyennete", "logement"]


def test_unknown_labels_are_cut_as_without_a_table() -> None:
    assert split_values("x, y - z", [",", " - "], known=is_known) == ["x", "y", "z"]


def test_a_cell_of_many_items_asks_for_a_bounded_number_of_labels() -> None:
    asked: list[str] = []

    def known(label: str) -> bool:
        asked.append(label)
        return False

    assert len(split_values("a," * 2_000, [","], known=known)) == 2_000
    assert len(asked) < 2_001 * 16
