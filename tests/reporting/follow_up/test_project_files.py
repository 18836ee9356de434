"""Local territories, weights and households of the project in the three files of the report."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from offre_insertion.coverage import Area, Maille, compute_coverage
from offre_insertion.coverage.ground import Ground
from offre_insertion.geography import load_geography
from offre_insertion.reporting.coverage.report import AssessmentReport
from offre_insertion.reporting.follow_up.files import write_report
from offre_insertion.reporting.follow_up.from_coverage import heatmap_of, local_heatmap_of
from offre_insertion.reporting.follow_up.report import Report
from tests.coverage.fictional import ON, mayenne, read, service

HOSTILE = "<script>alert(1)</script> & Laval"


def local(report: Report) -> AssessmentReport:
    """The coverage of the report on a ground with one local territory, in an offensive name."""
    known = mayenne()
    laval = next(area for area in known.areas if area.nom == "CA Laval Agglomération")
    area = Area(Maille.TERRITOIRE, HOSTILE, HOSTILE, laval.communes, "53")
    ground = Ground(load_geography(), known.communes, [*known.areas, area])
    coverage = compute_coverage(read([service(1), service(2)]), ground, on=ON)
    assert report.coverage is not None
    return replace(report.coverage, coverage=coverage, qualifications=())


def test_the_coverage_by_local_territory_is_in_the_three_files(report: Report, tmp_path: Path) -> None:
    coverage = local(report)
    heatmap = local_heatmap_of(coverage)
    written = write_report(replace(report, heatmap=heatmap_of(coverage), local_heatmap=heatmap), tmp_path)
    page = written[0].read_text(encoding="utf-8")
    assert "Couverture par thématique et territoire local" in page
    assert HOSTILE not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Laval" in page
    sheet = openpyxl.load_workbook(tmp_path / "rapport.xlsx")["Territoires locaux"]
    assert HOSTILE in {cell.value for row in sheet.iter_rows() for cell in row}
    document = json.loads((tmp_path / "rapport.json").read_text(encoding="utf-8"))
    cells = document["couverture_locale"]["lignes"][0]["cases"]
    assert [one["territoire"] for one in cells] == ["Département", HOSTILE]
    assert cells[1]["statut"] == "couverte"


def test_without_local_territories_there_is_no_such_table(report: Report, tmp_path: Path) -> None:
    assert report.local_heatmap is not None  # those of a connector of the demonstration
    write_report(replace(report, local_heatmap=None), tmp_path)
    assert json.loads((tmp_path / "rapport.json").read_text(encoding="utf-8"))["couverture_locale"] is None
    assert "Territoires locaux" not in openpyxl.load_workbook(tmp_path / "rapport.xlsx").sheetnames


def test_places_for_a_hundred_households_are_shown_by_epci(report: Report, tmp_path: Path) -> None:
    rates = report.metrics["places"].breakdown("taux-epci")
    laval = next(row for row in rates.rows if row.label == "CA Laval Agglomération")
    assert laval.denominator == 2290
    assert laval.value == pytest.approx(100 * (laval.numerator or 0) / 2290)
    assert next(row.denominator for row in rates.rows if row.label == "CC du Pays Sabolien") == 13
    write_report(report, tmp_path)
    page = (tmp_path / "rapport.html").read_text(encoding="utf-8")
    assert "Places pour 100 foyers RSA, par EPCI" in page.replace("\u00a0", " ")
    sheets = openpyxl.load_workbook(tmp_path / "rapport.xlsx")
    cells = {
        str(cell.value).replace("\u00a0", " ") for one in sheets for row in one.iter_rows() for cell in row
    }
    assert "Places pour 100 foyers RSA, par EPCI" in cells
    document = json.loads((tmp_path / "rapport.json").read_text(encoding="utf-8"))
    metric = next(one for one in document["indicateurs"] if one["numero"] == 17)
    assert "taux-epci" in {one["cle"] for one in metric["tableaux"]}
    assert "places-taux-epci" in {one["cle"] for one in metric["graphiques"]}
