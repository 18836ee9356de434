"""Metrics 3 and 4: up to date by the producer's dates; one edit of ten records of a dispositif is one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from offre_insertion.history.values import Reading
from offre_insertion.tracking.metrics.freshness import measure_a_jour, measure_mis_a_jour
from offre_insertion.tracking.survey import Offered
from tests.tracking.stories import (
    AUGUST,
    HOSTS,
    JULY,
    JUNE,
    SEPTEMBER,
    judged,
    offered,
    rows,
    service,
    surveyed,
    told,
)

MARCH, OCTOBER = dt.date(2026, 3, 31), dt.date(2026, 10, 31)
WORDS = ("permis", "vélo", "jardin", "cuisine")


def test_the_freshest_record_speaks_for_its_dispositif_and_ages_are_split() -> None:
    said = [judged("pdi--a", "dora--a", "doublon", JULY)]
    surveys = surveyed(
        (
            SEPTEMBER,
            [
                service("pdi--a", "Auto-école", date="2024-05-01"),
                service(
                    "dora--a", "Auto-école de Laval", date="2026-03-30", host="pdi--h"
                ),  # six months to the day
                service("pdi--b", "Garage", date="2026-03-29", host="pdi--i"),
                service("pdi--c", "Taxi social", date="2024-09-29", host="pdi--i"),
            ],
        ),
        judgements=said,
    )
    metric = measure_a_jour(told(surveys))
    assert (metric.value, metric.numerator, metric.denominator) == (1 / 3, 1, 3)
    assert rows(metric, "age") == {
        "6 mois ou moins": 1, "de 6 à 12 mois": 1, "de 12 à 24 mois": 0, "plus de 24 mois": 1,
    }  # fmt: skip
    assert rows(metric, "age-median") == {"âge médian": (SEPTEMBER - dt.date(2026, 3, 29)).days}


def test_a_mass_redating_without_change_brings_nobody_up_to_date_and_is_signalled() -> None:
    old = [service(f"pdi--{n}", f"Action numéro {n}", date="2025-01-10") for n in range(4)]
    redated = [{**one, "date_maj": "2026-09-15"} for one in old]
    metric = measure_a_jour(told(surveyed((JUNE, old), (SEPTEMBER, redated))))
    assert metric.value == 0
    assert rows(metric, "autres")["à jour d’après les dates écrites (chiffre brut)"] == 4
    assert metric.notes == (
        "« pdi » : 4 fiches redatées en masse sans changement de contenu gardent leur date d’avant.",
    )


def observed(record_id: str, word: str, day: dt.date, **fields: Any) -> Offered:
    """A row without a date: ours is that of the day its content was seen to change."""
    return Offered(
        service(record_id, f"Action {word}", date=day.isoformat(), **fields),
        HOSTS["pdi--h"],
        is_observed=True,
    )


def test_what_nobody_dated_is_counted_beside_until_it_changes_is_confirmed_or_grows_old() -> None:
    """Three rows without a date and one of 2024, first read on 31 March; none is known to be up to date."""
    words = zip(("a", "b", "c"), WORDS, strict=False)
    undated = [observed(f"pdi--{name}", word, MARCH) for name, word in words]
    old = service("pdi--z", "Garage", date="2024-01-01", host="pdi--i")
    changed = observed("pdi--a", WORDS[0], JUNE, telephone="+33261910009")
    new = observed("pdi--n", WORDS[3], SEPTEMBER)
    surveys = surveyed(
        (MARCH, [*undated, old]), (JUNE, [changed, *undated[1:], old]), (SEPTEMBER, [changed, *undated[1:], old, new]),
        (OCTOBER, [changed, *undated[1:], old, new]), confirmed={"pdi--b": dt.date(2026, 5, 4)},
    )  # fmt: skip
    found = [measure_a_jour(told([one])) for one in surveys]
    assert [(one.numerator, one.denominator, one.undocumented) for one in found] == [
        (0, 1, 3),  # nobody knows of the three
        (2, 3, 1),  # one changed, one was confirmed
        (3, 4, 1),  # one appeared in a source that was followed
        (3, 5, 0),  # what did not move since March is more than six months old, whatever its date
    ]


def test_without_any_date_freshness_is_not_measured() -> None:
    metric = measure_a_jour(told(surveyed((MARCH, [observed("pdi--a", WORDS[0], MARCH)]))))
    assert (metric.value, metric.undocumented) == (None, 1)
    assert metric.notes == ("Non mesuré : aucune fiche active n’a de date.",)


def test_a_source_that_nobody_dates_is_without_object_and_not_late() -> None:
    exempt = service("france-travail--x", "Atelier CV", date="2020-01-01")
    metric = measure_a_jour(told(surveyed((SEPTEMBER, [exempt, service("pdi--a", "Auto-école")]))))
    assert (metric.value, metric.denominator) == (1, 1)
    assert rows(metric, "autres")["sans objet (source sans date jugée)"] == 1


def test_nothing_recorded_is_not_zero_percent() -> None:
    (empty,) = surveyed(
        (SEPTEMBER, [offered(service("pdi--a", "Auto-école"), published=False, suspendue=True)])
    )
    assert measure_a_jour(told([empty])).value is None


def test_ten_edits_of_the_places_of_one_action_are_one_update() -> None:
    places = [offered(service(f"pdi--p{n}", "Permanence"), dispositif="permanences") for n in range(10)]
    edited = [
        offered({**one.service, "telephone": "+33261910009"}, dispositif="permanences") for one in places
    ]
    others = [service("pdi--a", "Garage", host="pdi--i"), service("pdi--b", "Taxi social", host="pdi--i")]
    metric = measure_mis_a_jour(told(surveyed((JUNE, [*places, *others]), (SEPTEMBER, [*edited, *others]))))
    assert (metric.numerator, metric.denominator) == (1, 3)
    assert rows(metric, "maniere") == {"contenu modifié": 1, "confirmé sans changement": 0}


def test_a_confirmation_of_the_period_counts_and_a_new_dispositif_does_not() -> None:
    before = [
        service(f"pdi--{n}", nom, host=f"pdi--{host}")
        for n, (nom, host) in enumerate((("Garage", "h"), ("Taxi", "i")))
    ]
    surveys = surveyed(
        (JUNE, before),
        (SEPTEMBER, [*before, service("pdi--n", "Bilan mobilité")]),
        confirmed={"pdi--0": dt.date(2026, 8, 20), "pdi--1": dt.date(2026, 6, 1)},
    )
    metric = measure_mis_a_jour(told(surveys))
    assert (metric.numerator, metric.denominator) == (1, 2)
    assert rows(metric, "maniere") == {"contenu modifié": 0, "confirmé sans changement": 1}


def test_a_mass_redating_updates_nothing() -> None:
    old = [service(f"pdi--{n}", f"Action numéro {n}", date="2025-01-10") for n in range(4)]
    redated = [{**one, "date_maj": "2026-09-15"} for one in old]
    assert measure_mis_a_jour(told(surveyed((JUNE, old), (SEPTEMBER, redated)))).numerator == 0


def test_a_mass_redating_set_aside_stays_so_when_its_source_misses_a_month() -> None:
    """Dated again in July, gone in August, back in September as it was in July: of 5, one is up to date."""
    other = service("annuaire--a", "Prêt de vélos", date="2026-06-01")
    old = [service(f"pdi--{n}", f"Action {word}", date="2025-01-10") for n, word in enumerate(WORDS)]
    redated = [{**one, "date_maj": "2026-07-15"} for one in old]
    surveys = surveyed(
        (JUNE, [other, *old]), (JULY, [other, *redated]), (AUGUST, [other]), (SEPTEMBER, [other, *redated])
    )
    metric = measure_a_jour(told(surveys))
    assert (metric.numerator, metric.denominator) == (1, 5)
    assert rows(metric, "autres")["à jour d’après les dates écrites (chiffre brut)"] == 5
    assert surveys[-1].last_known == {}
    assert "4 fiches redatées en masse" in metric.notes[0]


def test_one_more_column_read_brings_back_no_mass_redating() -> None:
    old = [service(f"pdi--{n}", f"Action {word}", date="2026-01-05") for n, word in enumerate(WORDS)]
    redated = [{**one, "date_maj": "2026-07-20"} for one in old]
    read = [{**one, "horaires_accueil": "Mo-Fr 09:00-12:00"} for one in redated]
    metric = measure_a_jour(told(surveyed((JUNE, old), (JULY, redated), (SEPTEMBER, read))))
    assert metric.value == 0
    assert "4 fiches redatées en masse" in metric.notes[0]


def test_a_field_that_changes_in_a_whole_source_updates_nothing_and_is_signalled() -> None:
    old = [service(f"pdi--{n}", f"Action {word}") for n, word in enumerate(WORDS)]
    read = [{**one, "horaires_accueil": "Mo-Fr 09:00-12:00"} for one in old]
    read[3]["telephone"] = "+33261910009"  # somebody did change this one
    metric = measure_mis_a_jour(told(surveyed((JUNE, old), (SEPTEMBER, read))))
    assert (metric.numerator, metric.denominator) == (1, 4)
    (note,) = metric.notes
    assert (
        "« pdi » : horaires d’accueil du public : changé sans nouvelle date (hors redatage de masse)" in note
    )


def reading(rules: str) -> dict[str, Reading]:
    return {"pdi": Reading("fichier", rules, 60)}


def test_a_source_dated_again_at_every_export_is_no_fresher_for_one_more_column_read() -> None:
    """Four records of January 2025, dated again each month; in August the connector reads the hours too."""
    old = [service(f"pdi--{n}", f"Action {word}", date="2025-01-05") for n, word in enumerate(WORDS)]
    months = [[{**one, "date_maj": f"2026-0{month}-14"} for one in old] for month in (7, 8, 9)]
    months[1:] = [[{**one, "horaires_accueil": "Mo-Fr 09:00-12:00"} for one in month] for month in months[1:]]
    months[2][3]["telephone"] = "+33261910009"  # somebody did change this one
    days = (JUNE, JULY, AUGUST, SEPTEMBER)
    rules = {day: reading("v1" if day < AUGUST else "v2") for day in days}
    surveys = surveyed(*zip(days, (old, *months), strict=True), readings=rules)
    in_august = told([*surveys[:1], surveys[2]])
    assert (measure_a_jour(in_august).numerator, measure_mis_a_jour(in_august).numerator) == (0, 0)
    assert (measure_a_jour(told(surveys)).numerator, measure_mis_a_jour(told(surveys)).numerator) == (1, 1)
    assert (
        "horaires d’accueil du public : changé sans nouvelle date"
        in measure_mis_a_jour(told(surveys)).notes[1]
    )


def test_a_field_filled_and_dated_in_a_whole_source_read_as_before_is_an_update() -> None:
    old = [service(f"pdi--{n}", f"Action {word}", date="2025-01-05") for n, word in enumerate(WORDS)]
    filled = [{**one, "horaires_accueil": "Mo-Fr 09:00-12:00", "date_maj": "2026-09-14"} for one in old]
    surveys = surveyed(
        (JUNE, old), (SEPTEMBER, filled), readings=dict.fromkeys((JUNE, SEPTEMBER), reading("v1"))
    )
    assert (measure_a_jour(told(surveys)).numerator, measure_mis_a_jour(told(surveys)).numerator) == (4, 4)


def test_the_name_of_a_contact_that_is_no_longer_read_updates_nothing() -> None:
    """Its digest moves the body, which knows the whole private extension; no print says it."""

    records = [service(f"pdi--{n}", f"Action {word}") for n, word in enumerate(WORDS)]
    named = [Offered(one, HOSTS["pdi--h"], {"contact_nom": "M. Fictif"}, "avec") for one in records]
    unnamed = [Offered(one, HOSTS["pdi--h"], {}, "sans") for one in records]
    surveys = surveyed((JUNE, named), (SEPTEMBER, unnamed))
    assert surveys[0].facts[0].body != surveys[1].facts[0].body
    metric = measure_mis_a_jour(told(surveys))
    assert (metric.numerator, metric.denominator) == (0, 4)


def test_a_field_filled_in_some_records_or_with_a_new_date_is_an_update() -> None:
    old = [service(f"pdi--{n}", f"Action {word}", frais=None) for n, word in enumerate(WORDS)]
    old[0]["frais"] = "payant"
    filled = [old[0], *({**one, "frais": "gratuit"} for one in old[1:])]
    assert measure_mis_a_jour(told(surveyed((JUNE, old), (SEPTEMBER, filled)))).numerator == 3
    dated = [{**one, "telephone": "+33261910009", "date_maj": "2026-09-15"} for one in old]
    metric = measure_mis_a_jour(told(surveyed((JUNE, old), (SEPTEMBER, dated))))
    assert (metric.numerator, metric.notes) == (4, ())
