"""The HTML of the online valideur, in every shape it has, and what is none of them."""

from __future__ import annotations

import pytest

from offre_insertion.valideur.answer import Row, Total, read_answer
from tests.valideur.pages import FAILURE, SUCCESS, fragment, table, total

BAD = {
    "typologie": "Structure",
    "champ": "courriel",
    "lignes": "4",
    "valeur": "non",
    "detail": "Pas un courriel",
}


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_compliant_file_has_its_totals_and_no_row(wrapped: bool) -> None:
    answer = read_answer(fragment(structures=(9000, 0, 0), services=(3, 0, 0), wrapped=wrapped))
    assert answer.totals == {"structure": Total(9000, 0, 0), "service": Total(3, 0, 0)}
    assert answer.rows == ()


def test_each_total_has_its_own_count_of_errors() -> None:
    answer = read_answer(
        fragment(structures=(5, 0, 0), services=(7, 2, 4), lines=[{**BAD, "typologie": "Service"}])
    )
    assert answer.totals == {"structure": Total(5, 0, 0), "service": Total(7, 2, 4)}


def test_the_kind_is_only_on_the_first_row_of_each_kind() -> None:
    lines = [BAD, {**BAD, "champ": "nom"}, {**BAD, "typologie": "Service", "champ": "frais"}]
    answer = read_answer(fragment(structures=(1, 1, 2), services=(1, 1, 1), lines=lines))
    assert [(row.kind, row.field) for row in answer.rows] == [
        ("structure", "courriel"),
        ("structure", "nom"),
        ("service", "frais"),
    ]


def test_lines_are_runs_and_may_be_repeated() -> None:
    lines = [{**BAD, "lignes": text} for text in ("4 à 6", "2, 4 à 5, 12", "11, 11")]
    answer = read_answer(fragment(structures=(9, 9, 9), lines=lines))
    assert [row.lines for row in answer.rows] == [(4, 5, 6), (2, 4, 5, 12), (11, 11)]


def test_values_and_messages_are_kept_as_they_are_written() -> None:
    detail = "La valeur 'a & <b>' n'existe pas. Vouliez-vous dire « c » ?"
    answer = read_answer(
        fragment(structures=(1, 1, 1), lines=[{**BAD, "valeur": " a\n& <b> ", "detail": detail}])
    )
    assert answer.rows == (Row("structure", "courriel", (4,), " a\n& <b> ", detail),)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html><body><h1>En maintenance</h1></body></html>",
        SUCCESS,
        total("structure(s) analysée(s)", 1, 0, 0) + total("service(s) analysé(s)", 1, 0, 0),
        fragment(structures=(1, 1, 1)) + table([BAD]),
        fragment(structures=(1, 1, 1), lines=[{**BAD, "typologie": "Lieu"}]),
        fragment(structures=(1, 1, 1), lines=[{**BAD, "lignes": "quatre"}]),
        fragment(structures=(1, 1, 1), lines=[BAD]).replace("<th scope='col'>Valeur</th>", ""),
        fragment(structures=(1, 1, 1), lines=[BAD]).replace("<td>non</td>", ""),
        FAILURE + total("structure(s) analysée(s)", 1, 1, 1),
    ],
)
def test_another_page_is_no_answer(page: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_answer(page)
