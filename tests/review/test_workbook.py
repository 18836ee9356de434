"""The workbook of a colleague: written, filled with a spreadsheet, read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from offre_insertion.errors import PublishError, ReadError
from offre_insertion.review import Offer, find_cases
from offre_insertion.review.workbook import FilledReview, read_workbook, write_workbook
from tests.matching.fictional import LAVAL, structure
from tests.review.offers import STRUCTURES, offer


def export(folder: Path, offered: Offer | None = None) -> Path:
    path = folder / "revue.xlsx"
    write_workbook(path, find_cases(offered or offer()))
    return path


def columns(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[1]}


def fill(path: Path, values: dict[tuple[str, int, str], str], *, author: str | None = None) -> None:
    """Writes cells by (sheet, row, title of the column), as a person would."""
    book = openpyxl.load_workbook(path)
    for (name, row, title), value in values.items():
        book[name].cell(row, columns(book[name])[title]).value = value
    if author:
        guide = book.worksheets[0]
        (cell,) = [row[0] for row in guide.iter_rows() if row[0].value == "Votre nom"]
        guide.cell(cell.row, 2).value = author
    book.save(path)


def read(path: Path, offered: Offer | None = None) -> FilledReview:
    return read_workbook(path, [offered or offer()])


def test_each_pair_is_a_line_with_both_records_side_by_side(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export(tmp_path))
    assert book.sheetnames == ["Mode d’emploi", "Structures", "Services"]
    sheet = book["Structures"]
    at = columns(sheet)
    assert sheet.max_row == 3
    assert sheet.cell(3, at["Adresse A"]).value == "3 rue Haute 53000 Laval"
    assert sheet.cell(3, at["Adresse B"]).value == "18 avenue de Mayenne 53000 Laval"
    assert at["Adresse B"] == at["Adresse A"] + 1
    assert sheet.cell(3, at["Différences"]).value == "adresse"
    assert "Contre : Deux adresses" in sheet.cell(3, at["Raisons"]).value
    assert sheet.column_dimensions["A"].hidden


def test_decisions_are_chosen_from_a_list(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(export(tmp_path))["Structures"]
    (validation,) = sheet.data_validations.dataValidation
    assert validation.type == "list"
    assert validation.formula1 == '"doublon,distinct,incertain"'
    assert str(validation.sqref) == "B2:B3"
    assert sheet["B1"].value == "Décision"


def test_what_was_filled_comes_back(tmp_path: Path) -> None:
    path = export(tmp_path)
    fill(
        path,
        {
            ("Structures", 3, "Décision"): " Doublon ",
            ("Structures", 3, "Commentaire"): "vu sur place",
            ("Services", 2, "Décision"): "incertain",
        },
        author="Camille",
    )
    filled = read(path)
    assert [(one.kind, one.left, one.right, one.verdict, one.note) for one in filled.decisions] == [
        ("structure", "pdi--2", "pdi--3", "doublon", "vu sur place"),
        ("service", "annuaire--s7", "pdi--s1", "incertain", None),
    ]
    assert (filled.author, filled.refused, filled.alone) == ("Camille", (), 0)


def test_empty_cells_are_ignored_and_comments_alone_are_counted(tmp_path: Path) -> None:
    path = export(tmp_path)
    fill(path, {("Structures", 2, "Commentaire"): "je ne sais pas"})
    filled = read(path)
    assert (filled.decisions, filled.refused, filled.alone, filled.author) == ((), (), 1, None)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({("Structures", 2, "Décision"): "oui"}, "« oui » n’est pas une décision"),
        (
            {("Structures", 2, "Décision"): "doublon", ("Structures", 2, "Identifiant A"): "pdi--99"},
            "aucune fiche ne porte l’identifiant « pdi--99 »",
        ),
        (
            {("Structures", 2, "Décision"): "doublon", ("Structures", 2, "Identifiant A"): "pdi--4"},
            "ne sont plus ceux de la paire exportée",
        ),
    ],
)
def test_a_line_that_cannot_be_trusted_is_refused_by_its_number(
    tmp_path: Path, cells: dict[tuple[str, int, str], str], said: str
) -> None:
    path = export(tmp_path)
    fill(path, {**cells, ("Structures", 3, "Décision"): "distinct"})
    filled = read(path)
    assert [one.verdict for one in filled.decisions] == ["distinct"]
    (refusal,) = filled.refused
    assert refusal.startswith("Feuille « Structures », ligne 2 : ")
    assert said in refusal


def test_a_pair_decided_twice_is_refused_the_second_time(tmp_path: Path) -> None:
    path = export(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["Structures"]
    sheet.append([cell.value for cell in sheet[3]])
    book.save(path)
    fill(path, {("Structures", 3, "Décision"): "doublon", ("Structures", 4, "Décision"): "distinct"})
    filled = read(path)
    assert [one.verdict for one in filled.decisions] == ["doublon"]
    assert "déjà décidée ligne 3" in filled.refused[0]


def test_a_sorted_sheet_is_still_read(tmp_path: Path) -> None:
    path = export(tmp_path)
    fill(path, {("Structures", 3, "Décision"): "doublon"})
    book = openpyxl.load_workbook(path)
    sheet = book["Structures"]
    first, second = ([cell.value for cell in sheet[row]] for row in (2, 3))
    for row, values in ((2, second), (3, first)):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
    book.save(path)
    (decision,) = read(path).decisions
    assert (decision.row, decision.left, decision.right) == (2, "pdi--2", "pdi--3")


def test_names_that_look_like_formulas_are_texts(tmp_path: Path) -> None:
    bad = [structure(f"pdi--{n}", "=HYPERLINK(A1) Garage solidaire", LAVAL) for n in (1, 2)]
    book = openpyxl.load_workbook(export(tmp_path, Offer.of(("structure", one) for one in bad)))
    sheet = book["Structures"]
    cell = sheet.cell(2, columns(sheet)["Nom A"])
    assert (cell.data_type, cell.value) == ("s", "'=HYPERLINK(A1) Garage solidaire")


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "autre.xlsx")
    with pytest.raises(ReadError, match="doublons exporter"):
        read(tmp_path / "autre.xlsx")


def test_a_deleted_column_is_named(tmp_path: Path) -> None:
    path = export(tmp_path)
    book = openpyxl.load_workbook(path)
    book["Structures"].delete_cols(1)
    book.save(path)
    with pytest.raises(ReadError, match="« Clé »"):
        read(path)


def test_a_folder_that_is_a_file_stops_before_writing(tmp_path: Path) -> None:
    (tmp_path / "pris").write_text("un fichier")
    with pytest.raises(PublishError):
        write_workbook(tmp_path / "pris" / "revue.xlsx", find_cases(offer(STRUCTURES)))
