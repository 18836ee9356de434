"""What the terminal shows: readable tables, in French, on stdout."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from offre_insertion.catalogue import Catalogue
from offre_insertion.cli.projet import describe_rows
from offre_insertion.issues import Issue, Severity
from offre_insertion.text import counted

_COLOURS = {Severity.ERREUR: "red", Severity.AVERTISSEMENT: "yellow", Severity.INFO: "cyan"}
_SHOWN = 12


def console() -> Console:
    """The screen: as wide as the terminal, 120 columns in a file or a pipe."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def print_bilan(catalogue: Catalogue, written: Sequence[Path]) -> None:
    """The bilan of a conversion: the fate of rows, the records, the issues by kind, the files."""
    screen = console()
    screen.print(f"[bold]{escape(catalogue.connector.source.nom)}[/bold]")
    screen.print(f"  {describe_rows(catalogue.bilan())}")
    count = len(catalogue.withheld)
    withheld = f" (et {counted(count, 'gardé sans être publié', 'gardés sans être publiés')})"
    screen.print(
        f"  {counted(len(catalogue.structures), 'structure')}, {counted(len(catalogue.services), 'service')}"
        f"{withheld if count else ''}"
    )
    if catalogue.scores:
        visible = sum(score >= 0.8 for score in catalogue.scores.values())
        mean = sum(catalogue.scores.values()) / len(catalogue.scores)
        screen.print(
            f"  score qualité moyen {mean:.2f} ; {counted(visible, 'service')} sur {len(catalogue.scores)} "
            f"{'atteignent' if visible > 1 else 'atteint'} 0,8, "
            "le seuil d'affichage dans DORA".replace(f"{mean:.2f}", f"{mean:.2f}".replace(".", ","))
        )
    _print_issues(screen, catalogue.issues)
    if written:
        names = ", ".join(path.name for path in written)
        screen.print(f"  Écrit dans {escape(str(written[0].parent))} : {names}")


def _print_issues(screen: Console, issues: Sequence[Issue]) -> None:
    if not issues:
        screen.print("  Aucune anomalie.")
        return
    counts = Counter((issue.severity, issue.code) for issue in issues)
    examples = {(issue.severity, issue.code): issue for issue in reversed(issues)}
    order = list(Severity)
    table = Table(box=None, pad_edge=True, show_header=True, header_style="dim")
    for heading in ("Gravité", "Nombre", "Code", "Premier exemple"):
        table.add_column(
            heading, justify="right" if heading == "Nombre" else "left", no_wrap=heading != "Premier exemple"
        )
    ranked = sorted(counts.items(), key=lambda item: (order.index(item[0][0]), -item[1]))
    for (severity, code), count in ranked[:_SHOWN]:
        issue = examples[severity, code]
        table.add_row(
            f"[{_COLOURS[severity]}]{severity}[/]",
            str(count),
            code,
            escape(f"{_place(issue)}{issue.message}"),
        )
    screen.print(table)
    if len(ranked) > _SHOWN:
        screen.print(
            f"  … et {counted(len(ranked) - _SHOWN, 'autre sorte', 'autres sortes')} d'anomalies : voir anomalies.xlsx."
        )


def _place(issue: Issue) -> str:
    """« feuille FA 3, ligne 1 : »: the rows of a workbook may come from several sheets."""
    if issue.row is None:
        return ""
    return f"feuille {issue.sheet}, ligne {issue.row} : " if issue.sheet else f"ligne {issue.row} : "
