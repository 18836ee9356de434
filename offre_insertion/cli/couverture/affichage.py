"""Coverage on the terminal: readable without colours too."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from offre_insertion.cli.affichage import console
from offre_insertion.coverage import Area, Cell, Maille, Status
from offre_insertion.coverage.themes import label
from offre_insertion.reporting.coverage.look import STATUS_LOOKS, cell_text, reason_text
from offre_insertion.reporting.coverage.report import CoverageReport
from offre_insertion.reporting.coverage.words import describe_reached, describe_thresholds
from offre_insertion.reporting.text import counted, day, number, percent
from offre_insertion.text import in_a_sentence

_COLOURS = {
    Status.COUVERTE: "green",
    Status.A_RENFORCER: "yellow",
    Status.NON_COUVERTE: "red",
    Status.MASQUE: "dim",
}
_DISPOSITIFS = "Proches · autres · inutilisables · nationaux"
#: Abundant thematiques named on the screen; the files have them all.
_NAMED = 5


def print_report(report: CoverageReport, maille: Maille) -> None:
    """What is shown first in the département, then in each area of a kind, then the thresholds."""
    screen = console()
    coverage = report.coverage
    screen.print(
        f"[bold]Couverture, {escape(report.nom)}[/bold], au {day(coverage.day)} ; poids : "
        f"{escape(coverage.weights.nom)} ; {counted(coverage.total.records, 'fiche')}, "
        f"{counted(coverage.total.dispositifs, 'dispositif')}"
    )
    screen.print(_whole(report))
    areas = report.areas(maille)
    shown = report.shown
    screen.print(_by_area(report, areas, shown, maille))
    _print_end(screen, report)


def _whole(report: CoverageReport) -> Table:
    table = Table(box=None, header_style="dim")
    for heading in ("Département", "C4", "C3", "Statut", "Raison", "Structures", _DISPOSITIFS, "Éventail"):
        table.add_column(heading, justify="right" if heading in {"C4", "C3", "Structures"} else "left")
    for code in report.shown:
        cell = report.coverage.cell(code, report.whole)
        counts = cell.dispositifs
        table.add_row(
            label(code),
            percent(cell.c4, 1),
            percent(cell.c3, 1),
            f"[{_COLOURS[cell.status]}]{STATUS_LOOKS[cell.status].sign} {cell.status_label}[/]",
            reason_text(cell),
            number(cell.structures),
            f"{counts.proches} · {counts.autres} · {counts.inutilisables} · {counts.nationaux}",
            describe_reached(report, code),
        )
    return table


def _by_area(report: CoverageReport, areas: Sequence[Area], shown: Sequence[str], maille: Maille) -> Table:
    table = Table(box=None, header_style="dim")
    table.add_column({Maille.EPCI: "EPCI", Maille.COMMUNE: "Commune"}.get(maille, "Territoire"))
    table.add_column("Habitants", justify="right")
    for code in shown:
        table.add_column(label(code))
    for area in areas:
        cells = [report.coverage.cell(code, area) for code in shown]
        population = cells[0].population if cells else 0
        texts = (_commune(cell) if maille is Maille.COMMUNE else _area(cell) for cell in cells)
        table.add_row(escape(area.nom), number(population), *texts)
    return table


def _area(cell: Cell) -> str:
    """« ◐ 59 % hors de portée »."""
    return f"[{_COLOURS[cell.status]}]{cell_text(cell)}[/] {reason_text(cell)}".rstrip()


def _commune(cell: Cell) -> str:
    """« 2b hors de portée »: the level, never a status, since most communes are too small for one."""
    colour = "green" if cell.judged else "red"
    return f"[{colour}]{cell.best.code}[/] {cell.reason.label}".rstrip()


def _print_end(screen: Console, report: CoverageReport) -> None:
    coverage = report.coverage
    reopened = sum(one.is_open for one in report.qualifications)
    alerts = [label(one.thematique) for one in coverage.recorded.values() if one.is_alert]
    screen.print("● couverte  ◐ à renforcer  ○ non couverte  · trop peu d’habitants", style="dim")
    if report.qualifications:
        screen.print(f"Qualifications : {len(report.qualifications)}, dont {reopened} à revoir.")
    if alerts:
        screen.print(f"Enregistrées plusieurs fois : {escape(', '.join(alerts))}.")
    if coverage.abundant:
        places = list(dict.fromkeys(f"{label(one.thematique)} ({one.area.nom})" for one in coverage.abundant))
        more = f" et {counted(len(places) - _NAMED, 'autre')}" if len(places) > _NAMED else ""
        screen.print(f"Offre abondante : {escape(', '.join(places[:_NAMED]))}{more}.")
    if coverage.imprecise or coverage.without_zone:
        screen.print(
            f"À préciser : {counted(len(coverage.imprecise), 'fiche')} sans thématique précise, "
            f"{counted(len(coverage.without_zone), 'fiche')} sans zone."
        )
    thresholds = " ; ".join(
        f"{in_a_sentence(label)} : {value}" for _, label, value in describe_thresholds(coverage.parameters)
    )
    screen.print(f"Seuils : {escape(thresholds)}.", style="dim")
