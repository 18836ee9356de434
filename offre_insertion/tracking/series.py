"""The indicators that one survey is enough for, kept with it: curves over years, as they were measured then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from offre_insertion.history.damage import intact
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.metric import Metric
from offre_insertion.tracking.metrics.capacity import measure_heures, measure_places
from offre_insertion.tracking.metrics.counting import measure_recenses
from offre_insertion.tracking.metrics.duplicates import measure_doublons, measure_pluri
from offre_insertion.tracking.metrics.freshness import measure_a_jour, measure_mis_a_jour
from offre_insertion.tracking.metrics.people import measure_animateur
from offre_insertion.tracking.metrics.quality import measure_mobilisables, measure_score
from offre_insertion.tracking.periods import read_period
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.values import Survey

_MEASURES: tuple[Callable[[Story], Metric], ...] = (
    measure_recenses,
    measure_a_jour,
    measure_mis_a_jour,
    measure_score,
    measure_mobilisables,
    measure_pluri,
    measure_animateur,
    measure_heures,
    measure_places,
    measure_doublons,
)
#: Breakdowns that a curve shows too: a stacked area by origin, bars by age.
_STACKED = {"dispositifs-recenses": "origine", "a-jour": "age"}


@dataclass(frozen=True, slots=True)
class Point:
    """The indicators of a day: key → value, ``None`` when it was not measured; ``parts``: key → label → value."""

    day: dt.date
    values: Mapping[str, float | None]
    parts: Mapping[str, Mapping[str, float | None]]


def measure_day(survey: Survey, parameters: Suivi, *, before: Survey | None = None) -> dict[str, Any]:
    """The figures to keep with a survey, JSON-ready: ``{key: {"valeur": …, "parts": {…}}}``.

    ``before`` is the survey kept before it: what was updated since is measured from there.
    """
    story = Story(read_period(f"{survey.day:%Y-%m}"), before, survey, parameters)
    figures: dict[str, Any] = {}
    for measure in _MEASURES:
        metric = measure(story)
        key = metric.definition.key
        figures[key] = {"valeur": metric.value}
        if key in _STACKED:
            rows = metric.breakdown(_STACKED[key]).rows
            figures[key]["parts"] = {row.label: row.value for row in rows}
    return figures


def read_point(day: dt.date, figures: Mapping[str, Any]) -> Point:
    """The point of kept figures. Raises :class:`offre_insertion.errors.HistoryError` when they are damaged."""
    with intact(f"un chiffre du {day:%d/%m/%Y}"):
        return Point(
            day,
            {key: figure["valeur"] for key, figure in figures.items()},
            {key: figure["parts"] for key, figure in figures.items() if "parts" in figure},
        )
