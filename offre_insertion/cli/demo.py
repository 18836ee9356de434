"""``offre-insertion demo``: the bundled example, from the messy spreadsheet to the valid dataset."""

from __future__ import annotations

from pathlib import Path

import click

from offre_insertion.cli.french import FrenchCommand


@click.command(cls=FrenchCommand, name="demo")
@click.option(
    "--vers",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-offre-insertion"),
    show_default="demo-offre-insertion",
    help="Dossier où écrire le résultat.",
)
def command(*, vers: Path) -> int:
    """Convertit le catalogue d'exemple (une offre fictive de la Mayenne) et montre le résultat, sans réseau."""
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
    return 0
