"""The commands of the follow-up on a real project: from a first run to answers of a partner in the dataset."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from offre_insertion.cli import run
from offre_insertion.history import open_history
from offre_insertion.history.corrections import CONFIRMED, list_corrections
from offre_insertion.history.registers import list_events
from offre_insertion.settings import Settings
from tests.projects import COLUMNS, CONNECTOR, ROWS, make_project, write_catalogue

Capture = pytest.CaptureFixture[str]
BILAN = "essai--99999101100019-bilan-mobilite"


@pytest.fixture(autouse=True)
def _signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFRE_INSERTION_AUTEUR", "Camille")


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Synchronised in January with four actions, in August with five."""
    settings = make_project(tmp_path)
    write_catalogue(settings.folder / "pdi.csv", ROWS[:4])
    assert call(settings, "synchroniser", "--date-source", "2026-01-05") == 0
    write_catalogue(settings.folder / "pdi.csv")
    assert call(settings, "synchroniser", "--date-source", "2026-08-03") == 0
    return settings


def call(settings: Settings, command: str, *options: str) -> int:
    return run([*command.split(), *options, "--projet", str(settings.folder)])


def said(capsys: Capture) -> str:
    return capsys.readouterr().out


def document(settings: Settings, capsys: Capture, command: str, *options: str) -> Any:
    capsys.readouterr()
    assert call(settings, command, *options, "--format", "json") == 0
    return json.loads(capsys.readouterr().out)


def service(settings: Settings, record_id: str = BILAN) -> dict[str, Any]:
    services = json.loads((settings.outputs / "essai" / "services.json").read_bytes())
    return next(one for one in services if one["id"] == record_id)


# --- indicators, work list -------------------------------------------------------------------------------


def test_the_indicators_of_a_period_are_beside_the_period_before(project: Settings, capsys: Capture) -> None:
    board = document(project, capsys, "indicateurs", "--periode", "2026-T3")
    by_key = {one["cle"]: one for one in board["indicateurs"]}
    assert len(by_key) == 18
    assert (by_key["dispositifs-recenses"]["valeur"], by_key["dispositifs-recenses"]["precedent"]) == (5, 4)
    assert by_key["couverture-proximite"]["valeur"] == 0  # no action says that it is given on site
    assert by_key["publication"]["valeur"] is None
    assert (board["releve_de_debut"], board["releve_de_fin"]) == ("2026-01-05", "2026-08-03")
    call(project, "indicateurs", "--periode", "2026-T3", "--detail")
    out = said(capsys)
    assert out.startswith("3e trimestre 2026 : 5 dispositifs (+1, dont +1 à sources constantes), 20 % à jour")
    assert "aucun indicateur officiel n’existe" in out
    assert "Dispositifs recensés : 5 dispositifs ; +1" in out
    assert "Non mesuré : l’offre nationale n’a pas encore été lue" in out
    assert "Formule : " in out


def test_what_cannot_be_read_today_stops_no_command_and_is_said(project: Settings, capsys: Capture) -> None:
    with (project.folder / "offre-insertion.toml").open("a", encoding="utf-8") as file:
        file.write('\n[couverture]\npoids = "absent.csv"\nfoyers_rsa = "absent.csv"\n')
    (project.folder / "pdi.toml").rename(project.folder / "ancien.toml")
    for command in ("indicateurs", "rapport", "a-faire"):
        assert call(project, command) == 0
        assert command == "rapport" or "absent.csv" in "".join(capsys.readouterr())


def test_a_wrong_period_or_one_without_run_is_a_sentence(project: Settings, capsys: Capture) -> None:
    assert call(project, "indicateurs", "--periode", "été") == 2
    assert "2026-T3 (trimestre)" in capsys.readouterr().err
    assert call(project, "indicateurs", "--periode", "2025") == 1
    early = capsys.readouterr().err
    assert "Aucun passage terminé jusqu’au 31/12/2025 : le premier est du 05/01/2026" in early
    assert "synchroniser" not in early


