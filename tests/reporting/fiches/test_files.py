"""The workbook and the document, read back by other code."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from offre_insertion.errors import PublishError
from offre_insertion.extension import Extension
from offre_insertion.reporting.fiches import (
    Dispositif,
    Export,
    Holding,
    actions_export,
    gather,
    parcours_export,
    write_export,
)
from tests.reporting.fiches import fictional
from tests.reporting.fiches.fictional import quantity

#: Texts that a file must show as they are: markup, formulas, what XML cannot hold, what looks like an escape.
HOSTILE = "=1+1|cmd</w:t></w:p><script>alert('x')</script>&amp;\x00\x1b\x0b\ufffe _x0041_ ]]>"
SHOWN = "=1+1|cmd</w:t></w:p><script>alert('x')</script>&amp; _x0041_ ]]>"


def hostile() -> Dispositif:
    """The text in every field of the records and of the extension that holds one."""
    names = ("nom", "description", "publics_precisions", "conditions_acces", "commune", "thematiques")
    texts = dict.fromkeys(names, HOSTILE)
    record = {**fictional.FULL, **texts, "publics": [HOSTILE], "modes_accueil": [HOSTILE]}
    fields = Extension.model_fields
    private = {
        name: HOSTILE
        for name, info in fields.items()
        if info.annotation in (str | None,) and name not in ("dispositif", "contact_nom")
    }
    amounts = {name: quantity(HOSTILE) for name, info in fields.items() if "Quantite" in str(info.annotation)}
    structure = {"id": "pdi--1", "nom": HOSTILE, "commune": HOSTILE}
    (found,) = gather(
        [record], {"pdi--1": structure}, {record["id"]: Extension.model_validate({**private, **amounts})}
    )
    return found


def write(export: Export, folder: Path) -> tuple[openpyxl.Workbook, docx.document.Document]:
    workbook, document = write_export(export, folder)
    return openpyxl.load_workbook(workbook), docx.Document(str(document))


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    header, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), line, strict=True)) for line in lines]


def pairs(table: Table) -> dict[str, str]:
    """Label → answer of a fiche, its header apart."""
    return {row.cells[0].paragraphs[0].text: row.cells[1].text for row in list(table.rows)[1:]}


@pytest.fixture
def parcours() -> Export:
    return parcours_export(fictional.holding(), fictional.dispositifs())


@pytest.fixture
def actions() -> Export:
    return actions_export(fictional.holding(), fictional.dispositifs(), year=2026)


def test_the_workbook_has_a_line_for_each_parcours_with_numbers_as_numbers(
    parcours: Export, tmp_path: Path
) -> None:
    book, _ = write(parcours, tmp_path)
    assert book.sheetnames == ["Parcours", "À compléter", "Synthèse"]
    first, second, *_ = rows(book["Parcours"])
    assert (first["Nom du parcours"], first["Coût unitaire du parcours"]) == ("Auto-école sociale", 2550)
    assert (first["Nombre de places financées"], second["Nombre de places financées"]) == (24, 6)
    assert second["Coût unitaire du parcours"] is None
    assert book["Parcours"].freeze_panes == "B2"
    assert book["Parcours"].page_setup.orientation == "landscape"
    assert book["Parcours"].page_setup.paperSize == 9
    assert book["Parcours"].print_title_rows == "$1:$1"


def test_the_list_of_blanks_is_in_the_workbook_whole(parcours: Export, tmp_path: Path) -> None:
    book, _ = write(parcours, tmp_path)
    listed = rows(book["À compléter"])
    assert len(listed) == len(parcours.blanks) == 19
    places = next(
        row for row in listed if row["Identifiant"] == "pdi--suivi" and "places" in str(row["Rubrique"])
    )
    assert places["Nom"] == "Suivi social (Cap sur la Route)"
    assert places["État"] == "vide"
    assert "file active" in str(places["Ce que le catalogue dit par ailleurs"])
    counts = {row["Rubrique"]: (row["Remplies"], row["Vides"]) for row in rows(book["Synthèse"])}
    assert counts["Public cible"] == (1, 3)


def test_the_plan_adds_up_the_amounts_that_a_person_writes(actions: Export, tmp_path: Path) -> None:
    book, _ = write(actions, tmp_path)
    sheet = book["Plan de financement"]
    assert str(sheet.cell(6, 1).value).startswith("TOTAL BESOINS")
    assert sheet.cell(6, 7).value == "=SUBTOTAL(109,G2:G5)"


def test_the_document_has_a_table_for_each_fiche_with_its_header_marked(
    parcours: Export, tmp_path: Path
) -> None:
    _, document = write(parcours, tmp_path)
    headings = [
        one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"
    ]
    assert headings[1:] == [
        "Auto-école sociale (Cap sur la Route)",
        "Permanence d'une psychologue (Roule Bocage)",
        "Vélo-école (Cap sur la Route)",
        "Suivi social (Cap sur la Route)",
    ]
    assert len(document.tables) == 5
    assert pairs(document.tables[1])["Coût unitaire du parcours"] == "2\u00a0550\u00a0€"
    assert pairs(document.tables[2])["Durée"] == ""
    for table in document.tables:
        first = table.rows[0]._tr.trPr
        assert first is not None
        assert first.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_the_fiche_action_of_the_document_is_filled_rubric_by_rubric(actions: Export, tmp_path: Path) -> None:
    _, document = write(actions, tmp_path)
    fiche = pairs(document.tables[2])
    assert fiche["Contexte / État du préexistant"] == "Action existante renforcée"
    assert (
        fiche["Budget détaillé"].replace("\u00a0", " ")
        == "61 200 €\nÉtat : 30 600 €\nCollectivité : 30 600 €"
    )
    assert fiche["Nombre de nouveaux entrants 2026"] == ""
    plan = document.tables[-1]
    assert [len(plan.rows), len(plan.columns)] == [6, 8]
    widths = [section.page_width or 0 for section in document.sections]
    assert widths[-1] > widths[0]


def test_the_document_is_french_a4_and_says_not_to_publish_it(parcours: Export, tmp_path: Path) -> None:
    _, document = write(parcours, tmp_path)
    core = document.core_properties
    assert (core.title, core.language, core.author) == ("Fichier de renseignement des parcours", "fr-FR", "")
    parts = (document.styles.element, document.settings.element)
    marks = [one for part in parts for one in part.iter(qn("w:lang"), qn("w:themeFontLang"))]
    assert {one.get(qn("w:val")) for one in marks} == {"fr-FR"}
    section = document.sections[0]
    assert [round((length or 0) / 36000) for length in (section.page_width, section.page_height)] == [
        210,
        297,
    ]
    assert "À ne pas publier" in section.footer.paragraphs[0].text
    assert any(
        "Département\u00a0: Mayenne (53), catalogue au 02/03/2026" in one.text for one in document.paragraphs
    )


def every_text(book: openpyxl.Workbook) -> Iterator[tuple[str, object]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from ((cell.data_type, cell.value) for cell in row if cell.value is not None)


@pytest.mark.parametrize("kind", ["parcours", "actions"])
def test_hostile_texts_are_shown_as_they_are_and_do_nothing(kind: str, tmp_path: Path) -> None:
    found = hostile()
    held = Holding((found,), departement=HOSTILE)
    export = (
        parcours_export(held, [found]) if kind == "parcours" else actions_export(held, [found], year=2026)
    )
    book, document = write(export, tmp_path)
    formulas = [value for data_type, value in every_text(book) if data_type == "f"]
    assert all(str(one).startswith("=SUBTOTAL(109,") for one in formulas)
    assert not any(str(value).startswith("=1") for _, value in every_text(book))
    # Excel gives back what is escaped, openpyxl does not.
    shown = [str(value).replace("_x005F_", "_") for _, value in every_text(book)]
    assert f"'{SHOWN}" in shown
    answers = pairs(document.tables[1 if kind == "parcours" else 2])
    assert SHOWN in answers.values()
    with zipfile.ZipFile(tmp_path / f"{export.stem}.docx") as archive:
        assert b"<script" not in archive.read("word/document.xml")


def test_an_empty_offer_gives_empty_documents(tmp_path: Path) -> None:
    book, document = write(actions_export(Holding(()), [], year=2026), tmp_path)
    assert book["Fiches action"].max_row == 1
    assert len(document.tables) == 3


def test_a_text_longer_than_a_cell_is_cut_in_the_workbook_and_whole_in_the_document(tmp_path: Path) -> None:
    long = "très " * 8_000
    found = fictional.one({**fictional.BARE, "description": long})
    book, document = write(parcours_export(Holding((found,)), [found]), tmp_path)
    shown = str(rows(book["Parcours"])[0]["Contenu de l’offre de services"])
    assert len(shown) == 32_000
    assert shown.endswith("…")
    assert pairs(document.tables[1])["Contenu de l’offre de services"] == long.strip()


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(
    parcours: Export, tmp_path: Path
) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    with pytest.raises(PublishError):
        write_export(parcours, tmp_path / "fichier")
    assert [one.name for one in tmp_path.iterdir()] == ["fichier"]
