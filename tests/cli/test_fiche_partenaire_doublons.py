"""The workbook of a partner whose records are several times in the catalogues: each is asked once, and the merge shows
what was answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from offre_insertion.cli import run
from offre_insertion.project_template import render_project
from offre_insertion.settings import Settings, load_settings
from tests.projects import CONNECTOR, ROWS, write_catalogue

Capture = pytest.CaptureFixture[str]
#: The network lists Cap sur la Route too, without its SIRET, with another phone and one more action.
NETWORK = (
    (
        "Mobilité pour tous",
        "",
        "Laval",
        "02 61 91 00 09",
        "Diagnostic mobilité",
        "Un entretien puis un plan.",
        "",
        "",
    ),
    (
        "Mobilité pour tous",
        "",
        "Laval",
        "02 61 91 00 09",
        "Prêt de vélos",
        "Des vélos prêtés au mois.",
        "",
        "",
    ),
)
BILAN = "essai--99999101100019-bilan-mobilite"
TWIN = "reseau--mobilite-pour-tous-laval-diagnostic-mobilite"
LENT = "reseau--mobilite-pour-tous-laval-pret-de-velos"
HOST, TWIN_HOST = "essai--99999101100019", "reseau--mobilite-pour-tous-laval"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two catalogues, synchronised; the structures and two of their services were judged the same."""
    monkeypatch.setenv("OFFRE_INSERTION_AUTEUR", "Camille")
    write_catalogue(tmp_path / "pdi.csv", ROWS[:3])
    write_catalogue(tmp_path / "reseau.csv", NETWORK)
    connector = CONNECTOR.replace("[service]\n", '[service]\ntelephone = { column = "Tél" }\n')
    (tmp_path / "pdi.toml").write_text(connector, encoding="utf-8")
    network = connector.replace('id = "essai"', 'id = "reseau"')
    (tmp_path / "reseau.toml").write_text(network, encoding="utf-8")
    text = render_project(departement="53", source="cd53", fichier="pdi.csv", connecteur="pdi.toml")
    text += '\n[[catalogues]]\nfichier = "reseau.csv"\nconnecteur = "reseau.toml"\n'
    text += '\n[publication]\nproducteur = "Département d’essai"\n'
    (tmp_path / "offre-insertion.toml").write_text(text, encoding="utf-8")
    settings = load_settings(tmp_path)
    call(settings, "synchroniser", "--date-source", "2026-08-03")
    call(settings, "partenaires ajouter", "Cap sur la Route", "--siren", "999991011")
    call(settings, "doublons decider", HOST, TWIN_HOST, "doublon")
    call(settings, "doublons decider", BILAN, TWIN, "doublon")
    return settings


def call(settings: Settings, command: str, *options: str) -> None:
    assert run([*command.split(), *options, "--projet", str(settings.folder)]) == 0


def merged(settings: Settings) -> dict[str, dict[str, Any]]:
    """What « publier » publishes, by id."""
    call(settings, "publier fichiers", "--appliquer")
    found: dict[str, dict[str, Any]] = {}
    for kind in ("structures", "services"):
        (path,) = settings.folder.rglob(f"publication/**/{kind}.json")
        found |= {one["id"]: one for one in json.loads(path.read_bytes())}
    return found


def write_and_fill(
    settings: Settings, path: Path, answers: dict[str, dict[str, object]]
) -> dict[str, list[str]]:
    """Writes the workbook of Cap sur la Route, fills it by id and heading; gives the ids of its pages."""
    call(settings, "fiche-partenaire", "Cap sur la Route", "--vers", str(path))
    book = openpyxl.load_workbook(path)
    ids: dict[str, list[str]] = {}
    for name in ("Structures", "Services"):
        heading, *lines = book[name].iter_rows()
        titles = [cell.value for cell in heading]
        ids[name] = [str(line[0].value) for line in lines]
        for line in lines:
            for title, value in answers.get(str(line[0].value), {}).items():
                line[titles.index(title)].value = value
    book.save(path)
    return ids


