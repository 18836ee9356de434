"""XLSX, XLSM, XLS and ODS → grids of texts (library: python-calamine), numbers read back as what they were."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from fnmatch import fnmatchcase

import python_calamine as calamine

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue
from offre_insertion.reading.grid import fill_merged
from offre_insertion.reading.source import Source
from offre_insertion.reading.table import MAX_CELL, Grid
from offre_insertion.reading.workbook_guard import inspect_archive
from offre_insertion.reading.xls_guard import inspect_xls

#: Name of the stream that holds an encrypted workbook.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>(\d{4})-(\d{2})-(\d{2})")
_ODS_MODIFIED = re.compile(rb"<dc:date>(\d{4})-(\d{2})-(\d{2})")


class Workbook:
    """An opened workbook, its dangers checked first. Raises :class:`ReadError`."""

    def __init__(self, source: Source) -> None:
        self.name = source.name
        content = source.content
        self._hidden: dict[str, list[Issue]] = {}
        if content.startswith(b"PK"):
            self._hidden = inspect_archive(content, name=source.name)
        elif _ENCRYPTED in content:
            raise self._locked()
        else:
            self._hidden = inspect_xls(content, name=source.name)
        self._book = self._open(content)
        self.modified = source.modified or _date_in(content)

    def _open(self, content: bytes) -> calamine.CalamineWorkbook:
        try:
            return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        except calamine.PasswordError as exc:
            raise self._locked() from exc
        except BaseException as exc:
            raise self._unreadable(exc) from exc

    def _locked(self) -> ReadError:
        return ReadError(
            f"« {self.name} » est protégé par un mot de passe. Enregistrez-en une copie sans protection."
        )

    def _unreadable(self, exc: BaseException) -> BaseException:
        """A panic of the reader is not an ``Exception``; an interruption by the user must stay one."""
        if isinstance(exc, KeyboardInterrupt | SystemExit | ReadError):
            return exc
        return ReadError(
            f"« {self.name} » ne s'ouvre pas : classeur abîmé. Ouvrez-le dans un tableur et réenregistrez-le."
        )

    @property
    def visible_sheets(self) -> list[str]:
        """Names of the sheets a person sees, in order."""
        visible, worksheet = calamine.SheetVisibleEnum.Visible, calamine.SheetTypeEnum.WorkSheet
        return [
            meta.name
            for meta in self._book.sheets_metadata
            if meta.visible == visible and meta.typ == worksheet
        ]

    @property
    def all_sheets(self) -> list[str]:
        """Names of every sheet, hidden ones included."""
        return list(self._book.sheet_names)

    def sheet_names(self, pattern: str | None) -> list[str]:
        """Sheets whose name matches ``pattern`` (``*`` allowed), hidden ones only when named in full; the first
        visible one without pattern."""
        if pattern is None:
            first = self.visible_sheets[:1] or self._book.sheet_names[:1]
            if not first:
                raise ReadError(
                    f"« {self.name} » n'a aucune feuille. Ouvrez-le dans un tableur et réenregistrez-le."
                )
            return first
        if pattern in self._book.sheet_names:
            return [pattern]
        found = [name for name in self.visible_sheets if fnmatchcase(name, pattern)]
        if not found:
            names = ", ".join(f"« {name} »" for name in self._book.sheet_names)
            raise ReadError(f"« {self.name} » n'a pas de feuille « {pattern} ». Feuilles : {names}.")
        return found

    def grid(self, sheet: str, form: Format) -> Grid:
        """The grid of a sheet; header cells merged across columns are always repeated, data ones on demand."""
        try:
            reader = self._book.get_sheet_by_name(sheet)
            merged = reader.merged_cell_ranges or []
            lines = [[cell_text(cell) for cell in cells] for cells in reader.to_python(skip_empty_area=False)]
        except BaseException as exc:
            raise self._unreadable(exc) from exc
        if any(len(cell) > MAX_CELL for cells in lines for cell in cells):
            raise ReadError(
                f"« {self.name} » : une cellule de « {sheet} » est démesurée. Videz-la, puis réenregistrez."
            )
        last_header = form.header if isinstance(form.header, int) else form.header[1]
        in_header = form.layout == "tableau"
        ranges = [one for one in merged if form.merged or (in_header and one[1][0] < last_header)]
        if not fill_merged(lines, ranges):
            raise ReadError(
                f"« {self.name} » : des cellules fusionnées se chevauchent dans « {sheet} ». "
                "Défusionnez-les, puis réenregistrez le classeur."
            )
        details = {"format": "excel", "feuille": sheet, "lignes_physiques": len(lines)}
        return Grid(enumerate(lines, 1), sheet, self._issues_of(sheet), details)

    def _issues_of(self, sheet: str) -> list[Issue]:
        return [replace(one, sheet=sheet) for one in self._hidden.get(sheet, [])]


def cell_text(cell: object) -> str:
    """The text a person reads in a cell: no « .0 », ISO dates, « oui » and « non »."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.time):
        return f"{cell:%H:%M}"
    return str(cell)


