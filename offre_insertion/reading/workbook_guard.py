"""Looking at a workbook before any library opens it.

python-calamine allocates the whole rectangle of a sheet: one cell at the far corner aborts the process, with
no exception to catch, and an absurd cell reference panics. So sizes and references are read first, in the XML.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue, Severity

#: Uncompressed bytes of the whole workbook; a real catalogue has a few dozen megabytes at most.
_MAX_UNCOMPRESSED = 400 * 1024 * 1024
#: Cells of a sheet's rectangle.
_MAX_CELLS = 20_000_000
_CHUNK = 1 << 20
_OVERLAP = 2_000
_REFERENCE = re.compile(rb'<(?:c|dimension)\s(?:[^<>]*?\s)?(?:r|ref)="(?:[^":]*:)?([^"]*)"')
_VALID = re.compile(rb"^([A-Z]{1,3})([1-9]\d{0,6})$")
_ERROR = re.compile(rb'<c\s[^>]*?r="([A-Z]+\d+)"[^>]*?\st="e"|<c\s[^>]*?t="e"[^>]*?\sr="([A-Z]+\d+)"')
_NO_VALUE = re.compile(rb'<c\s[^>]*?r="([A-Z]+\d+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>')
_REPEATED = re.compile(rb'number-(rows|columns)-repeated="(\d+)"')


def inspect_archive(content: bytes, *, name: str) -> dict[str, list[Issue]]:
    """Refuses a dangerous XLSX or ODS (:class:`ReadError`); returns, by XML part, what its cells hide.

    Formula errors and formulas without a cached value read as blank cells: they are reported here.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
        raise _damaged(name) from exc
    if sum(part.file_size for part in parts) > _MAX_UNCOMPRESSED:
        raise ReadError(f"« {name} » est démesuré une fois décompressé : ce n'est pas un catalogue. Réenregistrez-le.")
    names = {part.filename for part in parts}
    if not names & {"xl/workbook.xml", "content.xml", "xl/workbook.bin"}:
        raise ReadError(f"« {name} » n'est pas un classeur mais une archive. Décompressez-la et donnez le fichier du catalogue.")
    issues: dict[str, list[Issue]] = {}
    budget = _MAX_UNCOMPRESSED
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            issues[part.filename], budget = _inspect_part(archive, part, budget, name=name)
    return issues


def _damaged(name: str) -> ReadError:
    return ReadError(f"« {name} » est abîmé ou incomplet. Ouvrez-le dans un tableur et réenregistrez-le.")


def _inspect_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: int, *, name: str
) -> tuple[list[Issue], int]:
    is_sheet = part.filename.startswith("xl/worksheets/sheet")
    is_ods = part.filename == "content.xml"
    issues: dict[str, Issue] = {}
    corner = [0, 0]
    for chunk, size in _chunks(archive, part, name=name):
        budget -= size
        if budget < 0:
            raise ReadError(f"« {name} » est démesuré une fois décompressé : ce n'est pas un catalogue. Réenregistrez-le.")
        if b"<!ENTITY" in chunk:
            raise ReadError(f"« {name} » contient du XML suspect : lecture refusée. Réenregistrez-le dans un tableur.")
        if is_sheet:
            _check_references(chunk, corner, name=name)
            issues |= _hidden_cells(chunk)
        elif is_ods:
            _check_repeats(chunk, name=name)
    return list(issues.values()), budget


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, name: str) -> Iterator[tuple[bytes, int]]:
    """The part by overlapping pieces, so that no cell is cut in two; with the number of new bytes."""
    tail = b""
    try:
        with archive.open(part) as file:
            while block := file.read(_CHUNK):
                yield tail + block, len(block)
                tail = block[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as exc:
        # RuntimeError: zipfile says so for an encrypted member.
        raise _damaged(name) from exc


def _check_references(chunk: bytes, corner: list[int], *, name: str) -> None:
    for reference in set(_REFERENCE.findall(chunk)):
        match = _VALID.match(reference)
        if match is None:
            raise ReadError(f"« {name} » contient une cellule impossible. Réenregistrez-le dans un tableur.")
        corner[0] = max(corner[0], int(match.group(2)))
        corner[1] = max(corner[1], _column_number(match.group(1)))
        if corner[0] * corner[1] > _MAX_CELLS:
            raise ReadError(
                f"« {name} » : une cellule est remplie très loin ({reference.decode()}), la feuille est démesurée. "
                "Supprimez les lignes et colonnes inutiles, puis réenregistrez."
            )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _hidden_cells(chunk: bytes) -> dict[str, Issue]:
    issues = {}
    for groups in _ERROR.findall(chunk):
        reference = b"".join(groups).decode()
        issues[reference] = _cell_issue(reference, "formule-en-erreur", "la formule est en erreur (#VALEUR!, #N/A…)")
    for match in _NO_VALUE.findall(chunk):
        reference = match.decode()
        issues[reference] = _cell_issue(reference, "formule-sans-valeur", "la formule n'a pas de valeur enregistrée")
    return issues


def _cell_issue(reference: str, code: str, what: str) -> Issue:
    row = int(re.sub(r"\D", "", reference))
    message = f"Cellule {reference} : {what} ; elle est lue vide. Ouvrez le classeur, corrigez-la et enregistrez."
    return Issue(code=code, severity=Severity.AVERTISSEMENT, message=message, row=row, value=reference)


def _check_repeats(chunk: bytes, *, name: str) -> None:
    for axis, count in _REPEATED.findall(chunk):
        if len(count) > 7 or int(count) > (1_048_576 if axis == b"rows" else 16_384):
            raise ReadError(f"« {name} » : une feuille est démesurée. Supprimez ses lignes inutiles, puis réenregistrez.")
