"""``offre-insertion etat``: the last runs, what waits for a person, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import describe_counts, project_option

if TYPE_CHECKING:
    from offre_insertion.history import RunSummary

_STATES = {
    "en-cours": "en cours",
    "termine": "terminé",
    "arrete": "arrêté par un garde-fou",
    "echec": "en échec",
    "interrompu": "interrompu",
}


@click.command(cls=FrenchCommand, name="etat")
@project_option
@click.option("--nombre", type=click.IntRange(1, 1000), default=10, help="Nombre de passages montrés.")
@format_option("du résultat")
def command(*, projet: Path, nombre: int, output: str) -> int:
    """Montre les derniers passages, les décisions en attente, et la prochaine chose à faire."""
    from offre_insertion.history import open_history
    from offre_insertion.pipeline.lock import find_holder
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    runs: list[RunSummary] = []
    waiting = 0
    if settings.has_history:
        with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
            runs = history.runs(limit=nombre)
            waiting = len(history.waiting_identities())
    holder = find_holder(settings.lock)
    shown = [_describe(run, is_running=holder is not None) for run in runs]
    next_step = _next_step(shown, waiting, holder)
    if output == "json":
        status = {"passages": shown, "decisions_en_attente": waiting, "ensuite": next_step}
        echo_json(status)
        return 0
    _print_runs(shown)
    click.echo(f"Décisions en attente : {waiting}")
    click.echo(f"Ensuite : {next_step}")
    return 0


def _describe(run: RunSummary, *, is_running: bool) -> dict[str, Any]:
    """A run left open by a process that is gone was killed: the next run will write so."""
    state = "interrompu" if run.state == "en-cours" and not is_running else run.state.value
    return {
        "passage": run.id,
        "debut": run.started_at.isoformat(timespec="seconds"),
        "jour": run.day.isoformat(),
        "etat": state,
        "raison": run.reason,
        "sources": {one.source: one.figures.get("changements", {}) for one in run.snapshots},
    }


def _next_step(runs: Sequence[dict[str, Any]], waiting: int, holder: str | None) -> str:
    if holder is not None:
        return f"attendre : une synchronisation est en cours (processus {holder})"
    if not runs:
        return "offre-insertion synchroniser"
    if runs[0]["etat"] in {"arrete", "echec"}:
        return f"corriger ce qui a arrêté le dernier passage, puis offre-insertion synchroniser. {runs[0]['raison']}"
    if runs[0]["etat"] == "interrompu":
        return "offre-insertion synchroniser : le dernier passage a été interrompu, rien n'est perdu"
    if waiting:
        return "offre-insertion identites lister, pour décider"
    return "rien à décider ; corriger ce que dit anomalies.xlsx, puis offre-insertion synchroniser"


def _print_runs(runs: Sequence[dict[str, Any]]) -> None:
    from rich.table import Table

    from offre_insertion.cli.affichage import console

    if not runs:
        click.echo("Aucun passage.")
        return
    table = Table(box=None, header_style="dim")
    for heading in ("Passage", "Début (UTC)", "État", "Ce qui a changé"):
        table.add_column(heading, justify="right" if heading == "Passage" else "left")
    for run in runs:
        lines = [f"{source} : {describe_counts(counts)}" for source, counts in run["sources"].items()]
        lines += [run["raison"]] if run["raison"] else []
        start = run["debut"][:16].replace("T", " ")
        table.add_row(
            str(run["passage"]),
            start,
            _STATES[run["etat"]],
            "\n".join(lines).replace("[", r"\["),
        )
    console().print(table)
