"""Figures and fields as French people read them."""

from __future__ import annotations

from offre_insertion.cleaning.telephone import dialled
from offre_insertion.extension import Extension
from offre_insertion.geography.zone_codes import zone_name
from offre_insertion.history.corrections import PRIVATE
from offre_insertion.schema import CODE_LABELS, FIELD_LABELS
from offre_insertion.text import decimal, fold, in_a_sentence, one_line
from offre_insertion.tracking.metric import UNMEASURED, Metric


def shown_field(name: str) -> str:
    """« zone d’éligibilité » of a field of the schema, « places financées ou ouvertes » of a private one."""
    private = Extension.model_fields.get(name.removeprefix(PRIVATE)) if name.startswith(PRIVATE) else None
    if private is None:
        return FIELD_LABELS.get(name, name)
    return in_a_sentence(str(private.description).rstrip(".").replace("'", "’"))


def named_field(name: str) -> str:
    """« frais », « qui peut mobiliser (champ mobilisable_par) »: the name too, where its words do not say it and a
    person has to write it."""
    words = shown_field(name)
    return words if fold(words) == name else f"{words} (champ {name})"


def shown_content(field: str, value: object, *, limit: int = 100) -> str:
    """What a field holds, cut at ``limit`` characters: « Femmes, Familles », « 26 », « (vide) »."""
    if isinstance(value, dict):  # the places, kept with their text
        value = value.get("texte")
    values = value if isinstance(value, list) else [value]
    text = one_line(", ".join(_shown_item(field, one) for one in values if one not in (None, "")))
    return (text if len(text) <= limit else f"{text[:limit].rstrip()}…") or "(vide)"


def _shown_item(field: str, value: object) -> str:
    if isinstance(value, float):
        return decimal(value)
    if value is True:  # a confirmation
        return "oui"
    if field == "telephone":
        return dialled(str(value))
    words = zone_name(str(value)) if field == "zone_eligibilite" else str(value)
    return CODE_LABELS.get(words, words)


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
    return text if metric.value is None or unit == "part" else f"{text} {shown_unit(metric.value, unit)}"


def shown_unit(value: float, unit: str) -> str:
    """« places pour 100 foyers », « place pour 100 foyers » under two."""
    head, space, rest = unit.partition(" ")
    return f"{head.removesuffix('s') if abs(value) < 2 else head}{space}{rest}"


def shown_fraction(metric: Metric) -> str:
    """« 70 sur 128 » of a share; empty of another figure, or without its terms."""
    if metric.definition.unit != "part" or not metric.denominator or metric.numerator is None:
        return ""
    before, after = (shown_number(term, "") for term in (metric.numerator, metric.denominator))
    if metric.definition.key == "pluri-enregistrement":  # one minus their ratio
        return f"{before} {shown_unit(metric.numerator, 'dispositifs')} pour {after} enregistrements"
    return f"{before} sur {after}"


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
