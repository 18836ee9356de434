"""``offre-insertion doublons``: find the duplicates, decide, hand the review over, merge."""

from __future__ import annotations

from importlib import import_module

import click

from offre_insertion.cli.french import FrenchGroup

SUMMARIES = {
    "lister": "Liste les paires de doublons, avec leur score et leurs raisons.",
    "examiner": "Montre côte à côte les paires à examiner ; une touche par réponse.",
    "decider": "Dit de deux fiches qu'elles sont un doublon, distinctes, ou incertaines.",
    "exporter": "Écrit les paires à examiner dans un classeur, pour un collègue.",
    "importer": "Lit les décisions d'un classeur rempli.",
    "fusionner": "Fait une fiche de chaque groupe de doublons.",
}


class _Group(FrenchGroup):
    """Imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the work."""
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in SUMMARIES:
            return None
        found: click.Command = import_module(f"offre_insertion.cli.doublons.{cmd_name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their one line."""
        with formatter.section("Commandes"):
            formatter.write_dl(list(SUMMARIES.items()))


@click.group(cls=_Group, name="doublons", no_args_is_help=False)
def command() -> None:
    """Trouve les doublons, les fait examiner par des personnes, garde leurs décisions, fusionne."""
