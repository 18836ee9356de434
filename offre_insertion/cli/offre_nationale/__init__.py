"""``offre-insertion offre-nationale``: the offer that data·inclusion already references."""

from __future__ import annotations

import click

from offre_insertion.cli.french import LazyGroup

SUMMARIES = {
    "actualiser": "Lit l'offre nationale du département, de l'API ou des fichiers ouverts.",
    "etat": "Dit quelle offre nationale est gardée, et de quand elle date.",
    "comparer": "Compare nos fiches à l'offre nationale : vues, différentes, absentes, déjà référencées.",
}


@click.group(
    cls=LazyGroup, package=__name__, summaries=SUMMARIES, name="offre-nationale", no_args_is_help=False
)
def command() -> None:
    """Lit et compare l'offre déjà référencée par data·inclusion."""