def test_a_period_that_goes_on_says_so(project: Settings, capsys: Capture) -> None:
    assert call(project, "indicateurs") == 0
    assert "La période n’est pas finie : les chiffres sont ceux du 03/08/2026." in said(capsys)
    assert call(project, "indicateurs", "--periode", "2026-T1") == 0
    assert "n’est pas finie" not in said(capsys)


def test_the_work_list_is_printed_and_written(project: Settings, capsys: Capture, tmp_path: Path) -> None:
    listed = document(project, capsys, "a-faire", "--nombre", "100")
    assert listed["releve"] == "2026-08-03"
    tasks = listed["taches"]
    kinds = [one["sorte"] for one in tasks]
    assert set(kinds) == {"completer", "rafraichir", "qualifier"}
    assert set(kinds[kinds.index("qualifier") :]) == {"qualifier"}
    gains = [one["gain"] for one in tasks if one["sorte"] != "qualifier"]
    assert gains == sorted(gains, reverse=True)
    path = tmp_path / "liste.xlsx"
    assert call(project, "a-faire", "--vers", str(path)) == 0
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["À faire"][2]][1:5] == [
        {"completer": "compléter", "rafraichir": "rafraîchir"}[tasks[0]["sorte"]],
        *(tasks[0][name] for name in ("titre", "effet", "gain")),
    ]
    assert book["Fiches"].max_row == 1 + sum(len(one["fiches"]) for one in tasks)
    assert call(project, "a-faire", "--vers", "liste.csv") == 2


