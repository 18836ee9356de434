"""``offre-insertion indicateurs``: the eighteen indicators of a period."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option
from offre_insertion.cli.suivi import opened

if TYPE_CHECKING:
    from offre_insertion.tracking.board import Board
    from offre_insertion.tracking.metric import Metric


@click.command(cls=FrenchCommand, name="indicateurs")
@click.option(
    "--periode", help="2026-T3, 2026-09, 2026, ou 2026-07-15..2026-09-30 (sinon, le trimestre en cours)."
)
@click.option("--detail", is_flag=True, help="Montre aussi les tableaux et les formules.")
@project_option
@format_option("du résultat")
def command(*, periode: str | None, detail: bool, projet: Path, output: str) -> int:
    """Montre les indicateurs d'une période, à côté de ceux de la période d'avant.

    Ce sont des indicateurs propres à cet outil : aucun indicateur officiel n'existe.
    """
    from offre_insertion.errors import ReadError
    from offre_insertion.reporting.follow_up.gathering import Gathering
    from offre_insertion.tracking.periods import quarter_of, read_period

    today = dt.date.today()  # noqa: DTZ011 - the day of the person who asks
    try:
        period = read_period(periode) if periode else quarter_of(today)
    except ReadError as exc:
        raise click.UsageError(str(exc)) from exc
    with opened(projet) as project:
        board = Gathering.of(project.settings, project.history, now=project.now).board(period)
    if output == "json":
        echo_json(board.as_dict())
    else:
        _print(board, detail=detail)
    return 0


def _print(board: Board, *, detail: bool) -> None:
    from offre_insertion.tracking.metric import LABEL, MISSIONS

    story = board.story
    click.echo(f"{story.period.label.capitalize()} : {board.headline}")
    click.echo(f"Relevé du {story.day:%d/%m/%Y}. {LABEL}")
    for note in board.notes:
        click.echo(note)
    for mission, words in MISSIONS.items():
        click.echo(f"\n{mission}. {words}")
        for metric in board.metrics:
            if metric.definition.mission == mission:
                _print_metric(metric, detail=detail)


def _print_metric(metric: Metric, *, detail: bool) -> None:
    from offre_insertion.tracking.wording import shown_delta, shown_fraction, shown_value

    terms = f" ({fraction})" if (fraction := shown_fraction(metric)) else ""
    delta = shown_delta(metric)
    click.echo(f"   {metric.definition.title} : {shown_value(metric)}{terms}{f' ; {delta}' if delta else ''}")
    if metric.left_out:
        click.echo(f"      non documenté : {metric.left_out}")
    for note in metric.notes:
        click.echo(f"      {note}")
    if detail:
        _print_detail(metric)


def _print_detail(metric: Metric) -> None:
    from offre_insertion.coverage.themes import label
    from offre_insertion.tracking.wording import shown_number

    for breakdown in metric.breakdowns:
        click.echo(f"      {breakdown.title} ({breakdown.unit})")
        for row in breakdown.rows:
            click.echo(f"        {label(row.label)} : {shown_number(row.value, breakdown.unit)}")
    click.echo(f"      Formule : {metric.definition.formula}")
    for name, value in (metric.parameters or {}).items():
        click.echo(f"      Paramètre : {name} : {value}")
