"""Metrics 16 and 17: what nobody wrote is not zero, places of delivery share their places."""

from __future__ import annotations

from typing import Any

import pytest

from offre_insertion.cleaning.numbers import read_quantity
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


def as_written(text: str) -> dict[str, Any]:
    """As a catalogue is read."""
    found = read_quantity(text)
    return {
        "texte": text,
        "valeur": found.value,
        "minimum": found.low,
        "maximum": found.high,
        "unite": found.unit,
    }


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("15", 15), ("5 h", 5), ("4h30", 4.5), ("15 h / semaine", 15), ("20 heures hebdo.", 20),
        ("15 à 20 h par semaine", 15), ("entre 10 heures et 12 heures", 10), ("3heures", 3),
        ("au moins 15", 15), ("env. 7 h", 7),
        ("15 h par mois", None), ("35h / mois", None), ("30 h au total", None), ("2 séances de 3 h", None),
        ("1 jour", None), ("3 demi-journées", None), ("7h/jour", None), ("10%", None), ("1 semaine", None),
        ("de 3 jours à 5 jours", None), ("12 places", None), ("600 h", None), ("-5", None), ("jusqu'à 20", None),
    ],
)  # fmt: skip
def test_only_hours_of_a_week_are_hours_of_a_week(text: str, hours: float | None) -> None:
    (one,) = surveyed(
        (SEPTEMBER, [offered(service("pdi--a", "A"), volume_horaire=as_written(text))])
    )[0].facts  # fmt: skip
    assert one.hours == hours


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("12", 12), ("12 places", 12), ("15 à 20 places", 15), ("24 (2 x 12)", 24), ("2x12", 24),
        ("2 groupes de 12", 24),
        ("10 personnes", 10), ("au moins 8 places ouvertes", 8), ("0", 0),
        ("80 %", None), ("150 suivis", None), ("6 mois", None), ("3 sessions", None), ("4 groupes", None),
        ("12 par an", None), ("3 sessions de 12", None), ("50 bénéficiaires", None), ("10 places max", None),
        ("file active 80", None), ("1 place libre", None), ("-3", None),
    ],
)  # fmt: skip
def test_only_places_are_places(text: str, places: float | None) -> None:
    (one,) = surveyed((SEPTEMBER, [offered(service("pdi--a", "A"), places=as_written(text))]))[0].facts
    assert one.places == places


def test_a_number_of_another_unit_is_not_documented_and_it_is_said() -> None:
    """Of three, only the 15 hours count; « 20 par semaine au plus » is no number at all, sure of nothing."""
    records = [
        offered(
            service(f"pdi--{n}", nom, host=host), volume_horaire=as_written(hours), places=as_written(places)
        )
        for n, (nom, host, hours, places) in enumerate(
            [
                ("A", "pdi--h", "15 h par mois", "10"),
                ("B", "pdi--i", "15 h", "80 %"),
                ("C", "animateur--h", "20 max", "6 mois"),
            ]
        )
    ]
    story = told(surveyed((SEPTEMBER, records)))
    hours, places = measure_heures(story), measure_places(story)
    assert (hours.numerator, hours.denominator, rows(hours, "classes")["non documenté"]) == (1, 3, 2)
    assert (places.numerator, places.undocumented) == (10, 2)
    assert hours.notes == (
        "1 dispositif avec un autre nombre que des heures par semaine (« par mois », « % »…), qui ne compte pas.",
    )
    assert places.notes[1:] == (
        "2 dispositifs avec un autre nombre que des places (« par mois », « % »…), qui ne compte pas.",
    )


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


def test_households_that_the_file_of_the_project_leaves_out_are_named() -> None:
    inputs = Inputs(foyers_by_epci={"200083392": 1_000, "200042182": None})
    metric = measure_places(told(surveyed((SEPTEMBER, RECORDS)), inputs=inputs))
    (note,) = metric.notes
    assert note == (
        "Non mesuré : le fichier [couverture] foyers_rsa ne dit pas les foyers RSA de tout le département : il manque "
        "CC du Mont des Avaloirs ; complétez-le, ou donnez le total ([suivi] foyers_rsa)."
    )
    whole = Inputs(foyers_by_epci={"200083392": 1_000, "200042182": 500})
    (note,) = measure_places(told(surveyed((SEPTEMBER, RECORDS)), inputs=whole)).notes
    assert "il manque quelques communes, que disent les remarques" in note


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
