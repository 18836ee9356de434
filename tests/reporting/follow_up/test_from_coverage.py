"""What the follow-up takes from the coverage bears the parameters of the coverage, and says which ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from offre_insertion import __version__
from offre_insertion.reporting.coverage.report import AssessmentReport
from offre_insertion.reporting.follow_up.coverages import (
    describe_changes,
    describe_origins,
    describe_since,
)
from offre_insertion.reporting.follow_up.from_coverage import inputs_of
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.settings.coverage import Couverture
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.rules import rules_of
from tests.tracking.stories import SEPTEMBER, offered, service, surveyed

SIX, EIGHT = (
    offered(service(f"pdi--{number}", f"Action {word}", host=host), places={"texte": str(number), "valeur": number})
    for number, word, host in ((6, "vélo", "pdi--h"), (8, "cuisine", "pdi--i"))
)  # fmt: skip


@pytest.fixture
def coverage(report: Report) -> AssessmentReport:
    """That of the demonstration, by thresholds of its own."""
    assert report.coverage is not None
    given = Couverture(places_dispersion=7, eventail_min=0.3)
    return replace(report.coverage, coverage=replace(report.coverage.coverage, parameters=given))


def test_thresholds_of_the_range_and_of_dispersion_are_those_of_the_project(
    coverage: AssessmentReport,
) -> None:
    (survey,) = surveyed((SEPTEMBER, [SIX, EIGHT]))
    found = inputs_of(coverage, survey)
    assert (found.reached_from, found.few_places) == (0.3, 7)
    assert (
        sum(one.documented for one in found.densities),
        sum(one.scattered for one in found.densities),
    ) == (2, 1)
    assert found.parameters["éventail"] == "sous-thématique atteinte à 30\u00a0% au moins"
    assert found.parameters["calcul"].startswith("gardée avec le relevé")
    now = inputs_of(replace(coverage, measured_by=None), survey)
    assert now.parameters["calcul"].startswith("à la demande")
    assert found.parameters["dispersion"] == "moins de 7 places"


def test_it_is_said_which_coverage_was_kept_and_which_one_is_computed_now(coverage: AssessmentReport) -> None:
    now, day = replace(coverage, measured_by=None), f"{coverage.coverage.day:%d/%m/%Y}"
    older = replace(coverage, cog=2025, measured_by="0.0.1")
    assert list(describe_origins([coverage, older, coverage], is_over=True)) == [
        f"Couverture du {day} : gardée avec le relevé, et non recalculée ({rules})."
        for rules in (
            f"règles de la version {__version__}, COG 2026",
            "règles de la version 0.0.1, COG 2025",
        )
    ]
    (recomputed,) = describe_origins([now], is_over=True)
    assert (
        "n’a pas été gardée avec le relevé, et est calculée aujourd’hui sur les fiches d’alors" in recomputed
    )
    (current,) = describe_origins([now], is_over=False)
    assert "calculée aujourd’hui, sur les fiches de ce jour-là" in current


def test_rules_that_differ_at_both_ends_are_said(coverage: AssessmentReport) -> None:
    older = replace(coverage, cog=2025, coverage=replace(coverage.coverage, parameters=Couverture()))
    (said,) = describe_changes(older, coverage)
    assert "année du COG : 2025 → 2026 ; " in said
    assert "est atteinte : 0,5 → 0,3 ; " in said
    assert "« dispersion » : 10 → 7)" in said
    assert list(describe_changes(coverage, coverage)) == []
    assert list(describe_changes(None, coverage)) == []


def test_thresholds_that_changed_since_the_survey_are_said() -> None:
    (survey,) = surveyed((SEPTEMBER, [SIX, EIGHT]))
    kept = replace(survey, rules=rules_of(Suivi(), Couverture(places_dispersion=10)))
    (said,) = describe_since(kept, Couverture(places_dispersion=7))
    assert said == (
        "Les seuils de la couverture ont changé depuis le relevé du 30/09/2026 (médiane de places sous laquelle "
        "l’abondance est une « dispersion » : 10 → 7)."
    )
    assert list(describe_since(kept, Couverture())) == []
