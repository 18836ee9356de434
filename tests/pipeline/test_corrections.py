"""What a partner answered is put over the catalogue at the next run, until the catalogue says otherwise."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.history import Ref, open_history
from offre_insertion.history.corrections import CONFIRMED, Correction, add_corrections
from offre_insertion.history.surveys import surveyed_runs
from offre_insertion.pipeline import Acceptance, SourceReport, synchronise
from offre_insertion.settings import Settings
from tests.projects import (
    COLUMNS,
    CONNECTOR,
    FIRST_DAY,
    ROWS,
    SECOND_DAY,
    make_project,
    read_outputs,
    write_catalogue,
)

ANSWERED, THIRD_DAY = dt.date(2026, 3, 5), dt.date(2026, 3, 16)
GARAGE = Ref("service", "essai--roule-bocage-gorron-garage-solidaire")
TEXT = "Réparation et location de voitures à petit prix."


@pytest.fixture
def project(tmp_path: Path, url: str) -> Settings:
    settings = make_project(tmp_path / "projet", url=url)
    synchronise(settings, day=FIRST_DAY)
    return settings


def answer(url: str, field: str, value: Any, seen: Any = None, *, action: Any = "corrige") -> None:
    at = dt.datetime.combine(ANSWERED, dt.time(12), dt.UTC)
    line = Correction(GARAGE, field, value, seen, "Camille", "roule-bocage.xlsx", ANSWERED, at, action)
    with open_history(url) as history:
        add_corrections(history, [line])


def run(settings: Settings, day: dt.date = SECOND_DAY) -> SourceReport:
    (source,) = synchronise(settings, day=day, accept=Acceptance(baisse=True)).sources
    return source


def garage(settings: Settings) -> dict[str, Any]:
    services = json.loads((settings.outputs / "essai" / "services.json").read_bytes())
    return next(one for one in services if one["id"] == GARAGE.id)


def issues(settings: Settings) -> dict[str, str]:
    found = json.loads((settings.outputs / "essai" / "anomalies.json").read_bytes())
    return {one["code"]: one["message"] for one in found if one["code"].startswith("correction-")}


def rewrite(settings: Settings, column: str, value: str) -> None:
    rows = [list(row) for row in ROWS]
    rows[2][COLUMNS.index(column)] = value
    write_catalogue(settings.folder / "pdi.csv", (tuple(row) for row in rows))


def test_an_answer_is_in_the_dataset_after_the_next_run_dated_of_the_answer(
    project: Settings, url: str
) -> None:
    answer(url, "frais", "gratuit")
    source = run(project)
    assert {**source.changes.modified} == {GARAGE: ("date_maj", "frais")}
    assert (garage(project)["frais"], garage(project)["date_maj"]) == ("gratuit", ANSWERED.isoformat())
    assert "frais : réponse du 05/03/2026 (roule-bocage.xlsx)" in issues(project)["correction-appliquee"]


def test_an_answer_holds_from_run_to_run_without_any_other_change(project: Settings, url: str) -> None:
    answer(url, "frais", "gratuit")
    run(project)
    before = read_outputs(project.outputs)
    assert not run(project, THIRD_DAY).changes
    assert garage(project)["date_maj"] == ANSWERED.isoformat()
    assert read_outputs(project.outputs)["essai/services.json"] == before["essai/services.json"]


def test_the_catalogue_that_changes_afterwards_has_the_last_word_and_it_is_said(
    project: Settings, url: str
) -> None:
    answer(url, "description", "Réparation de voitures, sur rendez-vous seulement.", TEXT)
    run(project)
    assert garage(project)["description"] == "Réparation de voitures, sur rendez-vous seulement."
    rewrite(project, "Texte", "Réparation, vente et location de voitures à petit prix.")
    run(project, THIRD_DAY)
    assert garage(project)["description"] == "Réparation, vente et location de voitures à petit prix."
    assert "le catalogue a changé depuis" in issues(project)["correction-non-appliquee"]


def test_an_answer_left_aside_is_told_in_words(tmp_path: Path, url: str) -> None:
    settings = make_project(
        tmp_path / "projet", connector=f'{CONNECTOR}places = {{ column = "Places" }}\n', url=url
    )

    def rows(places: str) -> None:
        lines = [(*row, places if row == ROWS[2] else "") for row in ROWS]
        write_catalogue(settings.folder / "pdi.csv", lines, columns=(*COLUMNS, "Places"))

    rows("")
    synchronise(settings, day=FIRST_DAY)
    answer(url, "prive.places", {"texte": "28", "valeur": 28.0, "unite": "places"})
    answer(url, "publics", ["femmes", "jeunes"], ["familles"])
    rows("26")
    run(settings)
    found = json.loads((settings.outputs / "essai" / "anomalies.json").read_bytes())
    told = {one["field"]: one for one in found if one["code"] == "correction-non-appliquee"}
    assert "donne maintenant « 26 »" in told["service.prive.places"]["message"]
    assert told["service.prive.places"]["value"] == "28"
    assert told["service.publics"]["value"] == "Femmes, Jeunes"


def test_the_catalogue_corrected_the_same_way_ends_the_correction_without_a_word_lost(
    project: Settings, url: str
) -> None:
    answer(url, "description", "Réparation de voitures, sur rendez-vous seulement.", TEXT)
    run(project)
    rewrite(project, "Texte", "Réparation de voitures, sur rendez-vous seulement.")
    run(project, THIRD_DAY)
    assert garage(project)["description"] == "Réparation de voitures, sur rendez-vous seulement."
    assert "correction-non-appliquee" not in issues(project)


def test_an_answer_carried_over_still_dates_the_record_and_is_asked_no_more(tmp_path: Path, url: str) -> None:
    """Whether it is written as it was answered, or in the words of the catalogue."""
    settings = make_project(
        tmp_path / "projet", connector=f'{CONNECTOR}places = {{ column = "Places" }}\n', url=url
    )

    def rows(places: str) -> None:
        lines = [(*row, places if row == ROWS[2] else "") for row in ROWS]
        write_catalogue(settings.folder / "pdi.csv", lines, columns=(*COLUMNS, "Places"))

    rows("")
    synchronise(settings, day=FIRST_DAY)
    answer(url, "prive.places", {"texte": "15", "valeur": 15.0, "unite": "places"})
    run(settings)
    assert "prive.places : réponse du 05/03/2026" in issues(settings)["correction-appliquee"]
    for written in ("15", "15 places", "15 places ouvertes"):
        rows(written)
        run(settings, THIRD_DAY)
        private = json.loads((settings.outputs / "essai" / "prive-ne-pas-publier.json").read_bytes())
        assert next(one for one in private if one["id"] == GARAGE.id)["places"]["texte"] == written
        assert (garage(settings)["date_maj"], issues(settings)) == (ANSWERED.isoformat(), {})
    rows("15 %")
    run(settings, THIRD_DAY)
    assert "le catalogue a changé depuis" in issues(settings)["correction-non-appliquee"]


def test_an_answer_given_after_an_earlier_one_was_carried_over_holds(project: Settings, url: str) -> None:
    answer(url, "description", "Réparation de voitures, sur rendez-vous seulement.", TEXT)
    run(project)
    rewrite(project, "Texte", "Réparation de voitures, sur rendez-vous seulement.")
    run(project)
    answer(url, "description", "Réparation de voitures, sans rendez-vous.", TEXT)
    run(project, THIRD_DAY)
    assert garage(project)["description"] == "Réparation de voitures, sans rendez-vous."
    assert "correction-non-appliquee" not in issues(project)


def test_a_record_renamed_in_the_catalogue_keeps_its_id_and_its_answers(project: Settings, url: str) -> None:
    """Its content was corrected: it is recognised by what the catalogue said of it."""
    answer(url, "description", "Réparation de voitures, sur rendez-vous seulement.", TEXT)
    run(project)
    rewrite(project, "Action", "Garage solidaire du Bocage")
    source = run(project, THIRD_DAY)
    assert (source.renamed, source.changes.vanished) == (1, ())
    assert garage(project)["nom"] == "Garage solidaire du Bocage"
    assert garage(project)["description"] == "Réparation de voitures, sur rendez-vous seulement."


def test_a_confirmation_dates_the_record_and_changes_nothing_else(project: Settings, url: str) -> None:
    answer(url, CONFIRMED, True)
    assert {**run(project).changes.modified} == {GARAGE: ("date_maj",)}
    assert garage(project)["date_maj"] == ANSWERED.isoformat()


def test_an_answer_taken_back_gives_the_catalogue_again(project: Settings, url: str) -> None:
    answer(url, "frais", "gratuit")
    run(project)
    answer(url, "frais", None, action="annule")
    run(project, THIRD_DAY)
    assert "frais" not in garage(project)
    assert garage(project)["date_maj"] == FIRST_DAY.isoformat()


def test_places_go_to_the_private_fields_and_never_to_the_dataset(project: Settings, url: str) -> None:
    answer(url, "prive.places", {"texte": "12", "valeur": 12.0})
    assert {**run(project).changes.modified} == {GARAGE: ("date_maj", "prive.places")}
    private = json.loads((project.outputs / "essai" / "prive-ne-pas-publier.json").read_bytes())
    assert next(one for one in private if one["id"] == GARAGE.id)["places"] == {"texte": "12", "valeur": 12.0}
    assert "places" not in garage(project)


def test_an_answer_about_a_record_that_is_gone_is_said_and_kept(project: Settings, url: str) -> None:
    answer(url, "frais", "gratuit")
    write_catalogue(project.folder / "pdi.csv", [*ROWS[:2], *ROWS[3:]])
    run(project)
    assert "n'est plus dans le catalogue" in issues(project)["correction-non-appliquee"]
    write_catalogue(project.folder / "pdi.csv", ROWS)
    run(project, THIRD_DAY)
    assert garage(project)["frais"] == "gratuit"


def test_a_value_that_the_schema_refuses_is_not_applied_and_said(project: Settings, url: str) -> None:
    answer(url, "courriel", "pas une adresse")
    run(project)
    assert "courriel" not in garage(project)
    assert "le schéma la refuse" in issues(project)["correction-non-appliquee"]


def test_the_first_run_of_a_month_keeps_the_survey_of_the_month_before(project: Settings, url: str) -> None:
    run(project, SECOND_DAY)
    with open_history(url) as history:
        assert surveyed_runs(history) == []
    run(project, dt.date(2026, 4, 1))
    with open_history(url) as history:
        assert [day for _, day in surveyed_runs(history)] == [SECOND_DAY]
