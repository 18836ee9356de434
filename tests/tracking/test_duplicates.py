"""Metrics 11 and 18: several records of one dispositif; several themes of one record; pairs that wait."""

from __future__ import annotations

from offre_insertion.tracking.metrics.duplicates import measure_doublons, measure_pluri
from tests.tracking.stories import (
    ATELIER,
    AUGUST,
    GARAGE,
    JUNE,
    PERMIS,
    SEPTEMBER,
    judged,
    offered,
    rows,
    service,
    surveyed,
    told,
)


def test_four_records_of_three_dispositifs_are_a_quarter_in_excess_and_no_alert() -> None:
    """The example of « atelier CV » : one surplus record is below three."""
    records = [
        service("pdi--a", "Atelier CV", thematiques=[ATELIER]),
        service("dora--a", "Atelier CV de la mission locale", thematiques=[ATELIER], host="pdi--h"),
        service("pdi--b", "Rédiger son CV", thematiques=[ATELIER], host="pdi--i"),
        service("annuaire--c", "Coup de pouce CV", thematiques=[ATELIER]),
    ]
    said = [judged("pdi--a", "dora--a", "doublon", JUNE)]
    metric = measure_pluri(told(surveyed((SEPTEMBER, records), judgements=said)))
    assert (metric.value, metric.numerator, metric.denominator) == (0.25, 3, 4)
    assert rows(metric, "sources") == {"dora et pdi": 1}
    assert metric.notes == ()


def test_a_multi_thematic_service_counts_whole_in_each_theme_and_once_in_all() -> None:
    records = [
        service("pdi--a", "Plateforme mobilité", thematiques=[PERMIS, GARAGE]),
        service("dora--a", "Plateforme mobilité 53", thematiques=[PERMIS], host="pdi--h"),
    ]
    said = [judged("pdi--a", "dora--a", "doublon", JUNE)]
    metric = measure_pluri(told(surveyed((SEPTEMBER, records), judgements=said)))
    assert (metric.numerator, metric.denominator) == (1, 2)
    assert rows(metric, "thematique") == {PERMIS: 0.5}  # one record only bears the other theme
    assert not metric.breakdown("thematique").adds_up


def test_three_records_in_excess_raise_an_alert() -> None:
    records = [
        service(f"{source}--a", "Auto-école", host="pdi--h")
        for source in ("pdi", "dora", "annuaire", "animateur")
    ]
    said = [judged("pdi--a", f"{source}--a", "doublon", JUNE) for source in ("dora", "annuaire", "animateur")]
    metric = measure_pluri(told(surveyed((SEPTEMBER, records), judgements=said)))
    assert metric.notes[0].startswith(
        "« Préparer un permis » est pluri-enregistrée : 4 enregistrements pour 1 dispositif."
    )


def test_the_places_of_an_action_are_not_recorded_several_times() -> None:
    places = [offered(service(f"pdi--p{n}", "Permanence"), dispositif="permanences") for n in range(8)]
    assert measure_pluri(told(surveyed((SEPTEMBER, places)))).value == 0


def test_a_national_offer_is_out_of_the_perimeter() -> None:
    national = service("france-travail--a", "Auto-école", zone_eligibilite=["france"], host="pdi--h")
    said = [judged("france-travail--a", "pdi--a", "doublon", JUNE)]
    metric = measure_pluri(
        told(surveyed((SEPTEMBER, [service("pdi--a", "Auto-école"), national]), judgements=said))
    )
    assert (metric.numerator, metric.denominator) == (1, 1)


#: Alike enough to ask, not to be sure.
DOUBTFUL = (
    service("pdi--a", "Garage solidaire du Bocage", thematiques=[GARAGE]),
    service("annuaire--a", "Garage solidaire", thematiques=[GARAGE], host="pdi--h"),
)


def test_a_pair_waits_since_the_survey_that_first_saw_it() -> None:
    surveys = surveyed((JUNE, DOUBTFUL), (AUGUST, DOUBTFUL), (SEPTEMBER, DOUBTFUL))
    services = [one for one in surveys[-1].waiting if one.kind == "service"]
    assert [(one.left, one.right, one.since) for one in services] == [("annuaire--a", "pdi--a", JUNE)]
    metric = measure_doublons(told(surveys))
    assert rows(metric, "nature") == {"structures": 0, "services": 1}
    assert rows(metric, "attente") == {"médiane": 92, "la plus ancienne": 92}


def test_a_judged_pair_leaves_the_queue_and_counts_in_its_period_only() -> None:
    said = [
        judged("annuaire--a", "pdi--a", "distinct", AUGUST),
        judged("pdi--h", "pdi--i", "distinct", JUNE, "structure"),
    ]
    metric = measure_doublons(
        told(surveyed((JUNE, DOUBTFUL), (SEPTEMBER, DOUBTFUL), judgements=said), judgements=tuple(said))
    )
    assert metric.value == 0
    assert rows(metric, "decidees") == {"structures": 0, "services": 1}
    assert rows(metric, "attente") == {"médiane": None, "la plus ancienne": None}
