"""Small fictional catalogues, as files: texts are kept as they are, workbooks are described in JSON."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import openpyxl

FOLDER = Path(__file__).parent / "connectors"

#: The days of the conversions compared to what is expected.
TODAY = dt.date(2026, 11, 24)
OBSERVED = dt.date(2026, 11, 2)


def catalogue_file(connector: str, folder: Path) -> Path:
    """The fictional catalogue of a connector; a workbook is built in ``folder``."""
    (path,) = (FOLDER / connector).glob("input.*")
    if path.suffix == ".json":
        description = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(description, dict) and "sheets" in description:
            return build_workbook(description, folder / f"{connector}.xlsx")
    return path


def build_workbook(description: dict[str, Any], path: Path) -> Path:
    """A workbook from its sheets (rows of cells), its merged ranges and the date it carries."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in description["sheets"].items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in description.get("merged", {}).get(name, []):
            sheet.merge_cells(cells)
    book.save(path)
    if "modified" in description:
        _set_modified(path, description["modified"])
    return path


def _set_modified(path: Path, day: str) -> None:
    """openpyxl writes the time of saving: the workbook is given a date of its own."""
    import re
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = re.sub(
        r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{day}T08:00:00Z", core
    ).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
