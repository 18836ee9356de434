"""The eighteen indicators together: each labelled, defined, comparable; none invents a figure."""

from __future__ import annotations

from dataclasses import replace

import orjson

from offre_insertion.settings.suivi import Suivi
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


def test_parameters_that_changed_since_the_period_before_are_said() -> None:
    march, june, september = surveyed((MARCH, THREE), (JUNE, THREE), (SEPTEMBER, THREE))
    previous = Story(read_period("2026-T2"), march, june, Suivi(mois_a_jour=6))
    board = build_board(
        Story(read_period("2026-T3"), june, september, Suivi(mois_a_jour=1)), previous=previous
    )
    assert (board["a-jour"].value, board["a-jour"].previous) == (0, 1)
    (note,) = board.notes
    assert (
        "(une fiche est à jour si elle a au plus ce nombre de mois : 6 → 1), qui se mesure avec les siens"
        in note
    )


def test_titles_and_formulas_bear_the_parameters_and_no_room_is_left_in_them() -> None:
    parameters = Suivi(mois_a_jour=9, score_minimum=0.65, convention_jours=45)
    coverage = Coverage(reached_from=0.4, few_places=7)
    board = build_board(
        told(surveyed((SEPTEMBER, THREE)), parameters=parameters, inputs=Inputs(coverage=coverage))
    )
    for key, words in {
        "publication": "de 0,65 au moins", "a-jour": "au plus 9 mois", "score-qualite": "de 0,65 au moins",
        "partenaires-mobilises": "depuis 9 mois",
        "veille": "dans les 45 jours", "eventail": "pour 40 % au moins", "abondance": "moins de 7 places",
    }.items():  # fmt: skip
        assert words in board[key].definition.formula
    assert board["score-qualite"].definition.title == "Dispositifs affichables dans DORA (score ≥ 0,65)"
    for metric in board.metrics:
        assert "{" not in metric.definition.title + metric.definition.formula


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
        "2 couples thématique × EPCI à renforcer, dont 1 confirmé sur le terrain."
    )


def test_a_period_without_run_and_a_survey_taken_late_are_said() -> None:
    (june,) = surveyed((JUNE, THREE))
    late = replace(june, taken_at=at(SEPTEMBER))
    empty = build_board(Story(read_period("2026-T3"), None, june))
    assert empty.notes == ("Aucun passage dans la période : les chiffres sont ceux du 30/06/2026.",)
    for key in ("evolution-nette", "mis-a-jour"):
        assert (empty[key].value, empty[key].notes) == (
            None, ("Non mesuré : aucun passage dans la période, rien ne dit ce qui y a changé.",),
        )  # fmt: skip
    assert build_board(Story(read_period("2026-T2"), None, late)).notes == (
        "Le relevé du 30/06/2026 n’a été pris que le 30/09/2026, avec les règles de ce jour-là.",
    )
