"""``publier dora-csv``: in one process, on real files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.cli import run
from tests.publishing.dora.records import a_service, a_structure

MODEL = "asso-exemple--auto-ecole"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a conversion: one structure, two services of which one has a model."""
    monkeypatch.chdir(tmp_path)
    services = [a_service(), a_service(id="cd53--atelier", nom="Atelier CV")]
    out = tmp_path / "sortie"
    out.mkdir()
    (out / "structures.json").write_text(json.dumps([a_structure()]), encoding="utf-8")
    (out / "services.json").write_text(json.dumps(services), encoding="utf-8")
    (tmp_path / "modeles.csv").write_text(
        f"id,modele_slug\ncd53--auto-ecole-sociale,{MODEL}\ncd53--inconnu,{MODEL}\n", encoding="utf-8"
    )
    (tmp_path / "dora.json").write_text(
        json.dumps({"structures": [{"siret": "90000001900019", "slug": "asso-exemple"}], "modeles": [MODEL]}),
        encoding="utf-8",
    )
    return out


def call(*arguments: str | Path) -> int:
    return run(["publier", "dora-csv", *map(str, arguments)])


def test_the_fates_are_shown_and_nothing_is_written_without_a_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(folder, "--modeles", "modeles.csv", "--dora", "dora.json") == 0
    captured = capsys.readouterr()
    assert "cd53-structures.csv : 1 déjà dans DORA, mise à jour." in captured.out
    assert "cd53-services.csv : 1 brouillon." in captured.out
    assert "Il manque pour publier : le nom du contact." in captured.out
    assert "[2] Auto-école sociale" in captured.out
    assert "Hors des fichiers : 1" in captured.out
    assert "Atelier CV" in captured.out
    assert "cd53--inconnu" in captured.err
    assert "Rien n'est écrit" in captured.err
    assert not list(folder.parent.glob("*-services.csv"))


def test_the_files_are_written_in_the_folder_that_is_given(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(folder, "--modeles", "modeles.csv", "--vers", "import") == 0
    assert (folder.parent / "import" / "cd53-services.csv").read_bytes().startswith(b"modele_slug,")
    assert "dora-previsions.xlsx" in capsys.readouterr().err


def test_the_fates_are_given_to_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "--modeles", "modeles.csv", "--format", "json") == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["fichiers"]["cd53-services.csv"]["lignes"][0]["sort"] == "brouillon"
    assert [one["fiche"] for one in document["hors_fichier"]] == ["cd53--atelier"]


def test_a_file_made_elsewhere_is_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(folder, "--modeles", "modeles.csv", "--vers", "import")
    assert call("--verifier", "import/cd53-services.csv", "--dora", "dora.json") == 0
    path = folder.parent / "import" / "cd53-services.csv"
    path.write_bytes(path.read_bytes().replace(MODEL.encode(), b"autre"))
    capsys.readouterr()
    assert call("--verifier", path, "--dora", "dora.json") == 1
    shown = capsys.readouterr().out
    assert "cd53-services.csv : 1 refusé." in shown
    assert "Le modèle « autre » n’est pas dans DORA." in shown
    assert "annule tout l'import" in shown
    assert call("--verifier", path, "--dora", "dora.json", "--format", "json") == 1
    assert json.loads(capsys.readouterr().out)["lignes"][0]["sort"] == "refuse"


def test_a_file_that_dora_cannot_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "services.csv"
    path.write_text("modele_slug;contact_email\n", encoding="utf-8")
    assert call("--verifier", path) == 1
    assert "points-virgules" in capsys.readouterr().out


def test_without_a_file_the_usage_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert call() == 2
    assert "donnez au moins un FICHIER" in capsys.readouterr().err


def test_a_missing_file_is_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "--modeles", "absent.csv") == 1
    assert call("--verifier", "absent.csv") == 1
    assert call("absent") == 1
    assert capsys.readouterr().err.count("Erreur : ") == 3


@pytest.mark.parametrize(("label", "code"), [("PDI de la Mayenne", 0), ("Autre nom", 1), (None, 0)])
def test_a_name_of_file_keeps_its_label(
    folder: Path, label: str | None, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    known = json.loads((folder.parent / "dora.json").read_text("utf-8"))
    known["sources"] = {"cd53-services": "PDI de la Mayenne"}
    (folder.parent / "dora.json").write_text(json.dumps(known), encoding="utf-8")
    told = ("--libelle", label) if label else ()
    arguments = (folder, "--modeles", "modeles.csv", "--dora", "dora.json", "--vers", "import", *told)
    assert call(*arguments) == code
    captured = capsys.readouterr()
    refused = "« cd53-services » a déjà été importé avec le libellé « PDI de la Mayenne »"
    assert (refused in captured.out) == (label == "Autre nom")
    assert ("redonnez à DORA le libellé « PDI de la Mayenne »" in captured.err) == (label is None)
    assert (folder.parent / "import").exists() == (code == 0)


def test_the_label_of_a_file_made_elsewhere_is_checked(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(folder, "--modeles", "modeles.csv", "--vers", "import") == 0
    (tmp_path / "dora.json").write_text(json.dumps({"sources": {"cd53-services": "PDI"}}), encoding="utf-8")
    made = tmp_path / "import" / "cd53-services.csv"
    capsys.readouterr()
    assert call("--verifier", made, "--dora", "dora.json", "--libelle", "Autre") == 1
    assert "redonnez ce libellé, ou changez le nom du fichier" in capsys.readouterr().out
