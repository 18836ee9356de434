from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from offre_insertion.connector import CodeTable
from offre_insertion.errors import ReadError
from offre_insertion.reading import Table, load_source, open_table, read_code_table
from tests.reading.tables import codes, connector, values, write_csv

ON = {"ID structure": "ID"}


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def joined(
    tmp_path: Path, services: list[list[object]], structures: list[list[object]], **join: object
) -> Table:
    path = workbook(
        tmp_path / "c.xlsx",
        Services=[["Nom", "ID structure"], *services],
        Structures=[["ID", "Nom", "Commune"], *structures],
    )
    rule = {"sheet": "Structures", "on": ON, "prefix": "Structures.", **join}
    return open_table(path, connector(format={"sheet": "Services"}, join=[rule]))


def test_a_sheet_completes_the_rows(tmp_path: Path) -> None:
    table = joined(tmp_path, [["Aide", "S1"], ["Atelier", " s1 "]], [["S1", "Relais", "Laval"]])
    assert table.columns == ("Nom", "ID structure", "Structures.ID", "Structures.Nom", "Structures.Commune")
    added = {"Structures.ID": "S1", "Structures.Nom": "Relais", "Structures.Commune": "Laval"}
    assert values(table) == [
        {"Nom": "Aide", "ID structure": "S1", **added},
        {"Nom": "Atelier", "ID structure": "s1", **added},
    ]
    assert not table.issues


def test_an_orphan_is_kept_and_reported(tmp_path: Path) -> None:
    table = joined(tmp_path, [["Aide", "S9"], ["Libre", None]], [])
    assert values(table) == [{"Nom": "Aide", "ID structure": "S9"}, {"Nom": "Libre"}]
    (issue,) = table.issues
    assert (issue.code, issue.row, issue.sheet, issue.column) == (
        "jointure-orpheline",
        2,
        "Services",
        "ID structure",
    )
    assert "la feuille « Structures »" in issue.message


def test_of_two_lines_with_one_key_the_first_is_used(tmp_path: Path) -> None:
    table = joined(tmp_path, [["Aide", "S1"]], [["S1", "Relais", None], ["S1", "Autre", None]])
    assert values(table)[0]["Structures.Nom"] == "Relais"
    (issue,) = table.issues
    assert (issue.code, issue.row, issue.sheet) == ("jointure-en-double", 3, "Structures")


def test_lines_that_nothing_cites_are_kept(tmp_path: Path) -> None:
    table = joined(tmp_path, [["Aide", "S1"]], [["S1", "Relais", None], ["S2", "Seule", "Craon"]])
    last = list(table.rows)[-1]
    assert (last.number, last.sheet) == (3, "Structures")
    assert last.values == {"Structures.ID": "S2", "Structures.Nom": "Seule", "Structures.Commune": "Craon"}


def test_lines_that_nothing_cites_may_be_left(tmp_path: Path) -> None:
    table = joined(
        tmp_path, [["Aide", "S1"]], [["S1", "Relais", None], ["S2", "Seule", None]], keep_unmatched=False
    )
    assert len(values(table)) == 1


def test_a_file_beside_the_catalogue_completes_the_rows(tmp_path: Path) -> None:
    write_csv(tmp_path / "structures.csv", "Organismes 2026,\nID,Nom\nS1,Relais\n")
    path = write_csv(tmp_path / "c.csv", "Nom;ID structure\nAide;S1\n")
    join = {"file": "structures.csv", "on": ON, "prefix": "S.", "header": 2}
    assert values(open_table(path, connector(join=[join]))) == [
        {"Nom": "Aide", "ID structure": "S1", "S.ID": "S1", "S.Nom": "Relais"}
    ]


def test_a_file_beside_may_be_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "structures.json").write_text('[{"ID": "S1", "Nom": "Relais"}]', encoding="utf-8")
    path = write_csv(tmp_path / "c.csv", "Nom;ID structure\nAide;S1\n")
    join = {"file": "structures.json", "on": ON, "prefix": "S."}
    assert values(open_table(path, connector(format={"type": "csv"}, join=[join])))[0]["S.Nom"] == "Relais"


