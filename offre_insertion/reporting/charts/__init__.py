"""Charts drawn as SVG: no script, no image, no font to fetch; read without colour, spoken by a screen reader."""

from __future__ import annotations

from markupsafe import Markup

from offre_insertion.reporting.chart import Chart
from offre_insertion.reporting.charts.bars import draw_bars, draw_waterfall
from offre_insertion.reporting.charts.columns import draw_columns
from offre_insertion.reporting.charts.lines import draw_lines
from offre_insertion.reporting.charts.matrix import draw_matrix
from offre_insertion.reporting.charts.parts import CHART_STYLE, patterns
from offre_insertion.reporting.charts.places import draw_places
from offre_insertion.reporting.charts.scatter import draw_scatter

__all__ = ["CHART_STYLE", "draw", "patterns"]


def draw(chart: Chart) -> Markup:
    """The SVG of a chart that has values. The page holds :func:`patterns` once, and :data:`CHART_STYLE`."""
    match chart.kind:
        case "empile" | "cent" | "colonnes":
            return draw_columns(chart)
        case "barres" | "entonnoir":
            return draw_bars(chart)
        case "cascade":
            return draw_waterfall(chart)
        case "lignes":
            return draw_lines(chart)
        case "matrice":
            return draw_matrix(chart)
        case "nuage":
            return draw_scatter(chart)
        case "carte":
            return draw_places(chart)
