from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt

from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue
from offre_insertion.reading.workbook import cell_text, read_label
from tests.hostile import cell_xml, sheet_xml, xlsx_parts
from tests.reading.tables import codes, numbers, read, values

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # odfpy imports what Python deprecates
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table as OdsTable
    from odf.table import TableCell, TableRow
    from odf.text import P


def write_xlsx(path: Path, rows: list[list[Any]], **options: Any) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("Offre")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, dt.date | dt.time):
                sheet.write_datetime(row, column, cell, day)
            elif cell is not None:
                sheet.write(row, column, cell)
    book.close()
    return path


def write_xls(path: Path, rows: list[list[Any]], name: str = "Offre") -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell)
    book.save(str(path))
    return path


def write_ods(path: Path, rows: list[list[Any]]) -> Path:
    document = OpenDocumentSpreadsheet()
    table = OdsTable(name="Offre")
    for cells in rows:
        line = TableRow()
        for cell in cells:
            if isinstance(cell, int | float):
                one = TableCell(valuetype="float", value=str(cell))
            else:
                one = TableCell(valuetype="string") if cell else TableCell()
            if cell:
                one.addElement(P(text=str(cell)))
            line.addElement(one)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def write_parts(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def places(issues: list[Issue]) -> list[tuple[str, str | None, int | None, str | None]]:
    return [(issue.code, issue.sheet, issue.row, issue.value) for issue in issues]


ROWS: list[list[Any]] = [
    ["Nom", "SIRET", "CP"],
    ["Épicerie", 12345678901234, 1000],
    [None, None, None],
    ["B", "x", 53000.5],
]


@pytest.mark.parametrize(
    ("write", "name"), [(write_xlsx, "c.xlsx"), (write_xls, "c.xls"), (write_ods, "c.ods")]
)
def test_every_kind_of_workbook_gives_the_same_rows(tmp_path: Path, write: Any, name: str) -> None:
    table = read(write(tmp_path / name, ROWS))
    assert [(row.number, row.sheet, row.values) for row in table.rows] == [
        (2, "Offre", {"Nom": "Épicerie", "SIRET": "12345678901234", "CP": "1000"}),
        (4, "Offre", {"Nom": "B", "SIRET": "x", "CP": "53000.5"}),
    ]
    assert not table.issues


def test_a_table_that_starts_far_from_the_corner_keeps_its_row_numbers(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [None] * 4,
        [None] * 4,
        [None, None, "Nom", "Commune"],
        [None, None, "A", "Laval"],
    ]
    table = read(write_xlsx(tmp_path / "c.xlsx", rows), header=3)
    assert [(row.number, row.values) for row in table.rows] == [(4, {"Nom": "A", "Commune": "Laval"})]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  x ", "  x "),
        ("", ""),
        (True, "oui"),
        (False, "non"),
        (12345678901234.0, "12345678901234"),
        (0.1, "0.1"),
        (1e22, "1e+22"),
        (float("nan"), "nan"),
        (dt.datetime.fromisoformat("2026-03-01"), "2026-03-01"),
        (dt.datetime.fromisoformat("2026-03-01T14:30"), "2026-03-01 14:30:00"),
        (dt.date(2026, 3, 1), "2026-03-01"),
        (dt.time(9, 5), "09:05"),
    ],
)
def test_a_cell_is_read_as_a_person_reads_it(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_dates_times_and_booleans_of_a_workbook(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Nom", "Fin", "Ouvert"], ["A", dt.date(2026, 12, 31), True]]
    assert values(read(write_xlsx(tmp_path / "c.xlsx", rows))) == [
        {"Nom": "A", "Fin": "2026-12-31", "Ouvert": "oui"}
    ]


def test_dates_of_old_macintosh_workbooks_are_the_same_days(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Nom", "Fin"], ["A", dt.date(2026, 12, 31)]]
    assert values(read(write_xlsx(tmp_path / "c.xlsx", rows, date_1904=True)))[0]["Fin"] == "2026-12-31"


def test_the_date_of_the_workbook_is_in_its_properties(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Nom"])
    path = tmp_path / "c.xlsx"
    book.properties.modified = dt.datetime.fromisoformat("2026-02-14T08:00")
    book.save(path)
    table = read(path)
    assert table.modified is not None
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    written = f"{table.modified:%Y-%m-%d}".encode()
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(written, b"2025-11-30")
    assert read(write_parts(tmp_path / "d.xlsx", parts)).modified == dt.date(2025, 11, 30)
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(b"2025-11-30", b"2025-13-99")
    assert read(write_parts(tmp_path / "e.xlsx", parts)).modified is None


def test_the_first_visible_sheet_is_read_and_hidden_ones_only_by_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Listes"
    book.active.append(["Public"])
    book.active.append(["BRSA"])
    book.active.sheet_state = "hidden"
    for name in ("Offre", "Offre archivée"):
        book.create_sheet(name).append(["Nom"])
        book[name].append([name])
    path = tmp_path / "c.xlsx"
    book.save(path)
    assert values(read(path)) == [{"Nom": "Offre"}]
    assert values(read(path, sheet="Offre archivée")) == [{"Nom": "Offre archivée"}]
    assert values(read(path, sheet="Listes")) == [{"Public": "BRSA"}]
    with pytest.raises(
        ReadError, match=r"pas de feuille « Liste ».*« Listes », « Offre », « Offre archivée »"
    ):
        read(path, sheet="Liste")


def test_a_page_of_charts_is_no_sheet(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "c.xlsx"))
    page, sheet = book.add_chartsheet("Graphique"), book.add_worksheet("Offre")
    sheet.write_column(0, 0, ["Nom", "A"])
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=Offre!$A$2:$A$2"})
    page.set_chart(chart)
    book.close()
    assert values(read(tmp_path / "c.xlsx")) == [{"Nom": "A"}]


def merged(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Offre")
    sheet.merge_range("A1:A2", "Frein")
    sheet.merge_range("B1:C1", "Modalités")
    sheet.write_row("B2", ["Durée", "Places"])
    sheet.merge_range("A3:A4", "Mobilité")
    sheet.write_row("B3", ["6 mois", 12])
    sheet.write_row("B4", ["1 an", 8])
    sheet.write_row("A5", ["", "2 ans", 4])
    book.close()
    return path


def test_merged_headers_are_always_repeated(tmp_path: Path) -> None:
    table = read(merged(tmp_path / "c.xlsx"), header=[1, 2])
    assert table.columns == ("Frein", "Modalités / Durée", "Modalités / Places")
    assert [row.get("Frein") for row in values(table)] == ["Mobilité", None, None]


def test_merged_cells_are_repeated_on_the_lines_they_cover_only(tmp_path: Path) -> None:
    table = read(merged(tmp_path / "c.xlsx"), header=[1, 2], merged=True)
    assert [row.get("Frein") for row in values(table)] == ["Mobilité", "Mobilité", None]


FORMULAS = (
    f'<row r="1">{cell_xml("A1", "Nom")}{cell_xml("B1", "Places")}</row>'
    '<row r="2"><c r="A2" t="str"><f>UPPER("a")</f><v>A</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    '<row r="3"><c r="A3" t="str"><f>IF(1,"","x")</f><v></v></c><c r="B3"><f>SUM(B9:B10)</f><v/></c></row>'
    '<row r="4"><c r="A4"><f>A2</f></c><c r="B4"><f>2+2</f><v>4</v></c></row>'
)


def test_formulas_in_error_or_without_value_are_reported_and_others_read(tmp_path: Path) -> None:
    table = read(write_parts(tmp_path / "c.xlsx", xlsx_parts(sheet_xml(FORMULAS))))
    assert places(table.issues) == [
        ("formule-en-erreur", "Feuil1", 2, "B2"),
        ("formule-sans-valeur", "Feuil1", 3, "B3"),
        ("formule-sans-valeur", "Feuil1", 4, "A4"),
    ]
    rows = values(table)
    assert rows[0]["Nom"] == "A"
    assert rows[-1] == {"Places": "4"}


def test_a_workbook_saved_by_a_program_has_no_values(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Nom", "Total"])
    book.active.append(["A", "=1+1"])
    book.save(tmp_path / "c.xlsx")
    table = read(tmp_path / "c.xlsx")
    assert values(table) == [{"Nom": "A"}]
    assert places(table.issues) == [("formule-sans-valeur", "Sheet", 2, "B2")]


def test_issues_go_to_the_sheet_that_the_relations_name(tmp_path: Path) -> None:
    """Sheets moved by hand keep the number of their part: the order of tabs says nothing."""
    sound = sheet_xml(f'<row r="1">{cell_xml("A1", "Nom")}</row><row r="2">{cell_xml("A2", "A")}</row>')
    parts = xlsx_parts(sheet_xml(FORMULAS), target="worksheets/sheet1.xml")
    parts["xl/worksheets/sheet2.xml"] = sound
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        '<sheet name="Feuil1"',
        '<sheet name="Première &amp; bonne" sheetId="2" r:id="rId2"/><sheet name="Feuil1"',
    )
    relations = "xl/_rels/workbook.xml.rels"
    added = (
        '<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
    )
    parts[relations] = str(parts[relations]).replace("</Relationships>", added)
    path = write_parts(tmp_path / "c.xlsx", parts)
    assert codes(read(path, sheet="Première & bonne").issues) == []
    assert len(read(path, sheet="Feuil1").issues) == 3


def test_formulas_in_error_of_an_xls_are_reported(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    for name in ("Listes", "Été"):
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "Nom")
        sheet.write(1, 0, "A")
    book.get_sheet(1).row(1).set_cell_error(1, "#DIV/0!")
    book.save(str(tmp_path / "c.xls"))
    assert places(read(tmp_path / "c.xls", sheet="Été").issues) == [("formule-en-erreur", "Été", 2, "B2")]
    assert not read(tmp_path / "c.xls", sheet="Listes").issues


def test_a_long_xls_is_read_whole(tmp_path: Path) -> None:
    """Long enough for its stream to leave the small sectors of the container."""
    rows: list[list[Any]] = [["Nom", "Note"], *([f"Structure {n}", f"note n° {n}"] for n in range(3_000))]
    assert numbers(read(write_xls(tmp_path / "c.xls", rows)))[-1] == 3_001


def write_fiches(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Sommaire"
    fiches: list[list[list[str | None]]] = [
        [["FICHE ACTION"], ["1. Intitulé de l’action :", "Garage"], ["2) Public :", "BRSA", "jeunes"]],
        [
            ["Intitulé de l’action", None, "Atelier"],
            ["II - Public visé"],
            ["III – Lieu :", "Laval"],
            [None, "Évron"],
        ],
    ]
    for number, rows in enumerate(fiches, 1):
        sheet = book.create_sheet(f"FA {number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_each_sheet_of_labels_is_a_row(tmp_path: Path) -> None:
    table = read(write_fiches(tmp_path / "c.xlsx"), layout="fiche", sheet="FA *")
    assert table.columns == (
        "Feuille",
        "FICHE ACTION",
        "Intitulé de l’action",
        "Public",
        "Public visé",
        "Lieu",
    )
    assert [(row.sheet, row.values) for row in table.rows] == [
        ("FA 1", {"Feuille": "FA 1", "Intitulé de l’action": "Garage", "Public": "BRSA, jeunes"}),
        ("FA 2", {"Feuille": "FA 2", "Intitulé de l’action": "Atelier", "Lieu": "Laval\nÉvron"}),
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1. Intitulé :", "Intitulé"),
        ("1) Intitulé", "Intitulé"),
        ("1.2 Intitulé", "Intitulé"),
        ("1.2. Intitulé…", "Intitulé…"),
        ("3 - Public visé :", "Public visé"),
        ("3° Public visé", "Public visé"),
        ("n° 4 : Lieu", "Lieu"),
        ("a) Lieu", "Lieu"),
        ("B. Lieu", "Lieu"),
        ("IV – Lieu", "Lieu"),
        ("iv. Lieu", "Lieu"),
        ("N° SIRET :", "N° SIRET"),
        ("E-mail", "E-mail"),
        ("C.C. concernée", "C.C. concernée"),
        ("À préciser", "À préciser"),
        ("Intitulé\n de  l'action ;", "Intitulé de l'action"),
        ("2026", "2026"),
    ],
)
def test_labels_lose_their_number_and_nothing_else(text: str, label: str) -> None:
    assert read_label(text) == label


def test_a_protected_workbook_asks_for_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    with pytest.raises(ReadError, match=r"mot de passe.*sans protection"):
        read(path)


def test_a_far_cell_names_its_place(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell_xml("A1", "Nom")}</row><row r="900000">{cell_xml("AZ900000", "x")}</row>'
    with pytest.raises(ReadError, match=r"très loin \(ligne 900000, colonne 52\)"):
        read(write_parts(tmp_path / "c.xlsx", xlsx_parts(sheet_xml(rows))))


def test_a_cell_out_of_measure_is_refused(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell_xml("A1", "Nom")}</row><row r="2">{cell_xml("A2", "x" * 1_100_000)}</row>'
    with pytest.raises(ReadError, match="démesurée"):
        read(write_parts(tmp_path / "c.xlsx", xlsx_parts(sheet_xml(rows))))


def test_prefixed_xml_is_guarded_and_read_alike(tmp_path: Path) -> None:
    """Some software writes <x:c> for <c>."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    error = '<x:c r="A1" t="e"><x:f>1/0</x:f><x:v>#N/A</x:v></x:c>'
    cells = f'<x:row r="1">{error}<x:c r="B1" t="str"><x:v>Nom</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{main}"><x:sheetData>{cells}</x:sheetData></x:worksheet>'
    table = read(write_parts(tmp_path / "c.xlsx", xlsx_parts(sheet)))
    assert places(table.issues) == [("formule-en-erreur", "Feuil1", 1, "A1")]
    assert table.columns[1] == "Nom"


def test_ods_that_repeat_blank_lines_to_the_end_are_read(tmp_path: Path) -> None:
    """LibreOffice ends every sheet so."""
    path = write_ods(tmp_path / "c.ods", [["Nom"], ["A"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    blank = (
        b'<table:table-row table:number-rows-repeated="1048574">'
        b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", blank)
    assert values(read(write_parts(tmp_path / "d.ods", parts))) == [{"Nom": "A"}]
