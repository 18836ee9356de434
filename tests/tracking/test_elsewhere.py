"""Metrics 7 to 10 and 12 show what other parts measured; without them they are « non mesuré », never zero."""

from __future__ import annotations

import pytest

from offre_insertion.tracking.inputs import Cell, Coverage, Density, FreinCoverage, Funnel, Inputs, Reach
from offre_insertion.tracking.metrics.elsewhere import (
    measure_a_renforcer,
    measure_abondance,
    measure_couverture,
    measure_eventail,
    measure_publication,
)
from tests.tracking.stories import JUNE, SEPTEMBER, rows, service, surveyed, told

SURVEYS = surveyed((JUNE, [service("pdi--a", "Auto-école")]), (SEPTEMBER, [service("pdi--a", "Auto-école")]))
ALL = (measure_publication, measure_couverture, measure_eventail, measure_a_renforcer, measure_abondance)


@pytest.mark.parametrize("measure", ALL, ids=lambda one: one.__name__)
def test_without_its_source_an_indicator_is_not_measured(measure: object) -> None:
    metric = measure(told(SURVEYS))  # type: ignore[operator]  # one of ALL
    assert (metric.value, metric.breakdowns) == (None, ())
    assert metric.notes[0].startswith("Non mesuré : ")


def test_the_funnel_of_publication_says_what_nobody_looked_at() -> None:
    full = measure_publication(told(SURVEYS, inputs=Inputs(funnel=Funnel(40, 38, 36, 30, 4.0))))
    assert (full.value, rows(full, "entonnoir")["affichables dans DORA"]) == (0.9, 30)
    unseen = measure_publication(told(SURVEYS, inputs=Inputs(funnel=Funnel(40, 38))))
    assert (unseen.value, rows(unseen, "entonnoir")["vus dans l’API"]) == (None, None)


MOBILITE = FreinCoverage(
    "mobilite", "Mobilité", 0.586, 0.7,
    {"permis": 0.375, "accompagnement": 0.467, "vehicule": 0.133, "entretien": 0.0, "financer": 0.0, "douce": 0.5},
)  # fmt: skip
GARDE = FreinCoverage("garde", "Garde d’enfant", 0.097, 0.097, {"garde-denfants": 0.097})


def test_the_least_covered_frein_gives_the_figure_and_half_is_enough_for_the_range() -> None:
    story = told(SURVEYS, inputs=Inputs(coverage=Coverage((MOBILITE, GARDE))))
    assert (measure_couverture(story).value, rows(measure_couverture(story), "c4")) == (
        0.097, {"Mobilité": 0.586, "Garde d’enfant": 0.097},
    )  # fmt: skip
    eventail = measure_eventail(story)
    assert (eventail.numerator, eventail.denominator) == (1, 7)


def test_the_threshold_of_the_range_is_a_parameter_reached_in_spite_of_rounding() -> None:
    sums = FreinCoverage(
        "sante", "Santé", 0.3, 0.3, {"a": 0.1 + 0.7, "b": 0.8, "c": 0.79}
    )  # 0.7999999999999999
    story = told(SURVEYS, inputs=Inputs(coverage=Coverage((sums,), reached_from=0.8)))
    assert measure_eventail(story).numerator == 2


def test_the_range_of_each_epci_is_counted_by_the_same_rule_and_an_unknown_share_is_not_reached() -> None:
    reach = (
        Reach("a", "Laval", {"permis": 0.5, "garde": 0.1, "velo": 1.0}),
        Reach("b", "Craon", {"permis": 0.1 + 0.2 + 0.2, "garde": None, "velo": 0.0}),
    )
    metric = measure_eventail(told(SURVEYS, inputs=Inputs(coverage=Coverage((GARDE,), reach=reach))))
    found = [(row.label, row.numerator, row.denominator) for row in metric.breakdown("epci").rows]
    assert found == [("Laval", 2, 3), ("Craon", 1, 3)]


def cell(theme: str, epci: str, status: str, qualification: str | None = None) -> Cell:
    return Cell(theme, theme, epci, epci, status, qualification=qualification)  # type: ignore[arg-type]


def test_holes_are_a_stock_and_a_flow_and_those_without_object_are_left_out() -> None:
    before = Coverage(cells=(cell("permis", "laval", "non-couverte"), cell("garde", "craon", "couverte")))
    after = Coverage(
        cells=(
            cell("permis", "laval", "couverte"),
            cell("garde", "craon", "a-renforcer", "trou-confirme"),
            cell("sante", "ernee", "non-couverte", "sans-objet"),
            cell("sante", "laval", "non-couverte"),
            cell("sante", "craon", "non-couverte", "a-revoir"),
        )
    )
    metric = measure_a_renforcer(told(SURVEYS, inputs=Inputs(coverage=after, coverage_start=before)))
    assert metric.value == 3
    assert rows(metric, "flux") == {"résolus": 1, "apparus": 3}
    assert rows(metric, "qualification") == {
        "pas encore qualifiés": 1,
        "à recenser": 0,
        "trou d’offre confirmé": 1,
        "qualification à revoir": 1,
    }
    alone = measure_a_renforcer(told(SURVEYS, inputs=Inputs(coverage=after)))
    assert rows(alone, "flux") == {"résolus": None, "apparus": None}


def test_few_places_are_counted_among_those_that_are_known() -> None:
    densities = (
        Density("a", "Laval", 10, 2.0, 1, 4),
        Density("b", "Craon", 3, 1.0, 1, 1),
        Density("c", "Ernée", 2, None, 0, 0),
    )
    metric = measure_abondance(told(SURVEYS, inputs=Inputs(coverage=Coverage(densities=densities))))
    assert (metric.value, metric.undocumented) == (1.5, 10)
    assert rows(metric, "dispersion") == {"parmi les places connues": 0.4}
    by_epci = metric.breakdown("dispersion-epci").rows
    assert [row.value for row in by_epci] == [0.25, 1.0, None]
    (whole,) = metric.breakdown("dispersion").rows
    assert whole.numerator == sum(row.numerator or 0 for row in by_epci)
    assert whole.denominator == sum(row.denominator or 0 for row in by_epci)
