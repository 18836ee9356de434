"""Figures of indicators in words, the same in every file."""

from __future__ import annotations

from offre_insertion.coverage.themes import label as label_of
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.reporting.typography import difference, long_day, points, say, signed
from offre_insertion.tracking.metric import Metric
from offre_insertion.tracking.wording import shown_fraction, shown_unit


def describe_tasks_day(report: Report) -> str:
    """Of which day the work list is: not of the day of the comité."""
    said = f"D’après le relevé du {long_day(report.day)}"
    return f"{said} ; ce qu’il y a à faire aujourd’hui : « offre-insertion a-faire »."


def describe_change(metric: Metric) -> str:
    """« +3 points (55 % à la période précédente) »; blank without a figure before."""
    if metric.value is None or metric.previous is None:
        return ""
    is_share = metric.definition.unit == "part"
    written = points(metric.previous, metric.value) if is_share else difference(metric.previous, metric.value)
    written = "stable" if metric.value == metric.previous else written
    return f"{written} ({_say_figure(metric, metric.previous)} à la période précédente)"


def shown_label(label: str) -> str:
    """The words of a thematique; any other label as it is."""
    return label_of(label)


def say_figure(metric: Metric) -> str:
    """The figure of an indicator; an evolution bears its sign."""
    return _say_figure(metric, metric.value)


def _say_figure(metric: Metric, value: float | None) -> str:
    if metric.definition.key == "evolution-nette" and value is not None:
        return signed(value)
    return say(value, metric.definition.unit)


def beside_figure(metric: Metric) -> str:
    """« 70 sur 128 ; −9 points (63 % à la période précédente) »: what is written beside the figure."""
    parts = []
    if metric.value is not None and metric.definition.unit != "part":
        parts.append(shown_unit(metric.value, metric.definition.unit))
    elif metric.value is not None and (fraction := shown_fraction(metric)):
        parts.append(fraction)
    if change := describe_change(metric):
        parts.append(change)
    return " ; ".join(parts)
