"""``offre-insertion doublons exporter``: the review as a workbook, for a colleague."""

from __future__ import annotations

from pathlib import Path

import click

from offre_insertion.cli.doublons.entrees import (
    contre_option,
    counted,
    fichiers_argument,
    historique_option,
    projet_option,
    read_review,
)
from offre_insertion.cli.doublons.examiner import to_ask
from offre_insertion.cli.french import FrenchCommand


@click.command(cls=FrenchCommand, name="exporter")
@click.argument("classeur", type=click.Path(path_type=Path, dir_okay=False))
@fichiers_argument
@contre_option
@click.option("--certaines", is_flag=True, help="Écrit aussi les paires certaines, pour les vérifier.")
@historique_option
@projet_option
def command(
    *,
    classeur: Path,
    fichiers: tuple[Path, ...],
    contre: tuple[Path, ...],
    certaines: bool,
    historique: str | None,
    projet: Path | None,
) -> int:
    """Écrit dans CLASSEUR (.xlsx) les paires à examiner, une par ligne, avec une liste « Décision » à remplir.

    Un classeur existant n'est jamais remplacé : il contient peut-être des décisions.
    """
    from offre_insertion.review import find_cases
    from offre_insertion.review.workbook import write_workbook

    if classeur.suffix.lower() != ".xlsx":
        raise click.UsageError(f"« {classeur} » : le nom du classeur doit finir par .xlsx.")
    if classeur.exists():
        raise click.UsageError(
            f"« {classeur} » existe déjà, et contient peut-être des décisions : rien n'a été écrit. Donnez un autre "
            "nom."
        )
    review = read_review(fichiers=fichiers, contre=contre, historique=historique, projet=projet)
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
