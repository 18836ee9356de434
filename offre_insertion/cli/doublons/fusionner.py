"""``offre-insertion doublons fusionner``: one record for each group of duplicates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.doublons.entrees import (
    Inputs,
    with_inputs,
)
from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from offre_insertion.review import Fusion, Offer


@click.command(cls=FrenchCommand, name="fusionner")
@with_inputs()
@click.option(
    "--vers", type=click.Path(path_type=Path, file_okay=False), help="Dossier où écrire le jeu fusionné."
)
@click.option(
    "--garder-referencees", is_flag=True, help="Laisse dans le jeu ce que l'offre de --contre a déjà."
)
@format_option("du plan")
def command(
    *,
    inputs: Inputs,
    vers: Path | None,
    garder_referencees: bool,
    output: str,
) -> int:
    """Fait une fiche de chaque groupe de doublons, certains ou jugés tels, et montre le plan.

    Rien n'est écrit sans --vers. Les services suivent leur structure ; l'origine de chaque champ et les fiches
    d'origine sont gardées dans fusions.json. Les fiches que l'offre de --contre a déjà sont listées, jamais fusionnées,
    et laissées hors du jeu (sauf « publish_referenced » du connecteur, ou --garder-referencees).
    """
    from offre_insertion.review import plan_fusion, write_fusion

    review = inputs.read()
    _check_folder(vers, inputs.fichiers, review.outputs)
    _check_ids(review.offer)
    today = dt.date.today()  # noqa: DTZ011 - the day of the person who merges
    published = review.offer.sources if garder_referencees else review.published
    fusion = plan_fusion(
        review.offer, against=review.against, spoken=review.spoken, published=published, today=today
    )
    if output == "json":
        echo_json(fusion.as_dict())
    else:
        _print_plan(fusion, review.offer)
    if vers is None:
        click.echo("Rien n'est écrit : ajoutez --vers DOSSIER pour écrire le jeu fusionné.", err=True)
        return 0
    written = write_fusion(vers, fusion)
    click.echo(f"Écrit dans {vers} : {', '.join(path.name for path in written)}", err=True)
    return 0


def _check_folder(vers: Path | None, fichiers: Sequence[Path], outputs: Path | None) -> None:
    """The files that are merged must stay as they are: they are what a merge is undone with."""
    folders = {(path if path.is_dir() else path.parent).resolve() for path in fichiers}
    if vers is None:
        return
    if outputs is not None and vers.resolve().is_relative_to(outputs.resolve()):
        raise click.UsageError(
            "--vers est dans les sorties du projet, que « synchroniser » réécrit : donnez un autre dossier."
        )
    if vers.resolve() in folders:
        raise click.UsageError("--vers est le dossier d'un des fichiers à fusionner : donnez-en un autre.")


def _check_ids(offer: Offer) -> None:
    from offre_insertion.errors import ReadError

    if offer.repeated:
        shown = ", ".join(f"« {one} »" for one in offer.repeated[:3])
        raise ReadError(
            f"{counted(len(offer.repeated), 'identifiant est porté', 'identifiants sont portés')} par deux fiches "
            f"différentes ({shown}) : fusionner en perdrait une. Corrigez les identifiants, puis relancez."
        )


def _print_plan(fusion: Fusion, offer: Offer) -> None:
    from offre_insertion.review.cases import as_text

    for group in fusion.groups:
        kept, *lost = group.merged.ids
        gardee = "Structure gardée" if group.kind == "structure" else "Service gardé"
        click.echo(f"{gardee} : {as_text(offer.label(group.kind, kept))} [{as_text(kept)}]")
        for one in lost:
            click.echo(f"   absorbe {as_text(offer.label(group.kind, one))} [{as_text(one)}]")
        click.echo(f"   champs venus d'ailleurs : {_borrowed(group.merged.origins, kept) or 'aucun'}")
        for why in dict.fromkeys(sentence for _, _, sentence in group.why):
            click.echo(f"   pourquoi : {as_text(why)}")
    for reference in fusion.references:
        sure = "déjà référencée" if reference.verdict == "certain" else "peut-être déjà référencée"
        added = ", ".join(reference.adds) or "rien"
        click.echo(
            f"{sure} : [{as_text(reference.id)}] est [{as_text(reference.other_id)}] ; la nôtre ajouterait : {added}"
        )
    if fusion.held:
        click.echo(f"{counted(len(fusion.held), 'fiche laissée')} hors du jeu : une autre source les a déjà.")
    for conflict in fusion.conflicts:
        click.echo(f"Attention : {as_text(conflict)}")
    absorbed = sum(len(group.merged.ids) - 1 for group in fusion.groups)
    click.echo(
        f"{counted(len(fusion.groups), 'groupe')}, {counted(absorbed, 'fiche absorbée')}, "
        f"{counted(len(fusion.moved), 'service déplacé')}. Après : {counted(len(fusion.structures), 'structure')} et "
        f"{counted(len(fusion.services), 'service')}."
    )


def _borrowed(origins: Mapping[str, Sequence[str]], kept: str) -> str:
    return ", ".join(name for name, ids in origins.items() if any(one != kept for one in ids))
