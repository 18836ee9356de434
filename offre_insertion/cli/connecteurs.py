"""``offre-insertion connecteurs``: what is shipped."""

from __future__ import annotations

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option


@click.command(cls=FrenchCommand, name="connecteurs")
@click.argument("nom", required=False)
@format_option("de la sortie")
def command(*, nom: str | None, output: str) -> int:
    """Liste les connecteurs fournis ; avec NOM, écrit le TOML de celui-là, à copier pour faire le vôtre."""
    from offre_insertion.connector_loader import connector_names, load_connector

    if nom is not None:
        path = load_connector(nom).path
        click.echo(_to_copy(path.read_text(encoding="utf-8")) if path else "", nl=False)
        return 0
    sources = [(name, load_connector(name).source) for name in connector_names()]
    if output == "json":
        echo_json([{"connecteur": name, **source.model_dump()} for name, source in sources])
        return 0
    width = max(len(name) for name, _ in sources)
    for name, source in sources:
        click.echo(f"{name:<{width}}  {source.nom}")
    return 0


def _to_copy(text: str) -> str:
    """Without the address of the schema, that a copy elsewhere does not have; with what a copy has to change."""
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("#:schema")]
    return (
        f"# À changer dans votre copie : id et nom de [source], puis les noms de colonnes.\n{''.join(lines)}"
    )
