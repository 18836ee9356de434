"""Looking at an XLSX or ODS before any library opens it.

python-calamine allocates the whole rectangle of a sheet: one cell at the far corner aborts the process, with
no exception to catch, and an absurd cell reference panics. So sizes and references are read first, in the XML.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue
from offre_insertion.reading.sheet_scan import (
    ContentScan,
    PartScan,
    RelationsScan,
    SheetScan,
    UnsafeWorkbookError,
    WorkbookScan,
)

#: Uncompressed bytes of the whole workbook; a real catalogue has a few dozen megabytes at most.
_MAX_UNCOMPRESSED = 300 * 1024 * 1024
_CHUNK = 1 << 20
#: Root element → what reads the part. Parts are told by their content: their names are free.
_SCANS: dict[str, type[PartScan]] = {
    "worksheet": SheetScan,
    "document-content": ContentScan,
    "workbook": WorkbookScan,
    "Relationships": RelationsScan,
}
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


def inspect_archive(content: bytes, *, name: str) -> dict[str, list[Issue]]:
    """Refuses a dangerous XLSX or ODS (:class:`ReadError`); returns, by name of sheet, what its cells hide.

    Formula errors and formulas without a cached value read as blank cells: they are reported here.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _ZIP_ERRORS as exc:
        raise _damaged(name) from exc
    _check_listing(archive, name=name)
    scans = _scan_parts(archive, name=name)
    ods = scans.get("content.xml")
    if isinstance(ods, ContentScan):
        return ods.issues
    return {
        sheet: scan.issues
        for sheet, part in _sheet_parts(scans).items()
        if isinstance(scan := scans.get(part.casefold()), SheetScan)
    }


def _damaged(name: str) -> ReadError:
    return ReadError(f"« {name} » est abîmé ou incomplet. Ouvrez-le dans un tableur et réenregistrez-le.")


def _oversized(name: str) -> ReadError:
    return ReadError(
        f"« {name} » est démesuré une fois décompressé : ce n'est pas un catalogue. Réenregistrez-le sans images."
    )


def _check_listing(archive: zipfile.ZipFile, *, name: str) -> None:
    names = {part.filename for part in archive.infolist()}
    if "xl/workbook.bin" in names:
        raise ReadError(f"« {name} » est un classeur binaire (XLSB). Enregistrez-le en XLSX.")
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise ReadError(
            f"« {name} » n'est pas un classeur mais une archive. Décompressez-la et donnez le fichier du catalogue."
        )
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise ReadError(
            f"« {name} » est protégé par un mot de passe. Enregistrez-en une copie sans protection."
        )
    if sum(part.file_size for part in archive.infolist()) > _MAX_UNCOMPRESSED:
        raise _oversized(name)


def _scan_parts(archive: zipfile.ZipFile, *, name: str) -> dict[str, PartScan]:
    """What was seen in each XML part, by its path in lower case: a workbook is not consistent about case."""
    scans: dict[str, PartScan] = {}
    for part in archive.infolist():
        try:
            scan = _scan_part(_chunks(archive, part))
        except UnsafeWorkbookError as exc:
            raise ReadError(f"« {name} » : {exc}") from exc
        except _ZIP_ERRORS as exc:
            raise _damaged(name) from exc
        except expat.ExpatError as exc:
            raise _damaged(name) from exc
        if scan is not None:
            scans[part.filename.casefold()] = scan
    return scans


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as file:
        while block := file.read(_CHUNK):
            yield block


def _scan_part(chunks: Iterator[bytes]) -> PartScan | None:
    """Reads one part to its end, so that a wrong checksum shows; ``None`` when it is none of those that count."""
    parser = expat.ParserCreate()
    found: list[PartScan] = []

    def dispatch(tag: str, attributes: dict[str, str]) -> None:
        parser.StartElementHandler = None
        scan = _SCANS.get(local_name(tag))
        if scan is None:
            parser.StartElementHandler = _refuse_disguised_sheet
            return
        found.append(scan(parser))
        found[0].start(tag, attributes)

    parser.StartElementHandler = dispatch
    parser.EntityDeclHandler = _refuse_entities
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        if found:
            raise
        # A picture, or a drawing that is not well-formed: no library will read it.
        for _ in chunks:
            pass
    if found:
        found[0].finish()
        return found[0]
    return None


def _refuse_entities(*_: object) -> None:
    raise UnsafeWorkbookError(
        "du XML suspect (des entités) s'y trouve, lecture refusée. Réenregistrez-le dans un tableur."
    )


def _refuse_disguised_sheet(tag: str, attributes: dict[str, str]) -> None:
    if tag.endswith("sheetData"):
        raise UnsafeWorkbookError(
            "une feuille y est mal formée, lecture refusée. Réenregistrez-le dans un tableur."
        )


def local_name(tag: str) -> str:
    """The name of an element without its namespace prefix."""
    return tag.rpartition(":")[2]


def _sheet_parts(scans: dict[str, PartScan]) -> dict[str, str]:
    """Name of sheet → path of its XML part, through the relations of the workbook."""
    book, relations = scans.get("xl/workbook.xml"), scans.get("xl/_rels/workbook.xml.rels")
    if not isinstance(book, WorkbookScan) or not isinstance(relations, RelationsScan):
        return {}
    return {
        sheet: posixpath.normpath(posixpath.join("/xl", relations.targets[relation])).lstrip("/")
        for sheet, relation in book.sheets.items()
        if relation in relations.targets
    }
