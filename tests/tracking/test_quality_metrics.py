"""Metrics 5 and 6: the official score of the day, the best record of a dispositif, one same record for the rest."""

from __future__ import annotations

import pytest

from offre_insertion.tracking.metrics.quality import measure_mobilisables, measure_score
from tests.tracking.stories import BARE, JULY, JUNE, SEPTEMBER, judged, rows, service, surveyed, told

NOTHING_MORE = {"frais": None, "modes_mobilisation": None, "mobilisable_par": None, "zone_eligibilite": None}


def bare(record_id: str, nom: str, **fields: object) -> dict[str, object]:
    return service(record_id, nom, **{**NOTHING_MORE, **BARE, **fields})


def test_the_best_record_speaks_for_its_dispositif_and_the_worst_criteria_are_named() -> None:
    said = [judged("pdi--a", "dora--a", "doublon", JULY)]
    records = [
        service("pdi--a", "Auto-école"),
        bare("dora--a", "Auto-école de Laval", host="pdi--h"),
        bare("pdi--b", "Garage", host="pdi--i"),
    ]
    metric = measure_score(told(surveyed((SEPTEMBER, records), judgements=said)))
    assert (metric.value, metric.numerator, metric.denominator) == (0.5, 1, 2)
    assert rows(metric, "valeurs") == {"moyenne": pytest.approx(0.82), "médiane": pytest.approx(0.82)}
    assert rows(metric, "distribution")["de 0,6 à 0,8"] == 1
    worst = metric.breakdown("criteres").rows[:3]
    assert [(row.value, row.denominator) for row in worst] == [(1, 2), (1, 2), (1, 2)]
    assert {row.label.split(" ")[0] for row in worst} == {"les", "une"}


def test_the_score_of_a_survey_is_that_of_its_day() -> None:
    """The same record, never touched: 136 days old in June, 228 in September."""
    june, september = surveyed(
        *((day, [bare("pdi--a", "Auto-école", date="2026-02-14")]) for day in (JUNE, SEPTEMBER))
    )
    assert june.facts[0].score == pytest.approx(0.64)  # (0 + 1 + 1 + 1 + 1 + 0 + 0.5) / 7
    assert september.facts[0].score == pytest.approx(0.63)  # the date is worth (730 − 228) / 550 = 0.91


def test_the_threshold_is_a_parameter_and_is_printed() -> None:
    from offre_insertion.settings.suivi import Suivi

    story = told(surveyed((SEPTEMBER, [bare("pdi--a", "Auto-école")])), parameters=Suivi(score_minimum=0.6))
    metric = measure_score(story)
    assert (metric.value, dict(metric.parameters or {})) == (1, {"score minimal": "0,6"})


def test_the_contact_of_the_structure_stands_for_the_one_of_the_service() -> None:
    """The hosts of the stories have no phone: the mode « telephoner » needs the service's own."""
    ready = service("pdi--a", "Auto-école")
    silent = service("pdi--b", "Garage", telephone=None, host="pdi--i")
    metric = measure_mobilisables(told(surveyed((SEPTEMBER, [ready, silent]))))
    assert (metric.numerator, metric.denominator) == (1, 2)
    assert rows(metric, "manques")["un contact pour chacun de ces modes"] == 1


def test_the_funnel_loses_each_dispositif_at_its_first_gap() -> None:
    records = [
        service("pdi--a", "Auto-école"),
        service("pdi--b", "Garage", zone_eligibilite=None, host="pdi--i"),
        service("pdi--c", "Taxi social", mobilisable_par=["usagers"], zone_eligibilite=None, host="pdi--i"),
        service("pdi--d", "Bilan", modes_mobilisation=None, host="pdi--i"),
    ]
    metric = measure_mobilisables(told(surveyed((SEPTEMBER, records))))
    assert [row.value for row in metric.breakdown("entonnoir").rows] == [4, 3, 3, 2, 1]
    assert rows(metric, "manques")["la zone d’éligibilité"] == 2


def test_two_halves_of_a_record_do_not_make_one_that_can_be_mobilised() -> None:
    """One record has the zone, its duplicate the modes: a professional finds neither whole."""
    records = [
        service("pdi--a", "Auto-école", modes_mobilisation=None, mobilisable_par=None),
        service("dora--a", "Auto-école", zone_eligibilite=None, host="pdi--h"),
    ]
    said = [judged("pdi--a", "dora--a", "doublon", JULY)]
    assert measure_mobilisables(told(surveyed((SEPTEMBER, records), judgements=said))).value == 0
