"""``offre-insertion publier``: the dataset of a project, where it is read from."""

from __future__ import annotations

import click

from offre_insertion.cli.french import LazyGroup

#: Subcommand → its one line; the module of that name holds it (dashes become underscores).
SUMMARIES = {
    "fichiers": "Écrit le dossier de publication : classeurs, JSON, CSV, Parquet, métadonnées, lisez-moi.",
    "datagouv": "Crée ou met à jour le jeu et ses fichiers sur data.gouv.fr, ou sa plateforme de démonstration.",
    "dora": "Crée, met à jour, confirme et archive les fiches de DORA.",
    "dora-csv": "Écrit les deux fichiers CSV que l'équipe DORA importe, et prévoit le sort de chaque ligne.",
}


@click.group(cls=LazyGroup, package=__name__, summaries=SUMMARIES, name="publier", no_args_is_help=False)
def command() -> None:
    """Contrôle le jeu du projet, montre ce qui serait publié, et le publie avec --appliquer."""