def _date_in(content: bytes) -> dt.date | None:
    """The date of the last modification, in the properties of the workbook."""
    if not content.startswith(b"PK"):
        return None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part, pattern in (("docProps/core.xml", _MODIFIED), ("meta.xml", _ODS_MODIFIED)):
            if part in archive.namelist() and (match := pattern.search(archive.read(part)[:100_000])):
                try:
                    return dt.date(*map(int, match.groups()))
                except ValueError:
                    return None
    return None


#: Column that holds the name of the sheet, for catalogues of one sheet per action.
SHEET_COLUMN = "Feuille"


def fiche_grid(book: Workbook, sheets: list[str], form: Format) -> Grid:
    """Sheets of label/value pairs as one grid: the labels of all the sheets make the header, each sheet a row."""
    fiches = [(sheet, _fiche(book.grid(sheet, form))) for sheet in sheets]
    labels = list(dict.fromkeys(label for _, fiche in fiches for label in fiche))
    lines = [
        [SHEET_COLUMN, *labels],
        *([sheet, *(fiche.get(label, "") for label in labels)] for sheet, fiche in fiches),
    ]
    return Grid(iter(list(enumerate(lines, 1))), None, [], {"format": "excel", "feuilles": len(sheets)})


_LABEL_END = re.compile(r"[\s:;.]+$")
#: « 1. », « 1.2) », « 3 - », « a) », « IV – », « n° 2 : »: a number, or a letter that a sign and a space follow, so
#: that « N° SIRET » and « E-mail » keep theirs.
_LABEL_NUMBER = re.compile(
    r"^\s*(?:n°\s*)?(?:\d+(?:\.\d+)*\s*[.)°:/–-]*(?=[\s.)°:/–-])|(?:[a-z]|[ivx]{1,5})(?:\s*[.)/]|\s+[–-])(?=\s))[\s:–-]*",
    re.IGNORECASE,
)


def _fiche(grid: Grid) -> dict[str, str]:
    """Label → values, on the right of it; labels lose their numbering and final colon.

    A line without label goes on with the one above.
    """
    fiche: dict[str, str] = {}
    label = ""
    for _, cells in grid.lines:
        filled = [cell.strip() for cell in cells[1:] if cell.strip()]
        if cells and cells[0].strip():
            label = read_label(cells[0])
        if label:
            value = ", ".join(dict.fromkeys(filled))
            fiche[label] = "\n".join(filter(None, (fiche.get(label), value)))
    return fiche


def read_label(text: str) -> str:
    """A label without its numbering nor its final colon: ``"2) Public visé :"`` → ``"Public visé"``."""
    label = _LABEL_END.sub("", " ".join(text.split()))
    return _LABEL_NUMBER.sub("", label) or label
