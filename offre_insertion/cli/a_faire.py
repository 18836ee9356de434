"""``offre-insertion a-faire``: what to do next, best gain first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import check_workbook, echo_json, format_option
from offre_insertion.cli.projet import project_option
from offre_insertion.cli.suivi import opened

if TYPE_CHECKING:
    from offre_insertion.tracking.worklist import Task

_SHOWN_ITEMS = 5


@click.command(cls=FrenchCommand, name="a-faire")
@click.option("--partenaire", help="Ne montre que ce qui concerne ce partenaire (nom ou SIREN).")
@click.option("--nombre", type=click.IntRange(1, 10_000), default=20, help="Nombre de tâches montrées.")
@click.option(
    "--vers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Écrit toute la liste dans ce classeur (.xlsx).",
)
@project_option
@format_option("du résultat")
def command(*, partenaire: str | None, nombre: int, vers: Path | None, projet: Path, output: str) -> int:
    """Dit quoi faire ensuite, le meilleur gain d'abord, avec l'effet de chaque tâche calculé.

    Un classeur existant n'est jamais remplacé : sa colonne « Fait » est peut-être remplie.
    """
    from offre_insertion.reporting.follow_up.gathering import Gathering
    from offre_insertion.tracking.partners import find_partner
    from offre_insertion.tracking.sheets import read_sheet, widened
    from offre_insertion.tracking.worklist import build_worklist
    from offre_insertion.tracking.worklist.workbook import write_worklist

    if vers is not None:
        check_workbook(vers, holding="ce que vous avez coché dans « Fait »")
    today = dt.date.today()  # noqa: DTZ011 - the day of the person who asks
    with opened(projet) as project:
        partner = None
        if partenaire:
            partner = widened(find_partner(project.partners(), partenaire), read_sheet(project.history))
        story, offered = Gathering.of(project.settings, project.history, now=project.now).present(today)
        tasks = build_worklist(story, offered, partner=partner)
    if story.inputs.no_coverage is not None:
        click.echo(f"Trous de couverture non mesurés : {story.inputs.no_coverage}", err=True)
    if vers is not None:
        write_worklist(vers, tasks)
        click.echo(f"Liste écrite dans {vers} : {len(tasks)} à faire.", err=output == "json")
    if output == "json":
        echo_json({"releve": story.day.isoformat(), "taches": [one.as_dict() for one in tasks[:nombre]]})
    elif vers is None:
        click.echo(f"D'après le passage du {story.day:%d/%m/%Y} :")
        _print(tasks, nombre)
    return 0


def _print(tasks: Sequence[Task], nombre: int) -> None:
    from offre_insertion.text import counted, one_line
    from offre_insertion.tracking.worklist import KIND_LABELS

    if not tasks:
        click.echo("Rien à faire : tout est à jour, complet et jugé.")
    for number, task in enumerate(tasks[:nombre], 1):
        due = f" (avant le {task.due:%d/%m/%Y})" if task.due else ""
        click.echo(one_line(f"{number}. [{KIND_LABELS[task.kind]}] {task.title} : {task.effect}{due}"))
        for item in task.items[:_SHOWN_ITEMS]:
            ident = "" if task.kind == "qualifier" else item.id  # codes of a cell: its words are enough
            click.echo(f"     {one_line(' — '.join(filter(None, (item.nom, item.detail, ident))))}")
        if len(task.items) > _SHOWN_ITEMS:
            click.echo(f"     … et {counted(len(task.items) - _SHOWN_ITEMS, 'autre')}")
    if len(tasks) > nombre:
        click.echo(f"… et {counted(len(tasks) - nombre, 'autre tâche')} (--nombre, ou --vers liste.xlsx).")
