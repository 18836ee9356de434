"""``offre-insertion etat``: the last runs, what waits for a person, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import describe_counts, project_option
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.history import History, RunSummary
    from offre_insertion.history.dora import DoraStanding
    from offre_insertion.settings import Settings

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
    """Montre les derniers passages, les décisions en attente, où en est DORA, et la prochaine chose à faire."""
    from offre_insertion.history import open_history
    from offre_insertion.pipeline.lock import find_holder
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    runs: list[RunSummary] = []
    dora: DoraStanding | None = None
    identities = pairs = 0
    if settings.has_history:
        with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
            runs = history.runs(limit=nombre)
            identities = len(history.waiting_identities())
            pairs = _count_pairs(history, runs)
            dora = _read_dora(history, settings)
    holder = find_holder(settings.lock)
    shown = [_describe(run, is_running=holder is not None) for run in runs]
    next_step = _next_step(shown, identities, pairs, holder)
    if output == "json":
        waiting = {"identites": identities, "doublons": pairs}
        status = {
            "passages": shown,
            "decisions_en_attente": identities + pairs,
            "en_attente": waiting,
            "dora": _dora_as_dict(dora) if dora else None,
            "ensuite": next_step,
        }
        echo_json(status)
        return 0
    _print_runs(shown)
    asked = [
        counted(identities, "identité") if identities else "",
        counted(pairs, "paire à examiner", "paires à examiner") if pairs else "",
    ]
    detail = ", ".join(filter(None, asked))
    click.echo(f"Décisions en attente : {identities + pairs}{f' ({detail})' if detail else ''}")
    if dora is not None:
        click.echo(f"Sur DORA : {_describe_dora(dora)}")
    click.echo(f"Ensuite : {next_step}")
    return 0


def _read_dora(history: History, settings: Settings) -> DoraStanding | None:
    """What the history keeps of the DORA of the project; ``None`` without one. DORA is asked nothing."""
    from offre_insertion.cli.dora.connexion import instance_of
    from offre_insertion.history.dora import DoraMemory

    return DoraMemory(history, instance_of(settings)).standing() if settings.dora is not None else None


def _dora_as_dict(dora: DoraStanding) -> dict[str, Any]:
    return {
        "services_lies": dora.linked,
        "derniere_ecriture": dora.last.isoformat(timespec="seconds") if dora.last else None,
        "en_attente": dora.waiting,
    }


def _describe_dora(dora: DoraStanding) -> str:
    if dora.last is None:
        return "rien n'a encore été envoyé (offre-insertion publier dora)"
    waiting = counted(dora.waiting, "fiche") if dora.waiting else "rien"
    more = " (offre-insertion publier dora)" if dora.waiting else ""
    sent = f"dernier envoi le {dora.last:%d/%m/%Y à %H:%M} (UTC)"
    return f"{counted(dora.linked, 'service lié')}, {sent}, {waiting} en attente{more}"


def _count_pairs(history: History, runs: Sequence[RunSummary]) -> int:
    """The pairs of the last ended run that nobody judged, inside our catalogues."""
    from offre_insertion.history.judgements import list_judgements
    from offre_insertion.review import Spoken, find_cases, to_ask
    from offre_insertion.review.offer import read_snapshots

    sources = dict.fromkeys(one.source for run in runs for one in run.snapshots)
    offer, _ = read_snapshots(history, sources)
    return len(to_ask(find_cases(offer, spoken=Spoken(tuple(list_judgements(history))))))


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


def _next_step(runs: Sequence[dict[str, Any]], identities: int, pairs: int, holder: str | None) -> str:
    if holder is not None:
        return f"attendre : une synchronisation est en cours (processus {holder})"
    if not runs:
        return "offre-insertion synchroniser"
    if runs[0]["etat"] in {"arrete", "echec"}:
        return f"corriger ce qui a arrêté le dernier passage, puis offre-insertion synchroniser. {runs[0]['raison']}"
    if runs[0]["etat"] == "interrompu":
        return "offre-insertion synchroniser : le dernier passage a été interrompu, rien n'est perdu"
    if identities:
        return "offre-insertion identites lister, pour décider"
    if pairs:
        return "offre-insertion doublons examiner, pour dire ce qui est la même offre"
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
