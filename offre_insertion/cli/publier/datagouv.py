"""``offre-insertion publier datagouv``: one dataset and its files, on data.gouv.fr or its demonstration platform."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.publier.jeu import (
    Inputs,
    apply_option,
    gate_as_dict,
    print_gate,
    show_refused,
    with_dataset,
)
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.publication.datagouv import Shipment
    from offre_insertion.publishing.datagouv import Operation, RemoteDataset


@click.command(cls=FrenchCommand, name="datagouv")
@with_dataset
@click.option("--nouveau-jeu", is_flag=True, help="Crée un autre jeu : oublie celui de la dernière fois.")
@apply_option
@format_option("du plan")
def command(*, inputs: Inputs, nouveau_jeu: bool, appliquer: bool, output: str) -> int:
    """Montre ce qui serait envoyé sur data.gouv.fr, et l'envoie avec --appliquer : le jeu, puis chaque fichier qui
    a changé.

    Interrompue, la commande se relance : ce qui est déjà envoyé ne l'est pas une seconde fois.
    """
    from offre_insertion.pipeline.lock import only_one
    from offre_insertion.publication.datagouv import open_client, prepare_shipment, read_place, ship
    from offre_insertion.publishing.datagouv import Platform

    settings = inputs.settings()
    target = read_place(settings).address
    with (
        only_one(settings.lock) if appliquer else contextlib.nullcontext(),
        inputs.history(settings) as history,
        history.alone() if appliquer else contextlib.nullcontext(),
        tempfile.TemporaryDirectory() as temporary,
        open_client(settings, needs_key=appliquer) as client,
    ):
        ready = inputs.ready(settings, history, target=target)
        if ready.refusals:
            return show_refused(ready, output=output)
        platform = Platform(client)
        shipment = prepare_shipment(
            settings, history, ready, platform=platform, folder=Path(temporary), is_new=nouveau_jeu
        )
        if output != "json":
            print_gate(ready)
            _print_plan(shipment)
        dataset = shipment.remote
        if appliquer:
            observe = _tell if output != "json" else _say_nothing
            dataset = ship(shipment, ready, platform=platform, history=history, observe=observe)
    if output == "json":
        echo_json({**gate_as_dict(ready), **_as_dict(shipment, dataset), "applique": appliquer})
    else:
        _print_end(shipment, dataset, is_applied=appliquer)
    return 0


def _as_dict(shipment: Shipment, dataset: RemoteDataset | None) -> dict[str, object]:
    return {
        "plateforme": shipment.place.target,
        "jeu": dataset.id if dataset else None,
        "page": dataset.page if dataset else None,
        "classeurs": _workbooks(dataset),
        "operations": [one.as_dict() for one in shipment.operations],
        "non_envoyes": list(shipment.skipped),
    }


def _workbooks(dataset: RemoteDataset | None) -> list[str]:
    """Addresses to give to data·inclusion: they do not change when the file does."""
    resources = dataset.resources if dataset is not None else ()
    return [one.latest for one in resources if one.latest and one.name.endswith(".xlsx")]


def _print_plan(shipment: Shipment) -> None:
    click.echo(f"Plateforme : {shipment.place.target}")
    for one in shipment.operations:
        click.echo(f"  - {_sentence(one)}")
    for name in shipment.skipped:
        click.echo(f"  - {name} : pas envoyé, la plateforme n’admet pas ce format")


def _sentence(one: Operation) -> str:
    size = f", {one.size / 1000:.0f} ko" if one.size else ""
    file = f" {one.name}" if "." in one.name else ""
    return f"{one.action.value}{file} ({one.reason}{size})"


def _tell(operation: Operation) -> None:
    click.echo(f"En cours : {_sentence(operation)}", err=True)


def _say_nothing(_operation: Operation) -> None:
    return


def _print_end(shipment: Shipment, dataset: RemoteDataset | None, *, is_applied: bool) -> None:
    if not shipment.operations:
        click.echo("Rien à envoyer : tout y est déjà.")
    elif is_applied:
        click.echo(f"Envoyé : {counted(len(shipment.operations), 'opération')}.")
    else:
        click.echo("Rien n'est envoyé : ajoutez --appliquer pour le faire.", err=True)
    if dataset is not None and dataset.page:
        click.echo(f"Le jeu : {dataset.page}")
    for address in _workbooks(dataset):
        click.echo(f"Adresse stable d’un classeur, à donner à data·inclusion : {address}")
