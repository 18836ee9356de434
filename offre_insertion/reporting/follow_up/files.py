"""The three files of the report, written together or not at all."""

from __future__ import annotations

from pathlib import Path

import orjson

from offre_insertion.publishing.atomic import replacing
from offre_insertion.reporting.follow_up.document import build_document
from offre_insertion.reporting.follow_up.html import render_html
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.reporting.follow_up.workbook import write_workbook

PAGE, WORKBOOK, DATA = FILES = ("rapport.html", "rapport.xlsx", "rapport.json")


def write_report(report: Report, folder: Path) -> list[Path]:
    """Writes the files in a folder, made if need be. Raises :class:`offre_insertion.errors.PublishError`."""
    document = orjson.dumps(build_document(report).model_dump(mode="json"), option=orjson.OPT_INDENT_2)
    with replacing(folder) as draft:
        (draft / PAGE).write_text(render_html(report), encoding="utf-8")
        write_workbook(report, draft / WORKBOOK)
        (draft / DATA).write_bytes(document)
    return [folder / name for name in FILES]
