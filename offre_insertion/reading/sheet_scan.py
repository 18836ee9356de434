"""What the XML of a workbook says of its sheets, before a library reads them: their size, and the cells that hide
something. Each class is fed by one expat parser, element after element, in constant memory."""

from __future__ import annotations

import re
from typing import Protocol
from xml.parsers.expat import XMLParserType

from offre_insertion.issues import Issue, Severity
from offre_insertion.reading.grid import column_letter

#: Cells of a sheet's rectangle: the library allocates them all (about 50 bytes each).
MAX_CELLS = 10_000_000
#: Columns of the format: what has no reference is counted, and must be bounded too.
_MAX_COLUMNS = 16_384
_MAX_ROWS = 1_048_576
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


class UnsafeWorkbookError(Exception):
    """A workbook no library should open; its text says what to do."""


class PartScan(Protocol):
    """Reads one XML part: ``start`` gets each element, ``finish`` is called at the end."""

    def __init__(self, parser: XMLParserType) -> None: ...

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """One element opens."""

    def finish(self) -> None:
        """The part is read."""


class WorkbookScan:
    """``xl/workbook.xml``: name of sheet → id of its relation."""

    def __init__(self, parser: XMLParserType) -> None:
        self.sheets: dict[str, str] = {}
        parser.StartElementHandler = self.start

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """One element opens."""
        if tag.rpartition(":")[2] == "sheet" and "name" in attributes:
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets[attributes["name"]] = relation

    def finish(self) -> None:
        """Nothing is left to say."""


class RelationsScan:
    """A ``.rels`` part: id → target."""

    def __init__(self, parser: XMLParserType) -> None:
        self.targets: dict[str, str] = {}
        parser.StartElementHandler = self.start

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """One element opens."""
        if tag.rpartition(":")[2] == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def finish(self) -> None:
        """Nothing is left to say."""


