"""``offre-insertion dora diagnostic``."""

from __future__ import annotations

from pathlib import Path

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option

_MARKS = {"ok": "bien", "attention": "attention", "bloquant": "BLOQUANT"}


@click.command(cls=FrenchCommand, name="diagnostic")
@project_option
@format_option("du diagnostic")
def command(*, projet: Path, output: str) -> int:
    """Dit qui nous sommes sur DORA, de quels départements, si les contacts y seraient gardés, si les listes fermées
    sont celles que nous connaissons, et quoi demander à l'équipe DORA. N'écrit rien.

    Code de sortie 3 quand publier ne serait pas sûr, 4 quand DORA ne répond pas.
    """
    import datetime as dt

    from offre_insertion.cli.dora.connexion import opened_dora, read_dora
    from offre_insertion.publishing.dora.diagnostic import diagnose, is_safe
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    with opened_dora(settings) as dora:
        rate = read_dora(settings).requetes_par_minute
        checks = diagnose(dora, now=dt.datetime.now(dt.UTC), requests_per_minute=rate)
    safe = is_safe(checks)
    if output == "json":
        rows = [{"nom": one.name, "niveau": one.level, "message": one.message} for one in checks]
        echo_json({"sur": safe, "controles": rows})
        return 0 if safe else 3
    for one in checks:
        click.echo(f"{_MARKS[one.level]:<9}  {one.name} : {one.message}")
    click.echo("Vous pouvez publier." if safe else "Ne publiez pas encore : voyez ce qui est bloquant.")
    return 0 if safe else 3