def test_each_dispositif_is_asked_once_and_the_merge_shows_what_was_answered(
    project: Settings, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "route.xlsx"
    before = merged(project)
    assert (before[BILAN]["telephone"], before[HOST]["telephone"]) == ("+33261910001", "+33261910001")
    ids = write_and_fill(
        project,
        path,
        {
            HOST: {"Téléphone": "02 61 91 00 05"},
            BILAN: {"Frais": "Gratuit", "Téléphone": "(effacer)", "Toujours proposé ?": "oui"},
            LENT: {"Frais": "Payant"},
        },
    )
    assert ids == {
        "Structures": [HOST],
        "Services": ["essai--99999101100019-auto-ecole-sociale", BILAN, LENT],
    }
    page = openpyxl.load_workbook(path)["Services"]
    others = [cell.value for cell in page[1]].index("Réunit aussi")
    assert [line[others].value for line in page.iter_rows(min_row=2)] == [
        None,
        f"Diagnostic mobilité ({TWIN})",
        None,
    ]
    capsys.readouterr()
    call(project, "fiche-partenaire importer", str(path), "--appliquer")
    out = capsys.readouterr().out
    assert f"« Bilan mobilité » · frais : (vide) → Gratuit (vaut aussi pour {TWIN})" in out
    assert "4 champs changés, 1 fiche confirmée, 0 signalée, 0 case refusée." in out
    call(project, "synchroniser")
    after = merged(project)
    assert after.keys() == before.keys()
    assert after[HOST]["telephone"] == "+33261910005"
    assert after[BILAN]["frais"] == "gratuit"
    assert "telephone" not in after[BILAN]
    assert (after[LENT]["frais"], after[LENT]["structure_id"]) == ("payant", HOST)
    call(project, "fiche-partenaire importer", str(path))
    assert (
        "0 champ changé, 0 fiche confirmée, 0 signalée, 5 déjà là, 0 case refusée." in capsys.readouterr().out
    )


def test_taking_an_answer_back_takes_it_back_from_every_record(
    project: Settings, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "route.xlsx"
    write_and_fill(project, path, {BILAN: {"Frais": "Gratuit"}})
    call(project, "fiche-partenaire importer", str(path), "--appliquer")
    call(project, "synchroniser")
    assert merged(project)[BILAN]["frais"] == "gratuit"
    capsys.readouterr()
    call(project, "fiche-partenaire annuler", BILAN, "frais")
    assert capsys.readouterr().out.count("Annulé") == 2
    call(project, "synchroniser")
    assert "frais" not in merged(project)[BILAN]
    call(project, "fiche-partenaire reponses")
    assert "Aucune réponse en cours." in capsys.readouterr().out


def test_a_workbook_sent_before_the_judgement_answers_for_both(
    project: Settings, tmp_path: Path, capsys: Capture
) -> None:
    for one, other in ((HOST, TWIN_HOST), (BILAN, TWIN)):
        call(project, "doublons decider", one, other, "annule")
    call(project, "partenaires retirer", "Cap sur la Route")
    call(project, "partenaires ajouter", "Cap sur la Route", "--siren", "999991011", "--structure", TWIN_HOST)
    path = tmp_path / "route.xlsx"
    ids = write_and_fill(project, path, {TWIN: {"Frais": "Gratuit", "Toujours proposé ?": "oui"}})
    assert ids["Structures"] == [HOST, TWIN_HOST]
    assert {BILAN, TWIN} <= set(ids["Services"])
    call(project, "doublons decider", BILAN, TWIN, "doublon")
    call(project, "fiche-partenaire importer", str(path), "--appliquer")
    call(project, "synchroniser")
    after = merged(project)
    assert TWIN not in after
    assert after[BILAN]["frais"] == "gratuit"


def test_answers_given_for_records_now_judged_distinct_are_told_and_each_is_taken_back_alone(
    project: Settings, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "route.xlsx"
    write_and_fill(project, path, {BILAN: {"Frais": "Gratuit"}, LENT: {"Frais": "Payant"}})
    call(project, "fiche-partenaire importer", str(path), "--appliquer")
    call(project, "synchroniser")
    capsys.readouterr()
    call(project, "doublons decider", BILAN, TWIN, "distinct")
    out = capsys.readouterr().out
    assert f"- {BILAN} · frais : Gratuit (route.xlsx" in out
    assert f"- {TWIN} · frais : Gratuit (route.xlsx" in out
    assert LENT not in out
    assert "fiche-partenaire annuler FICHE CHAMP" in out
    call(project, "fiche-partenaire annuler", TWIN, "frais")
    capsys.readouterr()
    call(project, "fiche-partenaire reponses")
    out = capsys.readouterr().out
    assert (f"{BILAN} · frais" in out, f"{TWIN} · frais" in out) == (True, False)


def test_a_judgement_that_sets_no_answered_records_apart_says_nothing_of_answers(
    project: Settings, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "route.xlsx"
    write_and_fill(project, path, {LENT: {"Frais": "Payant"}})
    call(project, "fiche-partenaire importer", str(path), "--appliquer")
    capsys.readouterr()
    call(project, "doublons decider", LENT, BILAN, "distinct")
    call(project, "doublons decider", BILAN, TWIN, "distinct")
    assert "répondu" not in capsys.readouterr().out


def test_a_project_that_merges_nothing_asks_each_record(project: Settings, tmp_path: Path) -> None:
    path = project.folder / "offre-insertion.toml"
    path.write_text(path.read_text(encoding="utf-8") + "fusionner = false\n", encoding="utf-8")
    ids = write_and_fill(load_settings(project.folder), tmp_path / "route.xlsx", {})
    assert ids["Structures"] == [HOST, TWIN_HOST]
    assert {BILAN, TWIN} <= set(ids["Services"])


def test_the_work_list_of_a_partner_has_what_was_judged_its_own(project: Settings, capsys: Capture) -> None:
    capsys.readouterr()
    call(project, "a-faire", "--partenaire", "Cap sur la Route", "--nombre", "500", "--format", "json")
    tasks = json.loads(capsys.readouterr().out)["taches"]
    assert LENT in {item["id"] for one in tasks for item in one["fiches"]}
