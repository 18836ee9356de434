"""The coverage of a run is kept with its survey: a closed period keeps the holes that were measured then."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from offre_insertion.history import History, open_history
from offre_insertion.history.contents import build_tree
from offre_insertion.history.store import insert_missing
from offre_insertion.history.surveys import read_survey, surveyed_runs
from offre_insertion.history.tables import ContentRow
from offre_insertion.history.tracking_tables import SurveyRow
from offre_insertion.pipeline import synchronise
from offre_insertion.reporting.follow_up.gathering import Gathering
from offre_insertion.settings import Settings, load_settings
from offre_insertion.tracking.board import Board
from offre_insertion.tracking.covering import Covering
from offre_insertion.tracking.elsewhere import track
from offre_insertion.tracking.periods import read_period
from tests.projects import CONNECTOR, make_project
from tests.tracking.stories import JUNE, SEPTEMBER, at

OCTOBER = dt.date(2026, 10, 5)
#: Everything that the actions of the project need to be near somebody.
NEAR = """
thematiques = { literal = ["mobilite--preparer-un-permis"] }
modes_accueil = { literal = ["en-presentiel"] }
zone_eligibilite = { literal = ["53"] }
commune = { column = "Commune" }
"""
CA_LAVAL, CC_MAYENNE = "200083392", "200055887"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """What is kept goes where the facts of surveys go, which other tests show on both databases."""
    return f"sqlite:///{tmp_path / 'histoire.sqlite3'}"


@pytest.fixture
def project(tmp_path: Path, url: str) -> Settings:
    """Two quarters of the same actions, both measured then."""
    connector = CONNECTOR.replace("[prive]", f"{NEAR.strip()}\n\n[prive]")
    settings = make_project(tmp_path / "projet", url=url, connector=connector)
    for day in (JUNE, SEPTEMBER):
        synchronise(settings, day=day)
    with open_history(url) as history:
        track(history, settings, now=at(OCTOBER)).surveys.close_months(until=OCTOBER)
    return settings


def change(project: Settings, block: str) -> Settings:
    """The same project with more in its file."""
    path = project.folder / "offre-insertion.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[couverture]\n{block}\n", encoding="utf-8")
    return load_settings(project.folder)


def board(project: Settings, url: str, period: str = "2026-T3") -> Board:
    with open_history(url) as history:
        return Gathering.of(project, history, now=at(OCTOBER)).board(read_period(period))


def forget(history: History, run_id: int) -> None:
    """The survey as a version that did not keep the coverage left it."""
    kept = read_survey(history, run_id)
    assert kept is not None
    root, blobs = build_tree([one for one in kept.entries if one[0] != "couverture"])
    with history.session(writes=True) as session:
        insert_missing(session, ContentRow, blobs)
        session.execute(update(SurveyRow).where(col(SurveyRow.run_id) == run_id).values(facts=root))


def test_a_run_of_synchroniser_keeps_the_coverage_of_the_month_before(project: Settings, url: str) -> None:
    with open_history(url) as history:
        survey = track(history, project, now=at(OCTOBER)).surveys.at(SEPTEMBER)
    assert survey is not None
    kept = Covering(project).kept(survey)
    assert kept is not None
    assert kept.day == SEPTEMBER
    assert len(kept.cells) == 85 * 11  # thematiques × (département, ten EPCI)


def test_a_closed_period_keeps_its_holes_whatever_the_project_says_since(project: Settings, url: str) -> None:
    then = board(project, url)
    (project.folder / "poids.csv").write_text(f"code;poids\n{CC_MAYENNE};10\n", encoding="utf-8")
    changed = change(
        project, 'poids = "poids.csv"\ncouverte_min = 1\nrayon_km_defaut = 1\nfraicheur_max_mois = 1'
    )
    now = board(changed, url)
    keys = ("couverture-proximite", "eventail", "thematiques-a-renforcer", "abondance")
    assert [now[key] for key in keys] == [then[key] for key in keys]
    said = " ".join(now.notes)
    assert "Couverture du 30/09/2026 et du 30/06/2026 : gardée avec le relevé, et non recalculée" in said
    assert "Les seuils de la couverture ont changé depuis le relevé du 30/09/2026" in said
    assert "calculée aujourd’hui" not in said


def test_what_was_not_kept_is_computed_again_and_it_is_said(project: Settings, url: str) -> None:
    then = board(project, url)
    with open_history(url) as history:
        for run_id, day in surveyed_runs(history):
            if day == SEPTEMBER:
                forget(history, run_id)
    again = board(project, url)
    assert again["couverture-proximite"].value == then["couverture-proximite"].value
    assert again["thematiques-a-renforcer"].value == then["thematiques-a-renforcer"].value
    said = " ".join(again.notes)
    assert (
        "Couverture du 30/09/2026 : elle n’a pas été gardée avec le relevé, et est calculée aujourd’hui"
        in said
    )
    assert "Couverture du 30/06/2026 : gardée avec le relevé" in said


def test_a_coverage_in_words_that_are_not_known_is_computed_again(project: Settings, url: str) -> None:
    with open_history(url) as history:
        survey = track(history, project, now=at(OCTOBER)).surveys.at(SEPTEMBER)
    assert survey is not None
    assert survey.coverage is not None
    theme = next(iter(survey.coverage["thematiques"].values()))
    theme[0][0][0] = "5bis"  # a level of a version to come
    assert Covering(project).kept(survey) is None


def test_weights_and_households_of_the_project_count_and_what_they_lack_is_said(
    project: Settings, url: str
) -> None:
    (project.folder / "rsa.csv").write_text(
        f"code epci;foyers rsa\n{CC_MAYENNE};500\n{CA_LAVAL};-1\n", encoding="utf-8"
    )
    changed = change(project, 'poids = "rsa.csv"\nfoyers_rsa = "rsa.csv"')
    synchronise(changed, day=OCTOBER)
    found = board(changed, url, "2026-T4")
    assert found["couverture-proximite"].parameters is not None
    assert found["couverture-proximite"].parameters["poids"] == "rsa (colonne foyers rsa)"
    rates = households(found)
    assert (rates["CC Mayenne Communauté"], rates["CA Laval Agglomération"]) == (500, None)
    said = " ".join(found.notes)
    assert "« rsa (colonne foyers rsa) » : 1 ligne sans nombre lisible, ou négatif (3)." in said
    assert (
        "poids : population municipale → rsa (colonne foyers rsa)" in said
    )  # the start was weighed otherwise


def test_a_file_that_is_gone_does_not_stop_synchroniser(project: Settings, url: str) -> None:
    changed = change(project, 'foyers_rsa = "absent.csv"')
    report = synchronise(changed, day=OCTOBER)
    assert report.refusals == ()


COVERAGE = {"couverture-proximite", "eventail", "thematiques-a-renforcer", "abondance"}


def unmeasured(found: Board) -> set[str]:
    """The indicators without a figure."""
    return {one.definition.key for one in found.metrics if not one.is_measured}


def test_weights_that_cannot_be_read_cost_only_the_coverage_that_is_not_kept(
    project: Settings, url: str
) -> None:
    closed, current = board(project, url), board(project, url, "2026-T4")
    changed = change(project, 'poids = "absent.csv"')
    found = board(changed, url, "2026-T4")
    assert unmeasured(found) == unmeasured(current) | COVERAGE
    assert "absent.csv" in found["eventail"].notes[0]
    again = board(changed, url)
    assert [one.value for one in again.metrics] == [one.value for one in closed.metrics]
    with open_history(url) as history:
        gathering = Gathering.of(changed, history, now=at(OCTOBER))
        assert gathering.report(read_period("2026-T4")).coverage is None
        story, _ = gathering.present(OCTOBER)
        assert "absent.csv" in (story.inputs.no_coverage or "")


def test_households_that_cannot_be_read_cost_only_their_indicator(project: Settings, url: str) -> None:
    current = board(project, url, "2026-T4")
    found = board(change(project, 'foyers_rsa = "absent.csv"'), url, "2026-T4")
    assert unmeasured(found) == unmeasured(current) | {"places"}
    assert "absent.csv" in " ".join(found["places"].notes)


def test_a_connector_that_cannot_be_read_costs_only_the_local_territories(
    project: Settings, url: str
) -> None:
    current = board(project, url, "2026-T4")
    (project.folder / "pdi.toml").rename(project.folder / "ancien.toml")
    found = board(project, url, "2026-T4")
    assert [one.value for one in found.metrics] == [one.value for one in current.metrics]
    assert "pdi.toml" in " ".join(found.notes)


def test_a_month_whose_coverage_cannot_be_measured_is_kept_another_day(project: Settings, url: str) -> None:
    synchronise(project, day=OCTOBER)
    november = dt.date(2026, 11, 3)
    changed = change(project, 'poids = "rsa.csv"')
    with open_history(url) as history:
        kept = surveyed_runs(history)
        found = Gathering.of(changed, history, now=at(november)).board(read_period("2026-10"))
        assert (found["dispositifs-recenses"].value, surveyed_runs(history)) == (5, kept)
        (project.folder / "rsa.csv").write_text(f"code epci;foyers rsa\n{CC_MAYENNE};500\n", encoding="utf-8")
        Gathering.of(changed, history, now=at(november)).board(read_period("2026-10"))
        assert len(surveyed_runs(history)) == len(kept) + 1


def test_households_of_a_closed_period_are_those_kept_with_it(project: Settings, url: str) -> None:
    rsa = project.folder / "rsa.csv"
    rsa.write_text(f"code epci;foyers rsa\n{CC_MAYENNE};500\n", encoding="utf-8")
    changed = change(project, 'foyers_rsa = "rsa.csv"')
    synchronise(changed, day=OCTOBER)
    november = dt.date(2026, 11, 3)
    with open_history(url) as history:
        track(history, changed, now=at(november)).surveys.close_months(until=november)
        rsa.write_text(f"code epci;foyers rsa\n{CC_MAYENNE};900\n", encoding="utf-8")
        gathering = Gathering.of(changed, history, now=at(november))
        closed, current = (gathering.board(read_period(one)) for one in ("2026-10", "2026-T4"))
    assert [households(one)["CC Mayenne Communauté"] for one in (closed, current)] == [500, 900]


def households(found: Board) -> dict[str, float | None]:
    """EPCI → households of metric 17."""
    return {row.label: row.denominator for row in found["places"].breakdown("taux-epci").rows}
