"""From ``couverture qualifier`` to the indicators, the report and the work list: what people say of a hole is kept."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.cli import run
from offre_insertion.history import open_history
from offre_insertion.pipeline import synchronise
from offre_insertion.reporting.follow_up.gathering import Gathering, gather_report
from offre_insertion.settings import Settings, load_settings
from offre_insertion.tracking.periods import read_period
from offre_insertion.tracking.worklist import build_worklist
from tests.coverage.fictional import CC_AVALOIRS, CC_MAYENNE, GARDE

Capture = pytest.CaptureFixture[str]
SUB = "mobilite--etre-accompagne-dans-son-parcours-mobilite"
AUTONOMIE = "numerique--maitriser-les-fondamentaux-du-numerique"
RUN_DAY, SAID_DAY = dt.date(2026, 9, 15), dt.date(2026, 9, 20)
COLUMNS = (
    *("Id", "Opérateur", "SIRET", "Commune", "CP", "Action", "Thème", "Zone", "Permanences", "Places"),
    *("Modes", "Tél"),
)
#: An action at several lieux; a structure that both catalogues name.
CENTRE, PDI = (
    [
        ("1", "Asso Mobile", "99999102900011", "Laval", "53000", "Permanence mobilité", SUB, "53",
         "Laval / Mayenne / Gorron / Ernée", "24"),
        ("2", "Crèche Alpha", "99999101100019", "Villaines-la-Juhel", "53700", "Halte-garderie du matin", GARDE,
         CC_AVALOIRS, "", ""),
    ],
    [
        ("9", "Creche Alpha", "99999101100019", "Villaines-la-Juhel", "53700", "Garde à domicile de nuit", GARDE,
         CC_AVALOIRS, "", ""),
    ],
)  # fmt: skip
CONNECTOR = """\
[source]
id = "%s"
nom = "Catalogue %s"
departement = "53"
[structure]
nom = { column = "Opérateur", required = true }
siret = { column = "SIRET" }
commune = { column = "Commune" }
code_postal = { column = "CP" }
telephone = { column = "Tél" }
date_maj = { otherwise = "observation" }
[places]
column = "Permanences"
split = " / "
[service]
id = { column = "Id" }
nom = { column = "Action", required = true }
description = { column = "Action", required = true }
thematiques = { column = "Thème", split = "," }
zone_eligibilite = { column = "Zone", split = "," }
modes_accueil = { column = "Modes" }
commune = { columns = ["@lieu", "Commune"], first = true }
code_postal = { column = "CP", when = { column = "Permanences", empty = true } }
date_maj = { otherwise = "observation" }
[prive]
places = { column = "Places" }
"""
PROJECT = f"""\
[territoire]
departement = "53"
source = "cd53"
[couverture]
rayons_km = {{ "{GARDE}" = 60 }}
[[catalogues]]
fichier = "centre.csv"
connecteur = "centre.toml"
[[catalogues]]
fichier = "pdi.csv"
connecteur = "pdi.toml"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Synchronised five days before anybody speaks of its holes."""
    monkeypatch.setenv("OFFRE_INSERTION_AUTEUR", "Camille")
    monkeypatch.delenv("OFFRE_INSERTION_HISTORIQUE_URL", raising=False)
    for name, rows in {"centre": CENTRE, "pdi": PDI}.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(
                [COLUMNS, *((*row, "en-presentiel", "02 61 91 00 01") for row in rows)]
            )
        (tmp_path / f"{name}.toml").write_text(CONNECTOR % (name, name), encoding="utf-8")
    (tmp_path / "offre-insertion.toml").write_text(PROJECT, encoding="utf-8")
    settings = load_settings(tmp_path)
    with open_history(settings.history_url) as history:
        synchronise(settings, history=history, day=RUN_DAY)
    return settings


def call(settings: Settings, *arguments: str) -> int:
    return run([*arguments, "--projet", str(settings.folder)])


def qualify(settings: Settings, thematique: str, epci: str) -> None:
    day = SAID_DAY.isoformat()
    said = ("trou-confirme", "--preuve", "enquête", "--le", day)
    assert call(settings, "couverture", "qualifier", thematique, epci, *said) == 0


def document(settings: Settings, capsys: Capture, *arguments: str) -> Any:
    capsys.readouterr()
    assert call(settings, *arguments, "--format", "json") == 0
    return json.loads(capsys.readouterr().out)


def holes(board: Any) -> tuple[int, dict[str, int]]:
    """Stock of metric 10, and its holes by what was said of them and by what became of them; « avant » is the stock of
    the period before."""
    metric = next(one for one in board["indicateurs"] if one["numero"] == 10)
    lines = [line for table in metric["tableaux"] for line in table["lignes"]]
    found = {line["libelle"]: line["valeur"] for line in lines}
    return metric["valeur"], {**found, "avant": metric["precedent"]}


CELLS = [(GARDE, CC_AVALOIRS), ("mobilite", CC_MAYENNE), (SUB, CC_MAYENNE), (AUTONOMIE, CC_MAYENNE)]


def test_the_command_and_the_indicators_count_the_same_holes(project: Settings, capsys: Capture) -> None:
    before, _ = holes(document(project, capsys, "indicateurs", "--periode", "2026-T3"))
    for thematique, epci in CELLS:
        qualify(project, thematique, epci)
    said = document(project, capsys, "couverture", "qualifications", "--le", SAID_DAY.isoformat())
    assert [(one["thematique"], one["a_revoir"]) for one in said] == [(code, []) for code, _ in CELLS]
    board = document(project, capsys, "indicateurs", "--periode", "2026-T3")
    stock, found = holes(board)
    assert found["trou d’offre confirmé"] == len(CELLS)
    assert stock == before + 2  # the two thematiques that are neither a frein nor a category
    assert "dont 4 confirmés" in board["phrase"].replace("\xa0", " ")


def test_the_report_shows_the_thematiques_that_people_spoke_of(project: Settings) -> None:
    qualify(project, SUB, CC_MAYENNE)
    now = dt.datetime(2026, 10, 2, 9, tzinfo=dt.UTC)
    with open_history(project.history_url) as history:
        report = gather_report(project, history, now=now, period=read_period("2026-T3"))
    assert report.heatmap is not None
    qualified = [
        square.qualification for _, row in report.heatmap.rows for square in row if square.qualification
    ]
    assert qualified == ["trou confirmé"]


def test_what_is_said_after_the_last_run_leaves_the_work_list(project: Settings) -> None:
    def to_qualify() -> float:
        with open_history(project.history_url) as history:
            now = dt.datetime.combine(SAID_DAY, dt.time(12), dt.UTC)
            story, offered = Gathering.of(project, history, now=now).present(SAID_DAY)
            return sum(task.gain for task in build_worklist(story, offered) if task.kind == "qualifier")

    before = to_qualify()
    qualify(project, GARDE, CC_AVALOIRS)
    assert to_qualify() == before - 1


def test_a_qualification_to_be_said_again_is_in_the_indicators_and_the_report(
    project: Settings, capsys: Capture
) -> None:
    qualify(project, GARDE, CC_AVALOIRS)
    without_contact = ("10", *PDI[0][1:5], "Garde du samedi", *PDI[0][6:], "en-presentiel", "")
    with (project.folder / "pdi.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerow(without_contact)
    with open_history(project.history_url) as history:
        synchronise(project, history=history, day=dt.date(2026, 9, 25))
    _, found = holes(document(project, capsys, "indicateurs", "--periode", "2026-T3"))
    assert (found["trou d’offre confirmé"], found["qualification à revoir"]) == (0, 1)
    now = dt.datetime(2026, 10, 2, 9, tzinfo=dt.UTC)
    with open_history(project.history_url) as history:
        report = gather_report(project, history, now=now, period=read_period("2026-T3"))
    assert report.heatmap is not None
    said = [square.qualification for _, row in report.heatmap.rows for square in row if square.qualification]
    assert said == ["trou confirmé, à revoir"]


def test_a_hole_spoken_of_in_the_period_has_not_appeared_in_it(project: Settings, capsys: Capture) -> None:
    with open_history(project.history_url) as history:
        synchronise(project, history=history, day=dt.date(2026, 10, 20))
    day = "2026-10-21"
    evidence = ("trou-confirme", "--preuve", "enquête", "--le", day)
    assert call(project, "couverture", "qualifier", SUB, CC_MAYENNE, *evidence) == 0
    stock, found = holes(document(project, capsys, "indicateurs", "--periode", "2026-T4"))
    assert (found["trou d’offre confirmé"], found["apparus"], found["avant"]) == (1, 0, stock)
