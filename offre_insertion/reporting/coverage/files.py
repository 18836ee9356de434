"""The four files of coverage, written together or not at all."""

from __future__ import annotations

from pathlib import Path

import orjson

from offre_insertion.publishing.atomic import replacing
from offre_insertion.reporting.coverage.building import build_document
from offre_insertion.reporting.coverage.geojson import build_geojson
from offre_insertion.reporting.coverage.html import render_html
from offre_insertion.reporting.coverage.report import CoverageReport
from offre_insertion.reporting.coverage.workbook import write_workbook

FILES = ("couverture.html", "couverture.xlsx", "couverture.json", "couverture.geojson")


def write_report(report: CoverageReport, folder: Path) -> list[Path]:
    """Writes the files in a folder, made if need be. Raises :class:`offre_insertion.errors.PublishError`."""
    document = orjson.dumps(build_document(report).model_dump(mode="json"))
    with replacing(folder) as draft:
        (draft / "couverture.html").write_text(render_html(report), encoding="utf-8")
        write_workbook(report, draft / "couverture.xlsx")
        (draft / "couverture.json").write_bytes(document)
        (draft / "couverture.geojson").write_bytes(orjson.dumps(build_geojson(report)))
    return [folder / name for name in FILES]
