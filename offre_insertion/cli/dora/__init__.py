"""``offre-insertion dora``: what is between us and DORA, before publishing there."""

from __future__ import annotations

import click

from offre_insertion.cli.french import LazyGroup

SUMMARIES = {
    "diagnostic": "Dit qui nous sommes sur DORA, et ce qui empêcherait d'y publier.",
    "journal": "Montre ce qui a été écrit sur DORA, et ce qui en est sorti.",
}


@click.group(cls=LazyGroup, package=__name__, summaries=SUMMARIES, name="dora", no_args_is_help=False)
def command() -> None:
    """Prépare la publication sur DORA ; « publier dora » publie."""
