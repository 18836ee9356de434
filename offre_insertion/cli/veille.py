"""``offre-insertion veille``: what was heard and has to be checked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand, FrenchGroup
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option
from offre_insertion.cli.suivi import Project, auteur_option, day_of, jour_option, opened, signed

if TYPE_CHECKING:
    from offre_insertion.tracking.signals import Signal


@click.group(cls=FrenchGroup, name="veille")
def command() -> None:
    """Tient la veille : les signaux à vérifier (un service qui ouvrirait, un autre qui aurait fermé…)."""


@command.command(cls=FrenchCommand, name="ajouter")
@click.argument("texte")
@click.option("--fiche", help="Identifiant de la fiche concernée.")
@jour_option
@auteur_option
@project_option
def add(*, texte: str, fiche: str | None, jour: dt.datetime | None, auteur: str | None, projet: Path) -> int:
    """Ouvre un signal : TEXTE dit ce qui est à vérifier.

    Une --fiche est une structure ou un service du dernier passage, d'avant, ou de l'offre nationale gardée.
    """
    from offre_insertion.history.registers import Event, add_events

    author, day = signed(auteur), day_of(jour)
    with opened(projet) as project:
        if fiche is not None and fiche not in _known(project):
            raise click.UsageError(
                f"aucune fiche ne porte l'identifiant « {fiche} ». Les identifiants "
                "sont dans les sorties du dernier « synchroniser »."
            )
        number = str(len(_signals(project)) + 1)
        details = {"texte": texte, **({"fiche": fiche} if fiche else {})}
        add_events(project.history, [Event("signal", number, "ouvre", author, day, project.now, details)])
    click.echo(f"Signal n° {number} ouvert.")
    return 0


@command.command(cls=FrenchCommand, name="clore")
@click.argument("numero")
@click.argument("suite")
@jour_option
@auteur_option
@project_option
def close(*, numero: str, suite: str, jour: dt.datetime | None, auteur: str | None, projet: Path) -> int:
    """Clôt le signal NUMERO ; SUITE dit ce qui a été fait."""
    from offre_insertion.history.registers import Event, add_events

    author, day = signed(auteur), day_of(jour)
    with opened(projet) as project:
        signal = next((one for one in _signals(project) if one.id == numero and one.closed is None), None)
        if signal is None:
            raise click.UsageError(
                f"pas de signal ouvert n° {numero}. Voir « offre-insertion veille lister »."
            )
        if day < signal.opened:
            raise click.UsageError(
                f"le signal n° {numero} a été ouvert le {signal.opened:%d/%m/%Y} : il ne se clôt pas le "
                f"{day:%d/%m/%Y}. Corrigez --jour."
            )
        add_events(
            project.history, [Event("signal", numero, "clot", author, day, project.now, {"suite": suite})]
        )
    click.echo(f"Signal n° {numero} clos.")
    return 0


@command.command(cls=FrenchCommand, name="lister")
@click.option("--tout", is_flag=True, help="Montre aussi les signaux clos.")
@project_option
@format_option("du résultat")
def list_signals(*, tout: bool, projet: Path, output: str) -> int:
    """Liste les signaux ouverts, le plus ancien d'abord."""
    from offre_insertion.text import one_line

    with opened(projet) as project:
        signals = [one for one in _signals(project) if tout or one.closed is None]
    if output == "json":
        echo_json(
            [
                {
                    "numero": one.id,
                    "texte": one.text,
                    "ouvert_le": one.opened.isoformat(),
                    "clos_le": one.closed.isoformat() if one.closed else None,
                    "suite": one.answer or None,
                    "fiche": one.record,
                }
                for one in signals
            ]
        )
        return 0
    for one in signals:
        end = f", clos le {one.closed:%d/%m/%Y} : {one.answer}" if one.closed else ""
        about = f" (fiche « {one.record} »)" if one.record else ""
        click.echo(one_line(f"n° {one.id}, ouvert le {one.opened:%d/%m/%Y}{end} : {one.text}{about}"))
    if not signals:
        click.echo("Aucun signal en attente.")
    return 0


def _known(project: Project) -> set[str]:
    """The ids of the records of the last run, of those seen before, and of other sources."""
    from offre_insertion.history.surveys import local_snapshots

    survey = project.tracker.present(day_of(None))[0].end
    snapshots = local_snapshots(project.history, survey.run_id)
    ours = {ref.id for one in snapshots for ref in project.history.entries(one)}
    return ours | survey.by_id.keys() | survey.gone.keys() | {one.structure for one in survey.facts}


def _signals(project: Project) -> list[Signal]:
    from offre_insertion.history.registers import list_events
    from offre_insertion.tracking.signals import read_signals

    return read_signals(list_events(project.history, "signal"))
