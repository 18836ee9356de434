"""Which charts show which indicator, from its tables and from the dated points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import pairwise

from offre_insertion.coverage.themes import label as label_of
from offre_insertion.reporting.chart import Chart, Kind, Row
from offre_insertion.reporting.follow_up.seen import Seen
from offre_insertion.reporting.follow_up.territories import (
    abundance_scatter,
    partners_map,
    range_matrix,
)
from offre_insertion.reporting.typography import figure, long_day, month, say
from offre_insertion.tracking.dates import months_before
from offre_insertion.tracking.metric import Breakdown, Metric
from offre_insertion.tracking.metric import Row as Line
from offre_insertion.tracking.metrics.freshness import is_exempt, latest
from offre_insertion.tracking.metrics.partner_places import ACTIVE, OTHERS

#: Bars beyond this number are in the table of the workbook, not in the page.
LONGEST = 12
#: Bounds of the histogram of ages, in months; beyond the last one, one class.
_AGES = (0, 3, 6, 9, 12, 18, 24)


def charts_of(seen: Seen) -> tuple[Chart, ...]:
    """The charts of an indicator, none when it was not measured."""
    if not seen.metric.breakdowns:
        return ()
    made = (make(seen) for make in _CHARTS.get(seen.key, ()))
    return tuple(chart for chart in made if chart is not None and chart.has_values)


def _table(
    kind: Kind,
    key: str,
    heading: str,
    *,
    title: str | None = None,
    limit: tuple[float, str] | None = None,
    only_filled: bool = False,
) -> Callable[[Seen], Chart | None]:
    """The chart of one table of the indicator."""

    def make(seen: Seen) -> Chart | None:
        found = seen.table(key)
        if found is None:
            return None
        lines = [row for row in found.rows if row.value or not only_filled]
        if kind == "barres":
            lines = lines[:LONGEST]
        return Chart(
            key=f"{seen.key}-{key}",
            kind=kind,
            title=title or found.title,
            unit=found.unit,
            source=seen.source,
            heading=heading,
            series=(found.unit if found.unit != "part" else "part",),
            rows=tuple(Row(label_of(row.label), (row.value,)) for row in lines),
            reading=_read(lines, found.unit),
            limit=limit,
        )

    return make


def _read(lines: Sequence[Line], unit: str) -> str:
    """Each row in words: the text of those who do not see the chart."""
    said = [f"{label_of(row.label)} : {say(row.value, unit)}" for row in lines]
    return f"{' ; '.join(said)}."


def _dated(
    seen: Seen, kind: Kind, *, title: str, unit: str, series: Sequence[str], rows: Sequence[Row]
) -> Chart:
    return Chart(
        key=f"{seen.key}-{kind}",
        kind=kind,
        title=title,
        unit=unit,
        source=f"{', '.join(seen.metric.definition.sources)} ; un relevé par mois où il y en a",
        heading="Relevé",
        series=tuple(series),
        rows=tuple(rows),
        reading=_trend(rows, unit),
    )


def _trend(rows: Sequence[Row], unit: str) -> str:
    """From the first to the last, of the sum of the series."""
    known = [(row.label, sum(value or 0 for value in row.values)) for row in rows if None not in row.values]
    if not known:
        return "Aucun relevé mesuré."
    (first, then), (last, now) = known[0], known[-1]
    if len(known) == 1:
        return f"{say(now, unit)} au relevé {last}."
    return f"De {say(then, unit)} au relevé {first} à {say(now, unit)} au relevé {last}."


def _parts(seen: Seen, kind: Kind, *, title: str, only_used: bool = False) -> Chart | None:
    """The parts of an indicator at each date; a series that is nothing everywhere may be left out."""
    dated = [(point.day, point.parts[seen.key]) for point in seen.points if seen.key in point.parts]
    if not dated:
        return None
    labels = list(dated[-1][1])
    if only_used:
        labels = [label for label in labels if any(parts.get(label) for _, parts in dated)] or labels[:1]
    rows = [Row(month(on), tuple(parts.get(label) for label in labels)) for on, parts in dated]
    return _dated(seen, kind, title=title, unit="dispositifs", series=labels, rows=rows)


def _origins(seen: Seen) -> Chart | None:
    return _parts(seen, "empile", title="Dispositifs recensés, par origine", only_used=True)


def _ages_by_date(seen: Seen) -> Chart | None:
    return _parts(seen, "cent", title="Âge des dispositifs, relevé par relevé")


def _age_histogram(seen: Seen) -> Chart:
    survey = seen.survey
    dates = [
        latest(members, on=survey.day, months=seen.story.parameters.mois_a_jour)
        for members in survey.dispositifs.values()
        if not is_exempt(members)
    ]
    rows = [Row(label, (float(count),)) for label, count in _ages([one for one in dates if one], survey.day)]
    return Chart(
        key=f"{seen.key}-histogramme",
        kind="colonnes",
        title=f"Âge des dispositifs au {long_day(survey.day)}",
        unit="dispositifs",
        source=seen.source,
        heading="Mois depuis la mise à jour",
        series=("dispositifs",),
        rows=tuple(rows),
        reading=f"{' ; '.join(f'{row.label} mois : {figure(row.values[0] or 0)}' for row in rows)}.",
    )


def _ages(dates: Sequence[dt.date], on: dt.date) -> list[tuple[str, int]]:
    """Label → dispositifs; a bound is of the younger class, as for « à jour »."""
    found = []
    for low, high in pairwise(_AGES):
        oldest, newest = months_before(on, high), months_before(on, low)
        count = sum(oldest <= one < newest or (low == 0 and one >= newest) for one in dates)
        found.append((f"{low} à {high}", count))
    last = _AGES[-1]
    return [*found, (f"plus de {last}", sum(one < months_before(on, last) for one in dates))]


def _line(title: str) -> Callable[[Seen], Chart | None]:
    def make(seen: Seen) -> Chart | None:
        rows = [Row(month(point.day), (point.values.get(seen.key),)) for point in seen.points]
        if sum(row.values[0] is not None for row in rows) < 2:
            return None
        return _dated(seen, "lignes", title=title, unit="part", series=("part",), rows=rows)

    return make


def _queue(seen: Seen) -> Chart | None:
    rows = [Row(month(point.day), (point.values.get(seen.key),)) for point in seen.points]
    if len(rows) < 2:
        return None
    return _dated(
        seen,
        "lignes",
        title="Paires à juger, relevé par relevé",
        unit="paires",
        series=("paires",),
        rows=rows,
    )


def _constant(seen: Seen) -> Chart | None:
    """Only when a source came or left: else it is the same drawing twice."""
    moved = {row.label: row.value for row in seen.metric.breakdown("cascade").rows}
    if not moved.get("arrivée d’une source") and not moved.get("départ d’une source"):
        return None
    return _table("cascade", "sources-constantes", "Étape", title="Évolution à sources constantes")(seen)


def _abundance(seen: Seen) -> Chart | None:
    """Two scales where places are known; else each EPCI beside the median of all."""
    if (scatter := abundance_scatter(seen)) is not None:
        return scatter
    limit = (
        None if seen.metric.value is None else (seen.metric.value, f"médiane : {figure(seen.metric.value)}")
    )
    title = "Dispositifs pour 1 000 personnes visées, par EPCI"
    return _table("barres", "epci", "EPCI", title=title, limit=limit)(seen)


_CHARTS: dict[str, tuple[Callable[[Seen], Chart | None], ...]] = {
    "dispositifs-recenses": (_origins, _table("barres", "source", "Source")),
    "evolution-nette": (_table("cascade", "cascade", "Étape", title="Évolution expliquée"), _constant),
    "a-jour": (_ages_by_date, _age_histogram),
    "mis-a-jour": (_line("Mis à jour d’un relevé à l’autre"), _table("barres", "maniere", "Manière")),
    "score-qualite": (
        _table("colonnes", "distribution", "Score"),
        _table("barres", "criteres", "Critère", only_filled=True),
        _line("Part affichable dans DORA, relevé par relevé"),
    ),
    "mobilisables": (
        _table("entonnoir", "entonnoir", "Étape", title="Ce qui manque pour être mobilisable"),
        _line("Part mobilisable, relevé par relevé"),
    ),
    "publication": (_table("entonnoir", "entonnoir", "Étape", title="De la fiche conforme à DORA"),),
    "couverture-proximite": (
        _table("barres", "c4", "Frein", title="Couverture de proximité (C4) par frein"),
        _table("barres", "c3", "Frein", title="Avec l’offre locale à distance (C3)"),
    ),
    "eventail": (
        _table("barres", "frein", "Frein", title="Sous-thématiques couvertes, par frein"),
        range_matrix,
    ),
    "thematiques-a-renforcer": (
        _table("barres", "statut", "Statut"),
        _table("barres", "qualification", "Qualification"),
        _table("barres", "flux", "Flux"),
    ),
    "pluri-enregistrement": (
        _table("barres", "thematique", "Thématique", title="Pluri-enregistrement par thématique"),
        _table("barres", "sources", "Sources"),
    ),
    "abondance": (_abundance,),
    "partenaires-mobilises": (
        _table("entonnoir", "entonnoir", "Étape", title="Où en sont les partenaires"),
        partners_map,
    ),
    "recenses-par-l-animateur": (_table("barres", "reprise", "Tenue"),),
    "veille": (_table("barres", "signaux", "Signaux"),),
    "heures-mobilisables": (
        _table("colonnes", "classes", "Heures par semaine"),
        _table("barres", "epci", "EPCI", title="Heures × places par semaine, par EPCI"),
    ),
    "places": (
        _table("barres", "epci", "EPCI"),
        _table("barres", "thematique", "Thématique"),
        _table("barres", "taux-epci", "EPCI"),
    ),
    "doublons": (_table("barres", "nature", "Nature", title="Paires à juger, par nature"), _queue),
}


#: Second series of a chart → the chart.
_BESIDE = {
    "abondance-dispersion-epci": "abondance-epci",
    f"partenaires-mobilises-{OTHERS}": f"partenaires-mobilises-{ACTIVE}",
}


def tables_left(metric: Metric, charts: Sequence[Chart]) -> tuple[Breakdown, ...]:
    """The tables that no chart shows whole."""
    drawn = {(chart.key, len(chart.rows)) for chart in charts}
    key = metric.definition.key
    names = [(one, f"{key}-{one.key}") for one in metric.breakdowns]
    return tuple(one for one, name in names if (_BESIDE.get(name, name), len(one.rows)) not in drawn)
