"""``doublons``: list, decide, hand over to a colleague, merge; in one process, on real files and SQLite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from offre_insertion.cli import run
from offre_insertion.history import open_history
from offre_insertion.history.judgements import JudgementEntry, list_judgements
from offre_insertion.pipeline import synchronise
from tests.projects import FIRST_DAY, make_project
from tests.review.offers import CCAS, NATIONAL, STRUCTURES, write_offer

AUTHOR = ("--auteur", "Camille")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a conversion, in a place without project nor author."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OFFRE_INSERTION_AUTEUR", raising=False)
    monkeypatch.delenv("OFFRE_INSERTION_HISTORIQUE_URL", raising=False)
    return write_offer(tmp_path / "sortie")


def call(*arguments: str | Path) -> int:
    return run(["doublons", *map(str, arguments)])


def judgements(path: Path) -> list[JudgementEntry]:
    with open_history(f"sqlite:///{path}") as history:
        return list_judgements(history)


def listed(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    capsys.readouterr()
    assert call("lister", *arguments, "--format", "json") == 0
    return json.loads(capsys.readouterr().out)


# --- lister ----------------------------------------------------------------------------------------------


def test_pairs_are_listed_with_their_score_and_reasons(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("lister", folder) == 0
    shown = capsys.readouterr().out
    assert "1. doublon certain · 0,86 · structure" in shown
    assert "annuaire--7  Centre communal d’action sociale — Mayenne" in shown
    assert "− Deux adresses : « 3 rue Haute » et « 18 avenue de Mayenne ». (−0,12)" in shown
    assert "2 paires certaines, 1 à examiner, 0 jugée par quelqu’un." in shown


def test_all_the_judged_pairs_are_shown_on_demand_even_those_only_people_see(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("decider", "pdi--2", "pdi--4", "doublon", "--dans", folder, *AUTHOR) == 0
    assert call("decider", "pdi--1", "pdi--4", "distinct", "--dans", folder, *AUTHOR) == 0
    pairs = listed(capsys, folder, "--tout")["paires"]
    judged = {(one["gauche"]["id"], one["droite"]["id"]): one["jugement"] for one in pairs}
    assert judged["pdi--2", "pdi--4"] == "doublon"
    assert judged["pdi--1", "pdi--4"] == "distinct"


def test_listing_creates_no_history(folder: Path) -> None:
    call("lister", folder)
    assert sorted(path.name for path in folder.iterdir()) == ["services.json", "structures.json"]


def test_the_json_list_holds_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = listed(capsys, folder)
    assert document["comptes"] == {"certaines": 2, "a_examiner": 1, "jugees": 0}
    assert document["paires"][1]["gauche"]["id"] == "pdi--2"
    assert {reason["indice"] for reason in document["paires"][1]["raisons"]} >= {
        "similar_nom",
        "other_adresse",
    }


def test_against_another_source_what_ours_would_add_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poor = {key: value for key, value in NATIONAL.items() if key != "adresse"}
    national = write_offer(tmp_path / "national", (poor,), ())
    assert call("lister", folder, "--contre", national) == 0
    shown = capsys.readouterr().out
    assert "déjà référencé" in shown
    assert "Notre fiche ajouterait : adresse." in shown


def test_without_file_nor_project_the_command_says_what_to_give(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("lister") == 2
    assert "FICHIER" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lister", "absent.json"), "« absent.json »"),
        (("importer", "absent.xlsx", "sortie"), "« absent.xlsx »"),
        (("decider", "a", "b", "doublon", "--dans", "absent"), "« absent »"),
        ((), "il manque la commande"),
        (("exporter", "revue.csv", "sortie"), ".xlsx"),
    ],
)
def test_a_wrong_word_is_answered_in_french(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert call(*words) in {1, 2}
    answer = capsys.readouterr().err
    assert said in answer
    assert "does not exist" not in answer


def test_without_file_the_last_run_of_the_project_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = make_project(tmp_path)
    assert call("lister") == 3
    assert "synchroniser" in capsys.readouterr().err
    synchronise(settings, day=FIRST_DAY)
    assert call("lister") == 0
    assert "0 paire certaine" in capsys.readouterr().out


def test_two_records_of_one_id_are_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_offer(tmp_path / "autre", ({**CCAS, "nom": "Autre nom"},), ())
    assert call("lister", folder, other) == 0
    assert "« pdi--1 »" in capsys.readouterr().err


# --- decider ---------------------------------------------------------------------------------------------


def test_a_decision_is_signed_dated_and_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("decider", "pdi--2", "pdi--3", "doublon", "--dans", folder, *AUTHOR, "--note", "vu") == 0
    captured = capsys.readouterr()
    assert "Historique créé" in captured.err
    (entry,) = judgements(folder / "historique.sqlite3")
    assert (entry.left, entry.right, entry.verdict, entry.author, entry.note) == (
        "pdi--2", "pdi--3", "doublon", "Camille", "vu",
    )  # fmt: skip
    assert listed(capsys, folder)["comptes"] == {"certaines": 2, "a_examiner": 0, "jugees": 1}
    assert [pair["jugement"] for pair in listed(capsys, folder, "--tout")["paires"]].count("doublon") == 1


def test_a_newer_decision_replaces_the_older_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call("decider", "pdi--2", "pdi--3", "doublon", "--dans", folder, *AUTHOR)
    call("decider", "pdi--3", "pdi--2", "distinct", "--dans", folder, "--auteur", "Sacha")
    assert "Remplace « doublon », de Camille le " in capsys.readouterr().out
    assert [one.verdict for one in judgements(folder / "historique.sqlite3")] == ["doublon", "distinct"]


def test_the_same_decision_adds_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert call("decider", "pdi--2", "pdi--3", "doublon", "--dans", folder, *AUTHOR) == 0
    assert "C'était déjà décidé" in capsys.readouterr().out
    assert len(judgements(folder / "historique.sqlite3")) == 1


def test_a_decision_that_contradicts_others_says_which(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call("decider", "pdi--1", "pdi--2", "doublon", "--dans", folder, *AUTHOR)
    call("decider", "pdi--2", "pdi--3", "doublon", "--dans", folder, *AUTHOR)
    capsys.readouterr()
    assert call("decider", "pdi--1", "pdi--3", "distinct", "--dans", folder, *AUTHOR) == 0
    shown = capsys.readouterr().out
    assert "Attention : " in shown
    assert "« pdi--1 » et « pdi--3 », de leurs groupes, ont été jugés distincts" in shown


def test_a_cancelled_decision_is_asked_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call("decider", "pdi--2", "pdi--3", "doublon", "--dans", folder, *AUTHOR)
    call("decider", "pdi--2", "pdi--3", "annule", "--dans", folder, *AUTHOR)
    assert listed(capsys, folder)["comptes"]["a_examiner"] == 1


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (("pdi--22", "pdi--3"), "« pdi--22 ». Les plus proches : « pdi--2 »"),
        (("pdi--2", "pdi--2"), "le même identifiant"),
        (("pdi--2", "pdi--s1"), "une structure et un service ne se comparent pas"),
    ],
)
def test_ids_that_cannot_be_judged_are_refused_and_nothing_is_created(
    folder: Path, capsys: pytest.CaptureFixture[str], ids: tuple[str, str], said: str
) -> None:
    assert call("decider", *ids, "doublon", "--dans", folder, *AUTHOR) == 2
    assert said in capsys.readouterr().err
    assert not (folder / "historique.sqlite3").exists()


def test_without_a_terminal_nor_an_author_nothing_is_signed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("decider", "pdi--2", "pdi--3", "doublon", "--dans", folder) == 2
    assert "--auteur" in capsys.readouterr().err
    assert not (folder / "historique.sqlite3").exists()


def test_a_record_of_another_source_can_be_judged(folder: Path, tmp_path: Path) -> None:
    national = write_offer(tmp_path / "national", (NATIONAL,), ())
    decide = ("decider", "pdi--3", "dora--9", "distinct", "--dans", folder, *AUTHOR)
    assert call(*decide) == 2
    assert call(*decide, "--contre", national) == 0
    assert [one.ids for one in judgements(folder / "historique.sqlite3")] == [("dora--9", "pdi--3")]


def test_a_history_that_is_not_there_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("lister", folder, "--historique", "faute-de-frappe.sqlite3") == 0
    assert "« faute-de-frappe.sqlite3 » n'existe pas encore" in capsys.readouterr().err


def test_the_history_can_be_elsewhere(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "base" / "decisions.sqlite3"
    decide = ("decider", "pdi--2", "pdi--3", "doublon", "--dans", folder, *AUTHOR, "--historique")
    assert call(*decide, elsewhere) == 0
    assert call(*decide, f"sqlite:///{elsewhere}", "--note", "relu") == 0
    assert len(judgements(elsewhere)) == 2
    assert not (folder / "historique.sqlite3").exists()


def test_decisions_live_in_postgresql_too(
    folder: Path, postgresql_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--historique", postgresql_url)
    assert call("decider", "pdi--2", "pdi--3", "doublon", "--dans", folder, *AUTHOR, *where) == 0
    (found,) = [one for one in listed(capsys, folder, "--tout", *where)["paires"] if one["jugement"]]
    assert found["jugement"] == "doublon"
    assert call("fusionner", folder, *where) == 0
    assert "Quelqu’un a jugé que c’est un doublon." in capsys.readouterr().out


# --- exporter, importer ----------------------------------------------------------------------------------


def export_and_fill(folder: Path, tmp_path: Path, *options: str | Path, decision: str = "doublon") -> Path:
    path = tmp_path / "revue.xlsx"
    assert call("exporter", path, folder, *options) == 0
    book = openpyxl.load_workbook(path)
    book["Structures"]["B2"].value = decision
    book.save(path)
    return path


def test_only_the_pairs_that_wait_are_exported(folder: Path, tmp_path: Path) -> None:
    assert call("exporter", tmp_path / "a.xlsx", folder) == 0
    assert call("exporter", tmp_path / "b.xlsx", folder, "--certaines") == 0
    rows = [openpyxl.load_workbook(tmp_path / name)["Structures"].max_row for name in ("a.xlsx", "b.xlsx")]
    assert rows == [2, 3]


def test_a_workbook_that_may_hold_decisions_is_never_replaced(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export_and_fill(folder, tmp_path)
    before = path.read_bytes()
    assert call("exporter", path, folder) == 2
    assert "existe déjà" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_an_import_is_shown_first_and_recorded_on_demand(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export_and_fill(folder, tmp_path)
    capsys.readouterr()
    assert call("importer", path, folder, *AUTHOR) == 0
    shown = capsys.readouterr().out
    assert "doublon : « Garage solidaire Mobil'éco (Laval) » [pdi--2] et" in shown
    assert "relancez avec --appliquer" in shown
    assert not (folder / "historique.sqlite3").exists()
    assert call("importer", path, folder, *AUTHOR, "--appliquer") == 0
    (entry,) = judgements(folder / "historique.sqlite3")
    assert (entry.verdict, entry.author) == ("doublon", "Camille")


def test_importing_twice_records_nothing_new(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export_and_fill(folder, tmp_path)
    for _ in range(2):
        assert call("importer", path, folder, *AUTHOR, "--appliquer") == 0
    assert "0 décision nouvelle, 1 déjà là, 0 ligne refusée." in capsys.readouterr().out
    assert len(judgements(folder / "historique.sqlite3")) == 1


def test_a_workbook_made_against_another_source_says_to_give_it_again(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_offer(tmp_path / "dora", (NATIONAL,), ())
    book = export_and_fill(folder, tmp_path, "--contre", other, "--certaines")
    assert call("importer", book, folder, *AUTHOR) == 1
    assert "exporté avec --contre, à donner ici aussi" in capsys.readouterr().err
    assert call("importer", book, folder, "--contre", other, *AUTHOR) == 0


def test_a_refused_line_gives_exit_code_1_and_the_others_are_recorded(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export_and_fill(folder, tmp_path, decision="peut-être")
    assert call("importer", path, folder, *AUTHOR, "--appliquer") == 1
    assert "Feuille « Structures », ligne 2" in capsys.readouterr().err


def test_the_name_in_the_workbook_signs_when_no_option_does(folder: Path, tmp_path: Path) -> None:
    path = export_and_fill(folder, tmp_path)
    book = openpyxl.load_workbook(path)
    guide = book.worksheets[0]
    (row,) = [cells[0].row for cells in guide.iter_rows() if cells[0].value == "Votre nom"]
    guide.cell(row, 2).value = "Sacha"
    book.save(path)
    assert call("importer", path, folder, "--appliquer") == 0
    assert [one.author for one in judgements(folder / "historique.sqlite3")] == ["Sacha"]


def test_nothing_to_examine_writes_no_workbook(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = write_offer(tmp_path / "seule", STRUCTURES[:1], ())
    assert call("exporter", tmp_path / "vide.xlsx", alone) == 0
    assert "Aucune paire" in capsys.readouterr().out
    assert not (tmp_path / "vide.xlsx").exists()


# --- examiner, fusionner ---------------------------------------------------------------------------------


def test_the_interactive_review_refuses_to_run_without_a_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("examiner", folder, *AUTHOR) == 2
    assert "demande un terminal" in capsys.readouterr().err


def test_a_merge_is_shown_first_and_written_on_demand(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("fusionner", folder) == 0
    shown = capsys.readouterr()
    assert "Structure gardée : CCAS de Mayenne (Mayenne) [pdi--1]" in shown.out
    assert "absorbe Centre communal d’action sociale (Mayenne) [annuaire--7]" in shown.out
    assert "champs venus d'ailleurs : courriel" in shown.out
    assert (
        "2 groupes, 2 fiches absorbées, 1 service déplacé. Après : 4 structures et 2 services." in shown.out
    )
    assert "Rien n'est écrit" in shown.err
    assert call("fusionner", folder, "--vers", tmp_path / "fusion") == 0
    plan = json.loads((tmp_path / "fusion" / "fusions.json").read_bytes())
    assert [one["id"] for one in plan["fusions"]] == ["pdi--1", "pdi--s1"]
    assert run(["verifier", str(tmp_path / "fusion")]) == run(["verifier", str(folder)])


def test_a_merge_never_writes_over_what_it_merges(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "structures.json").read_bytes()
    assert call("fusionner", folder / "structures.json", "--vers", folder) == 2
    assert "donnez-en un autre" in capsys.readouterr().err
    assert (folder / "structures.json").read_bytes() == before


def test_a_merge_never_writes_in_the_outputs_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = make_project(tmp_path)
    synchronise(settings, day=FIRST_DAY)
    assert call("fusionner", "--vers", settings.outputs / "essai") == 2
    assert "que « synchroniser » réécrit" in capsys.readouterr().err
    assert not (settings.outputs / "essai" / "fusions.json").exists()


def test_a_merge_refuses_two_records_of_one_id(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_offer(tmp_path / "autre", ({**CCAS, "nom": "Autre nom"},), ())
    assert call("fusionner", folder, other, "--vers", tmp_path / "fusion") == 1
    assert "Corrigez les identifiants" in capsys.readouterr().err
    assert not (tmp_path / "fusion").exists()


def test_what_is_referenced_elsewhere_is_left_out_unless_asked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    national = write_offer(tmp_path / "national", (NATIONAL,), ())
    merge = ("fusionner", folder, "--contre", national, "--vers")
    assert call(*merge, tmp_path / "sans") == 0
    assert "1 fiche laissée hors du jeu" in capsys.readouterr().out
    assert call(*merge, tmp_path / "avec", "--garder-referencees") == 0
    written = [
        {one["id"] for one in json.loads((tmp_path / name / "structures.json").read_bytes())}
        for name in ("sans", "avec")
    ]
    assert written[1] - written[0] == {"pdi--2"}


def test_what_is_referenced_elsewhere_is_listed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    national = write_offer(tmp_path / "national", (NATIONAL,), ())
    assert call("fusionner", folder, "--contre", national, "--format", "json") == 0
    plan = json.loads(capsys.readouterr().out)
    assert [(one["id"], one["autre_id"]) for one in plan["deja_referencees"]] == [
        ("pdi--2", "dora--9"),
        ("pdi--3", "dora--9"),
    ]
