"""Metrics 16 and 17: what nobody wrote is not zero, places of delivery share their places."""

from __future__ import annotations

from typing import Any

from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.inputs import Inputs
from offre_insertion.tracking.metrics.capacity import measure_heures, measure_places
from tests.tracking.stories import GARAGE, PERMIS, SEPTEMBER, offered, rows, service, surveyed, told


def quantity(value: float) -> dict[str, Any]:
    return {"texte": f"{value:g}", "valeur": value}


RECORDS = [
    offered(service("pdi--a", "A", volume_horaire_hebdomadaire=5), places=quantity(10)),
    offered(service("pdi--b", "B", volume_horaire_hebdomadaire=15, host="pdi--i")),
    offered(
        service("pdi--c", "C", host="pdi--i"), volume_horaire={"texte": "2 à 4", "minimum": 2, "maximum": 4}
    ),
    offered(service("pdi--d", "D", host="pdi--i"), volume_horaire={"texte": "Sans objet"}),
    offered(
        service("pdi--e", "E", host="pdi--i"), volume_horaire={"texte": "selon besoin"}, places=quantity(8)
    ),
]


def test_hours_are_shared_in_classes_and_the_unknown_stays_unknown() -> None:
    metric = measure_heures(told(surveyed((SEPTEMBER, RECORDS))))
    assert (metric.value, metric.numerator, metric.denominator) == (0.75, 3, 4)
    assert rows(metric, "classes") == {
        "moins de 5 h": 1, "de 5 à moins de 15 h": 1, "15 h et plus": 1, "non documenté": 1, "sans objet": 1,
    }  # fmt: skip
    assert metric.undocumented == 1


def test_hours_that_nobody_wrote_are_not_measured() -> None:
    metric = measure_heures(told(surveyed((SEPTEMBER, [RECORDS[4], RECORDS[3]]))))
    assert (metric.value, metric.numerator, metric.undocumented) == (None, None, 1)
    assert metric.left_out == "1 dispositif sans volume horaire"
    assert metric.notes == ("Non mesuré : personne n’a rempli d’heures par semaine.",)


def test_hours_times_places_only_where_both_are_known() -> None:
    metric = measure_heures(told(surveyed((SEPTEMBER, RECORDS))))
    assert rows(metric, "epci") == {"CA Laval Agglomération": 50}


def test_places_are_for_a_hundred_households_and_never_those_followed() -> None:
    followed = offered(service("pdi--f", "F", host="pdi--i"), file_active=quantity(80))
    surveys = surveyed((SEPTEMBER, [*RECORDS, followed]))
    metric = measure_places(told(surveys, parameters=Suivi(foyers_rsa=3_600)))
    assert (metric.value, metric.numerator, metric.undocumented) == (0.5, 18, 4)


def test_without_the_households_there_is_no_rate_but_the_places_are_shown() -> None:
    metric = measure_places(told(surveyed((SEPTEMBER, RECORDS))))
    assert (metric.value, metric.numerator, metric.is_measured) == (None, 18, False)
    nothing = measure_places(told(surveyed((SEPTEMBER, RECORDS[1:2])), parameters=Suivi(foyers_rsa=3_600)))
    assert (nothing.value, nothing.numerator, nothing.undocumented) == (None, None, 1)
    assert metric.notes == (
        "Non mesuré : il manque les foyers RSA ([suivi] foyers_rsa, ou [couverture] foyers_rsa).",
    )
    assert nothing.notes == ("Non mesuré : personne n’a rempli de places.",)


def test_the_places_of_delivery_of_an_action_share_its_places() -> None:
    twice = [
        offered(service(f"pdi--{n}", "Permanence"), places=quantity(12), dispositif="permanences")
        for n in range(3)
    ]
    assert measure_places(told(surveyed((SEPTEMBER, twice)))).numerator == 12


def test_a_multi_thematic_service_gives_its_places_to_each_theme_and_the_sum_is_not_the_figure() -> None:
    both = offered(service("pdi--a", "A", thematiques=[PERMIS, GARAGE]), places=quantity(10))
    metric = measure_places(told(surveyed((SEPTEMBER, [both]))))
    assert rows(metric, "thematique") == {PERMIS: 10, GARAGE: 10}
    assert metric.numerator == 10
    assert not metric.breakdown("thematique").adds_up


def test_an_epci_without_documented_places_has_no_rate() -> None:
    inputs = Inputs(foyers_by_epci={"200083392": 1_000, "200042182": 500})
    metric = measure_places(told(surveyed((SEPTEMBER, RECORDS)), inputs=inputs))
    assert sorted(rows(metric, "taux-epci").values(), key=str) == [1.8, None]
