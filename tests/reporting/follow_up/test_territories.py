"""The charts of territories say what their tables say: matrix (9), plane (12), map (13)."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import pytest

from offre_insertion.coverage import Maille
from offre_insertion.reporting.chart import Chart
from offre_insertion.reporting.follow_up.charting import charts_of, tables_left
from offre_insertion.reporting.follow_up.document import build_document
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.reporting.follow_up.seen import Seen
from offre_insertion.tracking.inputs import Coverage, Density, Inputs
from offre_insertion.tracking.metrics.elsewhere import measure_abondance
from tests.tracking.stories import SEPTEMBER, service, surveyed, told


@pytest.fixture
def charts(report: Report) -> dict[str, Chart]:
    return {chart.key: chart for chart in report.charts}


def test_the_matrix_has_the_departement_then_every_epci(charts: dict[str, Chart], report: Report) -> None:
    matrix, metric = charts["eventail-matrice"], report.metrics["eventail"]
    assert report.coverage is not None
    epci = [area.nom for area in report.coverage.areas(Maille.EPCI)]
    assert [row.label for row in matrix.rows] == ["Département", *epci]
    assert len(matrix.series) == metric.denominator == 12
    assert matrix.passing(matrix.rows[0]) == f"{metric.numerator:g} sur 12"
    by_epci = {row.label: f"{row.numerator:g} sur 12" for row in metric.breakdown("epci").rows}
    assert {row.label: matrix.passing(row) for row in matrix.rows[1:]} == by_epci
    assert all(f"{label} : {said}" in matrix.reading for label, said in by_epci.items())


def test_the_matrix_is_counted_as_the_coverage_counts(charts: dict[str, Chart], report: Report) -> None:
    assert report.coverage is not None
    (laval,) = [area for area in report.coverage.areas(Maille.EPCI) if area.nom == "CA Laval Agglomération"]
    reached = sum(len(report.coverage.coverage.reached(code, laval)) for code in report.coverage.shown)
    matrix = charts["eventail-matrice"]
    row = next(one for one in matrix.rows if one.label == laval.nom)
    assert matrix.passing(row) == f"{reached} sur 12"


def test_the_plane_has_the_two_scales_and_their_medians(charts: dict[str, Chart], report: Report) -> None:
    plane, metric = charts["abondance-epci"], report.metrics["abondance"]
    across = {row.label: row.value for row in metric.breakdown("epci").rows}
    up = {row.label: row.value for row in metric.breakdown("dispersion-epci").rows}
    assert {row.label: row.values for row in plane.rows} == {
        label: (across[label], up[label]) for label in across
    }
    assert plane.limit_across is not None
    assert plane.limit is not None
    assert plane.limit_across[0] == metric.value
    assert plane.limit[0] == median(value for value in up.values() if value is not None)
    assert "Au-delà des deux médianes : " in plane.reading
    assert "CC du Pays Sabolien" in plane.reading


def test_both_tables_of_the_plane_are_in_it(charts: dict[str, Chart], report: Report) -> None:
    for key in ("abondance", "partenaires-mobilises"):
        figure = next(
            one for section in report.sections for one in section.figures if one.metric.definition.key == key
        )
        left = [one.key for one in tables_left(figure.metric, figure.charts)]
        assert left == (["dispersion"] if key == "abondance" else [])


def test_partners_are_where_their_table_says_and_the_others_nowhere(
    charts: dict[str, Chart], report: Report
) -> None:
    found, metric = charts["partenaires-mobilises-territoires"], report.metrics["partenaires-mobilises"]
    assert found.places is not None
    placed = {row.label for row, place in zip(found.rows, found.places.rows, strict=True) if place}
    assert placed == {row.label for row in found.rows} - {"territoire inconnu"}
    assert len(found.places.around) > 200
    active, others = (
        {row.label: row.value for row in metric.breakdown(key).rows}
        for key in ("territoires", "territoires-autres")
    )
    assert {row.label: row.values for row in found.rows} == {
        label: (active[label], others[label]) for label in active
    }
    assert metric.undocumented == others["territoire inconnu"] == 2


def test_an_epci_is_at_the_middle_of_its_people(charts: dict[str, Chart]) -> None:
    found = charts["partenaires-mobilises-territoires"]
    assert found.places is not None
    laval = dict(zip((row.label for row in found.rows), found.places.rows, strict=True))[
        "CA Laval Agglomération"
    ]
    assert laval == pytest.approx((-0.78, 48.07), abs=0.05)


def test_without_any_places_the_abundance_is_shown_on_one_scale() -> None:
    densities = (Density("a", "Laval", 10, 2.0, 0, 0), Density("b", "Craon", 3, 1.0, 0, 0))
    inputs = Inputs(coverage=Coverage(densities=densities))
    story = told(surveyed((SEPTEMBER, [service("pdi--a", "Auto-école")])), inputs=inputs)
    seen = Seen(measure_abondance(story), (), story)
    (bars,) = charts_of(seen)
    assert (bars.kind, bars.limit) == ("barres", (1.5, "médiane : 1,5"))
    known = replace(story, inputs=Inputs(coverage=Coverage(densities=(
        replace(densities[0], scattered=1, documented=2), densities[1],
    ))))  # fmt: skip
    (plane,) = charts_of(Seen(measure_abondance(known), (), known))
    assert [row.values for row in plane.rows] == [(2.0, 0.5), (1.0, None)]
    assert plane.reading.endswith("Places inconnues dans 1 EPCI.")


def test_programs_read_the_units_and_the_limits(report: Report) -> None:
    found = {chart.cle: chart for one in build_document(report).indicateurs for chart in one.graphiques}
    plane, matrix = found["abondance-epci"], found["eventail-matrice"]
    assert (plane.forme, plane.unites) == ("nuage", ["dispositifs pour 1 000", "part"])
    assert plane.seuil is not None
    assert plane.seuil_en_travers is not None
    assert matrix.unites == ["part"] * 12
    assert matrix.seuil is not None
    assert (matrix.seuil.valeur, matrix.seuil_en_travers) == (0.5, None)
