"""What the follow-up takes from the coverage bears the parameters of the coverage, and says which ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from offre_insertion.reporting.coverage.report import CoverageReport
from offre_insertion.reporting.follow_up.build import Around, build_report
from offre_insertion.reporting.follow_up.from_coverage import inputs_of
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.settings.coverage import Couverture
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.board import build_board
from offre_insertion.tracking.rules import rules_of
from tests.tracking.stories import SEPTEMBER, at, offered, service, surveyed, told

SIX, EIGHT = (
    offered(service(f"pdi--{number}", f"Action {word}", host=host), places={"texte": str(number), "valeur": number})
    for number, word, host in ((6, "vélo", "pdi--h"), (8, "cuisine", "pdi--i"))
)  # fmt: skip


@pytest.fixture
def coverage(report: Report) -> CoverageReport:
    """That of the demonstration, by thresholds of its own."""
    assert report.coverage is not None
    given = Couverture(places_dispersion=7, eventail_min=0.3)
    return replace(report.coverage, coverage=replace(report.coverage.coverage, parameters=given))


def test_thresholds_of_the_range_and_of_dispersion_are_those_of_the_project(coverage: CoverageReport) -> None:
    (survey,) = surveyed((SEPTEMBER, [SIX, EIGHT]))
    found = inputs_of(coverage, survey)
    assert (found.reached_from, found.few_places) == (0.3, 7)
    assert (
        sum(one.documented for one in found.densities),
        sum(one.scattered for one in found.densities),
    ) == (2, 1)
    assert found.parameters["éventail"] == "sous-thématique atteinte à 30\u00a0% au moins"
    assert found.parameters["calcul"].startswith("à la demande")
    assert found.parameters["dispersion"] == "moins de 7 places"


def test_the_page_says_that_coverage_is_computed_again_and_what_changed_in_it(
    coverage: CoverageReport,
) -> None:
    (survey,) = surveyed((SEPTEMBER, [SIX, EIGHT]))
    kept = replace(survey, rules=rules_of(Suivi(), Couverture(places_dispersion=10, eventail_min=0.3)))
    report = build_report(build_board(told([kept])), Around("Mayenne", at(SEPTEMBER), coverage=coverage))
    said = " ".join(report.limits)
    assert "La couverture, elle, n’est pas gardée avec les relevés" in said
    assert "ont changé (couverture, médiane de places" in said
    assert "« dispersion » : 10 → 7)." in said
    assert "jamais recalculés" not in said
