"""The report as a value: every mission, every figure with its method, dated charts, limits that say the truth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from offre_insertion.errors import ReadError
from offre_insertion.reporting.follow_up.build import Around, build_report
from offre_insertion.reporting.follow_up.gathering import default_period
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.reporting.follow_up.words import beside_figure, describe_change, say_figure
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.board import build_board
from offre_insertion.tracking.metric import LABEL, MISSIONS
from offre_insertion.tracking.series import Point, measure_day, read_point
from offre_insertion.tracking.values import Survey
from tests.tracking.stories import AUGUST, JULY, JUNE, SEPTEMBER, at, service, surveyed, told

ONE, TWO, THREE = (
    service(f"pdi--{n}", nom, host="pdi--i") for n, nom in enumerate(("Permis", "Garage", "Vélo"), 1)
)
TODAY = dt.date(2026, 11, 25)


def points(surveys: Sequence[Survey]) -> list[Point]:
    before: list[Survey | None] = [None, *surveys]
    return [
        read_point(one.day, measure_day(one, Suivi(), before=start))
        for start, one in zip(before, surveys, strict=False)
    ]


def small(*, complete: bool = True) -> Report:
    """Three actions in September, one in June."""
    surveys = surveyed((JUNE, [ONE]), (JULY, [ONE]), (AUGUST, [ONE, TWO]), (SEPTEMBER, [ONE, TWO, THREE]))
    around = Around("Mayenne (53)", at(TODAY), points=points(surveys))
    today = TODAY if complete else SEPTEMBER
    return build_report(build_board(told(surveys, today=today)), around)


def test_every_indicator_is_under_its_mission() -> None:
    report = small()
    assert [section.mission for section in report.sections] == sorted(MISSIONS)
    assert len(report.metrics) == 18
    assert report.label == LABEL


def test_dated_charts_have_one_row_by_survey() -> None:
    charts = {chart.key: chart for chart in small().charts}
    origins = charts["dispositifs-recenses-empile"]
    assert [(row.label, row.values) for row in origins.rows] == [
        ("06/26", (1,)), ("07/26", (1,)), ("08/26", (2,)), ("09/26", (3,)),
    ]  # fmt: skip
    assert origins.reading == "De 1 au relevé 06/26 à 3 au relevé 09/26."
    assert [row.values for row in charts["doublons-lignes"].rows] == [(0,)] * 4


def test_ages_by_class_count_every_dispositif_once() -> None:
    histogram = next(chart for chart in small().charts if chart.key == "a-jour-histogramme")
    assert {row.label: row.values[0] for row in histogram.rows if row.values[0]} == {"3 à 6": 3}
    dated = [service(f"pdi--{n}", f"Action {n}", host="pdi--i", date=date) for n, date in enumerate(
        ("2026-09-30", "2026-06-30", "2026-06-29", "2025-09-30", "2025-09-29", "2023-01-01"))]  # fmt: skip
    surveys = surveyed((SEPTEMBER, dated))
    around = Around("Mayenne (53)", at(TODAY), points=points(surveys))
    report = build_report(build_board(told(surveys)), around)
    rows = next(chart for chart in report.charts if chart.key == "a-jour-histogramme").rows
    assert {row.label: row.values[0] for row in rows} == {
        "0 à 3": 2, "3 à 6": 1, "6 à 9": 0, "9 à 12": 1, "12 à 18": 1, "18 à 24": 0, "plus de 24": 1,
    }  # fmt: skip


def test_charts_of_one_report_have_names_of_their_own(report: Report) -> None:
    keys = [chart.key for chart in report.charts]
    assert len(set(keys)) == len(keys)
    assert len(keys) >= 20


def test_what_was_not_measured_is_said_without_a_chart() -> None:
    figures = {one.metric.definition.key: one for section in small().sections for one in section.figures}
    assert figures["publication"].charts == ()
    assert say_figure(figures["publication"].metric) == "non mesuré"


def test_limits_say_what_is_missing() -> None:
    said = " ".join(small(complete=False).limits)
    assert "La période n’est pas finie" in said
    assert "La couverture n’a pas été calculée." in said
    surveys = surveyed((AUGUST, [ONE]))
    said = " ".join(build_report(build_board(told(surveys)), Around("Mayenne", at(TODAY))).limits)
    assert "Le dernier passage de la période est du 31\u00a0août 2026" in said
    assert "aucun passage avant la période" in said


def test_figures_in_words(report: Report) -> None:
    assert say_figure(report.metrics["evolution-nette"]) == "+2"
    assert describe_change(report.metrics["a-jour"]) == "−7\u00a0points (57\u00a0% à la période précédente)"
    assert beside_figure(report.metrics["a-jour"]).startswith("59 sur 117 ; −7\u00a0points")
    assert beside_figure(report.metrics["publication"]) == ""
    assert describe_change(report.metrics["evolution-nette"]) == "−2 (+4 à la période précédente)"
    assert (
        describe_change(report.metrics["couverture-proximite"])
        == "stable (58\u00a0% à la période précédente)"
    )
    assert beside_figure(report.metrics["veille"]).startswith("dispositif ;")
    assert beside_figure(report.metrics["pluri-enregistrement"]).startswith(
        "128 dispositifs pour 134 enregistrements"
    )


def test_the_default_period_is_the_last_complete_quarter_with_a_run() -> None:
    days = [dt.date(2026, 3, 2), dt.date(2026, 8, 3), dt.date(2026, 11, 2)]
    assert default_period(days, today=TODAY).code == "2026-T3"
    assert default_period(days[:1], today=TODAY).code == "2026-T1"
    assert default_period(days[2:], today=TODAY).code == "2026-T4"
    with pytest.raises(ReadError, match="aucun passage"):
        default_period([], today=TODAY)


def test_the_coverage_is_that_of_the_records_of_the_period(report: Report) -> None:
    assert report.heatmap is not None
    assert report.heatmap.columns[0] == "Département"
    squares = dict(report.heatmap.rows)["Garde d’enfants"]
    assert squares[0].status == "a-renforcer"
    assert "trou confirmé" in {square.qualification for square in squares}
    assert report.metrics["couverture-proximite"].value == pytest.approx(0.587, abs=0.001)


def test_tasks_are_shown_kind_by_kind(report: Report) -> None:
    kinds = report.tasks_by_kind
    assert sum(map(len, kinds.values())) == len(report.tasks)
    assert {"completer", "rafraichir", "juger", "qualifier", "partenaire"} <= kinds.keys()


def test_pairs_to_judge_bear_the_names_of_their_records(report: Report) -> None:
    assert {pair.kind for pair in report.pairs} == {"structure", "service"}
    assert all(all(pair.names) for pair in report.pairs)
