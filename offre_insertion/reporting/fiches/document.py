"""An export as a DOCX: a summary, a table for each fiche, then the plan de financement across the page.

A4, in French, with headings that make a table of contents in the navigation pane.
"""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from offre_insertion.publishing.workbook import CREATED
from offre_insertion.reporting.fiches.blocks import Cell, build_heading, build_table
from offre_insertion.reporting.fiches.rubrics import Export, Fiche, Given, Rubric, Table
from offre_insertion.reporting.fiches.words import french
from offre_insertion.reporting.fiches.workbook import WARNING

_LANGUAGE, _FONT, _BLUE = "fr-FR", "Arial", RGBColor(0x1F, 0x3A, 0x5F)
_MARGIN = 18
_PORTRAIT_WIDTHS = (66.0, 108.0)
_COUNT_WIDTHS = (102.0, 24.0, 24.0, 24.0)
_LANDSCAPE_MM = 297 - 2 * _MARGIN
#: A fiche shorter than this (characters) stays on one page.
_SHORT = 1_800
_LEGEND = french(
    "Les cases ombrées sont à compléter ; la feuille « À compléter » du classeur dit, fiche par fiche, où l’écrire."
)


def write_document(path: Path, export: Export) -> None:
    """Writes the DOCX. The first table is a fiche per page or card, the others are tables across the page."""
    document = docx.Document()
    _prepare(document, export)
    _write_summary(document, export)
    first, *others = export.tables
    for number, fiche in enumerate(first.fiches):
        _write_fiche(document, first, fiche, new_page=len(others) > 0 or number == 0)
    for table in others:
        _write_landscape(document, table)
    document.save(str(path))


# --- the page --------------------------------------------------------------------------------------------


def _prepare(document: Document, export: Export) -> None:
    core = document.core_properties
    core.title, core.subject, core.language = export.title, export.reference, _LANGUAGE
    core.author, core.comments, core.keywords = "", "", ""
    core.created = core.modified = CREATED
    for part in (document.styles.element, document.settings.element):
        for language in part.iter(qn("w:lang"), qn("w:themeFontLang")):
            language.set(qn("w:val"), _LANGUAGE)
    for name, size in (("Normal", 10), ("Title", 20), ("Heading 1", 14), ("Heading 2", 12)):
        _restyle(document, name, size)
    section = document.sections[0]
    _size(section, width=210, height=297)
    _write_footer(section.footer.paragraphs[0])


def _restyle(document: Document, name: str, size: int) -> None:
    style = document.styles[name]
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]  # the fonts of the theme win over the others
    for attribute in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{attribute}"), _FONT)
    style.font.size = Pt(size)
    if name != "Normal":
        style.font.color.rgb = _BLUE


def _size(section: Section, *, width: int, height: int) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)


def _write_footer(paragraph: Paragraph) -> None:
    paragraph.style.font.size = Pt(8)  # type: ignore[union-attr]  # the style « Footer »
    paragraph.add_run(f"{WARNING} Page ")
    _add_field(paragraph, "PAGE")
    paragraph.add_run(" sur ")
    _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


# --- the contents ----------------------------------------------------------------------------------------


def _write_summary(document: Document, export: Export) -> None:
    document.add_heading(export.title, 0)
    for text in filter(None, (export.subtitle, export.reference)):
        document.add_paragraph(text)
    document.add_paragraph().add_run(WARNING).bold = True
    for table in export.tables:
        document.add_heading(french(f"{table.name} : ce qui est rempli"), 1)
        heads = [Cell(one, "heading") for one in ("Rubrique", "Remplies", "Incomplètes", "Vides")]
        rows = [
            [Cell(rubric.label, "label"), *(Cell(str(figure)) for figure in figures)]
            for rubric, *figures in table.counts()
        ]
        _add(document, build_table([heads, *rows], widths_mm=_COUNT_WIDTHS, title=f"{table.name} : comptes"))
    document.add_paragraph()
    document.add_paragraph(_LEGEND)


def _write_fiche(document: Document, table: Table, fiche: Fiche, *, new_page: bool) -> None:
    _add(document, build_heading(fiche.title, new_page=new_page))
    rows = [
        [_label(rubric), _value(rubric, answer)]
        for rubric, answer in zip(table.rubrics, fiche.answers, strict=True)
        if answer.text or rubric.is_asked
    ]
    heads = [Cell("Rubrique", "heading"), Cell("Réponse", "heading")]
    is_short = sum(len(answer.text) for answer in fiche.answers) < _SHORT
    _add(
        document,
        build_table([heads, *rows], widths_mm=_PORTRAIT_WIDTHS, title=fiche.title, keep_together=is_short),
    )


def _label(rubric: Rubric) -> Cell:
    return Cell(rubric.label, "label" if rubric.is_asked else "landmark", rubric.prompt)


def _value(rubric: Rubric, answer: Given) -> Cell:
    is_blank = rubric.is_asked and (not answer.text or answer.missing is not None)
    return Cell(answer.text, "blank" if is_blank else "value")


def _write_landscape(document: Document, table: Table) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _size(section, width=297, height=210)
    document.add_heading(table.name, 1)
    total = sum(rubric.width for rubric in table.rubrics)
    widths = [_LANDSCAPE_MM * rubric.width / total for rubric in table.rubrics]
    rows = [[Cell(rubric.label, "heading", rubric.prompt) for rubric in table.rubrics]]
    rows += [
        [_value(rubric, answer) for rubric, answer in zip(table.rubrics, fiche.answers, strict=True)]
        for fiche in table.fiches
    ]
    if table.total:
        rest = [Cell("", "blank" if rubric.form == "euros" else "label") for rubric in table.rubrics[1:]]
        rows.append([Cell(table.total, "label"), *rest])
    _add(document, build_table(rows, widths_mm=widths, title=table.name))


def _add(document: Document, block: BaseOxmlElement) -> None:
    """At the end of the document: before the properties of its last section."""
    document.element.body[-1].addprevious(block)
