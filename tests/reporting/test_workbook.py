"""Tables in a workbook stay tables: nothing runs, names fit, figures are figures."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import xlsxwriter

from offre_insertion.reporting.workbook import Content, Painted, options, prepare


def write(
    path: Path, *tables: tuple[str, list[list[Content]]], above: tuple[str, ...] = ()
) -> openpyxl.Workbook:
    with xlsxwriter.Workbook(path, options()) as book:
        prepared = prepare(book)
        for name, rows in tables:
            prepared.add_table(name, [("Nom", 20), ("Valeur", 10)], rows, above=above)
    return openpyxl.load_workbook(path)


def test_formulas_of_catalogues_stay_texts(tmp_path: Path) -> None:
    book = write(tmp_path / "essai.xlsx", ("Essai", [["=1+1", 2], ["@SUM(A1)", None]]))
    cells = list(book["Essai"].iter_rows(min_row=2, max_col=1, values_only=True))
    assert cells == [("'=1+1",), ("'@SUM(A1)",)]
    assert book["Essai"]["B2"].value == 2


def test_names_of_sheets_fit_excel_and_differ(tmp_path: Path) -> None:
    long = "Utiliser des services de mobilité douce, partagée ou collective"
    book = write(tmp_path / "essai.xlsx", ("a/b:[c]", []), (long, []), (long, []), ("'", []))
    assert book.sheetnames == ["a’b’c", long[:31].strip(), f"{long[:27]} (2)", "Feuille"]
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_the_heading_comes_under_the_sentences_and_stays(tmp_path: Path) -> None:
    sheet = write(tmp_path / "essai.xlsx", ("Essai", [["a", 1.5]]), above=("Une phrase.",))["Essai"]
    assert [cell.value for cell in sheet[3]] == ["Nom", "Valeur"]
    assert (sheet["A1"].value, sheet["A4"].value, sheet["B4"].value) == ("Une phrase.", "a", 1.5)
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:B4"


def test_a_painted_cell_has_its_colour(tmp_path: Path) -> None:
    sheet = write(
        tmp_path / "essai.xlsx",
        ("Essai", [[Painted("○ 0 %", "#B3402F", "#FFFFFF"), Painted(None, "#B3402F")]]),
    )["Essai"]
    assert (sheet["A2"].fill.fgColor.rgb, sheet["A2"].font.color.rgb) == ("FFB3402F", "FFFFFFFF")
    assert sheet["B2"].fill.fgColor.rgb == "FFB3402F"


def test_rows_that_wrap_have_room(tmp_path: Path) -> None:
    sheet = write(tmp_path / "essai.xlsx", ("Essai", [["mot " * 30, 1], ["court", 2]]))["Essai"]
    assert sheet.row_dimensions[2].height >= 7 * 15
    assert sheet.row_dimensions[3].height in {None, 15}
