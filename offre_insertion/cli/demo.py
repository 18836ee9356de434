"""``offre-insertion demo``: the bundled example, from the messy spreadsheet to the report of three quarters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand

if TYPE_CHECKING:
    from offre_insertion.reporting.follow_up.report import Report


@click.command(cls=FrenchCommand, name="demo")
@click.option(
    "--vers",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-offre-insertion"),
    help="Dossier où écrire le résultat (sinon demo-offre-insertion).",
)
def command(*, vers: Path) -> int:
    """Convertit le catalogue d'exemple (une offre fictive de la Mayenne), puis joue trois trimestres de sa vie et en
    montre le rapport, sans réseau."""
    _show_conversion(vers)
    _show_follow_up(vers)
    return 0


def _show_conversion(vers: Path) -> None:
    from offre_insertion.cli.affichage import print_bilan
    from offre_insertion.connector_loader import load_connector
    from offre_insertion.conversion import read_catalogue
    from offre_insertion.publishing import write_catalogue
    from offre_insertion.resources import bundled
    from offre_insertion.verification import verify_file

    source = bundled("connectors") / "exemple" / "catalogue.csv"
    click.echo(f"Le catalogue : {source}")
    click.echo(f"Son connecteur : {bundled('connectors') / 'exemple.toml'}\n")
    catalogue = read_catalogue(source, load_connector("exemple"))
    written = write_catalogue(catalogue, vers)
    print_bilan(catalogue, written)
    report = verify_file(vers / "data-inclusion.xlsx")
    verdict = "conforme" if report.is_compliant else "à corriger"
    click.echo(f"\nLe classeur data-inclusion.xlsx, relu comme le fait le valideur : {verdict}.")
    click.echo(f"À ouvrir d'abord : {vers / 'anomalies.xlsx'}, ce qu'il faut corriger dans le catalogue.")


def _show_follow_up(vers: Path) -> None:
    import datetime as dt

    from offre_insertion.cli.navigateur import open_page
    from offre_insertion.cli.rapport import FOLDER
    from offre_insertion.demonstration import PERIOD, play
    from offre_insertion.reporting.follow_up.files import write_report

    click.echo("\nLe même catalogue, passage après passage :")
    found = play(vers, now=dt.datetime.now().astimezone(), tell=lambda line: click.echo(f"  {line}"))
    folder = found.settings.outputs / FOLDER / PERIOD
    page = write_report(found.report, folder)[0]
    _print_report(found.report)
    click.echo(f"\nLe rapport, en page, classeur et JSON : {folder}")
    click.echo(
        "Il s'ouvre dans le navigateur." if open_page(page) else f"À ouvrir dans un navigateur : {page}"
    )
    click.echo(f"Pour aller plus loin : offre-insertion rapport --projet {found.settings.folder}")


def _print_report(report: Report) -> None:
    click.echo(f"\n{report.period.label} : {report.headline}")
    click.echo("À faire, le plus utile de chaque sorte :")
    for tasks in report.tasks_by_kind.values():
        click.echo(f"  - {tasks[0].title} ({tasks[0].effect})")
