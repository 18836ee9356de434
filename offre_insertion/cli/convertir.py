"""``offre-insertion convertir``: one catalogue → one dataset."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option


@click.command(cls=FrenchCommand, name="convertir")
@click.argument("source")
@click.option("--connecteur", required=True, help="Nom d'un connecteur fourni, ou chemin d'un fichier .toml.")
@click.option(
    "--vers", type=click.Path(path_type=Path, file_okay=False), help="Dossier où écrire le résultat."
)
@click.option(
    "--date-source",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Jour d'observation du catalogue, pour les connecteurs qui datent par observation (sinon aujourd'hui).",
)
@format_option("du bilan")
def command(
    *, source: str, connecteur: str, vers: Path | None, date_source: dt.datetime | None, output: str
) -> int:
    """Convertit SOURCE (un fichier, « - » ou une adresse http) en jeu data·inclusion v1.

    Chaque ligne a un sort : retenue, rejetée ou ignorée. Sans --vers, rien n'est écrit : seul le bilan s'affiche.
    """
    from offre_insertion.cli.affichage import print_bilan
    from offre_insertion.connector_loader import load_connector
    from offre_insertion.conversion import read_catalogue
    from offre_insertion.publishing import write_catalogue

    stdin = sys.stdin.buffer if source == "-" else None
    catalogue = read_catalogue(
        source,
        load_connector(connecteur),
        observed=date_source.date() if date_source else None,
        stdin=stdin,
    )
    written = write_catalogue(catalogue, vers) if vers else []
    failures = catalogue.failures
    if output == "json":
        echo_json(catalogue.bilan())
    else:
        print_bilan(catalogue, written)
    for failure in failures:
        click.echo(f"Attention : {failure}", err=True)
    return 1 if failures else 0
