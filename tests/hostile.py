"""Files nobody should send and everybody does: each entry is a name and a function that writes the file.

Big ones are sparse, repeated or compressed: writing the whole corpus takes a few seconds.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwt

Build = Callable[[Path], object]

HEADER = "Nom;Commune;SIRET\n"
ROW = "Garage solidaire fictif;Laval;\n"
GOOD = (HEADER + ROW * 3).encode()
_MEGABYTE = 1 << 20
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODS_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def _bytes(content: bytes) -> Build:
    return lambda path: path.write_bytes(content)


def _text(content: str, encoding: str = "utf-8") -> Build:
    return lambda path: path.write_bytes(content.encode(encoding, "surrogatepass"))


def _repeated(start: bytes, block: bytes, times: int, end: bytes = b"") -> Build:
    def build(path: Path) -> None:
        with path.open("wb") as file:
            file.write(start)
            for _ in range(times):
                file.write(block)
            file.write(end)

    return build


def _zipped(parts: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx_parts(sheet: bytes | str, *, target: str = "worksheets/sheet1.xml") -> dict[str, bytes | str]:
    """The parts of a minimal XLSX whose only sheet, « Feuil1 », is the given XML."""
    types = f'xmlns="{_PACKAGE}/content-types"'
    return {
        "[Content_Types].xml": f'<Types {types}><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="Feuil1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/worksheet" Target="{target}"/></Relationships>',
        f"xl/{target}": sheet,
    }


def sheet_xml(rows: str, *, before: str = "", after: str = "", prolog: str = "") -> str:
    """A sheet whose data is ``rows`` (XML)."""
    return f'{prolog}<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def cell_xml(reference: str, text: str) -> str:
    """A cell with its text inside."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


_TITLE = f'<row r="1">{cell_xml("A1", "Nom")}{cell_xml("B1", "Commune")}{cell_xml("C1", "SIRET")}</row>'
_LINE = f'<row r="2">{cell_xml("A2", "Garage solidaire fictif")}{cell_xml("B2", "Laval")}</row>'


def _xlsx(rows: str, *, before: str = "", after: str = "", prolog: str = "") -> Build:
    return _bytes(_zipped(xlsx_parts(sheet_xml(rows, before=before, after=after, prolog=prolog))))


def _xlsx_without(part: str) -> Build:
    parts = xlsx_parts(sheet_xml(_TITLE + _LINE))
    del parts[part]
    return _bytes(_zipped(parts))


def _xlsx_with(**changes: bytes | str) -> Build:
    """A sound workbook with one part replaced; ``__`` stands for ``/`` and a final ``_xml`` for ``.xml``."""
    names = {key: "xl/" + key.replace("__", "/").removesuffix("_xml") + ".xml" for key in changes}
    parts = xlsx_parts(sheet_xml(_TITLE + _LINE))
    return _bytes(_zipped(parts | {names[key]: value for key, value in changes.items()}))


def _ods(table: str) -> bytes:
    return _zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {_ODS_SPACES}><office:body><office:spreadsheet>"
            f'<table:table table:name="Feuil1">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": "<manifest:manifest "
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        }
    )


def _ods_cell(text: str, repeated: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {repeated}><text:p>{text}</text:p></table:table-cell>'
    )


def _ods_row(repeated: str) -> str:
    return f"""<table:table-row>{_ods_cell("x", f'table:number-columns-repeated="{repeated}"')}</table:table-row>"""


