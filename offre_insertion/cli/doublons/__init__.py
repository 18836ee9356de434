"""``offre-insertion doublons``: find the duplicates, decide, hand the review over, merge."""

from __future__ import annotations

import click

from offre_insertion.cli.french import LazyGroup

SUMMARIES = {
    "lister": "Liste les paires de doublons, avec leur score et leurs raisons.",
    "examiner": "Montre côte à côte les paires à examiner ; une touche par réponse.",
    "decider": "Dit de deux fiches qu'elles sont un doublon, distinctes, ou incertaines.",
    "exporter": "Écrit les paires à examiner dans un classeur, pour un collègue.",
    "importer": "Lit les décisions d'un classeur rempli.",
    "fusionner": "Fait une fiche de chaque groupe de doublons.",
}


@click.group(cls=LazyGroup, package=__name__, summaries=SUMMARIES, name="doublons", no_args_is_help=False)
def command() -> None:
    """Trouve les doublons, les fait examiner par des personnes, garde leurs décisions, fusionne."""
