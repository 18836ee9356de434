"""Looking at an XLS before any library opens it, for the same reasons as :mod:`.workbook_guard`.

An XLS is a small file system (OLE2, [MS-CFB]) whose stream « Workbook » is a list of records ([MS-XLS]): only the
places of cells and the errors of formulas are read here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue
from offre_insertion.reading.grid import column_letter
from offre_insertion.reading.sheet_scan import MAX_CELLS, hidden_cell

_FREE = 0xFFFFFFFA  # sector numbers from here on are marks, not places
_SECTORS_IN_HEADER = 109
_ENTRY = 128
_DIMENSIONS, _TEXTS = 0x200, 0xFC
_BOUNDSHEET, _BOF, _FORMULA, _BOOLERR, _MULRK, _MULBLANK = 0x85, 0x809, 0x06, 0x205, 0xBD, 0xBE
#: Records that begin with a row and a column.
_CELLS = {_FORMULA, _BOOLERR, _MULRK, _MULBLANK, 0x201, 0x203, 0x204, 0x27E, 0xFD, 0xD6}


def inspect_xls(content: bytes, *, name: str) -> dict[str, list[Issue]]:
    """Refuses a dangerous XLS (:class:`ReadError`); returns, by name of sheet, its formulas in error."""
    try:
        stream = _workbook_stream(content)
        return _inspect_sheets(stream, name=name)
    except (struct.error, IndexError, UnicodeDecodeError, ValueError) as exc:
        raise ReadError(
            f"« {name} » est abîmé, ou n'est pas un classeur. Ouvrez-le dans un tableur et enregistrez-le en XLSX."
        ) from exc


def _workbook_stream(content: bytes) -> bytes:
    """The stream « Workbook ». Raises ``ValueError`` and ``struct.error`` when the container is damaged."""
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    if shift not in (9, 12) or mini_shift > shift:
        raise ValueError("sector size")
    _check_counts(content, 1 << shift)
    directory_start, cutoff, mini_fat_start = struct.unpack_from("<L4xLL", content, 48)
    fat = _fat(content, 1 << shift)
    directory = _chain(content, directory_start, fat, 1 << shift, offset=1)
    root_start = stream_start = size = None
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        if directory[at + 66] and struct.unpack_from("<L", directory, at + 120)[0] > len(content):
            raise ValueError("size of a stream")
        length = struct.unpack_from("<H", directory, at + 64)[0]
        entry = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
        if at == 0:
            root_start = struct.unpack_from("<L", directory, at + 116)[0]
        elif entry in ("Workbook", "Book"):
            stream_start, size = struct.unpack_from("<LL", directory, at + 116)
            break
    if stream_start is None or root_start is None or size is None:
        raise ValueError("no workbook")
    if size >= cutoff:
        return _chain(content, stream_start, fat, 1 << shift, offset=1)[:size]
    minis = _chain(content, root_start, fat, 1 << shift, offset=1)
    mini_fat_bytes = _chain(content, mini_fat_start, fat, 1 << shift, offset=1)
    mini_fat = struct.unpack(f"<{len(mini_fat_bytes) // 4}L", mini_fat_bytes)
    return _chain(minis, stream_start, mini_fat, 1 << mini_shift, offset=0)[:size]


def _check_counts(content: bytes, sector: int) -> None:
    """The header says how many sectors each table has, and the library makes room for what it says."""
    for at in (40, 44, 64, 72):
        if struct.unpack_from("<L", content, at)[0] > len(content) // sector:
            raise ValueError("number of sectors")


def _fat(content: bytes, sector: int) -> tuple[int, ...]:
    """For each sector, the one that follows it."""
    listed = list(struct.unpack_from(f"<{_SECTORS_IN_HEADER}L", content, 76))
    following, left = struct.unpack_from("<LL", content, 68)
    while following < _FREE and left:
        more = struct.unpack_from(f"<{sector // 4}L", content, (following + 1) * sector)
        listed += more[:-1]
        following, left = more[-1], left - 1
    parts = [content[(place + 1) * sector : (place + 2) * sector] for place in listed if place < _FREE]
    whole = b"".join(part for part in parts if len(part) == sector)
    return struct.unpack(f"<{len(whole) // 4}L", whole)


def _chain(content: bytes, start: int, following: tuple[int, ...], sector: int, *, offset: int) -> bytes:
    """The sectors of a stream, one after the other; a chain that loops is refused."""
    parts: list[bytes] = []
    place = start
    while place < _FREE:
        if len(parts) > len(following):
            raise ValueError("loop")
        parts.append(content[(place + offset) * sector : (place + offset + 1) * sector])
        place = following[place]
    return b"".join(parts)


def _records(stream: bytes) -> Iterator[tuple[int, int, memoryview]]:
    """Position, kind and content of each record."""
    at, view = 0, memoryview(stream)
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, view[at + 4 : at + 4 + length]
        at += 4 + length


def _inspect_sheets(stream: bytes, *, name: str) -> dict[str, list[Issue]]:
    starts: dict[int, str] = {}
    issues: dict[str, list[Issue]] = {}
    sheet, rows, columns = "", 0, 0
    for at, kind, content in _records(stream):
        if kind == _BOUNDSHEET:
            start = struct.unpack_from("<L", content)[0]
            if start >= len(stream):
                raise ValueError("place of a sheet")
            starts[start] = _sheet_name(content)
        elif kind == _BOF and at in starts:
            sheet, rows, columns = starts[at], 0, 0
        elif kind == _TEXTS and struct.unpack_from("<L", content, 4)[0] > len(stream):
            raise ValueError("number of texts")
        elif kind == _DIMENSIONS:
            # The library makes room for the size announced, whatever the cells are.
            _check_size(*_announced_size(content), name=name)
        elif kind in _CELLS and sheet:
            row, column = struct.unpack_from("<HH", content)
            rows, columns = max(rows, row + 1), max(columns, _last_column(kind, content) + 1)
            _check_size(rows, columns, name=name)
            if _is_error(kind, content):
                place = f"{column_letter(column)}{row + 1}"
                what = "la formule est en erreur (#VALEUR!, #N/A…)"
                issues.setdefault(sheet, []).append(hidden_cell(place, row + 1, "formule-en-erreur", what))
    return issues


def _announced_size(content: memoryview) -> tuple[int, int]:
    """Rows and columns; they were shorter numbers before Excel 97. The first ones must come before the last."""
    layout = "<LLHH" if len(content) >= 14 else "<HHHH"
    first_row, rows, first_column, columns = struct.unpack_from(layout, content)
    if first_row > rows or first_column > columns:
        raise ValueError("size of a sheet")
    return rows, columns


def _last_column(kind: int, content: memoryview) -> int:
    at = len(content) - 2 if kind in (_MULRK, _MULBLANK) else 2
    return int(struct.unpack_from("<H", content, at)[0])


def _check_size(rows: int, columns: int, *, name: str) -> None:
    if rows * columns > MAX_CELLS:
        raise ReadError(
            f"« {name} » : une cellule est remplie très loin (ligne {rows}, colonne {columns}), la feuille est "
            "démesurée. Supprimez les lignes et colonnes inutiles, puis réenregistrez."
        )


def _sheet_name(content: memoryview) -> str:
    length, wide = content[6], content[7] & 1
    return bytes(content[8 : 8 + length * (2 if wide else 1)]).decode("utf-16-le" if wide else "latin-1")


def _is_error(kind: int, content: memoryview) -> bool:
    if kind == _BOOLERR:
        return content[7] == 1
    # A result that is no number ends by FFFF; its first byte says which kind it is, 2 for an error.
    return kind == _FORMULA and content[6] == 2 and bytes(content[12:14]) == b"\xff\xff"
