"""``offre-insertion verifier``: a data·inclusion file, checked as the real valideur does, and beyond."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from offre_insertion.verification import Finding, Report


@click.command(cls=FrenchCommand, name="verifier")
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option(
    "--valideur-en-ligne", is_flag=True, help="Envoie le classeur au vrai valideur, et montre sa réponse."
)
@click.option(
    "--adresse-valideur",
    envvar="OFFRE_INSERTION_VALIDEUR_URL",
    help="Adresse du valideur (sinon celle de data·inclusion).",
)
@format_option("du rapport")
def command(*, fichier: Path, valideur_en_ligne: bool, adresse_valideur: str | None, output: str) -> int:
    """Vérifie FICHIER (JSON, CSV, classeur du valideur, ou dossier) comme le vrai valideur, et au-delà.

    Code de sortie 0 si rien n'est à corriger, 1 sinon.
    """
    from offre_insertion.verification import verify_file

    report = _ask(fichier, adresse_valideur) if valideur_en_ligne else verify_file(fichier)
    if output == "json":
        echo_json(report.as_dict())
    else:
        _print(report)
    return 0 if report.is_clean else 1


def _ask(fichier: Path, address: str | None) -> Report:
    from offre_insertion.client import Client
    from offre_insertion.valideur import ADDRESS, SERVICE, verify_online

    with Client(address or ADDRESS, service=SERVICE) as client:
        return verify_online(fichier, client=client)


def _print(report: Report) -> None:
    from offre_insertion.cli.affichage import console

    screen = console()
    counts = ", ".join(counted(count, kind) for kind, count in report.counts.items())
    screen.print(
        f"{counts} : " + ("conforme au schéma data·inclusion." if report.is_compliant else "à corriger.")
    )
    for kind, errors in report.errors.items():
        if errors:
            screen.print(f"  {kind}s : {report.wrong[kind]} à corriger, {counted(errors, 'erreur')}")
    _table(screen, "Ce que le valideur refuse", report.findings)
    _table(screen, "Ce que le valideur ne vérifie pas", report.beyond)
    for issue in report.dataset:
        screen.print(f"  {issue.severity} : {issue.message}", markup=False)


def _table(screen: Console, title: str, findings: Sequence[Finding]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not findings:
        return
    table = Table(title=title, title_justify="left", box=None)
    for heading in ("Fiche", "Champ", "Ligne(s)", "Valeur", "Détail"):
        table.add_column(heading)
    for one in findings[:200]:
        table.add_row(*map(Text, (one.kind, one.field, one.lines_text, one.value[:40], one.message)))
    screen.print(table)
    if len(findings) > 200:
        screen.print(f"  … et {counted(len(findings) - 200, 'autre')} ; « --format json » les donne toutes.")
