"""``rapport.xlsx``: the indicators, their charts, the work list, the queue of duplicates, the method."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from offre_insertion.coverage import Status
from offre_insertion.reporting.coverage.look import describe_statuses
from offre_insertion.reporting.coverage.workbook import painted
from offre_insertion.reporting.follow_up.native import ChartSheets
from offre_insertion.reporting.follow_up.report import TITLE, Heatmap, Report
from offre_insertion.reporting.follow_up.words import describe_tasks_day, shown_label
from offre_insertion.reporting.text import NBSP, day
from offre_insertion.reporting.typography import typeset
from offre_insertion.reporting.workbook import Book, Content, Painted, options, prepare
from offre_insertion.text import counted
from offre_insertion.tracking.metric import UNMEASURED, Metric
from offre_insertion.tracking.wording import whole_percent
from offre_insertion.tracking.worklist import KIND_LABELS

Row = list[Content]
#: A share as the page writes it: « 58 % »; « < 1 % » for what is not nothing.
_SHARE, _LITTLE = f'0"{NBSP}"%', f'"<{NBSP}1{NBSP}%"'


def write_workbook(report: Report, path: Path) -> None:
    """Writes the workbook; Excel opens on the indicators."""
    with xlsxwriter.Workbook(path, options()) as book:
        sheets = prepare(book)
        _add_indicators(sheets, report)
        charts = ChartSheets(book)
        for section in report.sections:
            charts.add(
                f"Graphiques mission {section.mission}",
                [chart for figure in section.figures for chart in figure.charts],
            )
        _add_tasks(sheets, report)
        if report.heatmap is not None:
            _add_heatmap(sheets, "Couverture", report.heatmap)
        if report.local_heatmap is not None:
            _add_heatmap(sheets, "Territoires locaux", report.local_heatmap)
        _add_pairs(sheets, report)
        _add_tables(sheets, report)
        _add_method(sheets, report)


def _add_indicators(book: Book, report: Report) -> None:
    columns = [
        ("N°", 5.0), ("Indicateur", 34.0), ("Mission", 8.0), ("Valeur", 14.0), ("Unité", 18.0), ("Avant", 14.0),
        ("Écart", 12.0), ("Numérateur", 12.0), ("Dénominateur", 12.0), ("Non documenté", 14.0), ("Formule", 70.0),
        ("Paramètres", 40.0), ("Sources", 34.0), ("Remarques", 60.0),
    ]  # fmt: skip
    above = (
        typeset(f"{TITLE}, {report.territoire}, {report.period.label}"),
        typeset(report.headline),
        typeset(report.label),
    )
    rows = (_indicator(figure.metric) for section in report.sections for figure in section.figures)
    book.add_table("Indicateurs", columns, rows, frozen=2, above=above)


def _indicator(metric: Metric) -> Row:
    definition = metric.definition
    parameters = ", ".join(f"{name} : {value}" for name, value in (metric.parameters or {}).items())
    return [
        definition.number,
        definition.title,
        definition.mission,
        _shown(metric.value, definition.unit),
        definition.unit,
        _shown(metric.previous, definition.unit) if metric.previous is not None else None,
        _gap(metric),
        metric.numerator,
        metric.denominator,
        metric.undocumented,
        typeset(definition.formula),
        typeset(parameters),
        ", ".join(definition.sources),
        typeset(" ".join(metric.notes)),
    ]


def _shown(value: float | None, unit: str) -> Content:
    """A number, to compute with: a share is cut to the percent that the page says, its two terms are beside."""
    if value is None:
        return UNMEASURED
    if unit != "part":
        return round(value, 2)
    percent = whole_percent(value)
    return Painted(
        percent / 100 if percent else value,
        number_format=_LITTLE if percent == 0 and value > 1e-9 else _SHARE,
    )


def _gap(metric: Metric) -> Content:
    """What changed, a number to compute with: points for a share, between what the page says."""
    if metric.value is None or metric.previous is None:
        return None
    if metric.definition.unit == "part":
        points = whole_percent(metric.value) - whole_percent(metric.previous)
        word = f'"{NBSP}point{"s" if abs(points) > 1 else ""}"'
        return Painted(points, number_format=f'"+"0{word};"−"0{word};0{word}')
    return round(metric.value - metric.previous, 2)


def _add_tasks(book: Book, report: Report) -> None:
    columns = [
        ("Rang", 6.0),
        ("Sorte", 13.0),
        ("À faire", 70.0),
        ("Effet", 60.0),
        ("Gain", 8.0),
        ("Échéance", 12.0),
    ]
    book.add_table("À faire", columns, (
        [rank, KIND_LABELS[task.kind], typeset(task.title), typeset(task.effect), task.gain,
         day(task.due) if task.due else None]
        for rank, task in enumerate(report.tasks, 1)
    ), above=(typeset(describe_tasks_day(report)),))  # fmt: skip
    book.add_table("À faire, fiches", [("Rang", 6.0), ("Identifiant", 50.0), ("Nom", 50.0), ("Détail", 50.0)], (
        [rank, item.id, item.nom, item.detail] for rank, task in enumerate(report.tasks, 1) for item in task.items
    ))  # fmt: skip


def _add_heatmap(book: Book, name: str, heatmap: Heatmap) -> None:
    rows: Iterator[Row] = (
        [label, *(painted(one.label, Status(one.status)) for one in squares)]
        for label, squares in heatmap.rows
    )
    above = (
        typeset(f"{heatmap.title} : part de la population (ou du poids choisi) à proximité, et statut"),
        typeset(f"Statut : {describe_statuses()}. Source : {heatmap.source}."),
    )
    columns = [("Thématique", 40.0), *((name, 18.0) for name in heatmap.columns)]
    book.add_table(name, columns, rows, above=above)


def _add_pairs(book: Book, report: Report) -> None:
    columns = [
        ("Nature", 11.0), ("Une fiche", 50.0), ("Son nom", 44.0), ("L’autre", 50.0), ("Son nom", 44.0),
        ("Attend depuis", 14.0),
    ]  # fmt: skip
    rows: Iterator[Row] = (
        [one.kind, one.left, one.names[0], one.right, one.names[1], day(one.since)] for one in report.pairs
    )
    book.add_table("Doublons à juger", columns, rows)


def _add_tables(book: Book, report: Report) -> None:
    columns = [
        ("Indicateur", 34.0), ("Tableau", 50.0), ("Unité", 20.0), ("Ligne", 50.0), ("Valeur", 12.0),
        ("Numérateur", 12.0), ("Dénominateur", 12.0),
    ]  # fmt: skip
    rows: Iterator[Row] = (
        [
            metric.definition.title,
            typeset(table.title),
            table.unit,
            shown_label(row.label),
            _rounded(row.value),
            row.numerator,
            row.denominator,
        ]
        for metric in report.metrics.values()
        for table in metric.breakdowns
        for row in table.rows
    )
    book.add_table("Tableaux", columns, rows)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _add_method(book: Book, report: Report) -> None:
    rows: list[Row] = [["avertissement", "", typeset(report.label)], ["COG", "", report.cog]]
    rows += [["relevé de fin", "", day(report.day)], ["version", "", report.version]]
    rows += [
        ["source", one.nom, typeset(f"{counted(one.records, 'fiche')}, {counted(one.active, 'active')}")]
        for one in report.sources
    ]
    rows += [["paramètre", name, typeset(value)] for name, value in report.parameters.items()]
    rows += [["limite", "", typeset(limit)] for limit in report.limits]
    book.add_table("Méthode", [("Quoi", 16.0), ("Nom", 60.0), ("Valeur", 90.0)], rows)
