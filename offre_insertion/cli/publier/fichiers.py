"""``offre-insertion publier fichiers``: the publication folder of a project."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.publier.jeu import Inputs, apply_option, gate_as_dict, print_gate, with_dataset
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.publishing.folder.install import FolderPlan


@click.command(cls=FrenchCommand, name="fichiers")
@with_dataset
@click.option(
    "--vers",
    type=click.Path(path_type=Path, file_okay=False),
    help="Dossier où écrire (sinon dossiers.publication).",
)
@apply_option
@format_option("du plan")
def command(*, inputs: Inputs, vers: Path | None, appliquer: bool, output: str) -> int:
    """Contrôle le dernier jeu synchronisé, montre ce qui changerait dans le dossier de publication, et l'écrit
    avec --appliquer.

    Code de sortie 1 quand quelque chose arrête la publication : rien n'est alors écrit.
    """
    from offre_insertion.history.publication import FILES
    from offre_insertion.publication import remember
    from offre_insertion.publishing.folder import write_folder
    from offre_insertion.publishing.folder.install import install_folder, plan_folder

    settings = inputs.settings()
    folder = vers or settings.publication_folder
    if folder.resolve().is_relative_to(settings.outputs.resolve()):
        raise click.UsageError(
            f"« {folder} » est dans les sorties du projet, que « synchroniser » réécrit : donnez un autre dossier."
        )
    with inputs.history(settings) as history, tempfile.TemporaryDirectory() as temporary:
        ready = inputs.ready(settings, history, target=FILES)
        plan = None
        if not ready.refusals:
            write_folder(Path(temporary), ready.sifted, ready.about)
            plan = plan_folder(Path(temporary), folder)
            if appliquer:
                install_folder(Path(temporary), folder, plan)
                remember(history, ready, target=FILES)
    if output == "json":
        echo_json(
            {
                **gate_as_dict(ready),
                "dossier": str(folder),
                "fichiers": plan.as_dict() if plan else None,
                "applique": appliquer and plan is not None,
            }
        )
    else:
        print_gate(ready)
        if plan is not None:
            _print_plan(plan, folder, is_applied=appliquer)
    return 1 if ready.refusals else 0


def _print_plan(plan: FolderPlan, folder: Path, *, is_applied: bool) -> None:
    verb = "" if is_applied else "serait "
    for name in plan.new:
        click.echo(f"  + {name} {verb}écrit")
    for name in plan.changed:
        click.echo(f"  ~ {name} {verb}remplacé")
    for name in plan.obsolete:
        click.echo(f"  - {name} {verb}retiré")
    if plan.same:
        click.echo(f"  = {counted(len(plan.same), 'fichier inchangé')}")
    if is_applied or plan.is_done:
        click.echo(f"Le dossier est à jour : {folder}")
    else:
        click.echo(f"Rien n'est écrit : ajoutez --appliquer pour mettre à jour {folder}.", err=True)
