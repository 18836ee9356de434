"""Files of every kind, made by anyone: read as the valideur reads them, and checked further than it does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from offre_insertion.errors import ReadError
from offre_insertion.issues import Note, Severity
from offre_insertion.schema import Record
from offre_insertion.verification import Finding, Report, verify_file

STRUCTURE: Record = {
    "source": "pdi-53", "id": "pdi-53--a", "nom": "Garage", "date_maj": "2026-01-15", "code_insee": "53130",
}  # fmt: skip
SERVICE: Record = {
    "source": "pdi-53", "id": "pdi-53--s1", "structure_id": "pdi-53--a", "nom": "Location",
    "description": "Une voiture à louer.", "date_maj": "2026-01-15", "code_insee": "53130",
}  # fmt: skip
HEADER = ["__ignore__", "id", "nom", "date_maj", "code_insee"]
ROW = [None, "a", "Garage", "2026-01-15", "53130"]
SERVICES = [["__ignore__", "id", "structure_id", "nom", "description", "date_maj"]]

Rows = Sequence[Sequence[object]]


def workbook(folder: Path, structures: Rows, services: Rows | None = None, *, name: str = "jeu.xlsx") -> Path:
    path = folder / name
    with xlsxwriter.Workbook(path) as book:
        for sheet_name, rows in (("Structures", structures), ("Services", services or SERVICES)):
            sheet = book.add_worksheet(sheet_name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
    return path


def json_file(folder: Path, data: object, *, name: str = "jeu.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def beyond(report: Report) -> list[tuple[str, str, str]]:
    return [(one.field, one.note.code, one.lines_text) for one in report.beyond]


# --- the same thing said once ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "text"), [((4,), "4"), ((4, 5), "4 à 5"), ((2, 4, 5, 6), "2, 4 à 6"), ((11, 11), "11, 11")]
)
def test_lines_are_written_as_the_valideur_does(lines: tuple[int, ...], text: str) -> None:
    note = Note("valeur-invalide", Severity.ERREUR, "…")
    assert Finding("structure", "nom", "", note, lines).lines_text == text


def test_the_same_error_on_several_lines_is_one_finding(tmp_path: Path) -> None:
    bad = [None, "a", "Ab", "2026-01-15", "53130"]
    report = verify_file(workbook(tmp_path, [HEADER, bad, ROW, bad, bad]))
    (finding,) = report.findings
    assert (finding.lines_text, report.errors["structure"], report.wrong["structure"]) == ("2, 4 à 5", 3, 3)
    assert report.summary()[0] == "4 structure(s) analysée(s), 3 à corriger, 3 erreur(s)"


# --- workbooks -------------------------------------------------------------------------------------------


def test_a_right_workbook_is_clean(tmp_path: Path) -> None:
    report = verify_file(workbook(tmp_path, [HEADER, ROW]))
    assert report.is_clean
    assert report.counts == {"structure": 1, "service": 0}
    assert report.summary()[0] == "1 structure(s) analysée(s), 0 à corriger, 0 erreur(s)"


@pytest.mark.parametrize("mark", ["x", False, 0, "non", True])
def test_any_mark_in_ignore_leaves_the_row_out(mark: object, tmp_path: Path) -> None:
    report = verify_file(workbook(tmp_path, [HEADER, [mark, "b", "Ab", "", ""], ROW]))
    assert report.counts["structure"] == 1
    assert report.is_compliant


@pytest.mark.parametrize(
    ("structures", "sentence"),
    [
        (
            [HEADER[1:], ROW[1:]],
            "Feuille « Structures » : la colonne « __ignore__ » manque. Ajoutez-la, vide.",
        ),
        (
            [["Catalogue 2026"], HEADER, ROW],
            "Feuille « Structures » : la première ligne n’est pas l’en-tête.",
        ),
        ([[*HEADER, "line"], [*ROW, 1]], "une colonne s’appelle « line »"),
    ],
)
def test_what_stops_the_valideur_is_said(structures: Rows, sentence: str, tmp_path: Path) -> None:
    report = verify_file(workbook(tmp_path, structures))
    assert not report.is_compliant
    assert not report.is_clean
    assert sentence in report.refusals[0]


def test_a_missing_sheet_is_said_and_the_other_one_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "jeu.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Structures")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["", "a", "Ab", "2026-01-15", "53130"])
    report = verify_file(path)
    assert report.refusals == ("La feuille « Services » manque. Ajoutez-la, même vide sous son en-tête.",)
    assert report.errors == {"structure": 1, "service": 0}


def test_a_workbook_of_something_else_is_refused_in_french(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Offres").write_row(0, 0, ["Nom", "Ville"])
    with pytest.raises(ReadError, match="pour un catalogue local, utilisez « convertir »"):
        verify_file(path)


def test_a_column_that_is_no_field_is_said_with_the_nearest_one(tmp_path: Path) -> None:
    report = verify_file(workbook(tmp_path, [[*HEADER, "Nom ", "Responsable"], [*ROW, "x", "y"]]))
    assert [(issue.column, issue.suggestions) for issue in report.dataset] == [
        ("Nom ", ("nom",)),
        ("Responsable", ()),
    ]
    assert report.is_clean


def test_leading_zeros_lost_by_the_spreadsheet_are_errors(tmp_path: Path) -> None:
    path = workbook(tmp_path, [[*HEADER, "code_postal"], [None, "a", "Garage", "2026-01-15", 1053, 1000]])
    report = verify_file(path)
    assert [(one.field, one.value) for one in report.findings] == [
        ("code_insee", "1053"),
        ("code_postal", "1000"),
    ]


# --- JSON and CSV ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "counts"),
    [
        ([STRUCTURE], (1, 0)),
        ([SERVICE], (0, 1)),
        ({"structures": [STRUCTURE], "services": [SERVICE]}, (1, 1)),
        ({"items": [STRUCTURE], "total": 1}, (1, 0)),
        (STRUCTURE, (1, 0)),
        ([], (0, 0)),
    ],
)
def test_json_is_read_whatever_holds_the_records(
    data: object, counts: tuple[int, int], tmp_path: Path
) -> None:
    report = verify_file(json_file(tmp_path, data))
    assert (report.counts["structure"], report.counts["service"]) == counts
    assert report.is_clean


def test_one_record_per_line_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "services.ndjson"
    path.write_text(f"{json.dumps(SERVICE)}\n{json.dumps({**SERVICE, 'id': 'pdi-53--s2'})}\n")
    assert verify_file(path).counts["service"] == 2


def test_json_errors_give_the_rank_of_the_record(tmp_path: Path) -> None:
    report = verify_file(json_file(tmp_path, [STRUCTURE, {**STRUCTURE, "id": "pdi-53--b", "nom": "Ab"}]))
    assert [(one.field, one.lines_text) for one in report.findings] == [("nom", "2")]


def test_values_of_any_type_are_errors_and_never_a_failure(tmp_path: Path) -> None:
    wild = {
        "id": None,
        "nom": {"a": [1]},
        "zone_eligibilite": "53",
        "publics": [["jeunes"]],
        "siret": 3,
        "telephone": 5,
    }
    report = verify_file(json_file(tmp_path, [wild, {name: [[]] for name in SERVICE}, {}]))
    assert report.wrong["service"] == 3


@pytest.mark.parametrize("data", [[3], ["texte"], [[STRUCTURE]]])
def test_items_that_are_no_records_are_refused(data: object, tmp_path: Path) -> None:
    report = verify_file(json_file(tmp_path, data))
    assert report.refusals == ("La fiche n° 1 n’est pas un objet JSON. Supprimez-la ou réécrivez-la.",)


@pytest.mark.parametrize("text", ['{"structures": 3}', "[{", '"texte"', "3"])
def test_other_json_is_refused_in_french(text: str, tmp_path: Path) -> None:
    path = tmp_path / "jeu.json"
    path.write_text(text)
    with pytest.raises(ReadError, match=r"jeu\.json.*[.?]$"):
        verify_file(path)


def test_a_csv_says_its_kind_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "offre.csv"
    path.write_text(
        "source,id,structure_id,nom,description,date_maj,code_insee,thematiques\n"
        'pdi-53,pdi-53--s1,pdi-53--a,Location,\'=une voiture,2026-01-15,53130,"sante, bidon"\n',
        encoding="utf-8",
    )
    report = verify_file(path)
    assert report.counts == {"structure": 0, "service": 1}
    assert [(one.value, one.lines_text) for one in report.findings] == [("bidon", "2"), ("sante", "2")]


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    json_file(tmp_path, [STRUCTURE], name="structures.json")
    json_file(tmp_path, [SERVICE], name="services.json")
    assert verify_file(tmp_path).counts == {"structure": 1, "service": 1}


def test_an_empty_folder_is_refused_in_french(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="ne contient ni structures"):
        verify_file(tmp_path)


# --- beyond the valideur ---------------------------------------------------------------------------------


def test_duplicates_and_orphans_are_given_with_their_lines(tmp_path: Path) -> None:
    structures = [STRUCTURE, STRUCTURE]
    services = [SERVICE, *({**SERVICE, "id": f"pdi-53--t{n}", "structure_id": "pdi-53--z"} for n in range(2))]
    report = verify_file(json_file(tmp_path, {"structures": structures, "services": services}))
    assert report.is_compliant
    assert not report.is_clean
    assert beyond(report) == [
        ("id", "identifiant-en-double", "1 à 2"),
        ("structure_id", "service-orphelin", "2 à 3"),
    ]


def test_without_the_structures_no_service_is_called_an_orphan(tmp_path: Path) -> None:
    report = verify_file(json_file(tmp_path, [SERVICE]))
    assert report.beyond == ()
    (said,) = report.dataset
    assert (said.code, said.severity, report.is_clean) == ("structures-non-lues", Severity.INFO, True)
    assert "rien ne dit si chaque service a la sienne" in said.message
    assert verify_file(json_file(tmp_path, [STRUCTURE])).dataset == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"siret": "13002526500014"}, "siret-invalide"),
        ({"horaires_accueil": "le matin"}, "horaires-invalides"),
        ({"telephone": "02 43 00 00 00 (accueil)"}, "telephone-illisible"),
        ({"telephone": "02 43 00 00 00 / 02 43 00 00 01"}, "telephone-illisible"),
        ({"code_insee": None}, "commune-absente"),
        ({"id": "a"}, "identifiant-sans-source"),
        ({"latitude": 480.0}, "coordonnee-invalide"),
    ],
)
def test_what_the_valideur_lets_pass_is_said_apart(changes: Record, code: str, tmp_path: Path) -> None:
    report = verify_file(json_file(tmp_path, [{**STRUCTURE, **changes}]))
    assert report.is_compliant
    assert [one.note.code for one in report.beyond] == [code]


@pytest.mark.parametrize("telephone", ["+33243000000", "02 43 00 00 00", "3230", "115", "+262262000000"])
def test_phones_that_data_inclusion_understands_are_accepted(telephone: str, tmp_path: Path) -> None:
    assert verify_file(json_file(tmp_path, [{**STRUCTURE, "telephone": telephone}])).beyond == ()


def test_a_zone_that_does_not_exist_is_said_apart(tmp_path: Path) -> None:
    report = verify_file(json_file(tmp_path, [{**SERVICE, "zone_eligibilite": ["53", "99"]}]))
    assert report.is_compliant
    assert [(one.value, one.note.code) for one in report.beyond] == [("99", "zone-inconnue")]


def test_the_report_is_ready_for_json(tmp_path: Path) -> None:
    report = verify_file(json_file(tmp_path, [{**STRUCTURE, "nom": "Ab"}]))
    data = json.loads(json.dumps(report.as_dict()))
    assert data["conforme"] is False
    assert data["structures_a_corriger"] == 1
    assert data["erreurs"][0]["typologie"] == "Structure"
    assert data["erreurs"][0]["detail"] == "La chaîne doit contenir au moins 3 caractères"