def _openpyxl(fill: Callable[[openpyxl.Workbook], object]) -> Build:
    def build(path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.append(["Nom", "Commune", "SIRET"])
        book.active.append(["Garage solidaire fictif", "Laval", None])
        fill(book)
        book.save(path)

    return build


def _merge_everything(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("A1:C1000")


def _formulas(book: openpyxl.Workbook) -> None:
    book.active["A3"] = "=1/0"
    book.active["B3"] = "=CONCATENATE(A2,B2)"


def _date_1904(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Nom", "Commune", "SIRET"])
    sheet.write_row(1, 0, ["Garage solidaire fictif", "Laval"])
    sheet.write_number(1, 2, -45_000.75, book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()


def _xls(path: Path) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Feuil1")
    for row, cells in enumerate([("Nom", "Commune", "SIRET"), ("Garage solidaire fictif", "Laval", 1.5)]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(path))
    return path.read_bytes()


def _xls_truncated(path: Path) -> None:
    path.write_bytes(_xls(path)[:3000])


def _xls_far_cell(path: Path) -> None:
    """The number 1.5 is moved to the last column a record can name, and the last row."""
    content = _xls(path)
    at = content.index(struct.pack("<HHHH", 0x027E, 10, 1, 2))  # RK, 10 bytes, row 1, column 2
    path.write_bytes(content[: at + 4] + struct.pack("<HH", 65_535, 65_535) + content[at + 8 :])


def _xls_announces(rows: tuple[int, int]) -> Build:
    """The sheet announces its first and last rows; its cells are sound."""

    def build(path: Path) -> None:
        content = _xls(path)
        at = content.index(struct.pack("<HHLL", 0x0200, 14, 0, 2))  # DIMENSIONS, rows 0 to 2
        path.write_bytes(content[: at + 4] + struct.pack("<LL", *rows) + content[at + 12 :])

    return build


def _xls_noise(path: Path) -> None:
    content = bytearray(_xls(path))
    for position in range(600, len(content), 37):
        content[position] ^= 0xA5
    path.write_bytes(bytes(content))


def _ole2(stream: str) -> bytes:
    """An OLE2 container too short to hold anything but the name of a stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + stream.encode("utf-16-le") + b"\x00" * 600


def _zip_bomb(path: Path) -> None:
    """A sheet of one gigabyte of spaces, in one megabyte."""
    parts = xlsx_parts(b"")
    del parts["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            block = b" " * (8 * _MEGABYTE)
            for _ in range(128):
                file.write(block)


def _lying_zip(path: Path) -> None:
    """The listing says that the sheet weighs ten bytes."""
    content = _zipped(xlsx_parts(sheet_xml(_TITLE + _LINE * 1000)))
    size = struct.pack("<L", len(sheet_xml(_TITLE + _LINE * 1000)))
    path.write_bytes(content.replace(size, struct.pack("<L", 10)))


def _encrypted_zip(path: Path) -> None:
    content = bytearray(_zipped(xlsx_parts(sheet_xml(_TITLE + _LINE))))
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1  # general purpose flag of the central directory
        at += 4
    path.write_bytes(bytes(content))


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _unreadable(path: Path) -> None:
    path.write_bytes(GOOD)
    path.chmod(0)


def _broken_link(path: Path) -> None:
    path.symlink_to(path.with_name("nulle-part.csv"))


def _looping_link(path: Path) -> None:
    path.symlink_to(path)


def _noise(size: int) -> bytes:
    """Bytes that look like chance and are always the same."""
    state, out = 12_345, bytearray()
    while len(out) < size:
        state = (1_103_515_245 * state + 12_345) % (1 << 31)
        out.append(state >> 16 & 0xFF)
    return bytes(out)


_ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
_RECORDS = '[{"Nom": "Garage solidaire fictif", "Commune": "Laval", "SIRET": %s}]'
_GOOD_XLSX = _zipped(xlsx_parts(sheet_xml(_TITLE + _LINE)))

CORPUS: dict[str, Build] = {
    # not there, or not a file
    "absent.csv": lambda path: None,
    "dossier.csv": lambda path: path.mkdir(),
    "tube.csv": _fifo,
    "sans-droit.csv": _unreadable,
    "lien-rompu.csv": _broken_link,
    "lien-circulaire.csv": _looping_link,
    # nothing inside
    "vide.csv": _bytes(b""),
    "vide.xlsx": _bytes(b""),
    "vide.json": _bytes(b""),
    "signature-seule.csv": _bytes(b"\xef\xbb\xbf"),
    "signature-utf16-seule.csv": _bytes(b"\xff\xfe"),
    "espaces.csv": _bytes(b" \t\r\n" * 5_000),
    "nuls.csv": _bytes(b"\x00" * 100_000),
    "liste-vide.json": _bytes(b"[]"),
    "objet-vide.json": _bytes(b"{}"),
    "en-tete-seul.csv": _text(HEADER),
    "en-tete-seul.xlsx": _xlsx(_TITLE),
    "titre-seul.csv": _text("Catalogue de l'offre d'insertion 2026\n"),
    "feuille-vide.xlsx": _xlsx(""),
    "feuille-vide.ods": _bytes(_ods("")),
    # something else
    "pdf.csv": _bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n"),
    "image.xlsx": _bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 500),
    "photo.csv": _bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + _noise(500)),
    "compresse.csv": _bytes(gzip.compress(GOOD)),
    "programme.csv": _bytes(b"\x7fELF" + _noise(2_000)),
    "hasard.csv": _bytes(_noise(50_000)),
    "hasard.xlsx": _bytes(b"PK\x03\x04" + _noise(50_000)),
    "hasard.json": _bytes(b"{" + _noise(50_000)),
    "page.xls": _text("<html><body><table><tr><td>Nom</td></tr></table></body></html>"),
    "page.csv": _text("\ufeff\n<!DOCTYPE html>\n<html lang='fr'><title>Erreur 404</title></html>"),
    "tableur-2003.xls": _text('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'),
    "texte-riche.csv": _bytes(b"{\\rtf1\\ansi Catalogue}"),
    "archive.xlsx": _bytes(_zipped({"catalogue.csv": GOOD})),
    "archive-dans-archive.xlsx": _bytes(_zipped({"a.zip": _zipped({"b.zip": _zipped({"c.csv": GOOD})})})),
    "document.xlsx": _bytes(_zipped({"word/document.xml": "<w:document xmlns:w='w'/>"})),
    "classeur-binaire.xlsx": _bytes(_zipped({"xl/workbook.bin": _noise(500)})),
    "csv-nomme.xlsx": _bytes(GOOD),
    "xlsx-nomme.csv": _bytes(_GOOD_XLSX),
    "csv-nomme.json": _bytes(GOOD),
    # text that is hurt
    "csv-tronque.csv": _bytes(GOOD[:-7] + b'"Garage'),
    "utf8-tronque.csv": _bytes((HEADER + "Épicerie;Évron;\nCafé d'Élise;Château-Gontier;é").encode()[:-1]),
    "encodages-melanges.csv": _bytes(
        HEADER.encode() + "Épicerie;Évron;\n".encode() + "Café;Craonné;\n".encode("cp1252")
    ),
    "utf16-tronque.csv": _bytes(b"\xff\xfe" + (HEADER + ROW).encode("utf-16-le")[:-1]),
    "utf16-sans-signature.csv": _bytes((HEADER + ROW).encode("utf-16-le")),
    "retours-chariot.csv": _bytes((HEADER + ROW * 3).replace("\n", "\r").encode()),
    "nuls-au-milieu.csv": _bytes(GOOD.replace(b"solidaire", b"soli\x00daire")),
    "guillemet-ouvert.csv": _text(HEADER + '"Garage;Laval;\n' + ROW * 400),
    "guillemets-partout.csv": _text(HEADER + '"' * 50_001 + "\n" + ROW),
    "une-cellule-de-50-mo.csv": _repeated(b"Nom;Commune;SIRET\n", b"x" * _MEGABYTE, 50, b";Laval;\n"),
    "une-cellule-de-50-mo-citee.csv": _repeated(b'Nom;Commune;SIRET\n"', b"ligne\n" * 170_000, 50),
    "en-tete-de-50-mo.csv": _repeated(b"Nom", b"x" * _MEGABYTE, 50),
    "cent-mille-colonnes.csv": _text(";".join(f"c{n}" for n in range(100_000)) + "\n" + ";" * 99_999 + "\n"),
    "cent-mille-separateurs.csv": _text(HEADER + "Garage;Laval" + ";" * 100_000 + "\n"),
    "colonnes-en-double.csv": _text("Nom;Commune;Nom;Nom (2);SIRET\nA;Laval;B;C;\n"),
    "lignes-inegales.csv": _text(HEADER + "Garage\n;;;;;;;trop\n" + ROW),
    "deux-cents-mille-retours.csv": _text(HEADER + "\n" * 200_000 + ROW),
    "trop-gros.csv": lambda path: _sparse(path, 201 * _MEGABYTE),
    "caracteres-de-controle.csv": _text(HEADER + "\x1b[31mGarage\x07\u202egnp.exe;Laval;\n"),
    # JSON
    "tronque.json": _text((_RECORDS % '"1"')[:-12]),
    "valeur-de-50-mo.json": _repeated(
        b'[{"Nom": "', b"x" * _MEGABYTE, 50, b'", "Commune": "Laval", "SIRET": ""}]'
    ),
    "profond.json": _text('{"a":' * 100_000 + "1" + "}" * 100_000),
    "profond-permis.json": _text(_RECORDS % ('{"a":' * 400 + "1" + "}" * 400)),
    "profond-en-listes.json": _text(_RECORDS % ("[" * 500 + "]" * 500)),
    "nombre-immense.json": _text(_RECORDS % ("9" * 5_000)),
    "exposant-immense.json": _text(_RECORDS % "1e999999"),
    "nan.json": _text(_RECORDS % "NaN"),
    "infini.json": _text(_RECORDS % "-Infinity"),
    "moitie-de-caractere.json": _text(_RECORDS % '"\\ud800"'),
    "utf16.json": _text("\ufeff" + _RECORDS % "null", "utf-16-le"),
    "cp1252.json": _text('[{"Nom": "Épicerie", "Commune": "Évron", "SIRET": null}]', "cp1252"),
    "cles-en-double.json": _text('[{"Nom": "A", "Nom": "B", "Commune": "Laval", "SIRET": ""}]'),
    "liste-de-listes.json": _text('[["Nom", "Commune"], ["Garage", "Laval"], 3, null, "x"]'),
    "un-nombre.json": _text("[1, 2, 3]"),
    "plusieurs-listes.json": _text('{"a": [{"Nom": "A"}], "b": [{"Nom": "B"}]}'),
    "geojson-tordu.json": _text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    None,
                    {"type": "Feature", "properties": [1], "geometry": "ici"},
                    {"type": "Feature", "properties": {"Nom": "A"}, "geometry": [1, 2]},
                ],
            }
        )
    ),
    "geojson-sans-liste.json": _text('{"type": "FeatureCollection", "features": {"a": 1}}'),
    "trop-de-champs.json": _text(json.dumps([{f"champ {n}": 1 for n in range(5_000)}])),
    "lignes-abimees.json": _text('{"Nom": "A", "Commune": "Laval", "SIRET": ""}\n{"Nom": \n{"Nom": "B"}\n'),
    # archives that are hurt, or mean harm
    "tronque.xlsx": _bytes(_GOOD_XLSX[: len(_GOOD_XLSX) // 2]),
    "sans-index.xlsx": _bytes(_GOOD_XLSX[:-30]),
    "somme-fausse.xlsx": _bytes(_GOOD_XLSX.replace(b"PK\x01\x02", b"PK\x01\x03", 1)),
    "taille-menteuse.xlsx": _lying_zip,
    "chiffre.xlsx": _encrypted_zip,
    "bombe.xlsx": _zip_bomb,
    "xml-tronque.xlsx": _bytes(_zipped(xlsx_parts(sheet_xml(_TITLE + _LINE)[:-60]))),
    "entites.xlsx": _xlsx(f'<row r="1">{cell_xml("A1", "&i;")}</row>', prolog=_ENTITIES),
    "sans-classeur.xlsx": _xlsx_without("xl/workbook.xml"),
    "sans-relations.xlsx": _xlsx_without("xl/_rels/workbook.xml.rels"),
    "sans-feuille.xlsx": _xlsx_without("xl/worksheets/sheet1.xml"),
    "sans-types.xlsx": _xlsx_without("[Content_Types].xml"),
    # sheets
    "cellule-au-bout.xlsx": _xlsx(_TITLE + f'<row r="1048576">{cell_xml("XFD1048576", "x")}</row>'),
    "cellule-au-bout-ailleurs.xlsx": _bytes(
        _zipped(
            xlsx_parts(
                sheet_xml(_TITLE + f'<row r="1048576">{cell_xml("XFD1048576", "x")}</row>'),
                target="f/un.data",
            )
        )
    ),
    "cellule-au-bout-sans-reference.xlsx": _xlsx(
        _TITLE + f'<row r="1048576">{"<c><v>1</v></c>" * 16_384}</row>'
    ),
    "racine-deguisee.xlsx": _bytes(
        _zipped(
            xlsx_parts(
                f'<feuille xmlns="{_MAIN}"><sheetData><row r="1048576">{cell_xml("XFD1048576", "x")}</row>'
                f"<row>{cell_xml('A1', 'Nom')}</row></sheetData></feuille>"
            )
        )
    ),
    "cellule-absurde.xlsx": _xlsx(_TITLE + f"<row>{cell_xml('ZZZZZZ99999999999', 'x')}</row>"),
    "cellule-sans-nom.xlsx": _xlsx(_TITLE + f"<row>{cell_xml('', 'x')}{cell_xml('1A', 'x')}</row>"),
    "dimension-menteuse.xlsx": _xlsx(_TITLE + _LINE, before='<dimension ref="A1:XFD1048576"/>'),
    "dimension-absurde.xlsx": _xlsx(_TITLE + _LINE, before='<dimension ref="Z9:A1:!!"/>'),
    "fusion-totale.xlsx": _xlsx(
        _TITLE + _LINE, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "fusion-absurde.xlsx": _xlsx(_TITLE + _LINE, after='<mergeCells><mergeCell ref="C9:A1:?"/></mergeCells>'),
    "fusion-de-tout.xlsx": _openpyxl(_merge_everything),
    "tout-cache.xlsx": _xlsx_with(
        workbook_xml=f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="Feuil1" sheetId="1" state="veryHidden" r:id="rId1"/></sheets></workbook>'
    ),
    "aucune-feuille.xlsx": _xlsx_with(workbook_xml=f'<workbook xmlns="{_MAIN}"><sheets/></workbook>'),
    "formules.xlsx": _openpyxl(_formulas),
    "texte-partage-absent.xlsx": _xlsx('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
    "texte-partage-hors-liste.xlsx": _xlsx_with(
        worksheets__sheet1_xml=sheet_xml('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
        sharedStrings_xml=f'<sst xmlns="{_MAIN}"><si><t>Nom</t></si></sst>',
    ),
    "style-hors-liste.xlsx": _xlsx(_TITLE + '<row r="2"><c r="A2" s="9999"><v>1</v></c></row>'),
    "nombre-non-nombre.xlsx": _xlsx(
        _TITLE + '<row r="2"><c r="A2"><v>NaN</v></c><c r="B2"><v>abc</v></c></row>'
    ),
    "nombre-immense.xlsx": _xlsx(
        _TITLE + '<row r="2"><c r="A2"><v>1e308</v></c><c r="B2"><v>-1e-308</v></c></row>'
    ),
    "date-1904.xlsx": _date_1904,
    "cent-mille-balises.xlsx": _xlsx("<row>" * 100_000 + "</row>" * 100_000),
    "texte-de-50-mo.xlsx": lambda path: path.write_bytes(
        _zipped(xlsx_parts(sheet_xml(f'<row r="1">{cell_xml("A1", "x" * 50 * _MEGABYTE)}</row>')))
    ),
    "valeur-de-50-mo.xlsx": lambda path: path.write_bytes(
        _zipped(xlsx_parts(sheet_xml(_TITLE + f'<row r="2">{cell_xml("A2", "x" * 50 * _MEGABYTE)}</row>')))
    ),
    "xls-tronque.xls": _xls_truncated,
    "xls-cellule-au-bout.xls": _xls_far_cell,
    "xls-dimension-menteuse.xls": _xls_announces((0, 0xFFFFFFFF)),
    "xls-dimension-a-l-envers.xls": _xls_announces((46_592, 2)),
    "xls-bruit.xls": _xls_noise,
    "ole2-vide.xls": _bytes(_ole2("Workbook")),
    "protege.xlsx": _bytes(_ole2("EncryptedPackage")),
    "ods-repetitions.ods": _bytes(
        _ods(
            '<table:table-row table:number-rows-repeated="1048576">'
            + _ods_cell("x", 'table:number-columns-repeated="16384"')
            + "</table:table-row>"
        )
    ),
    "ods-repetition-absurde.ods": _bytes(_ods(_ods_row("99999999999999999999"))),
    "ods-repetition-negative.ods": _bytes(_ods(_ods_row("-4"))),
    "ods-tronque.ods": _bytes(_ods("<table:table-row>" + _ods_cell("Nom") + "</table:table-row>")[:300]),
    "ods-sans-contenu.ods": _bytes(_zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})),
}


def _sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.write(GOOD)
        file.truncate(size)
