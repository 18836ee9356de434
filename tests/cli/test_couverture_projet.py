"""What the project says once for all of its communes, in the commands that read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.cli import run
from offre_insertion.pipeline import synchronise
from tests.coverage.fictional import CA_LAVAL, CC_AVALOIRS
from tests.projects import SECOND_DAY, make_project

Capture = pytest.CaptureFixture[str]
TABLE = f'departement = "53"\n[territoires."{{}}"]\nepci = ["{CA_LAVAL}"]\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Synchronised, with weights and local territories of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OFFRE_INSERTION_HISTORIQUE_URL", raising=False)
    settings = make_project(tmp_path / "projet")
    synchronise(settings, day=SECOND_DAY)
    folder = settings.folder
    (folder / "rsa.csv").write_text(
        f"code epci;foyers rsa\n{CA_LAVAL};3000\n{CC_AVALOIRS};1000\n999;5\n", "utf-8"
    )
    (folder / "ici.toml").write_text(TABLE.format("Autour de Laval"), "utf-8")
    add(folder, 'poids = "rsa.csv"\nfoyers_rsa = "rsa.csv"\nterritoires = "ici.toml"')
    return folder


def add(folder: Path, block: str) -> None:
    path = folder / "offre-insertion.toml"
    path.write_text(f"{path.read_text('utf-8')}\n[couverture]\n{block}\n", "utf-8")


def shown(capsys: Capture, *arguments: str | Path) -> tuple[Any, str]:
    capsys.readouterr()
    assert run([*map(str, arguments), "--format", "json"]) == 0
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def territories(document: Any) -> set[str]:
    return {one["nom"] for one in document["cases"] if one["maille"] == "territoire"}


def test_couverture_weighs_and_cuts_as_the_project_says(project: Path, capsys: Capture) -> None:
    document, said = shown(capsys, "couverture", "--projet", project)
    assert document["poids"]["nom"] == "rsa (colonne foyers rsa)"
    assert territories(document) == {"Autour de Laval"}
    assert "Attention : « rsa (colonne foyers rsa) » : 1 code inconnu (999)." in said
    assert "communes habitées sans nombre, comptées pour 0 (" in said


def test_the_options_win(project: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "autre.csv").write_text(f"code;poids\n{CA_LAVAL};10\n", "utf-8")
    (tmp_path / "autre.toml").write_text(TABLE.format("Ailleurs"), "utf-8")
    options = ("--poids", "autre.csv", "--territoires", "autre.toml")
    document, _ = shown(capsys, "couverture", "--projet", project, *options)
    assert (document["poids"]["nom"], territories(document)) == ("autre (colonne poids)", {"Ailleurs"})


def test_another_departement_is_not_weighed_by_the_files_of_the_project(
    project: Path, capsys: Capture
) -> None:
    document, said = shown(capsys, "couverture", "--projet", project, "--departement", "72")
    assert (document["poids"]["nom"], territories(document)) == ("population municipale", set())
    assert "Attention" not in said


def test_indicateurs_weigh_show_the_rate_by_epci_and_say_what_was_not_read(
    project: Path, capsys: Capture
) -> None:
    board, _ = shown(capsys, "indicateurs", "--projet", project, "--periode", "2026-T1")
    metrics = {one["cle"]: one for one in board["indicateurs"]}
    assert metrics["couverture-proximite"]["parametres"]["poids"] == "rsa (colonne foyers rsa)"
    (rates,) = [one for one in metrics["places"]["tableaux"] if one["cle"] == "taux-epci"]
    households = {one["libelle"]: one["denominateur"] for one in rates["lignes"]}
    assert (households["CA Laval Agglomération"], households["CC de l'Ernée"]) == (3000, None)
    assert "« rsa (colonne foyers rsa) » : 1 code inconnu (999)." in board["remarques"]


def test_a_file_that_is_gone_stops_the_coverage_and_is_said_in_french(project: Path, capsys: Capture) -> None:
    (project / "rsa.csv").unlink()
    assert run(["couverture", "--projet", str(project)]) == 3
    message = capsys.readouterr().err
    assert "offre-insertion.toml · couverture." in message
    assert "rsa.csv" in message
    assert "Traceback" not in message


@pytest.mark.parametrize("command", ["indicateurs", "rapport", "a-faire"])
def test_a_file_that_is_gone_stops_no_other_command_and_is_said_in_french(
    project: Path, command: str, capsys: Capture
) -> None:
    (project / "rsa.csv").unlink()
    period = [] if command == "a-faire" else ["--periode", "2026-T1"]
    assert run([command, "--projet", str(project), *period]) == 0
    said = "".join(capsys.readouterr())
    if command == "rapport":
        said = next(project.rglob("rapport.json")).read_text("utf-8")
    assert "offre-insertion.toml · couverture." in said
    assert "rsa.csv" in said
    assert "on mesuré" in said
