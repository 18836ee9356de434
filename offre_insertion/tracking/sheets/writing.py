"""Writing the workbook of a partner: drop-downs, locked ids, only what is missing highlighted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter
from xlsxwriter.format import Format as Style
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from offre_insertion.cleaning.telephone import dialled
from offre_insertion.publishing.atomic import replacing
from offre_insertion.publishing.neutralise import is_risky, neutralise
from offre_insertion.publishing.workbook import CREATED, SHEETS
from offre_insertion.schema import LIST_FIELDS, Kind
from offre_insertion.tracking.sheets.layout import (
    COLUMNS,
    ERASE,
    GUIDE,
    HOST,
    ID,
    LISTS,
    ORIGIN,
    OTHERS,
    STILL,
    Choices,
    Column,
    Line,
    Sheet,
    titles,
)
from offre_insertion.tracking.worklist.fixes import repairs_of

_HOW_TO = (
    "Ce classeur montre vos structures et vos services tels qu’ils sont recensés.",
    "Les cases jaunes sont à remplir ou à compléter : ce sont elles qui rendent vos services visibles et mobilisables.",
    "« Toujours proposé ? » : oui confirme la fiche, même sans rien changer ; non nous dit que le service a cessé.",
    "Choisissez dans les listes déroulantes quand il y en a. Une case vide ne change rien.",
    f"Pour retirer une valeur, écrivez {ERASE} dans sa case.",
    "Les cases grises sont verrouillées : pour changer de commune ou ajouter un service, écrivez-nous.",
    "Donnez des coordonnées professionnelles (accueil@…, standard), jamais le nom d’une personne.",
    "Enregistrez, puis renvoyez ce fichier tel quel, au format XLSX.",
)
_UNITED = (
    "« Réunit aussi » nomme les autres fiches du même service ou de la même structure : répondez une fois, cela vaut "
    "pour toutes."
)
#: In points: two lines of a heading, four of a description.
_HEADING_HEIGHT, _LINE_HEIGHT = 32, 60
Styles = dict[str, Style]


def write_sheet(path: Path, sheet: Sheet, choices: Choices) -> None:
    """Writes the workbook, whole or not at all. Raises :class:`offre_insertion.errors.PublishError`."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with replacing(path.absolute().parent) as draft, xlsxwriter.Workbook(draft / path.name, options) as book:
        book.set_properties({"created": CREATED, "title": f"Fiche partenaire : {sheet.partner}"})
        styles = _styles(book)
        _write_guide(book.add_worksheet(GUIDE), sheet, styles)
        pages = {kind: book.add_worksheet(name) for kind, name in SHEETS.items()}
        ranges = _write_lists(book.add_worksheet(LISTS), choices)
        for kind, page in pages.items():
            _Page(page, kind, sheet.of_kind(kind), choices, ranges, styles).write()
        _write_origin(book.add_worksheet(ORIGIN), sheet)


def _styles(book: xlsxwriter.Workbook) -> Styles:
    body = {"text_wrap": True, "valign": "top", "num_format": "@", "border": 1, "border_color": "#D0D7DE"}
    number = {**body, "num_format": "0.##"}
    return {
        "heading": book.add_format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
        ),
        "locked": book.add_format({**body, "bg_color": "#EEEEEE", "font_color": "#444444"}),
        "texte": book.add_format({**body, "locked": False}),
        "texte_quoted": book.add_format({**body, "locked": False, "quote_prefix": True}),
        "missing": book.add_format({**body, "locked": False, "bg_color": "#FFF0C2"}),
        "nombre": book.add_format({**number, "locked": False}),
        "plain": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_guide(page: Worksheet, sheet: Sheet, styles: Styles) -> None:
    page.set_column(0, 0, 110)
    page.write_string(0, 0, neutralise(f"{sheet.partner} : fiche du {sheet.day:%d/%m/%Y}"), styles["heading"])
    united = [_UNITED] if any(line.others for line in sheet.lines) else []
    for row, sentence in enumerate((*_HOW_TO, *united), 2):
        page.write_string(row, 0, sentence, styles["plain"])
    page.protect()


def _write_lists(page: Worksheet, choices: Choices) -> dict[str, str]:
    """The labels of each drop-down in a hidden sheet; field → its range."""
    ranges = {}
    for position, (field, codes) in enumerate({**choices.codes, STILL: {"oui": "", "non": ""}}.items()):
        for row, label in enumerate(codes):
            page.write_string(row, position, label)
        letter = xl_col_to_name(position)
        ranges[field] = f"='{LISTS}'!${letter}$1:${letter}${len(codes)}"
    page.hide()
    return ranges


