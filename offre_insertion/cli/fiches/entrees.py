"""What the commands of ``fiches`` share: where the dispositifs come from, and what is said at the end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.reporting.fiches import Dispositif, Export, Holding

Function = Callable[..., Any]

_NO_RUN = (
    "aucun passage terminé encore : lancez « offre-insertion synchroniser », ou donnez le dossier d'une "
    "conversion (--depuis)."
)
_PRIVATE = "À ne pas publier : coûts et financements."


def with_inputs(function: Function) -> Function:
    """Adds ``--depuis``, ``--projet``, ``--vers``, ``--remplacer``, ``--non-publies`` and ``--format``.

    The function is given ``holding`` (what was read), ``withheld`` (take what is not published too) and returns the
    export, which is written and told of.
    """

    def called(
        *,
        depuis: Path | None,
        projet: Path,
        vers: Path | None,
        remplacer: bool,
        non_publies: bool,
        output: str,
        **others: object,
    ) -> int:
        holding = _read_project(projet) if depuis is None else _read_folder(depuis)
        export = function(holding=holding, withheld=non_publies, **others)
        if vers is not None and not remplacer:
            _refuse_to_replace(export, vers)
        _finish(export, holding, vers, output, withheld=non_publies)
        return 0

    decorated: Function = functools.update_wrapper(called, function)
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


_OPTIONS = (
    click.option(
        "--depuis",
        type=click.Path(path_type=Path),
        help="Dossier écrit par « convertir » (sinon, le dernier passage du projet).",
    ),
    project_option,
    click.option(
        "--vers",
        type=click.Path(path_type=Path, file_okay=False),
        help="Dossier où écrire le classeur et le document ; sans lui, seuls les comptes s'affichent.",
    ),
    click.option(
        "--remplacer", is_flag=True, help="Remplace les documents déjà là, et ce que vous y avez complété."
    ),
    click.option(
        "--non-publies", is_flag=True, help="Prend aussi les actions suspendues ou de convention terminée."
    ),
    format_option("du résultat"),
)


def chosen(holding: Holding, *, withheld: bool) -> tuple[Dispositif, ...]:
    """All the dispositifs, without those that are not published unless ``withheld``."""
    return holding.dispositifs if withheld else holding.published


def _read_project(projet: Path) -> Holding:
    from offre_insertion.connector_loader import load_connector
    from offre_insertion.errors import HistoryError
    from offre_insertion.history import open_history
    from offre_insertion.reporting.fiches import read_project
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    if not settings.has_history:
        raise HistoryError(_NO_RUN)
    connectors = [load_connector(settings.locate_connector(one.connecteur)) for one in settings.catalogues]
    with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
        holding, unseen = read_project(history, connectors, departement=settings.territoire.departement)
    if holding.day is None:
        raise HistoryError(_NO_RUN)
    for source in unseen:
        click.echo(f"Attention : « {source} » n'a encore aucun passage terminé.", err=True)
    return holding


def _read_folder(path: Path) -> Holding:
    from offre_insertion.reporting.fiches import read_folder

    holding = read_folder(path)
    if holding.absent:
        click.echo(
            f"Attention : {counted(holding.absent, 'service gardé')} sans publication (convention terminée, action "
            "suspendue), dont la fiche n'est pas dans ce dossier ; un projet la garde.",
            err=True,
        )
    return holding


def _refuse_to_replace(export: Export, folder: Path) -> None:
    """Raises :class:`click.UsageError` when a document is there: a person may have completed it."""
    from offre_insertion.reporting.fiches import paths_of

    present = next((path for path in paths_of(export, folder) if path.exists()), None)
    if present is not None:
        raise click.UsageError(
            f"« {present} » existe déjà, et contient peut-être ce que vous avez complété : rien n'a été écrit. Donnez "
            "un autre dossier, ou --remplacer."
        )


def _finish(export: Export, holding: Holding, vers: Path | None, output: str, *, withheld: bool) -> None:
    from offre_insertion.reporting.fiches import write_export

    written = write_export(export, vers) if vers is not None else []
    left_out = 0 if withheld else holding.withheld
    if output == "json":
        echo_json({**export.as_dict(), "non_publies": left_out, "fichiers": list(map(str, written))})
    else:
        _print_summary(export, written)
        if left_out:
            click.echo(
                f"{counted(left_out, 'action gardée')} sans publication : --non-publies pour les prendre."
            )
    if written:
        click.echo(_PRIVATE, err=True)


def _print_summary(export: Export, written: list[Path]) -> None:
    for path in written:
        click.echo(str(path))
    where = "liste : feuille « À compléter » du classeur" if written else "--vers les écrit et les liste"
    for table in export.tables:
        empty = sum(blank.missing is None for blank in table.blanks)
        partial = len(table.blanks) - empty
        click.echo(
            f"{table.name} : {counted(len(table.fiches), 'ligne')}, {counted(empty, 'case vide')} et "
            f"{counted(partial, 'case incomplète')} à compléter ({where})."
        )
