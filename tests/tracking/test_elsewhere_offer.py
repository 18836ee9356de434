"""What other sources say comes from the stored national offer, by the day it was read; ours are not counted twice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from offre_insertion.history import History, open_history
from offre_insertion.national.open_data_store import store_open_data
from offre_insertion.pipeline import synchronise
from offre_insertion.review import Offer
from offre_insertion.schema import FIELDS, Kind, Record
from offre_insertion.settings import Settings
from offre_insertion.tracking.elsewhere import read_elsewhere, read_funnel, track
from offre_insertion.tracking.metrics.counting import measure_evolution, measure_recenses
from offre_insertion.tracking.periods import read_period
from tests.matching.fictional import LAVAL, structure
from tests.national.test_open_data import write_json
from tests.projects import make_project
from tests.tracking.stories import AUGUST, JUNE, SEPTEMBER, at, rows, service

HOSTS = [
    structure("dora--h", "Association du Bocage"),
    structure("soligx--h", "La Halte", code_insee="72181"),
]
SERVICES = [
    service("dora--a", "Micro-crèche d’insertion", thematiques=["famille--garde-denfants"]),
    service("dora--n", "Aide nationale", zone_eligibilite=["france"]),
    service("dora--bad", "Sans description", description=None),
    service("cd53--x", "Publié par nous", host="dora--h"),
]


def write(folder: Path, kind: Kind, records: list[Record]) -> Path:
    """As data·inclusion publishes it: every key, ``null`` when there is nothing."""
    return write_json(folder / f"{kind}.json", [{**dict.fromkeys(FIELDS[kind]), **one} for one in records])


def store(folder: Path, history: History, *, day: dt.date = AUGUST, more: list[Record] | None = None) -> None:
    store_open_data(
        history,
        structures=write(folder, "structure", HOSTS),
        services=write(folder, "service", [*SERVICES, *(more or [])]),
        departements=("53",),
        day=day,
        now=at(day),
    )


@pytest.fixture
def project(tmp_path: Path, url: str) -> Settings:
    settings = make_project(tmp_path / "projet", url=url)
    for day in (JUNE, SEPTEMBER):
        synchronise(settings, day=day)
    return settings


def test_only_valid_services_of_others_are_taken_from_the_last_offer_read_by_then(
    tmp_path: Path, history: History
) -> None:
    store(tmp_path, history)
    read = read_elsewhere(history, departement="53", own={"cd53"})
    assert read(JUNE) == []
    assert [one.id for one in read(SEPTEMBER)] == ["dora--a", "dora--n"]
    assert read(SEPTEMBER)[0].structure["commune"] == LAVAL["commune"]
    assert read_elsewhere(history, departement="72", own=())(SEPTEMBER) == []


def test_other_sources_arrive_beside_the_catalogue_and_national_offer_stays_apart(
    tmp_path: Path, project: Settings, url: str
) -> None:
    with open_history(url) as history:
        store(tmp_path, history)
        story = track(history, project, now=at(SEPTEMBER)).story(read_period("2026-T3"))
    metric = measure_recenses(story)
    assert rows(metric, "origine") == {"catalogue": 5, "DORA": 1, "autres sources": 0}
    assert rows(metric, "a-part")["offre nationale"] == 1
    evolution = measure_evolution(story)
    assert rows(evolution, "cascade")["arrivée d’une source"] == 1
    assert rows(evolution, "sources-constantes") == {
        **rows(evolution, "sources-constantes"),
        "début": 5,
        "fin": 5,
    }


def test_our_own_records_read_back_from_the_national_offer_are_not_counted_twice(
    tmp_path: Path, project: Settings, url: str
) -> None:
    ours = service("essai--roule-bocage-gorron-garage-solidaire", "Garage solidaire", host="dora--h")
    with open_history(url) as history:
        store(tmp_path, history, more=[ours])
        story = track(history, project, now=at(SEPTEMBER)).story(read_period("2026-T3"))
    assert measure_recenses(story).value == 6


def test_a_code_that_our_schema_does_not_know_stops_nothing_it_is_counted_without_and_said(
    tmp_path: Path, project: Settings, url: str
) -> None:
    odd = [
        service("dora--frais", "Vélo-école", host="dora--h", frais="gratuit-sous-conditions"),
        service(
            "dora--mode", "Aide au permis", host="dora--h", modes_mobilisation=["par-visio", "telephoner"]
        ),
        service("dora--par", "Covoiturage", host="dora--h", modes_mobilisation=["par-visio"]),
    ]
    with open_history(url) as history:
        store(tmp_path, history, more=odd)
        story = track(history, project, now=at(SEPTEMBER)).story(read_period("2026-T3"))
    facts = story.end.by_id
    assert {name: facts[f"dora--{name}"].missing for name in ("frais", "mode", "par")} == {
        "frais": (), "mode": (), "par": ("modes", "contact"),
    }  # fmt: skip
    assert (facts["dora--frais"].criteria["frais_bien_definis"], facts["dora--mode"].score) == (0, 1)
    metric = measure_recenses(story)
    assert rows(metric, "origine")["DORA"] == 4
    assert metric.notes == (
        "3 fiches avec un code inconnu du schéma de cet outil (frais, modes de mobilisation) : ce code ne compte pas.",
    )


def test_the_funnel_of_publication_is_that_of_our_services(tmp_path: Path, history: History) -> None:
    settings = make_project(tmp_path / "projet")
    ours = Offer.of(
        [("structure", HOSTS[0]), ("service", SERVICES[3]), ("service", {**SERVICES[3], "id": "cd53--y"})]
    )
    assert read_funnel(settings, history, ours, today=SEPTEMBER, score_minimum=0.8) is None
    store(tmp_path, history)
    funnel = read_funnel(settings, history, ours, today=SEPTEMBER, score_minimum=0.8)
    assert funnel is not None
    assert (funnel.valid, funnel.published, funnel.seen) == (2, None, 1)