def test_a_missing_file_beside_is_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c.csv", "Nom;ID structure\nAide;S1\n")
    with pytest.raises(ReadError, match=r"structures\.csv.*introuvable"):
        open_table(path, connector(join=[{"file": "structures.csv", "on": ON, "prefix": "S."}]))


def test_standard_input_has_nothing_beside_it() -> None:
    with pytest.raises(ReadError, match="à côté du catalogue"):
        open_table(
            "-",
            connector(join=[{"file": "structures.csv", "on": ON, "prefix": "S."}]),
            stdin=io.BytesIO(b"Nom;ID structure\nAide;S1\n"),
        )


def test_a_csv_has_no_second_sheet(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c.csv", "Nom;ID structure\nAide;S1\n")
    with pytest.raises(ReadError, match="pas de feuille « Structures »"):
        open_table(path, connector(join=[{"sheet": "Structures", "on": ON, "prefix": "S."}]))


CARRIED = """Type;Nom;Commune
STRUCTURE;Relais;Laval
ACTION;Aide;
ACTION;Atelier;Craon
structure;Seule;Évron
STRUCTURE;Fin;
"""


def test_a_structure_line_is_carried_down_to_its_actions(tmp_path: Path) -> None:
    carry = {"when": {"column": "Type", "equals": "structure"}, "columns": ["Nom", "Commune"]}
    table = open_table(write_csv(tmp_path / "c.csv", CARRIED), connector(carry=carry))
    assert table.columns == ("Type", "Nom", "Commune", "structure.Nom", "structure.Commune")
    carried = {"structure.Nom": "Relais", "structure.Commune": "Laval"}
    assert [(row.number, row.values) for row in table.rows] == [
        (3, {"Type": "ACTION", "Nom": "Aide", **carried}),
        (4, {"Type": "ACTION", "Nom": "Atelier", "Commune": "Craon", **carried}),
        (5, {"structure.Nom": "Seule", "structure.Commune": "Évron"}),
        (6, {"structure.Nom": "Fin"}),
    ]
    assert [one.number for one in table.ignored] == [2]  # said by its two actions, and counted


def test_an_action_above_any_structure_stays_alone(tmp_path: Path) -> None:
    carry = {"when": {"column": "Type", "equals": "structure"}, "columns": ["Nom"]}
    path = write_csv(tmp_path / "c.csv", "Type;Nom\nACTION;Aide\n")
    assert values(open_table(path, connector(carry=carry))) == [{"Type": "ACTION", "Nom": "Aide"}]


def test_a_sheet_of_codes_is_a_lookup(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "c.xlsx",
        Offre=[["Nom", "Public"]],
        Codes=[["Nomenclature"], ["Code", "Libellé"], [1, "BRSA"], ["J", "Jeunes"], ["X", None]],
    )
    table = CodeTable(sheet="Codes", header=2, code="Code", label="Libellé")
    assert read_code_table(load_source(path), table) == {"1": "BRSA", "J": "Jeunes"}


def test_a_code_table_without_its_column_lists_those_it_has(tmp_path: Path) -> None:
    write_csv(tmp_path / "codes.csv", "Code;Intitulé\n1;BRSA\n")
    path = write_csv(tmp_path / "c.csv", "Nom\nA\n")
    with pytest.raises(ReadError, match=r"pas de colonne « Libellé »\. Colonnes : Code, Intitulé"):
        read_code_table(load_source(path), CodeTable(file="codes.csv", code="Code", label="Libellé"))


def test_issues_of_the_second_table_are_not_lost(tmp_path: Path) -> None:
    write_csv(tmp_path / "structures.csv", "ID;Nom;Note\nS1;Relais\n")
    path = write_csv(tmp_path / "c.csv", "Nom;ID structure\nAide;S1\n")
    table = open_table(path, connector(join=[{"file": "structures.csv", "on": ON, "prefix": "S."}]))
    list(table.rows)
    assert codes(table.issues) == ["cellules-manquantes"]
