"""The eighteen indicators together: each labelled, defined, comparable; none invents a figure."""

from __future__ import annotations

from dataclasses import replace

import orjson

from offre_insertion.tracking.board import MEASURES, build_board
from offre_insertion.tracking.inputs import Cell, Coverage, Inputs
from offre_insertion.tracking.periods import read_period
from offre_insertion.tracking.story import Story
from tests.tracking.stories import BARE, JUNE, SEPTEMBER, at, service, surveyed, told

MARCH = JUNE.replace(month=3, day=31)
THREE = [service(f"pdi--{n}", f"Action numéro {n}", host="pdi--i", thematiques=[theme]) for n, theme in enumerate((
    "mobilite--preparer-un-permis", "famille--garde-denfants", "sante--addictions"))]  # fmt: skip
LESS = {**BARE, "frais": None, "modes_mobilisation": None, "mobilisable_par": None}


def test_every_indicator_of_the_domain_is_there_and_says_how_it_is_computed() -> None:
    board = build_board(told(surveyed((JUNE, THREE), (SEPTEMBER, THREE))))
    assert [one.definition.number for one in board.metrics] == list(range(1, 19))
    assert len({one.definition.key for one in board.metrics}) == len(MEASURES)
    for metric in board.metrics:
        assert metric.definition.formula
        assert metric.definition.sources
        assert metric.is_measured or metric.notes, metric.definition.key
    assert orjson.dumps(board.as_dict())
    assert "aucun indicateur officiel n’existe" in board.as_dict()["avertissement"]


def test_each_figure_is_beside_that_of_the_period_before() -> None:
    march, june, september = surveyed((MARCH, THREE[:1]), (JUNE, THREE[:2]), (SEPTEMBER, THREE))
    now = Story(read_period("2026-T3"), june, september)
    board = build_board(now, previous=Story(read_period("2026-T2"), march, june))
    found = board["dispositifs-recenses"]
    assert (found.value, found.previous, found.delta) == (3, 2, 1)
    assert board["partenaires-mobilises"].delta is None


def test_the_sentence_for_the_comite() -> None:
    arrived = service("annuaire--v", "Prêt de vélos", **LESS)
    surveys = surveyed((JUNE, THREE[:2]), (SEPTEMBER, [*THREE, arrived]))
    holes = (
        Cell("garde", "Garde", "craon", "Craon", "non-couverte", qualification="trou-confirme"),
        Cell("garde", "Garde", "ernee", "Ernée", "a-renforcer"),
    )
    board = build_board(told(surveys, inputs=Inputs(coverage=Coverage(cells=holes))))
    assert board.headline == (
        "4 dispositifs (+2, dont +1 à sources constantes), 100 % à jour, 75 % affichables dans DORA, "
        "2 couples thématique × EPCI à renforcer dont 1 confirmé sur le terrain."
    )


def test_a_period_without_run_and_a_survey_taken_late_are_said() -> None:
    (june,) = surveyed((JUNE, THREE))
    late = replace(june, taken_at=at(SEPTEMBER))
    assert build_board(Story(read_period("2026-T3"), june, june)).notes == (
        "Aucun passage dans la période : les chiffres sont ceux du 30/06/2026.",
    )
    assert build_board(Story(read_period("2026-T2"), None, late)).notes == (
        "Le relevé du 30/06/2026 n’a été pris que le 30/09/2026, avec les règles de ce jour-là.",
    )
