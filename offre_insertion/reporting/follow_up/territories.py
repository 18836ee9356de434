"""The charts of territories: thematiques × EPCI (metric 9), abundance of each EPCI (12), where partners are (13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from offre_insertion.coverage import Area, Maille
from offre_insertion.coverage.themes import label as label_of
from offre_insertion.geography import Commune, Point
from offre_insertion.reporting.chart import Chart, Places, Row
from offre_insertion.reporting.coverage.report import AssessmentReport
from offre_insertion.reporting.follow_up.seen import Seen
from offre_insertion.reporting.text import percent
from offre_insertion.reporting.typography import figure
from offre_insertion.text import counted
from offre_insertion.tracking.metrics.partner_places import ACTIVE, OTHERS

_DEPARTEMENT = "Département"


def range_matrix(seen: Seen) -> Chart | None:
    """Metric 9: the share of the people of each territory near each sub-theme, the département first."""
    coverage = seen.story.inputs.coverage
    if coverage is None or not coverage.reach:
        return None
    whole = {code: share for frein in coverage.freins for code, share in frein.subthemes.items()}
    rows = [
        Row(label, tuple(shares.get(code) for code in whole))
        for label, shares in ((_DEPARTEMENT, whole), *((one.label, one.shares) for one in coverage.reach))
    ]
    chart = Chart(
        key=f"{seen.key}-matrice",
        kind="matrice",
        title="Éventail : sous-thématiques à proximité, par EPCI",
        unit="part",
        source=seen.source,
        heading="Territoire",
        series=tuple(label_of(code) for code in whole),
        rows=tuple(rows),
        limit=(
            coverage.reached_from,
            f"couverte : {percent(coverage.reached_from)} de la population au moins",
        ),
    )
    said = " ; ".join(f"{row.label} : {chart.passing(row)}" for row in rows)
    return replace(chart, reading=f"Sous-thématiques couvertes. {said}.")


def abundance_scatter(seen: Seen) -> Chart | None:
    """Metric 12: dispositifs for 1,000 people across, the share of small ones up; medians of the EPCI as limits.

    ``None`` when nobody wrote the places of any dispositif: there is only one scale to show.
    """
    coverage = seen.story.inputs.coverage
    if coverage is None or not any(one.documented for one in coverage.densities):
        return None
    rows = tuple(
        Row(one.label, (one.per_thousand, one.scattered / one.documented if one.documented else None))
        for one in coverage.densities
    )
    across, up = (_median(row.values[series] for row in rows) for series in (0, 1))
    names = ("dispositifs pour 1 000 personnes visées", f"part de moins de {coverage.few_places} places")
    return Chart(
        key=f"{seen.key}-epci",
        kind="nuage",
        title="Abondance et dispersion, par EPCI",
        unit=" ; ".join(names),
        source=seen.source,
        heading="EPCI",
        series=names,
        rows=rows,
        reading=_beyond(rows, across, up),
        limit=None if up is None else (up, f"médiane : {percent(up)}"),
        limit_across=None if across is None else (across, f"médiane : {figure(across)}"),
        units=("dispositifs pour 1 000", "part"),
    )


def partners_map(seen: Seen) -> Chart | None:
    """Metric 13: partners by EPCI of their records; those that are nowhere are said under the map."""
    active, others = seen.table(ACTIVE), seen.table(OTHERS)
    if active is None or others is None:
        return None
    rows = tuple(
        Row(one.label, (one.value, other.value)) for one, other in zip(active.rows, others.rows, strict=True)
    )
    return Chart(
        key=f"{seen.key}-{ACTIVE}",
        kind="carte",
        title="Partenaires, dans chaque EPCI où ils ont une fiche active",
        unit="partenaires, comptés dans chacun de ces EPCI",
        source=seen.source,
        heading="Territoire",
        series=("actifs", "autres"),
        rows=rows,
        reading=f"{' ; '.join(f'{row.label} : {_both(row)}' for row in rows if any(row.values))}.",
        places=_places(seen.coverage, rows) if seen.coverage else None,
    )


def _both(row: Row) -> str:
    active, others = row.values
    return f"{counted(int(active or 0), 'actif')}, {counted(int(others or 0), 'autre')}"


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _beyond(rows: Sequence[Row], across: float | None, up: float | None) -> str:
    """Who has more dispositifs than the median, and more of them small: dispersion is only asked of abundance."""
    found = [row.label for row in rows if _exceeds(row.values[0], across) and _exceeds(row.values[1], up)]
    unknown = sum(row.values[1] is None for row in rows)
    said = f"Au-delà des deux médianes : {', '.join(found) or 'aucun EPCI'}."
    return f"{said} Places inconnues dans {unknown} EPCI." if unknown else said


def _exceeds(value: float | None, limit: float | None) -> bool:
    return value is not None and limit is not None and value > limit


def _places(coverage: AssessmentReport, rows: Sequence[Row]) -> Places:
    """Each EPCI at the middle of its people, on the communes of the département."""
    communes = coverage.coverage.ground.communes
    areas = {area.nom: area for area in coverage.areas(Maille.EPCI)}
    return Places(
        tuple(_middle(communes, areas.get(row.label)) for row in rows),
        tuple(one.point for one in communes if one.point is not None),
    )


def _middle(communes: Sequence[Commune], area: Area | None) -> Point | None:
    """Weighed by inhabitants, an empty commune for one; ``None`` without an EPCI or without any centre."""
    known = [
        (one.point, max(one.population, 1))
        for one in (communes[i] for i in (area.communes if area else ()))
        if one.point is not None
    ]
    total = sum(weight for _, weight in known)
    if not total:
        return None
    x, y = (sum(point[axis] * weight for point, weight in known) / total for axis in (0, 1))
    return (x, y)
