"""``offre-insertion publier``: hand the offer over to the national services."""

from __future__ import annotations

import click

from offre_insertion.cli.french import LazyGroup

SUMMARIES = {
    "dora-csv": "Écrit les deux fichiers CSV que l'équipe DORA importe, et prévoit le sort de chaque ligne.",
}


@click.group(cls=LazyGroup, package=__name__, summaries=SUMMARIES, name="publier", no_args_is_help=False)
def command() -> None:
    """Remet l'offre aux services nationaux, après avoir montré ce qui serait fait."""
