"""``offre-insertion rapport``: the report of a period, as a page, a workbook and JSON."""

from __future__ import annotations

from pathlib import Path

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option

#: Sub-folder of the outputs of a project; no source can bear this name.
FOLDER = "_rapport"


@click.command(cls=FrenchCommand, name="rapport")
@project_option
@click.option(
    "--periode",
    help="2026-T3, 2026-09, 2026 ou 2026-07-15..2026-09-30 (sinon, le dernier trimestre complet qui a un passage).",
)
@click.option(
    "--vers",
    type=click.Path(path_type=Path, file_okay=False),
    help="Dossier où écrire (sinon, sorties/_rapport/PERIODE, dans le projet).",
)
@format_option("du résultat")
def command(*, projet: Path, periode: str | None, vers: Path | None, output: str) -> int:
    """Écrit le rapport d'une période : rapport.html, à lire et imprimer, rapport.xlsx et rapport.json."""
    from offre_insertion.cli.suivi import opened
    from offre_insertion.errors import ReadError
    from offre_insertion.reporting.follow_up.document import build_document
    from offre_insertion.reporting.follow_up.files import write_report
    from offre_insertion.reporting.follow_up.gathering import gather_report
    from offre_insertion.tracking.periods import read_period

    try:
        asked = read_period(periode) if periode else None
    except ReadError as exc:
        raise click.UsageError(str(exc)) from exc
    with opened(projet) as project:
        report = gather_report(project.settings, project.history, now=project.now, period=asked)
    folder = vers or project.settings.outputs / FOLDER / report.period.code
    written = write_report(report, folder)
    if output == "json":
        echo_json(build_document(report).model_dump(mode="json"))
    else:
        click.echo(f"{report.territoire}, {report.period.label}, relevé du {report.day:%d/%m/%Y}")
        click.echo(report.headline)
        click.echo(report.label)
    for path in written:
        click.echo(f"Écrit : {path}", err=True)
    return 0
