"""``rapport`` and the end of ``demo`` on the command line."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from pathlib import Path

import pytest

from offre_insertion.cli import run
from offre_insertion.cli.navigateur import can_open, open_page
from offre_insertion.demonstration import play
from tests.projects import make_project

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    now = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
    return play(tmp_path_factory.mktemp("demonstration"), now=now).settings.folder


def test_it_writes_the_last_complete_quarter_and_says_where(project: Path, capsys: Capture) -> None:
    assert run(["rapport", "--projet", str(project)]) == 0
    said = capsys.readouterr()
    folder = project / "sorties" / "_rapport" / "2026-T3"
    assert sorted(path.name for path in folder.iterdir()) == ["rapport.html", "rapport.json", "rapport.xlsx"]
    assert "3e trimestre 2026, relevé du 30/09/2026" in said.out
    assert "aucun indicateur officiel n’existe" in said.out
    assert said.err.count("Écrit : ") == 3


def test_another_period_goes_where_one_says(project: Path, tmp_path: Path, capsys: Capture) -> None:
    options = ["--periode", "2026-T2", "--vers", str(tmp_path / "comite"), "--format", "json"]
    assert run(["rapport", "--projet", str(project), *options]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == json.loads((tmp_path / "comite" / "rapport.json").read_text("utf-8"))
    assert shown["periode"]["code"] == "2026-T2"
    assert shown["releve_de_debut"] == "2026-03-31"


def test_a_closed_quarter_does_not_change_with_the_parameters_of_the_project(
    project: Path, tmp_path: Path, capsys: Capture
) -> None:
    """Neither those of the indicators nor those of coverage: they were kept with its survey."""
    copy = Path(shutil.copytree(project, tmp_path / "projet"))

    def headline() -> str:
        capsys.readouterr()
        assert run(["rapport", "--projet", str(copy), "--periode", "2026-T3", "--format", "json"]) == 0
        found: str = json.loads(capsys.readouterr().out)["phrase"]
        return found

    before = headline()
    file = copy / "offre-insertion.toml"
    text = file.read_text(encoding="utf-8")
    for table, keys in {
        "[suivi]": "score_minimum = 0.9\nmois_a_jour = 3",
        "[couverture]": "couverte_min = 0.99\nrayon_km_defaut = 1\npoids = 'foyers-rsa.csv'",
    }.items():
        text = text.replace(table, f"{table}\n{keys}", 1)
    file.write_text(text, encoding="utf-8")
    assert headline() == before


@pytest.mark.parametrize(
    ("period", "words", "code"),
    [
        ("2025", "Aucun passage terminé jusqu’au 31/12/2025", 1),
        ("été", "écrivez 2026-T3", 2),
        ("2026-13", "écrivez", 2),
    ],
)
def test_a_period_without_a_run_is_said(
    period: str, words: str, code: int, project: Path, capsys: Capture
) -> None:
    assert run(["rapport", "--projet", str(project), "--periode", period]) == code
    assert words in capsys.readouterr().err


def test_a_project_without_a_run_says_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    make_project(tmp_path)
    assert run(["rapport", "--projet", str(tmp_path)]) == 1
    assert "synchroniser" in capsys.readouterr().err
    assert not (tmp_path / "sorties").exists()


def test_the_demonstration_ends_with_its_report(tmp_path: Path, capsys: Capture) -> None:
    assert run(["demo", "--vers", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    page = tmp_path / "projet" / "sorties" / "_rapport" / "2026-T3" / "rapport.html"
    assert page.is_file()
    assert f"À ouvrir dans un navigateur : {page}" in said
    assert "128 dispositifs (+2" in said
    assert "À faire" in said


def test_no_browser_is_opened_where_nobody_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not open_page(tmp_path / "rapport.html")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    assert not can_open()
    monkeypatch.setenv("DISPLAY", ":0")
    assert can_open()
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 22")
    assert not can_open()