class SheetScan:
    """A sheet of an XLSX. Raises :class:`UnsafeWorkbookError`; ``issues`` are the cells that hide something."""

    def __init__(self, parser: XMLParserType) -> None:
        self.issues: list[Issue] = []
        self._parser = parser
        self._columns: dict[str, int] = {}
        self._row = self._column = self._last_row = self._last_column = 0
        self._digits = ""
        self._type: str | None = None
        self._formula = self._valued = False
        parser.StartElementHandler = self.start

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """One element opens; a cell is judged when the next one opens, which spares a call for each."""
        if tag == "v" and not self._formula:
            return
        kind = tag if ":" not in tag else tag.rpartition(":")[2]
        if kind in {"c", "row"} and (self._formula or self._type == "e"):
            self._judge()
        if kind == "c":
            self._type = attributes.get("t")
            self._move(attributes.get("r", ""))
        elif kind == "row":
            self._open_row(attributes.get("r"))
        elif kind == "f":
            self._formula, self._valued = True, False
        elif kind == "v":
            # An empty text is a value: SI(A1="";"";…) leaves one. An empty number is none.
            self._valued = self._type == "str"
            self._parser.CharacterDataHandler = self._text

    def _text(self, text: str) -> None:
        self._valued = self._valued or bool(text.strip())

    def _open_row(self, number: str | None) -> None:
        if number is None:
            self._row += 1
        elif number.isascii() and number.isdigit() and len(number) < 8:
            self._row = int(number)
        else:
            raise _impossible(number)
        self._digits, self._column = str(self._row), 0

    def _move(self, reference: str) -> None:
        column = self._columns.get(reference.removesuffix(self._digits))
        if column is None or not reference.endswith(self._digits):
            column = self._place(reference)
        self._column = column
        if column > self._last_column or self._row > self._last_row:
            self._grow()

    def _place(self, reference: str) -> int:
        """The column of a cell met for the first time, or out of its row; a cell may have no reference at all."""
        if not reference:
            return self._column + 1
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise _impossible(reference)
        letters, digits = match.groups()
        self._row, self._digits = int(digits), digits
        return self._columns.get(letters) or self._number(letters)

    def _number(self, letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        self._columns[letters] = number
        return number

    def _grow(self) -> None:
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row > _MAX_ROWS or self._last_column > _MAX_COLUMNS:
            raise _impossible(f"ligne {self._row}, colonne {self._column}")
        if self._last_row * self._last_column > MAX_CELLS:
            raise _too_far(self._last_row, self._last_column)

    def _judge(self) -> None:
        if self._type == "e":
            self._report("formule-en-erreur", "la formule est en erreur (#VALEUR!, #N/A…)")
        elif self._formula and not self._valued:
            self._report("formule-sans-valeur", "la formule n'a pas de valeur enregistrée")
        self._parser.CharacterDataHandler = None
        self._formula, self._type = False, None

    def _report(self, code: str, what: str) -> None:
        self.issues.append(
            hidden_cell(f"{column_letter(self._column - 1)}{self._row}", self._row, code, what)
        )

    def finish(self) -> None:
        """Judges the last cell."""
        self._judge()


class ContentScan:
    """``content.xml`` of an ODS: rows and cells say how often they repeat. Raises :class:`UnsafeWorkbookError`."""

    def __init__(self, parser: XMLParserType) -> None:
        self.issues: dict[str, list[Issue]] = {}
        self._sheet = ""
        self._row = self._repeat = self._column = self._width = self._row_width = 0
        parser.StartElementHandler = self.start

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """One element opens."""
        kind = tag.rpartition(":")[2]
        if kind == "table":
            self._sheet = attributes.get("table:name", "")
            self._row = self._repeat = self._column = self._width = self._row_width = 0
        elif kind == "table-row":
            self._row += self._repeat
            self._repeat = _repeated(attributes.get("table:number-rows-repeated"), _MAX_ROWS)
            self._column = self._row_width = 0
        elif kind in {"table-cell", "covered-table-cell"}:
            self._column += _repeated(attributes.get("table:number-columns-repeated"), _MAX_COLUMNS)
            if "office:value-type" in attributes or "calcext:value-type" in attributes:
                self._fill(attributes)
        elif kind == "p" and self._column > self._row_width:
            self._fill({})

    def _fill(self, attributes: dict[str, str]) -> None:
        self._row_width = self._column
        self._width = max(self._width, self._column)
        rows = self._row + self._repeat
        if rows * self._width > MAX_CELLS:
            raise _too_far(rows, self._width)
        if attributes.get("calcext:value-type") == "error":
            number = self._row + 1
            place = f"ligne {number}, colonne {self._column}"
            issue = hidden_cell(
                place, number, "formule-en-erreur", "la formule est en erreur (#VALEUR!, #N/A…)"
            )
            self.issues.setdefault(self._sheet, []).append(issue)

    def finish(self) -> None:
        """Nothing is left to say."""


def _repeated(count: str | None, limit: int) -> int:
    if count is None:
        return 1
    if count.isascii() and count.isdigit() and int(count[:9]) <= limit and len(count) <= 9:
        return int(count)
    raise UnsafeWorkbookError(
        "une feuille est démesurée. Supprimez ses lignes et colonnes inutiles, puis réenregistrez."
    )


def hidden_cell(place: str, row: int, code: str, what: str) -> Issue:
    """The issue of a cell that is read blank though a person sees something in it."""
    message = f"Cellule {place} : {what} ; elle est lue vide. Ouvrez le classeur, corrigez-la et enregistrez."
    return Issue(code=code, severity=Severity.AVERTISSEMENT, message=message, row=row, value=place)


def _impossible(place: str) -> UnsafeWorkbookError:
    return UnsafeWorkbookError(
        f"une cellule est impossible ({place[:40]}). Réenregistrez-le dans un tableur."
    )


def _too_far(rows: int, columns: int) -> UnsafeWorkbookError:
    return UnsafeWorkbookError(
        f"une cellule est remplie très loin (ligne {rows}, colonne {columns}), la feuille est démesurée. "
        "Supprimez les lignes et colonnes inutiles, puis réenregistrez."
    )
