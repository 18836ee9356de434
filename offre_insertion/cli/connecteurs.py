"""``offre-insertion connecteurs``: what is shipped."""

from __future__ import annotations

import click

from offre_insertion.cli.french import FrenchCommand


@click.command(cls=FrenchCommand, name="connecteurs")
@click.argument("nom", required=False)
@click.option(
    "--format", "output", type=click.Choice(["texte", "json"]), default="texte", help="Forme de la sortie."
)
def command(*, nom: str | None, output: str) -> int:
    """Liste les connecteurs fournis ; avec NOM, écrit le TOML de celui-là, à copier pour faire le vôtre."""
    import orjson

    from offre_insertion.connector_loader import connector_names, load_connector

    if nom is not None:
        path = load_connector(nom).path
        click.echo(path.read_text(encoding="utf-8") if path else "", nl=False)
        return 0
    sources = [(name, load_connector(name).source) for name in connector_names()]
    if output == "json":
        click.echo(
            orjson.dumps([{"connecteur": name, **source.model_dump()} for name, source in sources]).decode()
        )
        return 0
    width = max(len(name) for name, _ in sources)
    for name, source in sources:
        click.echo(f"{name:<{width}}  {source.nom}")
    return 0
