"""Headings and tables of a DOCX, as XML: header rows marked and repeated, rows that do not split, blanks shaded.

Written as text and parsed once: python-docx looks all its styles through for each heading, and the whole table for
each cell. A catalogue has thousands of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

_LINE = "A6A6A6"
_FILLS = {"heading": "1F3A5F", "label": "E3EAF2", "landmark": "F2F2F2", "blank": "FFF5D6"}
_GREY = '<w:color w:val="404040"/>'
#: A row longer than this (characters) may split: it would not fit on what is left of a page.
_MAY_SPLIT = 1_500


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, an aside under it in small, and its role: « value », « blank » (shaded), « label »,
    « landmark » (the label of what the instruction does not ask) or « heading »."""

    text: str
    role: str = "value"
    aside: str | None = None


def build_heading(text: str, *, new_page: bool) -> BaseOxmlElement:
    """A heading of the first level."""
    properties = '<w:pStyle w:val="Heading1"/>' + ("<w:pageBreakBefore/>" if new_page else "")
    return parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr>{_run(text, '')}</w:p>")


def build_table(
    rows: Sequence[Sequence[Cell]], *, widths_mm: Sequence[float], title: str, keep_together: bool = False
) -> BaseOxmlElement:
    """A table whose first row is its header. ``title`` is its alternative text; ``keep_together``, when it is short:
    its rows stay on one page."""
    widths = [round(width * 1440 / 25.4) for width in widths_mm]
    last = len(rows) - 1
    body = "".join(
        _row(row, widths, is_header=number == 0, keep_next=number == 0 or (keep_together and number < last))
        for number, row in enumerate(rows)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{_borders()}<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>'
        '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="06A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(title)}/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _borders() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>' for side in sides)
    return f"<w:tblBorders>{lines}</w:tblBorders>"


def _row(cells: Sequence[Cell], widths: Iterable[int], *, is_header: bool, keep_next: bool) -> str:
    whole = "" if max(len(cell.text) for cell in cells) > _MAY_SPLIT else "<w:cantSplit/>"
    marks = whole + ("<w:tblHeader/>" if is_header else "")
    inside = "".join(_cell(cell, width, keep_next) for cell, width in zip(cells, widths, strict=True))
    return f"<w:tr><w:trPr>{marks}</w:trPr>{inside}</w:tr>"


def _cell(cell: Cell, width: int, keep_next: bool) -> str:
    fill = _FILLS.get(cell.role)
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    keep = "<w:keepNext/>" if keep_next else ""
    paragraph = f'<w:pPr>{keep}<w:spacing w:before="0" w:after="0"/></w:pPr>'
    look = '<w:color w:val="FFFFFF"/>' if cell.role == "heading" else ""
    bold = "<w:b/>" if cell.role in ("heading", "label") else ""
    aside = _run(f"[{cell.aside}]", f'<w:i/>{look or _GREY}<w:sz w:val="16"/>') if cell.aside else ""
    text = f"<w:p>{paragraph}{_run(cell.text, bold + look)}</w:p>"
    more = f"<w:p>{paragraph}{aside}</w:p>" if aside else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{text}{more}</w:tc>'


def _run(text: str, properties: str) -> str:
    if not text:
        return ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{properties}</w:rPr>{lines}</w:r>"
