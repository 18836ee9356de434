"""The commands of a project: what they print, their exit codes, their journal."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from offre_insertion.cli import run
from offre_insertion.pipeline.lock import only_one
from offre_insertion.settings import Settings
from tests.projects import ROWS, make_project, write_catalogue

Capture = pytest.CaptureFixture[str]
FIRST, SECOND = "2026-03-02", "2026-03-09"


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """A project never synchronised."""
    return make_project(tmp_path)


def call(settings: Settings, command: str, *options: str) -> int:
    return run([*command.split(), *options, "--projet", str(settings.folder)])


def test_what_changed_is_printed(project: Settings, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", FIRST) == 0
    assert (
        "Catalogue d'essai (essai) : 8 créées, 0 modifiée, 0 inchangée, 0 disparue" in capsys.readouterr().out
    )
    write_catalogue(
        project.folder / "pdi.csv", [*ROWS[:4], (*ROWS[4][:5], "Produits à prix réduit, le jeudi.", "", "")]
    )
    assert call(project, "synchroniser", "--date-source", SECOND) == 0
    out = capsys.readouterr().out
    assert "0 créée, 1 modifiée, 7 inchangées, 0 disparue" in out
    assert "~ service essai--la-cle-des-champs-mayenne-epicerie-sociale : date_maj, description" in out


def test_what_became_of_the_rows_and_how_much_is_to_be_corrected_is_printed(
    project: Settings, capsys: Capture
) -> None:
    write_catalogue(
        project.folder / "pdi.csv",
        [*ROWS, ("", "12", "Laval", "", "Atelier", "Un atelier par semaine.", "", "")],
    )
    said = (
        "  6 lignes = 5 retenues + 1 rejetée + 0 ignorée ; 1 erreur, 1 avertissement : voir anomalies.xlsx.\n"
    )
    for day in (FIRST, FIRST):  # the second time, nothing is done again
        assert call(project, "synchroniser", "--date-source", day) == 0
        assert said in capsys.readouterr().out
    assert call(project, "synchroniser", "--date-source", FIRST, "--format", "json") == 0
    (source,) = json.loads(capsys.readouterr().out)["sources"]
    assert (source["lignes"], source["rejetees"]) == (6, 1)
    assert source["anomalies"] == {"erreur": 1, "avertissement": 1, "info": 1}


def test_a_run_with_nothing_to_correct_says_so(project: Settings, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", FIRST) == 0
    assert "  5 lignes = 5 retenues + 0 rejetée + 0 ignorée ; ni erreur ni avertissement.\n" in (
        capsys.readouterr().out
    )


def test_a_refusal_is_exit_code_1_and_says_how_to_accept(project: Settings, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", FIRST) == 0
    write_catalogue(project.folder / "pdi.csv", ROWS[:2])
    assert call(project, "synchroniser", "--date-source", SECOND) == 1
    assert "--accepter-baisse" in capsys.readouterr().err
    assert call(project, "synchroniser", "--date-source", SECOND, "--accepter-baisse") == 0
    write_catalogue(project.folder / "pdi.csv", [(*row, "x") for row in ROWS[:2]], columns=(*"ABCDEFGHI",))
    assert call(project, "synchroniser", "--date-source", SECOND) == 1
    assert "--accepter-colonnes" in capsys.readouterr().err


def test_the_result_in_json_is_alone_on_stdout(project: Settings, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", FIRST, "--format", "json") == 0
    (source,) = json.loads(capsys.readouterr().out)["sources"]
    assert (len(source["creees"]), source["inchangees"], source["deja_a_jour"]) == (8, 0, False)


def test_the_journal_is_one_json_line_for_each_step(project: Settings, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", FIRST, "--journal", "json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    steps = ["lecture", "conversion", "comparaison", "historique", "fichiers", "terminé", "fin"]
    assert [line["etape"] for line in lines] == steps
    assert all(line["quand"].endswith("+00:00") for line in lines)
    assert (lines[2]["lignes"], lines[-1]["code"]) == (5, 0)


def test_an_error_is_a_line_of_the_journal(project: Settings, capsys: Capture) -> None:
    (project.folder / "pdi.csv").unlink()
    assert call(project, "synchroniser", "--journal", "json") == 1
    last = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (last["etape"], last["code"]) == ("erreur", 1)
    assert "fichier introuvable" in last["message"]


def test_no_name_of_a_person_enters_the_journal_nor_the_result(project: Settings, capsys: Capture) -> None:
    call(project, "synchroniser", "--date-source", FIRST, "--journal", "json")
    call(project, "etat")
    captured = capsys.readouterr()
    assert "Fictif" not in captured.out + captured.err


def test_without_a_project_the_exit_code_is_3(tmp_path: Path, capsys: Capture) -> None:
    assert run(["synchroniser", "--projet", str(tmp_path / "absent")]) == 3
    assert "offre-insertion initialiser" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_exit_code_4(tmp_path: Path, capsys: Capture) -> None:
    settings = make_project(tmp_path, url="postgresql://pdi:sesame@127.0.0.1:9/base")
    assert call(settings, "synchroniser") == 4
    err = capsys.readouterr().err
    assert "ne répond pas" in err
    assert "sesame" not in err


def test_a_run_in_progress_is_exit_code_3_and_etat_says_it(project: Settings, capsys: Capture) -> None:
    with only_one(project.lock):
        assert call(project, "synchroniser") == 3
        assert "déjà en cours" in capsys.readouterr().err
        assert call(project, "etat") == 0
        assert "une synchronisation est en cours" in capsys.readouterr().out


def test_a_database_used_by_another_program_is_exit_code_3_and_loses_nothing(
    project: Settings, capsys: Capture
) -> None:
    path = project.folder / "offre-insertion.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("attente_s = 10", "attente_s = 0.2"), encoding="utf-8"
    )
    assert call(project, "synchroniser", "--date-source", FIRST) == 0
    other = sqlite3.connect(project.work / "historique.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert call(project, "synchroniser", "--date-source", SECOND) == 3
    assert "un autre programme l’utilise" in capsys.readouterr().err
    other.rollback()
    other.close()
    assert call(project, "synchroniser", "--date-source", SECOND) == 0
    assert "8 inchangées" in capsys.readouterr().out


def test_a_database_of_a_newer_version_is_exit_code_3(project: Settings, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", FIRST) == 0
    database = sqlite3.connect(project.work / "historique.sqlite3")
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    assert call(project, "synchroniser", "--date-source", SECOND) == 3
    assert "Mettez offre-insertion à jour" in capsys.readouterr().err


# --- etat ------------------------------------------------------------------------------------------------


def status(settings: Settings, capsys: Capture) -> dict[str, object]:
    assert call(settings, "etat", "--format", "json") == 0
    loaded: dict[str, object] = json.loads(capsys.readouterr().out)
    return loaded


def test_before_the_first_run_etat_says_to_run_and_creates_nothing(
    project: Settings, capsys: Capture
) -> None:
    assert status(project, capsys) == {
        "passages": [],
        "decisions_en_attente": 0,
        "en_attente": {"identites": 0, "doublons": 0},
        "dora": None,
        "ensuite": "offre-insertion synchroniser",
    }
    assert not project.work.exists()


def test_the_state_counts_the_pairs_that_wait_for_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = make_project(tmp_path)
    twin = ("Roule Bocage", "", "", "", "Prêt de vélos", "Vélos prêtés à la semaine.", "", "")
    write_catalogue(tmp_path / "pdi.csv", [*ROWS, twin])
    assert call(settings, "synchroniser") == 0
    capsys.readouterr()
    assert call(settings, "etat") == 0
    shown = capsys.readouterr().out
    assert "Décisions en attente : 1 (1 paire à examiner)" in shown
    assert "offre-insertion doublons examiner" in shown


def test_etat_shows_the_runs_the_newest_first(project: Settings, capsys: Capture) -> None:
    call(project, "synchroniser", "--date-source", FIRST)
    call(project, "synchroniser", "--date-source", FIRST)
    write_catalogue(project.folder / "pdi.csv", ROWS[:2])
    call(project, "synchroniser", "--date-source", SECOND)
    capsys.readouterr()
    runs = status(project, capsys)["passages"]
    assert isinstance(runs, list)
    assert [run["etat"] for run in runs] == ["arrete", "termine", "termine"]
    assert "--accepter-baisse" in runs[0]["raison"]
    assert [run["sources"]["essai"]["creees"] for run in runs[1:]] == [0, 8]
    assert call(project, "etat") == 0
    out = capsys.readouterr().out
    assert "arrêté par un garde-fou" in out
    assert "8 créées" in out


# --- identites -------------------------------------------------------------------------------------------


def test_a_question_is_listed_answered_and_never_asked_again(project: Settings, capsys: Capture) -> None:
    call(project, "synchroniser", "--date-source", FIRST)
    jardin = ROWS[3]
    two = [(*jardin[:4], f"Jardin d'insertion {where}", *jardin[5:]) for where in ("nord", "sud!")]
    write_catalogue(project.folder / "pdi.csv", [*ROWS[:3], *two, ROWS[4]])
    call(project, "synchroniser", "--date-source", SECOND)
    capsys.readouterr()
    assert call(project, "identites lister") == 0
    first, old, second, _ = (line.split()[-1] for line in capsys.readouterr().out.splitlines())
    assert call(project, f"identites decider {first} nimporte") == 2
    assert call(project, f"identites decider {first} {old}", "--auteur", "animatrice") == 0
    assert call(project, f"identites decider {second} nouvelle") == 0
    assert call(project, f"identites decider {second} nouvelle") == 2
    assert status_after(project, capsys) == "Rien à décider.\n"
    call(project, "synchroniser", "--date-source", SECOND, "--format", "json")
    (source,) = json.loads(capsys.readouterr().out)["sources"]
    assert (source["creees"], source["disparues"]) == ([f"service {old}"], [f"service {first}"])


def status_after(settings: Settings, capsys: Capture) -> str:
    capsys.readouterr()
    assert call(settings, "identites lister") == 0
    return capsys.readouterr().out
