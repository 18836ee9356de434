"""``offre-insertion synchroniser``: the whole chain of a project, by hand or by cron."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import (
    describe_counts,
    describe_issues,
    describe_rows,
    project_option,
    shown_steps,
    write_line,
)
from offre_insertion.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from offre_insertion.pipeline import RunReport, SourceReport

#: Lines shown of each list: a terminal is not a file.
_SHOWN = 20


@click.command(cls=FrenchCommand, name="synchroniser")
@project_option
@click.option("--accepter-baisse", is_flag=True, help="Admet, cette fois, une baisse au-delà du seuil.")
@click.option("--accepter-colonnes", is_flag=True, help="Admet, cette fois, des colonnes qui ont changé.")
@click.option(
    "--date-source", type=click.DateTime(["%Y-%m-%d"]), help="Jour d'observation (sinon aujourd'hui)."
)
@click.option(
    "--journal",
    type=click.Choice(["texte", "json"]),
    default="texte",
    help="Étapes sur la sortie d'erreur : pour une personne, ou une ligne JSON chacune.",
)
@format_option("du résultat")
def command(
    *,
    projet: Path,
    accepter_baisse: bool,
    accepter_colonnes: bool,
    date_source: dt.datetime | None,
    journal: str,
    output: str,
) -> int:
    """Lit, convertit et contrôle les catalogues du projet, compare au dernier passage, garde tout, écrit les fichiers.

    Un fichier trop court ou des colonnes changées arrêtent tout avant de rien remplacer (code 1). Interrompue à
    n'importe quel moment, la commande se relance sans rien perdre ni doubler.
    """
    from offre_insertion.cli import exit_code
    from offre_insertion.errors import OffreInsertionError
    from offre_insertion.pipeline import Acceptance, synchronise
    from offre_insertion.settings import load_settings

    try:
        settings = load_settings(projet)
        with shown_steps(journal, sources=len(settings.catalogues)) as observe:
            report = synchronise(
                settings,
                day=date_source.date() if date_source else None,
                accept=Acceptance(baisse=accepter_baisse, colonnes=accepter_colonnes),
                observe=observe,
            )
    except OffreInsertionError as exc:
        if journal != "json":
            raise
        write_line(etape="erreur", message=str(exc), code=exit_code(exc))
        return exit_code(exc)
    code = 1 if report.refusals else 0
    _show(report, output=output, journal=journal)
    if journal == "json":
        write_line(etape="fin", code=code, passage=report.run_id)
    return code


def _show(report: RunReport, *, output: str, journal: str) -> None:
    if output == "json":
        echo_json(report.as_dict())
    else:
        for source in report.sources:
            _show_source(source)
    for refusal in report.refusals:
        if journal == "json":
            write_line(etape="refus", message=refusal)
        else:
            click.echo(f"Arrêt : {refusal}", err=True)


def _show_source(source: SourceReport) -> None:
    click.echo(f"{source.nom} ({source.source}) : {describe_counts(source.changes.counts())}")
    if source.is_skipped:
        click.echo("  Rien n'a changé depuis le dernier passage : rien à refaire.")
    _show_list("+", [str(ref) for ref in source.changes.created])
    _show_list("~", [f"{key} : {', '.join(names)}" for key, names in source.changes.modified.items()])
    _show_list("-", [str(ref) for ref in source.changes.vanished])
    if source.renamed:
        many = "fiches dont la clé a changé gardent"
        kept = counted(source.renamed, "fiche dont la clé a changé garde", many)
        click.echo(f"  {kept} {'son' if source.renamed == 1 else 'leur'} identifiant.")
    if source.waiting:
        click.echo(f"  {counted(source.waiting, 'identité')} à décider : offre-insertion identites lister")
    click.echo(f"  {describe_rows(source.figures)} ; {_to_correct(source.figures['anomalies'])}")
    if source.written:
        click.echo(f"  Écrit dans {source.written[0].parent}")


def _to_correct(counts: Mapping[str, int]) -> str:
    if not counts["erreur"] + counts["avertissement"]:
        return "ni erreur ni avertissement."
    return f"{describe_issues(counts)} : voir anomalies.xlsx."


def _show_list(mark: str, lines: list[str]) -> None:
    for line in lines[:_SHOWN]:
        click.echo(f"  {mark} {line}")
    if len(lines) > _SHOWN:
        click.echo(f"  {mark} … et {counted(len(lines) - _SHOWN, 'autre')} (--format json les donne toutes)")
