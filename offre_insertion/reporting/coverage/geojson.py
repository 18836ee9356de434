"""``couverture.geojson``: one feature by commune, for any map tool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from offre_insertion.geography import Commune
from offre_insertion.geography.contours import Polygon
from offre_insertion.reporting.coverage.report import CoverageReport


def build_geojson(report: CoverageReport) -> dict[str, Any]:
    """A FeatureCollection (RFC 7946): the contour of each commune when it is known, else its centre, else nothing.

    Properties: code, nom, code_epci, population, poids, and for each thematique shown or under it ``niveau CODE``
    and ``raison CODE``.
    """
    return {"type": "FeatureCollection", "features": list(_features(report))}


def _features(report: CoverageReport) -> Iterator[dict[str, Any]]:
    coverage = report.coverage
    for position, commune in enumerate(coverage.ground.communes):
        properties: dict[str, Any] = {
            "code": commune.code_insee,
            "nom": commune.nom,
            "code_epci": commune.code_epci,
            "population": commune.population,
            "poids": coverage.weights.values[position],
        }
        for code in report.detailed:
            levels = coverage.levels[code]
            properties[f"niveau {code}"] = levels.level(position).code
            properties[f"raison {code}"] = levels.reason(position).label
        geometry = _geometry(commune, report.contours.get(commune.code_insee))
        yield {"type": "Feature", "id": commune.code_insee, "geometry": geometry, "properties": properties}


def _geometry(commune: Commune, polygons: Sequence[Polygon] | None) -> dict[str, Any] | None:
    if polygons:
        return {"type": "MultiPolygon", "coordinates": polygons}
    return None if commune.point is None else {"type": "Point", "coordinates": commune.point}
