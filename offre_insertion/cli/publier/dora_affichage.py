"""What the terminal shows of a plan for DORA, and of its application."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.markup import escape

from offre_insertion.publishing.dora.apply import Observer
from offre_insertion.publishing.dora.operations import Action, Operation, Plan
from offre_insertion.publishing.dora.report import Outcome, Report
from offre_insertion.text import counted

_TITLES = {
    Action.INVITER: "Inviter une première personne",
    Action.CREER: "Créer",
    Action.ADOPTER: "Lier à une fiche qui existe",
    Action.MODIFIER: "Modifier",
    Action.CONFIRMER: "Confirmer, sans rien changer",
    Action.ARCHIVER: "Archiver",
    Action.LAISSER: "Laisser : modifiées sur DORA, ou pas à nous",
    Action.BLOQUER: "Bloquées",
}
_DONE = {
    "inviter": "invitée",
    "creer": "créée",
    "adopter": "liée",
    "modifier": "modifiée",
    "confirmer": "confirmée",
    "archiver": "archivée",
}
#: Lines shown of each list: a terminal is not a file.
_SHOWN = 20


def print_plan(plan: Plan) -> None:
    """The operations by kind, then what concerns the whole."""
    for action, title in _TITLES.items():
        found = [one for one in plan.operations if one.action is action]
        if found:
            click.echo(f"{title} : {len(found)}")
            _print_some(found, action)
    unchanged = plan.counts().get(Action.INCHANGE.value, 0)
    if unchanged:
        click.echo(f"Inchangées : {unchanged}")
    if not plan.operations:
        click.echo("Rien à publier.")
    for note in plan.notes:
        click.echo(f"À savoir : {note}")


def _print_some(operations: list[Operation], action: Action) -> None:
    for one in operations[:_SHOWN]:
        name = f" « {one.nom} »" if one.nom else ""
        click.echo(f"  - {one.kind} {one.record_id}{name}")
        for line in _details(one, action):
            click.echo(f"      {line}")
    if len(operations) > _SHOWN:
        click.echo(f"  … et {counted(len(operations) - _SHOWN, 'autre')} (--format json les donne toutes)")


def _details(operation: Operation, action: Action) -> Iterator[str]:
    yield from operation.reasons
    for one in operation.disagreements():
        yield f"{one['champ']} : DORA {_quoted(one['dora'])}, nous {_quoted(one['nous'])}"
    if action in {Action.MODIFIER, Action.ADOPTER}:
        for change in operation.changes():
            yield f"{change['champ']} : {_quoted(change['avant'])} → {_quoted(change['apres'])}"


def _quoted(text: str) -> str:
    return f"« {text} »" if text else "vide"


@contextmanager
def shown_progress(plan: Plan, *, limit: int | None) -> Iterator[Observer]:
    """A bar on a terminal, for an hour of writes is long; nothing for cron."""
    if not sys.stderr.isatty() or not plan.writes:
        yield lambda _outcome: None
        return
    from rich.console import Console
    from rich.progress import Progress

    total = min(len(plan.writes), limit or len(plan.writes))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("DORA", total=total)

        def observe(outcome: Outcome) -> None:
            # Names of services are of the catalogue: a bracket in one is not a colour.
            progress.update(task, description=escape(outcome.operation.record_id), advance=1)

        yield observe


def print_report(report: Report) -> None:
    """What was done, what was not and why."""
    done = [counted(count, _DONE[action]) for action, count in report.counts().items()]
    click.echo(f"Fait : {', '.join(done) or 'rien à écrire'}.")
    for one in report.failures[:_SHOWN]:
        click.echo(f"  {one.outcome} : {one.operation.record_id}, {one.detail}")
    if len(report.failures) > _SHOWN:
        click.echo(f"  … et {counted(len(report.failures) - _SHOWN, 'autre')}")
    if report.remaining:
        click.echo(f"Au-delà de --limite, écritures qui restent : {report.remaining}.")
    if report.stopped is not None:
        click.echo(
            f"Arrêt : {report.stopped} Ce qui est fait est gardé : relancez la même commande.", err=True
        )
