"""``offre-insertion offre-nationale etat``."""

from __future__ import annotations

from pathlib import Path

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.offre_nationale.actualiser import describe_stored
from offre_insertion.cli.offre_nationale.entrees import NO_OFFER, today
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option
from offre_insertion.text import counted


@click.command(cls=FrenchCommand, name="etat")
@project_option
@format_option("du résultat")
def command(*, projet: Path, output: str) -> int:
    """Dit quelle offre nationale est gardée, département par département, et de quand elle date."""
    from offre_insertion.history import open_history
    from offre_insertion.history.national import last_offers
    from offre_insertion.national import describe_age
    from offre_insertion.national.offer import name_origin
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    stored = []
    if settings.has_history:
        with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
            stored = [offer for _, offer in sorted(last_offers(history).items())]
    if output == "json":
        echo_json({"departements": [describe_stored(one) for one in stored]})
        return 0
    for one in stored:
        click.echo(
            f"{one.departement} : {counted(one.counts['structure'], 'structure')}, "
            f"{counted(one.counts['service'], 'service')}, "
            f"du {one.day:%d/%m/%Y} ({describe_age(one.day, today())}), lus dans {name_origin(one.origin)}."
        )
    if not stored:
        click.echo(NO_OFFER)
    return 0
