"""The output files, read back with the tools that people use."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from offre_insertion.errors import PublishError
from offre_insertion.issues import Issue, Severity
from offre_insertion.publishing.files import write_outputs
from offre_insertion.publishing.workbook import columns_of
from offre_insertion.schema import FIELDS, Record
from offre_insertion.verification import verify_file

STRUCTURES: list[Record] = [
    {
        "source": "pdi-53",
        "id": "pdi-53--garage",
        "nom": '=HYPERLINK("http://exemple.fr")',
        "date_maj": "2026-01-15",
        "siret": "13002526500013",
        "code_postal": "01000",
        "code_insee": "01053",
        "longitude": -0.7712345678,
        "latitude": 46.2051234,
        "telephone": "+33243000000",
        "reseaux_porteurs": ["ccas-cias", "mission-locale"],
    }
]
SERVICES: list[Record] = [
    {
        "source": "pdi-53",
        "id": "pdi-53--s1",
        "structure_id": "pdi-53--garage",
        "nom": "Location de voitures",
        "description": "- Une voiture & un scooter <pas cher>\n- À bas prix _x0041_ \x0b fin",
        "date_maj": "2026-01-15",
        "code_insee": "53130",
        "zone_eligibilite": ["53", "2A"],
        "nombre_semaines": 3,
        "volume_horaire_hebdomadaire": 10.5,
        "conditions_acces": "x" * 40_000,
    }
]
ISSUES = [
    Issue(
        "valeur-inconnue", Severity.AVERTISSEMENT, "« Jeune » n'est pas connu.", row=12, sheet="Offres",
        column="Public", field="service.publics", value="=Jeune", record="s1", suggestions=("jeunes", "familles"),
    ),
    Issue("champ-requis", Severity.ERREUR, "Champ requis", row=13),
    Issue("commune-corrigee", Severity.INFO, "Laval reconnue.", row=14),
]  # fmt: skip
SET_ASIDE = [(13, "Offres", "rejetée : structure sans nom", {"Nom": "", "Ville": "@Laval"})]
BILAN = {
    "lignes": 3,
    "anomalies": {"erreur": 1, "avertissement": 1},
    "cog": "2026",
    "attentes_non_tenues": ["a", "b"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_outputs(
        tmp_path, structures=STRUCTURES, services=SERVICES, issues=ISSUES, set_aside=SET_ASIDE, bilan=BILAN
    )
    return tmp_path


def test_every_promised_file_is_there(tmp_path: Path) -> None:
    written = write_outputs(tmp_path, structures=[], services=[], issues=[], set_aside=[], bilan={})
    assert [path.name for path in written] == [
        "anomalies.json", "anomalies.xlsx", "bilan.json", "data-inclusion.xlsx",
        "services.csv", "services.json", "structures.csv", "structures.json",
    ]  # fmt: skip
    assert all(path.is_file() for path in written)
    assert json.loads((tmp_path / "services.json").read_text()) == []


def test_json_holds_the_records_as_they_are(folder: Path) -> None:
    assert json.loads((folder / "structures.json").read_text(encoding="utf-8")) == STRUCTURES
    assert json.loads((folder / "services.json").read_text(encoding="utf-8")) == SERVICES
    assert json.loads((folder / "bilan.json").read_text(encoding="utf-8")) == BILAN
    first = json.loads((folder / "anomalies.json").read_text(encoding="utf-8"))[0]
    assert (first["code"], first["row"], first["suggestions"]) == (
        "valeur-inconnue",
        12,
        ["jeunes", "familles"],
    )


def test_csv_has_the_columns_of_the_schema_and_no_formula(folder: Path) -> None:
    with (folder / "structures.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        (row,) = list(reader)
    assert tuple(reader.fieldnames or ()) == FIELDS["structure"]
    assert row["nom"] == '\'=HYPERLINK("http://exemple.fr")'
    assert row["telephone"] == "+33243000000"
    assert row["longitude"] == "-0.7712345678"
    assert row["reseaux_porteurs"] == "ccas-cias, mission-locale"
    assert row["courriel"] == ""


def cells(path: Path, sheet: str) -> dict[str, Any]:
    """The first record of a sheet, by column, as openpyxl sees the cells."""
    header, row = list(openpyxl.load_workbook(path)[sheet].iter_rows())[:2]
    return {name.value: cell for name, cell in zip(header, row, strict=True)}


def test_the_workbook_is_the_one_the_valideur_wants(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "data-inclusion.xlsx")
    assert book.sheetnames == ["Structures", "Services"]
    assert [cell.value for cell in book["Services"][1]] == ["__ignore__", *FIELDS["service"]]
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    assert book["Structures"].column_dimensions["D"].width > 35
    assert (
        book["Services"].dimensions
        == f"A1:{book['Services'].cell(1, len(columns_of('service'))).coordinate[:-1]}2"
    )
    structure = cells(folder / "data-inclusion.xlsx", "Structures")
    assert structure["__ignore__"].value is None
    for name in ("siret", "code_postal", "date_maj", "telephone"):
        assert (structure[name].value, structure[name].data_type) == (STRUCTURES[0][name], "s")
        assert structure[name].number_format == "@"
    assert structure["latitude"].value == 46.2051234
    assert structure["reseaux_porteurs"].value == "ccas-cias, mission-locale"


def test_no_cell_of_the_workbook_can_become_a_formula(folder: Path) -> None:
    nom = cells(folder / "data-inclusion.xlsx", "Structures")["nom"]
    assert (nom.data_type, nom.value[:2], nom.quotePrefix) == ("s", "'=", True)
    description = cells(folder / "data-inclusion.xlsx", "Services")["description"]
    assert (description.data_type, description.quotePrefix) == ("s", True)


def test_texts_come_back_from_the_workbook_character_for_character(folder: Path) -> None:
    rows = python_calamine.CalamineWorkbook.from_path(str(folder / "data-inclusion.xlsx")).get_sheet_by_name(
        "Services"
    )
    header, row = rows.to_python()
    record = dict(zip(header, row, strict=True))
    assert record["description"] == SERVICES[0]["description"]
    assert (record["nombre_semaines"], record["volume_horaire_hebdomadaire"]) == (3, 10.5)
    assert record["zone_eligibilite"] == "53, 2A"
    assert record["conditions_acces"] == "x" * 31_999 + "…"


@pytest.mark.parametrize("name", ["data-inclusion.xlsx", ""])
def test_what_is_written_passes_our_own_verification(folder: Path, name: str) -> None:
    report = verify_file(folder / name)
    assert report.findings == ()
    assert report.beyond == ()
    assert report.dataset == ()
    assert report.counts == {"structure": 1, "service": 1}


class Endless(list[Record]):
    """A list that says it is longer than any sheet."""

    def __len__(self) -> int:
        return 1_048_576


def test_too_many_records_for_a_sheet_are_refused_and_nothing_is_replaced(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="Convertissez le catalogue par parties"):
        write_outputs(tmp_path, structures=Endless(), services=[], issues=[], set_aside=[], bilan={})
    assert list(tmp_path.iterdir()) == []


def test_private_records_have_a_file_of_their_own_that_goes_away(tmp_path: Path) -> None:
    def write(private: list[dict[str, object]]) -> set[str]:
        write_outputs(
            tmp_path, structures=[], services=[], issues=[], set_aside=[], bilan={}, private=private
        )
        return {path.name for path in tmp_path.iterdir()}

    assert "prive-ne-pas-publier.json" in write([{"id": "s1", "cout": 3}])
    assert "prive-ne-pas-publier.json" not in write([])


# --- anomalies.xlsx --------------------------------------------------------------------------------------


def test_anomalies_are_ready_to_be_sorted_by_a_person(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "anomalies.xlsx")
    assert book.sheetnames == ["Anomalies", "Lignes écartées", "Bilan"]
    sheet = book["Anomalies"]
    assert [cell.value for cell in sheet[1]][:7] == [
        "Gravité", "Ligne", "Feuille", "Colonne", "Valeur", "Anomalie", "Propositions"
    ]  # fmt: skip
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:J4"
    assert [cell.value for cell in sheet["A"]][1:] == ["erreur", "avertissement", "info"]
    assert len({cell.fill.fgColor.rgb for cell in sheet["A"]}) == 4
    assert [cell.value for cell in sheet[3]][1:7] == [
        12, "Offres", "Public", "'=Jeune", "« Jeune » n'est pas connu.", "jeunes | familles"
    ]  # fmt: skip


def test_long_sentences_have_the_height_they_need(tmp_path: Path) -> None:
    issues = [Issue("valeur-inconnue", Severity.INFO, text) for text in ("Court.", "Long. " * 50, "a\nb")]
    write_outputs(tmp_path, structures=[], services=[], issues=issues, set_aside=[], bilan={})
    sheet = openpyxl.load_workbook(tmp_path / "anomalies.xlsx")["Anomalies"]
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [None, 60, 30]


def test_rows_left_out_come_with_their_cells(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "anomalies.xlsx")["Lignes écartées"]
    assert [cell.value for cell in sheet[1]] == ["Ligne", "Feuille", "Sort et raison", "Nom", "Ville"]
    assert [cell.value for cell in sheet[2]] == [
        13,
        "Offres",
        "rejetée : structure sans nom",
        None,
        "'@Laval",
    ]


def test_the_bilan_gives_every_figure_and_what_each_code_means(folder: Path) -> None:
    rows = [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(folder / "anomalies.xlsx")["Bilan"].rows
    ]
    assert ["Anomalies : Erreur", 1, None] in rows
    assert [row[1] for row in rows if row[0] == "Attentes non tenues"] == ["a", "b"]
    (champ_requis,) = [row for row in rows if row[0] == "champ-requis"]
    assert champ_requis[1] == 1
    assert champ_requis[2].endswith(".")
