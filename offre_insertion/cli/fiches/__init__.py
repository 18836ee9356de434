"""``offre-insertion fiches``: the exports the instruction asks for, filled from the catalogue."""

from __future__ import annotations

import click

from offre_insertion.cli.french import LazyGroup

SUMMARIES = {
    "parcours": "Écrit le fichier de renseignement des parcours (annexe 4).",
    "action": "Écrit des fiches action et leur plan de financement (annexe 7).",
}


@click.group(cls=LazyGroup, package=__name__, summaries=SUMMARIES, name="fiches", no_args_is_help=False)
def command() -> None:
    """Remplit les documents que l'instruction demande, compte et liste ce qui reste à compléter."""