def _write_origin(page: Worksheet, sheet: Sheet) -> None:
    """What was sent, field by field: the way back compares with it, and knows what somebody else changed meanwhile."""
    rows: list[tuple[str, ...]] = [("version", "1", sheet.partner, sheet.day.isoformat())]
    for line in sheet.lines:
        for column in COLUMNS[line.kind]:
            value = orjson.dumps(line.value(column.field)).decode()
            # A cell holds 32 767 characters; a value is at most a description of 10 000.
            rows.append((line.kind, line.id, column.field, value))
    for number, cells in enumerate(rows):
        for position, text in enumerate(cells):
            page.write_string(number, position, text)
    page.very_hidden()


class _Page:
    """One sheet of records."""

    def __init__(
        self,
        page: Worksheet,
        kind: Kind,
        lines: Sequence[Line],
        choices: Choices,
        ranges: dict[str, str],
        styles: Styles,
    ) -> None:
        self._page = page
        self._kind = kind
        self._lines = lines
        self._choices = choices
        self._ranges = ranges
        self._styles = styles
        self._lead = [(ID, 28), *([(HOST, 26)] if kind == "service" else []), (STILL, 12)]
        has_others = any(line.others for line in lines)
        columns = [one for one in COLUMNS[kind] if has_others or one.field != OTHERS]
        self._fields = titles(columns, lines, choices)

    def write(self) -> None:
        """The header, the lines, the drop-downs, the protection without a password."""
        headings = [*self._lead, *((title, column.width) for title, column, _ in self._fields)]
        for position, (title, width) in enumerate(headings):
            self._page.set_column(position, position, width)
            self._page.write_string(0, position, title, self._styles["heading"])
        self._page.set_row(0, _HEADING_HEIGHT)
        self._page.freeze_panes(1, len(self._lead))
        for row, line in enumerate(self._lines, 1):
            self._write_line(row, line)
        if self._lines:
            self._validate()
        # Against slips, not against people: no password.
        self._page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        self._page.set_landscape()
        self._page.repeat_rows(0)
        self._page.repeat_columns(0, len(self._lead) - 1)

    def _write_line(self, row: int, line: Line) -> None:
        lead = [line.id, *([line.host] if self._kind == "service" else [])]
        for position, text in enumerate(lead):
            self._page.write_string(row, position, neutralise(text), self._styles["locked"])
        self._page.set_row(row, _LINE_HEIGHT)
        self._page.write_blank(row, len(lead), None, self._styles["texte"])
        wanted = _missing(line)
        for position, (_, column, rank) in enumerate(self._fields, len(self._lead)):
            self._write_cell(
                row, position, column, self._text(line, column, rank), column.field in wanted and not rank
            )

    def _text(self, line: Line, column: Column, rank: int) -> Any:  # noqa: ANN401 - a text, or a number
        value = line.value(column.field)
        if column.field in LIST_FIELDS:
            value = value[rank] if value and rank < len(value) else None
        if value is not None and column.field == "telephone":
            return dialled(str(value))
        if value is None or column.type != "choix":
            return value
        return self._choices.label(column.field, str(value))

    def _write_cell(self, row: int, position: int, column: Column, value: Any, is_missing: bool) -> None:  # noqa: ANN401
        style = "locked" if column.locked else "missing" if is_missing else column.type
        if value is None:
            self._page.write_blank(row, position, None, self._styles.get(style, self._styles["texte"]))
        elif column.type == "nombre":
            self._page.write_number(row, position, float(value), self._styles["nombre"])
        else:
            text = str(value)
            quoted = is_risky(text) and style in ("texte", "choix")
            found = self._styles["texte_quoted"] if quoted else self._styles.get(style, self._styles["texte"])
            self._page.write_string(row, position, neutralise(text), found)

    def _validate(self) -> None:
        last = len(self._lines)
        still = len(self._lead) - 1
        self._page.data_validation(1, still, last, still, _list_of(self._ranges[STILL], "oui ou non"))
        for position, (title, column, _) in enumerate(self._fields, len(self._lead)):
            if column.type == "choix":
                rule = _list_of(self._ranges[column.field], title)
                self._page.data_validation(1, position, last, position, rule)
            elif column.type == "nombre":
                self._page.data_validation(1, position, last, position, _number(title))


def _list_of(source: str, title: str) -> dict[str, Any]:
    # A warning and not a stop: « (effacer) » is no choice of the list.
    return {
        "validate": "list", "source": source, "error_type": "warning", "error_title": title[:32],
        "error_message": f"Choisissez dans la liste, ou écrivez {ERASE}.",
    }  # fmt: skip


def _number(title: str) -> dict[str, Any]:
    return {
        "validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning", "error_title": title[:32],
        "error_message": f"Écrivez un nombre, ou {ERASE}.",
    }  # fmt: skip


def _missing(line: Line) -> frozenset[str]:
    """The fields to highlight: what DORA or a professional misses. A short description is to be lengthened."""
    if line.kind == "structure":
        return frozenset(name for name in ("siret", "telephone", "courriel") if not line.value(name))
    wanted = {name for filled in repairs_of(line.record).values() for name in filled}
    return frozenset(wanted | {name for name in ("zone_eligibilite",) if not line.value(name)})
