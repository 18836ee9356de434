"""``offre-insertion couverture qualifications``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from offre_insertion.cli.couverture.entrees import Asked, with_ground
from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.coverage.qualification import Qualification


@click.command(cls=FrenchCommand, name="qualifications")
@with_ground
@click.option("--a-revoir", is_flag=True, help="Seulement celles que des faits nouveaux ont rouvertes.")
@format_option("de la liste")
def command(*, asked: Asked, a_revoir: bool, output: str) -> int:
    """Liste ce que des personnes ont dit des trous, et ce qui a changé depuis."""
    from offre_insertion.reporting.coverage.building import build_qualification

    report = asked.assess().report
    shown = [one for one in report.qualifications if one.is_open or not a_revoir]
    if output == "json":
        echo_json([build_qualification(one).model_dump(mode="json") for one in shown])
        return 0
    for one in shown:
        click.echo(_render(one))
    reopened = sum(one.is_open for one in report.qualifications)
    click.echo(f"{counted(len(report.qualifications), 'qualification')}, dont {reopened} à revoir.")
    return 0


def _render(one: Qualification) -> str:
    from offre_insertion.coverage.themes import label
    from offre_insertion.reporting.coverage.words import describe_qualification

    entry = one.entry
    nom = one.cell.area.nom if one.cell else entry.territoire
    return f"{label(entry.thematique)}, {nom} ({entry.maille}) : {describe_qualification(one)}"