def test_a_work_list_already_ticked_is_never_overwritten(
    project: Settings, capsys: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "liste.xlsx"
    assert call(project, "a-faire", "--vers", str(path)) == 0
    before = path.read_bytes()
    assert call(project, "a-faire", "--vers", str(path)) == 2
    assert (
        "contient peut-être ce que vous avez coché dans « Fait » : rien n'a été écrit"
        in capsys.readouterr().err
    )
    assert path.read_bytes() == before


# --- partners --------------------------------------------------------------------------------------------


def test_a_partner_is_added_noted_listed_and_taken_out(project: Settings, capsys: Capture) -> None:
    assert (
        call(
            project, "partenaires ajouter", "Cap sur la Route", "--siren", "999991011", "--jour", "2026-07-01"
        )
        == 0
    )
    assert call(project, "partenaires noter", "cap sur", "d'accord pour partager", "--etape", "accord") == 0
    assert "Noté pour « Cap sur la Route »" in said(capsys)
    (partner,) = document(project, capsys, "partenaires lister")
    assert (partner["etape"], partner["siren"], partner["ajoute_le"]) == ("accord", "999991011", "2026-07-01")
    tasks = document(project, capsys, "a-faire", "--partenaire", "cap sur la route")["taches"]
    assert {item["id"] for one in tasks for item in one["fiches"]} == {
        BILAN,
        "essai--99999101100019-auto-ecole-sociale",
    }
    assert call(project, "partenaires retirer", "Cap sur la Route") == 0
    assert document(project, capsys, "partenaires lister") == []


def test_a_stage_is_taken_as_people_write_it_by_hand_or_in_a_file(
    project: Settings, capsys: Capture, tmp_path: Path
) -> None:
    assert call(project, "partenaires ajouter", "CPAM", "--etape", "Contacté") == 0
    assert call(project, "partenaires noter", "CPAM", "appel", "--etape", "d’accord") == 0
    listing = tmp_path / "partenaires.csv"
    listing.write_text("nom;etape\nMSA;d'accord\n", encoding="utf-8")
    assert call(project, "partenaires importer", str(listing), "--appliquer") == 0
    said(capsys)
    found = document(project, capsys, "partenaires lister", "--etape", "D'accord")
    assert [one["nom"] for one in found] == ["CPAM", "MSA"]
    assert call(project, "partenaires lister", "--etape", "jamais") == 2
    assert "« jamais » n'existe pas" in capsys.readouterr().err


def test_a_partner_twice_or_unknown_is_refused(project: Settings, capsys: Capture) -> None:
    assert call(project, "partenaires ajouter", "CAF") == 0
    assert "Ajouté : « CAF » (identifié)." in said(capsys)
    assert call(project, "partenaires ajouter", "CPAM", "--etape", "contacte") == 0
    capsys.readouterr()
    call(project, "partenaires lister")
    first, second = said(capsys).splitlines()
    assert first.startswith("CAF : identifié, jamais contacté, ")
    assert second.startswith("CPAM : contacté, aucun contact noté, ")
    assert call(project, "partenaires ajouter", "caf") == 1
    assert "déjà au registre" in capsys.readouterr().err
    assert call(project, "partenaires noter", "MSA", "bonjour") == 1
    assert "Aucun partenaire « MSA »" in capsys.readouterr().err
    assert call(project, "partenaires noter", "CAF", "bonjour", "--jour", "2999-01-01") == 2


def test_a_list_of_partners_is_shown_then_recorded(
    project: Settings, capsys: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "partenaires.csv"
    path.write_text(
        "Nom;SIREN;Étape;Type\nCAF de la Mayenne;;accord;CAF\nCap sur la Route;999991011;;\n"
        "Route Bis;999991011;;\nMSA;123;;\nCPAM;;peut-être;\n",
        encoding="cp1252",
    )
    assert call(project, "partenaires importer", str(path)) == 1
    out, err = capsys.readouterr()
    assert (
        "2 à ajouter, 0 à compléter (rien n'est enregistré sans --appliquer), 0 déjà au registre, 3 lignes refusées."
        in out
    )
    assert [line.split(" : ")[0] for line in err.splitlines()] == [f"Refusé. Ligne {n}" for n in (4, 5, 6)]
    assert document(project, capsys, "partenaires lister") == []
    assert call(project, "partenaires importer", str(path), "--appliquer") == 1
    assert [one["etape"] for one in document(project, capsys, "partenaires lister")] == [
        "accord",
        "identifie",
    ]
    call(project, "partenaires importer", str(path), "--appliquer")
    assert "0 ajouté, 0 complété, 2 déjà au registre" in said(capsys)


def test_a_partner_is_completed_by_hand_or_by_a_file_and_each_line_is_told(
    project: Settings, capsys: Capture, tmp_path: Path
) -> None:
    for nom in ("CCAS de Test", "Cap sur la Route"):
        assert call(project, "partenaires ajouter", nom) == 0
    assert call(project, "partenaires completer", "Cap", "--structure", "essai--99999101100019") == 0
    assert said(capsys).endswith("Complété : « Cap sur la Route » (1 structure).\n")
    assert call(project, "partenaires completer", "Cap", "--structure", "essai--inconnue") == 1
    assert "aucune structure n’a l’identifiant « essai--inconnue »" in capsys.readouterr().err
    assert call(project, "partenaires ajouter", "MSA", "--structure", "essai--inconnue") == 1
    path = tmp_path / "partenaires.csv"
    path.write_text(
        "nom;siren;etape\nCCAS de Test;999991029;autonome\nCap sur la Route;;identifié\nCaisse;;\n",
        encoding="utf-8",
    )
    capsys.readouterr()
    assert call(project, "partenaires importer", str(path), "--appliquer", "--jour", "2026-08-01") == 0
    assert said(capsys).splitlines() == [
        "Ligne 2, complété : CCAS de Test (SIREN, étape « autonome »)",
        "Ligne 3, déjà au registre : Cap sur la Route",
        "Ligne 4, ajouté : Caisse (étape « identifié »)",
        "1 ajouté, 1 complété, 1 déjà au registre, 0 ligne refusée.",
    ]
    found = {one["nom"]: one for one in document(project, capsys, "partenaires lister")}
    assert (found["CCAS de Test"]["siren"], found["CCAS de Test"]["etape"]) == ("999991029", "autonome")
    assert found["Cap sur la Route"]["structures"] == ["essai--99999101100019"]


def test_a_list_with_another_column_is_refused_and_its_columns_are_named(
    project: Settings, capsys: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "partenaires.csv"
    path.write_text("nom;contact;mail\nCAF;;\n", encoding="utf-8")
    assert call(project, "partenaires importer", str(path)) == 1
    assert "colonnes inconnues, « contact », « mail »" in capsys.readouterr().err


def test_signals_are_opened_listed_and_closed(project: Settings, capsys: Capture) -> None:
    assert call(project, "veille ajouter", "un garage ouvrirait à Craon", "--jour", "2026-08-01") == 0
    assert call(project, "veille ajouter", "l'atelier vélo a fermé ?") == 0
    assert call(project, "veille clore", "1", "ajouté au catalogue") == 0
    assert call(project, "veille clore", "1", "encore") == 2
    assert [one["numero"] for one in document(project, capsys, "veille lister")] == ["2"]
    call(project, "veille lister", "--tout")
    assert "n° 1, ouvert le 01/08/2026, clos le" in said(capsys)


def test_a_signal_is_not_closed_before_it_was_opened(project: Settings, capsys: Capture) -> None:
    assert call(project, "veille ajouter", "fermé ?", "--jour", "2026-08-01") == 0
    assert call(project, "veille clore", "1", "vérifié", "--jour", "2026-07-31") == 2
    assert "le signal n° 1 a été ouvert le 01/08/2026" in capsys.readouterr().err
    assert call(project, "veille clore", "1", "vérifié", "--jour", "2026-08-01") == 0


def test_a_signal_says_the_record_it_is_about_and_an_unknown_one_is_refused(
    project: Settings, capsys: Capture
) -> None:
    assert call(project, "veille ajouter", "fermé ?", "--fiche", "inconnue--1") == 2
    assert "aucune fiche ne porte l'identifiant « inconnue--1 »" in capsys.readouterr().err
    for known in (BILAN, service(project)["structure_id"]):
        assert call(project, "veille ajouter", "fermé ?", "--fiche", known) == 0
    capsys.readouterr()
    call(project, "veille lister")
    first, second = said(capsys).splitlines()
    assert first.endswith(f": fermé ? (fiche « {BILAN} »)")
    assert second.startswith("n° 2")
    call(project, "a-faire", "--nombre", "500")
    assert f"     Bilan mobilité — {BILAN}" in said(capsys)


# --- the workbook of a partner ---------------------------------------------------------------------------


@pytest.fixture
def sheet(project: Settings, tmp_path: Path) -> Path:
    """The workbook of Cap sur la Route, filled: fees of one service, the other stopped."""
    call(project, "partenaires ajouter", "Cap sur la Route", "--siren", "999991011")
    path = tmp_path / "route.xlsx"
    assert call(project, "fiche-partenaire", "Cap sur la Route", "--vers", str(path)) == 0
    book = openpyxl.load_workbook(path)
    page = book["Services"]
    heading = [cell.value for cell in page[1]]
    for line in page.iter_rows(min_row=2):
        mine = line[0].value == BILAN
        line[heading.index("Toujours proposé ?")].value = "oui" if mine else "non"
        if mine:
            line[heading.index("Frais")].value = "Gratuit"
            line[heading.index("Places ouvertes")].value = 12
    book.save(path)
    return path


def test_answers_are_shown_first_and_nothing_is_kept(project: Settings, sheet: Path, capsys: Capture) -> None:
    capsys.readouterr()
    assert call(project, "fiche-partenaire importer", str(sheet)) == 0
    out = said(capsys)
    assert "« Bilan mobilité » · frais : (vide) → Gratuit" in out
    assert "« Bilan mobilité » : confirmée" in out
    assert "« Auto-école sociale » : n'est plus proposé" in out
    assert "Rien n'est enregistré : relancez avec --appliquer." in out
    call(project, "fiche-partenaire reponses")
    assert said(capsys) == "Aucune réponse en cours.\n"


def test_answers_applied_are_in_the_dataset_after_the_next_run(
    project: Settings, sheet: Path, capsys: Capture
) -> None:
    assert "frais" not in service(project)
    assert call(project, "fiche-partenaire importer", str(sheet), "--appliquer") == 0
    assert call(project, "synchroniser") == 0
    assert service(project)["frais"] == "gratuit"
    private = json.loads((project.outputs / "essai" / "prive-ne-pas-publier.json").read_bytes())
    assert next(one for one in private if one["id"] == BILAN)["places"]["valeur"] == 12
    with open_history(project.history_url) as history:
        (signal,) = list_events(history, "signal")
    assert signal.details["fiche"] == "essai--99999101100019-auto-ecole-sociale"
    capsys.readouterr()
    call(project, "fiche-partenaire reponses")
    today = dt.date.today().strftime("%d/%m/%Y")  # noqa: DTZ011 - the day of the person who types
    assert said(capsys).splitlines() == [
        f"{BILAN} · frais : Gratuit (route.xlsx, fiche du 03/08/2026, {today})",
        f"{BILAN} · places financées ou ouvertes (champ prive.places) : 12 (route.xlsx, fiche du 03/08/2026, {today})",
        f"{BILAN} · confirmée (route.xlsx, fiche du 03/08/2026, {today})",
    ]
    assert call(project, "fiche-partenaire importer", str(sheet)) == 0
    assert said(capsys) == (
        "0 champ changé, 0 fiche confirmée, 0 signalée, 4 déjà là, 0 case refusée.\n"  # the stopped one too
    )
    assert call(project, "fiche-partenaire annuler", BILAN, "frais") == 0
    assert call(project, "synchroniser") == 0
    assert "frais" not in service(project)
    capsys.readouterr()
    assert call(project, "fiche-partenaire annuler", BILAN, "frais") == 2
    assert capsys.readouterr().err.count("Voir") == 1


@pytest.mark.parametrize("words", ["Places ouvertes", "places financées ou ouvertes", "prive.places"])
def test_an_answer_is_taken_back_by_the_name_of_its_field_as_people_read_it(
    project: Settings, sheet: Path, capsys: Capture, words: str
) -> None:
    call(project, "fiche-partenaire importer", str(sheet), "--appliquer")
    capsys.readouterr()
    assert call(project, "fiche-partenaire annuler", BILAN, words) == 0
    assert "Annulé : « places financées ou ouvertes » de" in said(capsys)
    call(project, "fiche-partenaire reponses")
    left = said(capsys)
    assert "places" not in left
    assert "frais : Gratuit" in left
    assert call(project, "fiche-partenaire annuler", BILAN, "Toujours proposé ?") == 0


def test_places_written_with_their_unit_are_answered_and_answered_again(
    tmp_path: Path, capsys: Capture
) -> None:
    settings = make_project(tmp_path, connector=f'{CONNECTOR}places = {{ column = "Places" }}\n')
    rows = [(*row, "24 places") for row in ROWS]
    write_catalogue(settings.folder / "pdi.csv", rows, columns=(*COLUMNS, "Places"))
    call(settings, "synchroniser")
    call(settings, "partenaires ajouter", "Cap sur la Route", "--siren", "999991011")
    for places in (12, 15):
        path = tmp_path / f"{places}.xlsx"
        call(settings, "fiche-partenaire", "Cap sur la Route", "--vers", str(path))
        fill_places(path, places)
        assert call(settings, "fiche-partenaire importer", str(path), "--appliquer") == 0
        assert call(settings, "synchroniser") == 0
        private = json.loads((settings.outputs / "essai" / "prive-ne-pas-publier.json").read_bytes())
        assert next(one for one in private if one["id"] == BILAN)["places"]["valeur"] == places
        assert "correction-non-appliquee" not in (settings.outputs / "essai" / "anomalies.json").read_text()


def test_only_what_is_left_to_carry_over_in_the_catalogue_is_listed(tmp_path: Path, capsys: Capture) -> None:
    settings = make_project(tmp_path, connector=f'{CONNECTOR}places = {{ column = "Places" }}\n')

    def catalogue(places: str, rows: Iterable[tuple[str, ...]] = ROWS) -> None:
        lines = [(*row, places if row[4] == "Bilan mobilité" else "") for row in rows]
        write_catalogue(settings.folder / "pdi.csv", lines, columns=(*COLUMNS, "Places"))
        call(settings, "synchroniser")
        capsys.readouterr()
        call(settings, "fiche-partenaire reponses")

    catalogue("")
    call(settings, "partenaires ajouter", "Cap sur la Route", "--siren", "999991011")
    path = tmp_path / "fiche.xlsx"
    call(settings, "fiche-partenaire", "Cap sur la Route", "--vers", str(path))
    fill_places(path, 15)
    call(settings, "fiche-partenaire importer", str(path), "--appliquer")
    catalogue("")
    assert said(capsys).startswith(
        f"{BILAN} · places financées ou ouvertes (champ prive.places) : 15 (fiche.xlsx, fiche du "
    )
    catalogue("15 places")
    assert said(capsys) == "1 réponse déjà dans le catalogue : rien à y faire.\n"
    catalogue("20 places")
    assert said(capsys).endswith(" : ne vaut plus, le catalogue dit maintenant « 20 places »\n")
    catalogue("", [row for row in ROWS if row[4] != "Bilan mobilité"])
    assert said(capsys).endswith(" : sans effet, la fiche n'est plus dans le catalogue\n")


def fill_places(path: Path, places: int) -> None:
    book = openpyxl.load_workbook(path)
    page = book["Services"]
    column = [cell.value for cell in page[1]].index("Places ouvertes")
    next(line for line in page.iter_rows(min_row=2) if line[0].value == BILAN)[column].value = places
    book.save(path)


def test_a_workbook_applied_twice_is_applied_once(project: Settings, sheet: Path) -> None:
    for _ in range(2):
        assert call(project, "fiche-partenaire importer", str(sheet), "--appliquer") == 0
        assert call(project, "synchroniser") == 0
    with open_history(project.history_url) as history:
        assert len(list_events(history, "signal")) == 1
        assert [one.field for one in list_corrections(history)] == ["frais", "prive.places", CONFIRMED]


def test_a_workbook_applied_again_says_that_it_is_already_there(
    project: Settings, sheet: Path, capsys: Capture
) -> None:
    for again in (False, True):
        capsys.readouterr()
        assert call(project, "fiche-partenaire importer", str(sheet), "--appliquer") == 0
        assert ("4 déjà là" in capsys.readouterr().out) == again
    assert call(project, "veille clore", "1", "toujours ouvert, dit-il au téléphone") == 0
    capsys.readouterr()
    assert call(project, "fiche-partenaire importer", str(sheet)) == 0
    assert said(capsys) == "0 champ changé, 0 fiche confirmée, 0 signalée, 4 déjà là, 0 case refusée.\n"
    book = openpyxl.load_workbook(sheet)
    page = book["Services"]
    line = next(line for line in page.iter_rows(min_row=2) if line[0].value == BILAN)
    line[[cell.value for cell in page[1]].index("Précisions sur les frais")].value = "sans reste à charge"
    book.save(sheet)
    assert call(project, "fiche-partenaire importer", str(sheet)) == 0
    assert "1 champ changé, 0 fiche confirmée, 0 signalée, 4 déjà là" in said(capsys)


def test_a_workbook_is_never_overwritten(project: Settings, sheet: Path, capsys: Capture) -> None:
    before = sheet.read_bytes()
    assert call(project, "fiche-partenaire", "Cap sur la Route", "--vers", str(sheet)) == 2
    assert "contient peut-être des réponses" in capsys.readouterr().err
    assert sheet.read_bytes() == before


def test_a_partner_without_any_record_has_no_workbook(
    project: Settings, capsys: Capture, tmp_path: Path
) -> None:
    call(project, "partenaires ajouter", "CAF")
    assert call(project, "fiche-partenaire", "CAF", "--vers", str(tmp_path / "caf.xlsx")) == 1
    assert "Aucune fiche de « CAF »" in said(capsys)
    assert not (tmp_path / "caf.xlsx").exists()


def test_refused_cells_are_exit_code_1_and_the_rest_is_taken(
    project: Settings, sheet: Path, capsys: Capture
) -> None:
    book = openpyxl.load_workbook(sheet)
    page = book["Services"]
    heading = [cell.value for cell in page[1]]
    page.cell(2, heading.index("Courriel") + 1).value = "pas une adresse"
    book.save(sheet)
    assert call(project, "fiche-partenaire importer", str(sheet), "--appliquer") == 1
    out, err = capsys.readouterr()
    assert "Refusé. Feuille « Services », ligne 2, « Courriel »" in err
    assert "2 champs changés, 1 fiche confirmée, 1 signalée, 1 case refusée. Enregistré" in out
