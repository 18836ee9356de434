"""The commands of ``fiches``: what they write, what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from offre_insertion.cli import run
from offre_insertion.history import open_history
from offre_insertion.pipeline import synchronise
from tests.projects import CONNECTOR, FIRST_DAY, make_project

Capture = pytest.CaptureFixture[str]
PERMIS = "essai--99999101100019-auto-ecole-sociale"
SUSPENDED = (
    CONNECTOR + 'suspendue = { literal = "oui", when = { column = "Action", equals = "Bilan mobilité" } }\n'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project synchronised once, one of whose five actions is suspended."""
    synchronise(make_project(tmp_path / "projet", connector=SUSPENDED), day=FIRST_DAY)
    return tmp_path / "projet"


def call(project: Path, *words: str) -> int:
    return run(["fiches", *words, "--projet", str(project)])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_parcours_are_written_with_their_blanks_counted_and_a_warning(
    project: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert call(project, "parcours", "--vers", str(tmp_path / "f")) == 0
    assert names(tmp_path / "f") == ["prive-fichier-parcours.docx", "prive-fichier-parcours.xlsx"]
    shown = capsys.readouterr()
    assert (
        "Parcours : 4 lignes, 28 cases vides et 0 case incomplète à compléter (liste : feuille" in shown.out
    )
    assert "1 action gardée sans publication : --non-publies" in shown.out
    assert "À ne pas publier" in shown.err


def test_a_document_that_a_person_may_have_completed_is_not_replaced_unasked(
    project: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    completed = folder / "prive-fichier-parcours.docx"
    completed.write_bytes(b"rempli a la main")
    assert call(project, "parcours", "--vers", str(folder)) == 2
    assert "--remplacer" in capsys.readouterr().err
    assert (names(folder), completed.read_bytes()) == ([completed.name], b"rempli a la main")
    assert call(project, "parcours", "--vers", str(folder), "--remplacer") == 0
    assert completed.read_bytes().startswith(b"PK")


def test_without_a_folder_nothing_is_written_and_the_counts_are_shown(project: Path, capsys: Capture) -> None:
    before = sorted(project.rglob("*"))
    assert call(project, "parcours", "--non-publies") == 0
    assert sorted(project.rglob("*")) == before
    shown = capsys.readouterr()
    assert shown.out.startswith("Parcours : 5 lignes, 35 cases vides")
    assert shown.err == ""


def test_the_blanks_in_json_say_what_and_where(project: Path, capsys: Capture) -> None:
    assert call(project, "parcours", "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (len(document["a_completer"]), document["non_publies"], document["fichiers"]) == (28, 1, [])
    permis = [blank for blank in document["a_completer"] if blank["fiche"] == PERMIS]
    cost = next(blank for blank in permis if blank["rubrique"] == "Coût unitaire du parcours")
    assert cost["etat"] == "vide"
    assert cost["ou"].startswith("aucune colonne n’est lue")
    assert cost["indice"].replace("\u00a0", " ") == "budget au catalogue : 1 000 €"
    (part,) = document["parties"]
    assert part["rubriques"][0] == {
        "cle": "nom", "libelle": "Nom du parcours", "article": "Annexe 4, § 2.a", "remplies": 4, "incompletes": 0,
        "vides": 0,
    }  # fmt: skip


def test_one_action_has_files_of_its_own_even_suspended(
    project: Path, tmp_path: Path, capsys: Capture
) -> None:
    wanted = "essai--99999101100019-bilan-mobilite"
    assert call(project, "action", wanted, "--vers", str(tmp_path / "f"), "--annee", "2027") == 0
    stem = "prive-fiche-action-essai-99999101100019-bilan-mobilite"
    assert names(tmp_path / "f") == [f"{stem}.docx", f"{stem}.xlsx"]
    assert "Fiches action : 1 ligne" in capsys.readouterr().out
    assert call(project, "action", wanted, "--annee", "2027", "--format", "json") == 0
    labels = [one["libelle"] for one in json.loads(capsys.readouterr().out)["parties"][0]["rubriques"]]
    assert "Nombre de nouveaux entrants 2027" in labels


def test_all_the_actions_come_with_the_plan(project: Path, capsys: Capture) -> None:
    assert call(project, "action", "--tous") == 0
    out = capsys.readouterr().out
    # 14 rubrics for each of 4 actions, whose names, texts and one budget are told.
    assert "Fiches action : 4 lignes, 47 cases vides et 1 case incomplète" in out
    assert "Plan de financement : 4 lignes" in out


def test_the_figures_of_the_departement_are_given_once(project: Path, capsys: Capture) -> None:
    assert call(project, "action", "--tous", "--nouveaux-entrants", "1240", "--orientes-15-jours", "310") == 0
    assert "Fiches action : 4 lignes, 39 cases vides" in capsys.readouterr().out


def test_an_unknown_service_is_a_usage_error_with_the_nearest(project: Path, capsys: Capture) -> None:
    assert call(project, "action", "essai--auto-ecole") == 2
    assert PERMIS in capsys.readouterr().err


@pytest.mark.parametrize("words", [["action"], ["action", PERMIS, "--tous"]])
def test_which_actions_must_be_said_in_one_way(project: Path, words: list[str], capsys: Capture) -> None:
    assert call(project, *words) == 2
    assert "--tous" in capsys.readouterr().err


def test_a_project_never_synchronised_is_told_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    make_project(tmp_path)
    assert call(tmp_path, "parcours") == 3
    assert "synchroniser" in capsys.readouterr().err


def test_a_history_without_any_ended_run_is_told_the_same(tmp_path: Path, capsys: Capture) -> None:
    settings = make_project(tmp_path)
    settings.work.mkdir()
    with open_history(settings.history_url):
        pass
    assert call(tmp_path, "parcours") == 3
    assert "synchroniser" in capsys.readouterr().err


def test_a_catalogue_added_since_the_last_run_is_said_missing(project: Path, capsys: Capture) -> None:
    (project / "autre.toml").write_text(CONNECTOR.replace('id = "essai"', 'id = "autre"'), encoding="utf-8")
    path = project / "offre-insertion.toml"
    added = '\n[[catalogues]]\nfichier = "pdi.csv"\nconnecteur = "autre.toml"\n'
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    assert call(project, "parcours") == 0
    shown = capsys.readouterr()
    assert "« autre » n'a encore aucun passage terminé" in shown.err
    assert "Parcours : 4 lignes" in shown.out


def test_the_folder_of_a_conversion_is_enough(tmp_path: Path, capsys: Capture) -> None:
    make_project(tmp_path, connector=SUSPENDED)
    source, connector = str(tmp_path / "pdi.csv"), str(tmp_path / "pdi.toml")
    folder = str(tmp_path / "sortie")
    assert run(["convertir", source, "--connecteur", connector, "--vers", folder]) == 0
    capsys.readouterr()
    assert run(["fiches", "parcours", "--depuis", folder]) == 0
    shown = capsys.readouterr()
    assert "Parcours : 4 lignes" in shown.out
    assert "1 service gardé sans publication" in shown.err


@pytest.mark.parametrize("option", ["--nouveaux-entrants", "--orientes-15-jours"])
@pytest.mark.parametrize(("figure", "code"), [("0", 0), ("1", 2), ("4", 2), ("5", 0)])
def test_a_count_that_may_point_to_somebody_is_refused(
    project: Path, capsys: Capture, option: str, figure: str, code: int
) -> None:
    assert call(project, "action", "--tous", option, figure) == code
    assert ("peut désigner quelqu'un" in capsys.readouterr().err) == bool(code)
