"""``couverture.xlsx``: heatmap with colours and words, one sheet by frein, holes to qualify, pluri-recensées."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import xlsxwriter

from offre_insertion.coverage import Area, Couverture, Level, Maille, Offer, Status
from offre_insertion.coverage.rules import RULES
from offre_insertion.coverage.themes import CATEGORIES, label, subs_of
from offre_insertion.geography.zone_codes import zone_name
from offre_insertion.reporting.coverage.look import (
    LEVEL_COLOURS,
    STATUS_LOOKS,
    cell_text,
    describe_statuses,
    reason_text,
)
from offre_insertion.reporting.coverage.report import CoverageReport
from offre_insertion.reporting.coverage.words import (
    describe_qualification,
    describe_reached,
    describe_thresholds,
)
from offre_insertion.reporting.text import day, percent
from offre_insertion.reporting.workbook import Book, Content, Painted, options, prepare

Row = list[Content]


def write_workbook(report: CoverageReport, path: Path) -> None:
    """Writes the workbook. Excel then opens on the heatmap."""
    with xlsxwriter.Workbook(path, options()) as book:
        sheets = prepare(book)
        _add_heatmap(sheets, report)
        for code in report.shown:
            _add_communes(sheets, report, code)
        _add_summary(sheets, report)
        _add_holes(sheets, report)
        _add_recorded(sheets, report)
        _add_abundant(sheets, report)
        _add_records(sheets, report)
        _add_parameters(sheets, report.coverage.parameters)


def _title(report: CoverageReport) -> str:
    return (
        f"Couverture de l’offre d’insertion, {report.nom}, au {day(report.coverage.day)} ; poids : "
        f"{report.coverage.weights.nom}"
    )


def _ordered(report: CoverageReport) -> list[str]:
    """What is shown first, then every category followed by its thematiques."""
    everything = (one for category in CATEGORIES for one in (category, *subs_of(category)))
    return [code for code in dict.fromkeys((*report.detailed, *everything)) if code in report.coverage.levels]


def _name(code: str) -> str:
    """Thematiques stand back under their category."""
    return f"    {label(code)}" if "--" in code else label(code)


def _add_heatmap(book: Book, report: CoverageReport) -> None:
    areas = (*report.areas(Maille.DEPARTEMENT), *report.areas(Maille.EPCI), *report.areas(Maille.TERRITOIRE))
    rows: list[Row] = [
        [_name(code), *(_heat(report, code, area) for area in areas)] for code in _ordered(report)
    ]
    above = (_title(report), f"Part du poids à proximité, et statut : {describe_statuses()}.")
    book.add_table(
        "Carte de chaleur", [("Thématique", 60), *((area.nom, 22) for area in areas)], rows, above=above
    )


def painted(text: str, status: Status) -> Painted:
    """The text of a square in a workbook, with the words of its status, which the sentence above says for areas without
    one."""
    look = STATUS_LOOKS[status]
    said = text if status is Status.MASQUE else f"{text} {status.label}"
    return Painted(said, look.background, look.ink)


def _heat(report: CoverageReport, code: str, area: Area) -> Painted:
    cell = report.coverage.cell(code, area)
    return painted(cell_text(cell), cell.status)


def _add_communes(book: Book, report: CoverageReport, code: str) -> None:
    """The communes of a frein, heaviest first: level, reason, and the level of each of its thematiques."""
    coverage = report.coverage
    subs = [sub for sub in subs_of(code) if sub != code and sub in coverage.levels]
    columns = [
        ("Commune", 34.0), ("Code INSEE", 11.0), ("EPCI", 36.0), ("Habitants", 11.0), ("Poids", 11.0), ("Niveau", 9.0),
        ("Ce que c’est", 26.0), ("Raisons", 34.0), *((label(sub), 22.0) for sub in subs),
    ]  # fmt: skip
    weights = coverage.weights.values
    order = sorted(range(len(coverage.ground.communes)), key=lambda i: -weights[i])
    book.add_table(
        label(code),
        columns,
        (_commune(report, code, subs, position) for position in order),
        above=(f"{label(code)} : niveau de chaque commune, et pourquoi. {_title(report)}",),
    )


def _commune(report: CoverageReport, code: str, subs: list[str], position: int) -> Row:
    coverage = report.coverage
    commune, levels = coverage.ground.communes[position], coverage.levels[code]
    epci = coverage.ground.geography.epci(commune.code_epci) if commune.code_epci else None
    level = levels.level(position)
    return [
        commune.nom,
        commune.code_insee,
        epci.nom if epci else "",
        commune.population,
        coverage.weights.values[position],
        _painted(level),
        level.label,
        levels.reason(position).label,
        *(_sub(report, sub, position) for sub in subs),
    ]


def _painted(level: Level) -> Painted:
    return Painted(level.code, LEVEL_COLOURS[level], "#FFFFFF")


def _sub(report: CoverageReport, sub: str, position: int) -> str:
    levels = report.coverage.levels[sub]
    reason = levels.reason(position)
    code = levels.level(position).code
    return f"{code} : {reason.label}" if reason else code


def _add_summary(book: Book, report: CoverageReport) -> None:
    columns = [
        ("Thématique", 48.0), ("Code", 44.0), ("C4", 9.0), ("C3", 9.0), ("Statut", 18.0), ("Raison", 22.0),
        ("Structures", 11.0), ("Proches", 10.0), ("Autres", 10.0), ("Inutilisables", 13.0), ("Nationaux", 11.0),
        ("Imprécis", 10.0), ("Places", 9.0), ("Places pour 100", 12.0), ("Éventail", 10.0),
    ]  # fmt: skip
    rows = (_summary(report, code) for code in _ordered(report))
    book.add_table("Département", columns, rows, above=(_title(report),))


def _summary(report: CoverageReport, code: str) -> Row:
    cell = report.coverage.cell(code, report.whole)
    counts, look = cell.dispositifs, STATUS_LOOKS[cell.status]
    status = Painted(cell.status_label, look.background, look.ink)
    return [
        _name(code), code, percent(cell.c4, 1), percent(cell.c3, 1), status,
        reason_text(cell), cell.structures, counts.proches, counts.autres, counts.inutilisables, counts.nationaux,
        cell.imprecise, cell.places, _rounded(cell.places_pour_100),
        describe_reached(report, code),
    ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _add_holes(book: Book, report: CoverageReport) -> None:
    columns = [
        ("Thématique", 40.0), ("Code", 40.0), ("Maille", 12.0), ("Territoire", 34.0), ("Code territoire", 14.0),
        ("Part", 9.0), ("Statut", 18.0), ("Raison", 22.0), ("Proches", 10.0), ("Autres", 10.0),
        ("Inutilisables", 13.0), ("Nationaux", 11.0), ("Qualification", 60.0),
    ]  # fmt: skip
    rows: Iterator[Row] = (
        [
            label(cell.thematique), cell.thematique, cell.area.maille.label, cell.area.nom, cell.area.code,
            percent(cell.judged), cell.status_label, cell.reason.label, cell.dispositifs.proches,
            cell.dispositifs.autres, cell.dispositifs.inutilisables, cell.dispositifs.nationaux,
            describe_qualification(said) if said else "à qualifier",
        ]
        for cell, said in report.to_qualify(report.detailed)
    )  # fmt: skip
    book.add_table("Trous à qualifier", columns, rows)


def _add_recorded(book: Book, report: CoverageReport) -> None:
    columns = [
        ("Thématique", 40.0), ("Code", 40.0), ("Alerte", 9.0), ("Fiches locales", 11.0),
        ("Dispositifs locaux", 11.0), ("Taux local", 10.0), ("Surplus local", 10.0), ("Fiches, national compris", 12.0),
        ("Dispositifs, national compris", 12.0), ("Paires de sources", 40.0), ("Grappes de fiches", 60.0),
    ]  # fmt: skip
    rows: Iterator[Row] = (
        [
            label(one.thematique), one.thematique, "oui" if one.is_alert else "non", one.local_records,
            one.local_dispositifs, percent(one.local_rate), one.local_surplus, one.records, one.dispositifs,
            ", ".join(f"{' / '.join(pair)} : {count}" for pair, count in one.sources.items()),
            " ; ".join(" = ".join(group) for group in one.groups),
        ]
        for one in sorted(report.coverage.recorded.values(), key=lambda one: (not one.is_alert, -one.local_surplus))
    )  # fmt: skip
    book.add_table("Enregistrées plusieurs fois", columns, rows)


def _add_abundant(book: Book, report: CoverageReport) -> None:
    columns = [
        ("Thématique", 40.0), ("Territoire", 34.0), ("Dispositifs", 11.0), ("Structures", 11.0),
        ("Pour 1 000", 11.0), ("Médiane", 11.0), ("Places (médiane)", 12.0), ("Dispersion", 11.0), ("Sources", 30.0),
        ("Noms", 60.0), ("Paires", 80.0),
    ]  # fmt: skip
    names = report.coverage.names
    rows: Iterator[Row] = (
        [
            label(one.thematique), one.area.nom, len(one.dispositifs), one.structures, round(one.densities[0], 3),
            round(one.densities[1], 3), one.median_places, "oui" if one.is_scattered else "non",
            ", ".join(one.sources), " ; ".join(names.get(each, each) for each in one.dispositifs),
            " ; ".join(" / ".join(pair) for pair in one.pairs),
        ]
        for one in report.coverage.abundant
    )  # fmt: skip
    book.add_table("Offre abondante", columns, rows)


def _add_records(book: Book, report: CoverageReport) -> None:
    coverage = report.coverage
    vague = (
        _record(one, "thématique imprécise", map(label, one.about.imprecise)) for one in coverage.imprecise
    )
    unplaced = (_record(one, "zone à préciser", map(zone_name, one.zone)) for one in coverage.without_zone)
    columns = [
        ("Identifiant", 34.0),
        ("Nom", 50.0),
        ("Source", 18.0),
        ("À préciser", 22.0),
        ("Lu comme", 30.0),
    ]
    book.add_table("À préciser", columns, chain(vague, unplaced))


def _record(offer: Offer, missing: str, read_as: Iterable[str]) -> Row:
    return [offer.id, offer.nom, offer.source, missing, ", ".join(read_as)]


def _add_parameters(book: Book, parameters: Couverture) -> None:
    thresholds: Iterator[Row] = (
        [sense, value, name] for name, sense, value in describe_thresholds(parameters)
    )
    rules: Iterator[Row] = ([rule.sentence, "règle", rule.code] for rule in RULES)
    columns = [("Seuil ou règle", 110.0), ("Valeur", 44.0), ("Nom dans le projet ou le JSON", 28.0)]
    book.add_table("Seuils et règles", columns, chain(thresholds, rules))
