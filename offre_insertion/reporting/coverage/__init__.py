"""Coverage as people and programs read it: page, workbook, JSON, GeoJSON."""

from offre_insertion.reporting.coverage.files import FILES, write_report
from offre_insertion.reporting.coverage.report import CoverageReport

__all__ = ["FILES", "CoverageReport", "write_report"]
