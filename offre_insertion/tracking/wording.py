"""Figures as French people read them."""

from __future__ import annotations

from offre_insertion.tracking.metric import UNMEASURED, Metric


def shown_number(value: float | None, unit: str) -> str:
    """« 12 », « 0,82 », « 75 % » for a share, « non mesuré »."""
    if value is None:
        return UNMEASURED
    if unit == "part":
        return f"{whole_percent(value)} %"
    return f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", " ").replace(".", ",")


def whole_percent(share: float) -> int:
    """Cut, not rounded: 79.9 % is not the 80 % it lacks."""
    return int(100 * share + 1e-9)


def shown_value(metric: Metric) -> str:
    """The figure with its unit."""
    unit = metric.definition.unit
    text = shown_number(metric.value, unit)
    if metric.value is None or unit == "part":
        return text
    one = abs(metric.value) < 2 and " " not in unit
    return f"{text} {unit.removesuffix('s') if one else unit}"


def shown_delta(metric: Metric) -> str:
    """« +3 », « −2 points », « stable », against the period before; empty without one."""
    if metric.delta is None:
        return ""
    if not metric.delta:
        return "stable"
    if metric.definition.unit == "part":
        points = whole_percent(metric.value or 0) - whole_percent(metric.previous or 0)
        return f"{points:+d}".replace("-", "−") + f" point{'s' if abs(points) > 1 else ''}"
    sign = "+" if metric.delta >= 0 else "−"
    return f"{sign}{shown_number(abs(metric.delta), metric.definition.unit)}"
