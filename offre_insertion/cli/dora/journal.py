"""``offre-insertion dora journal``: what was written to DORA, and how it ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option

if TYPE_CHECKING:
    from offre_insertion.history.dora import DoraEntry

_OUTCOMES = {"fait": "fait", "refuse": "refusé", "echec": "échec", "laisse": "laissé"}


@click.command(cls=FrenchCommand, name="journal")
@click.option("--nombre", type=click.IntRange(1, 100_000), default=20, help="Nombre de lignes montrées.")
@format_option("du journal")
@project_option
def command(*, projet: Path, nombre: int, output: str) -> int:
    """Montre les dernières écritures sur DORA, la plus récente d'abord : quoi, quels champs, ce qui en est sorti, et la
    référence à donner à l'équipe DORA en cas de panne. Les valeurs n'y sont pas."""
    from offre_insertion.cli.dora.connexion import instance_of
    from offre_insertion.history import open_history
    from offre_insertion.history.dora import DoraMemory
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    instance = instance_of(settings)
    entries: list[DoraEntry] = []
    if settings.has_history:
        with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
            entries = DoraMemory(history, instance).journal(limit=nombre)
    if output == "json":
        echo_json({"dora": instance, "ecritures": [_as_dict(one) for one in entries]})
        return 0
    for one in entries:
        click.echo(_line(one))
    if not entries:
        click.echo("Rien n'a encore été écrit sur DORA.")
    return 0


def _as_dict(entry: DoraEntry) -> dict[str, Any]:
    return {
        "quand": entry.at.isoformat(timespec="seconds") if entry.at else None,
        "action": entry.operation,
        "nature": entry.kind,
        "id": entry.record_id,
        "fiche": entry.slug,
        "champs": list(entry.fields),
        "issue": entry.outcome,
        "code": entry.status,
        "reference": entry.request_id,
        "raison": entry.detail,
    }


def _line(entry: DoraEntry) -> str:
    when = f"{entry.at:%Y-%m-%d %H:%M}" if entry.at else ""
    parts = [when, entry.operation, entry.record_id, _OUTCOMES.get(entry.outcome, entry.outcome)]
    parts += [entry.detail] if entry.detail else []
    parts += [f"référence {entry.request_id}"] if entry.request_id else []
    return "  ".join(parts)
