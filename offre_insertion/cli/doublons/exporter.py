"""``offre-insertion doublons exporter``: the review as a workbook, for a colleague."""

from __future__ import annotations

from pathlib import Path

import click

from offre_insertion.cli.doublons.entrees import (
    Inputs,
    certaines_option,
    with_inputs,
)
from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import check_workbook
from offre_insertion.text import counted


@click.command(cls=FrenchCommand, name="exporter")
@click.argument("classeur", type=click.Path(path_type=Path, dir_okay=False))
@with_inputs()
@certaines_option
def command(
    *,
    classeur: Path,
    inputs: Inputs,
    certaines: bool,
) -> int:
    """Écrit dans CLASSEUR (.xlsx) les paires à examiner, une par ligne, avec une liste « Décision » à remplir.

    Un classeur existant n'est jamais remplacé : il contient peut-être des décisions.
    """
    from offre_insertion.review import find_cases, to_ask
    from offre_insertion.review.workbook import write_workbook

    check_workbook(classeur, holding="des décisions")
    review = inputs.read()
    waiting = to_ask(
        find_cases(review.offer, against=review.against, spoken=review.spoken), certain=certaines
    )
    if not waiting:
        click.echo("Aucune paire à examiner : rien n'est écrit.")
        return 0
    write_workbook(classeur, waiting)
    click.echo(
        f"{counted(len(waiting), 'paire écrite')} dans {classeur}. Une fois rempli : « doublons importer »."
    )
    return 0
