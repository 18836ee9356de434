"""What the follow-up takes from the coverage: its inputs, and the heatmap of the report."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from offre_insertion.coverage import Area, Maille, Status
from offre_insertion.coverage import Cell as Covered
from offre_insertion.coverage.themes import ALL, CATEGORIES, label, subs_of
from offre_insertion.reporting.coverage.look import cell_text
from offre_insertion.reporting.coverage.report import AssessmentReport
from offre_insertion.reporting.follow_up.report import Heatmap, Square
from offre_insertion.reporting.text import number, percent
from offre_insertion.reporting.typography import figure, long_day
from offre_insertion.tracking.inputs import Cell, Coverage, Density, FreinCoverage, Qualification, Reach
from offre_insertion.tracking.inputs import Status as Judged
from offre_insertion.tracking.metrics.capacity import places_of
from offre_insertion.tracking.values import Survey


def inputs_of(
    report: AssessmentReport, survey: Survey, *, also: Collection[tuple[str, str]] = frozenset()
) -> Coverage:
    """The coverage as the indicators take it; a qualification to be asked again counts as such.

    ``also``: other cells to count, (thematique, code of EPCI), beside the freins and the categories.
    """
    counted = main_themes(report)
    cells = (
        report.coverage.cell(code, area)
        for code in dict.fromkeys((*counted, *sorted(code for code, _ in also)))
        for area in report.areas(Maille.EPCI)
        if code in counted or ((code, area.code) in also and code in report.coverage.levels)
    )
    return Coverage(
        freins=tuple(_frein(report, code) for code in report.shown if code in report.coverage.levels),
        cells=tuple(_cell(report, cell) for cell in cells if cell.status in _STATUSES),
        densities=tuple(_density(report, area, survey) for area in report.areas(Maille.EPCI)),
        reach=tuple(_reach(report, area) for area in report.areas(Maille.EPCI)),
        reached_from=report.coverage.parameters.eventail_min,
        few_places=report.coverage.parameters.places_dispersion,
        parameters=parameters_of(report),
    )


def main_themes(report: AssessmentReport) -> tuple[str, ...]:
    """The freins that come first, then the categories of the schema."""
    known = report.coverage.levels
    return tuple(code for code in dict.fromkeys((*report.shown, *CATEGORIES)) if code in known)


def spoken_cells(report: AssessmentReport) -> frozenset[tuple[str, str]]:
    """The cells of an EPCI that people spoke of: (thematique, code of EPCI)."""
    return frozenset(
        (one.cell.thematique, one.cell.area.code)
        for one in report.qualifications
        if one.cell is not None and one.cell.area.maille is Maille.EPCI
    )


def themes_of(report: AssessmentReport) -> tuple[str, ...]:
    """The main ones, then those that people spoke of, in the order of the schema."""
    spoken_of = {code for code, _ in spoken_cells(report)}
    return tuple(dict.fromkeys((*main_themes(report), *(code for code in ALL if code in spoken_of))))


def parameters_of(report: AssessmentReport) -> dict[str, str]:
    """What the coverage was computed by, in words."""
    given = report.coverage.parameters
    radii = ", ".join(f"{label(code)} {figure(radius)} km" for code, radius in given.rayons_km.items())
    return {
        "rayons": f"{radii}, autres {figure(given.rayon_km_defaut)} km",
        "fraîcheur": f"{given.fraicheur_max_mois} mois au plus",
        "couverte": f"{percent(given.couverte_min)} au moins, et {given.structures_min} structures",
        "à renforcer": f"{percent(given.a_renforcer_min)} au moins",
        "éventail": f"sous-thématique atteinte à {percent(given.eventail_min)} au moins",
        "dispersion": f"moins de {number(given.places_dispersion)} places",
        "statut masqué": f"moins de {number(given.population_min_statut)} habitants",
        "poids": report.coverage.weights.nom,
        "calcul": _calculation(report),
    }


def _calculation(report: AssessmentReport) -> str:
    if report.measured_by is None:
        return "à la demande, avec les règles et le COG d’aujourd’hui"
    return f"gardée avec le relevé ; règles de la version {report.measured_by}, COG {report.cog}"


def _frein(report: AssessmentReport, code: str) -> FreinCoverage:
    cell = report.coverage.cell(code, report.whole)
    known = [one for one in subs_of(code) if one in report.coverage.levels]
    subs = {one: report.coverage.cell(one, report.whole).c4 or 0.0 for one in known}
    return FreinCoverage(code, label(code), cell.c4, cell.c3, subs)


def _reach(report: AssessmentReport, area: Area) -> Reach:
    known = report.coverage.levels
    codes = [code for frein in report.shown for code in subs_of(frein) if code in known]
    return Reach(area.code, area.nom, {code: report.coverage.cell(code, area).c4 for code in codes})


_STATUSES: dict[Status, Judged] = {
    Status.COUVERTE: "couverte",
    Status.A_RENFORCER: "a-renforcer",
    Status.NON_COUVERTE: "non-couverte",
}


def _cell(report: AssessmentReport, cell: Covered) -> Cell:
    return Cell(
        theme=cell.thematique,
        theme_label=label(cell.thematique),
        epci=cell.area.code,
        epci_label=cell.area.nom,
        status=_STATUSES[cell.status],
        reason=cell.reason.label,
        qualification=_verdict(report, cell),
    )


def _verdict(report: AssessmentReport, cell: Covered) -> Qualification | None:
    said = report.qualification(cell)
    if said is None:
        return None
    return "a-revoir" if said.is_open else said.verdict.value


def _density(report: AssessmentReport, area: Area, survey: Survey) -> Density:
    groups = [
        members
        for members in survey.dispositifs.values()
        if next((one.epci for one in members if one.epci), None) == area.code
    ]
    places = [found for members in groups if (found := places_of(members)) is not None]
    weight = sum(report.coverage.weights.values[i] for i in area.communes)
    return Density(
        epci=area.code,
        label=area.nom,
        dispositifs=len(groups),
        per_thousand=1000 * len(groups) / weight if weight else None,
        scattered=sum(one < report.coverage.parameters.places_dispersion for one in places),
        documented=len(places),
    )


def heatmap_of(report: AssessmentReport) -> Heatmap:
    """Thematiques × EPCI, the heaviest EPCI first, the département before them."""
    return _heatmap(report, Maille.EPCI, "Couverture par thématique et intercommunalité")


def local_heatmap_of(report: AssessmentReport) -> Heatmap | None:
    """The same by local territory, when there are some."""
    if not report.areas(Maille.TERRITOIRE):
        return None
    return _heatmap(report, Maille.TERRITOIRE, "Couverture par thématique et territoire local")


def _heatmap(report: AssessmentReport, maille: Maille, title: str) -> Heatmap:
    areas = (report.whole, *report.areas(maille))
    return Heatmap(
        title=title,
        source=_source(report),
        columns=("Département", *(area.nom for area in areas[1:])),
        rows=tuple((label(code), tuple(_squares(report, code, areas))) for code in themes_of(report)),
    )


def _source(report: AssessmentReport) -> str:
    done = "calculée sur les fiches" if report.measured_by is None else "gardée avec le relevé"
    version = f", règles de la version {report.measured_by}" if report.measured_by else ""
    weights = f"poids : {report.coverage.weights.nom}"
    return f"couverture {done} du {long_day(report.coverage.day)} ; {weights} ; COG {report.cog}{version}"


def _squares(report: AssessmentReport, code: str, areas: tuple[Area, ...]) -> Iterator[Square]:
    for area in areas:
        cell = report.coverage.cell(code, area)
        said = report.qualification(cell)
        yield Square(
            cell.status.value,
            cell_text(cell),
            cell.judged,
            cell.reason.label,
            f"{said.verdict.label}{', à revoir' if said.is_open else ''}" if said else "",
        )
