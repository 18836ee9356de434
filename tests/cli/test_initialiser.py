"""``initialiser`` writes a project that loads, and never replaces one."""

from __future__ import annotations

from pathlib import Path

import pytest

from offre_insertion.cli import run
from offre_insertion.settings import load_settings

OPTIONS = ["--departement", "53", "--source", "cd53", "--catalogue", "pdi.csv", "--connecteur", "exemple"]


def test_the_project_written_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["initialiser", str(tmp_path / "projet"), *OPTIONS]) == 0
    settings = load_settings(tmp_path / "projet")
    assert (settings.territoire.source, settings.catalogues[0].fichier) == ("cd53", "pdi.csv")
    assert "n'est pas encore là" in capsys.readouterr().err


def test_a_path_typed_here_is_written_from_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "envois").mkdir()
    (tmp_path / "envois" / "pdi.csv").write_text("nom\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["initialiser", "projet", *OPTIONS[:5], "envois/pdi.csv", *OPTIONS[6:]]) == 0
    assert load_settings(tmp_path / "projet").catalogues[0].fichier == "../envois/pdi.csv"


def test_an_existing_project_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "offre-insertion.toml"
    path.write_text("# à moi\n", encoding="utf-8")
    assert run(["initialiser", str(tmp_path), *OPTIONS]) == 3
    assert path.read_text(encoding="utf-8") == "# à moi\n"
    assert "existe déjà" in capsys.readouterr().err


def test_a_wrong_answer_writes_nothing(tmp_path: Path) -> None:
    assert run(["initialiser", str(tmp_path), *OPTIONS[:2], "--source", "CD 53", *OPTIONS[4:]]) == 3
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_the_missing_option_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["initialiser", str(tmp_path), "--departement", "53"]) == 2
    assert "--source" in capsys.readouterr().err
