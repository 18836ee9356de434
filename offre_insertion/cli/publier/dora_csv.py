"""``offre-insertion publier dora-csv``: the two CSV files of the DORA team, or the check of one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.publishing.dora.csv_forecast import FileForecast, Known, RowForecast
    from offre_insertion.publishing.dora.csv_import import CsvImport

_FILE = click.Path(path_type=Path)
#: Rows shown on the terminal for each fate; the others are in the workbook.
_SHOWN = 10


@click.command(cls=FrenchCommand, name="dora-csv")
@click.argument("fichiers", nargs=-1, type=_FILE, metavar="[FICHIER]…")
@click.option(
    "--modeles",
    type=_FILE,
    help="Tableau (id, modele_slug, labels_financement) : le modèle de chaque service.",
)
@click.option("--dora", type=_FILE, help="JSON de ce que DORA contient déjà (structures, modèles, services).")
@click.option("--libelle", help="Libellé de la source qui sera tapé dans le formulaire de DORA.")
@click.option("--vers", type=click.Path(path_type=Path, file_okay=False), help="Dossier où écrire.")
@click.option(
    "--verifier", "checked", type=_FILE, help="Prévoit le sort d'un CSV déjà fait, sans rien écrire."
)
@format_option("des prévisions")
def command(
    *,
    fichiers: tuple[Path, ...],
    modeles: Path | None,
    dora: Path | None,
    libelle: str | None,
    vers: Path | None,
    checked: Path | None,
    output: str,
) -> int:
    """Prépare l'import CSV de l'équipe DORA : structures, et services faits à partir de modèles.

    FICHIER est un jeu data·inclusion v1 (JSON, CSV, classeur du valideur) ou le dossier d'une conversion. Rien n'est
    écrit sans --vers. Une ligne que DORA refuserait reste hors du fichier : elle annulerait les autres.
    """
    from offre_insertion.publishing.dora.csv_forecast import Known, load_known

    known = load_known(dora) if dora else Known()
    if checked is not None:
        return _check(checked, known, libelle, output)
    if not fichiers:
        raise click.UsageError("donnez au moins un FICHIER, ou --verifier.")
    prepared = _prepare(fichiers, modeles, known, libelle)
    _show(prepared, output)
    _recall_labels(prepared.forecasts, known, libelle)
    if any(one.refusal for one in prepared.forecasts.values()):
        click.echo("Rien n'est écrit : DORA refuserait le fichier.", err=True)
        return 1
    if vers is None:
        click.echo("Rien n'est écrit : ajoutez --vers DOSSIER.", err=True)
        return 0
    from offre_insertion.publishing.dora.csv_import import write_import

    written = write_import(vers, prepared)
    click.echo(f"Écrit dans {vers} : {', '.join(path.name for path in written)}", err=True)
    return 0


def _prepare(
    fichiers: tuple[Path, ...], modeles: Path | None, known: Known, libelle: str | None
) -> CsvImport:
    from offre_insertion.publishing.dora.csv_import import build_import
    from offre_insertion.publishing.dora.csv_models import read_models
    from offre_insertion.review import read_offer

    offer = read_offer(fichiers)
    models = read_models(modeles) if modeles else {}
    unused = sorted(models.keys() - offer.services.keys())
    if unused:
        click.echo(
            f"Attention : dans {modeles}, {counted(len(unused), 'ligne ne désigne', 'lignes ne désignent')} aucun "
            f"service ({unused[0]}…).",
            err=True,
        )
    source = offer.sources[0] if offer.sources else "offre"
    return build_import(
        offer.structures.values(), offer.services.values(), models, known, source=source, label=libelle
    )


def _recall_labels(names: Iterable[str], known: Known, libelle: str | None) -> None:
    """A file of a known name is taken with its first label only."""
    for name in names:
        stem = Path(name).stem
        if libelle is None and (used := known.sources.get(stem)):
            click.echo(f"« {stem} » a déjà été importé : redonnez à DORA le libellé « {used} ».", err=True)


def _check(path: Path, known: Known, libelle: str | None, output: str) -> int:
    """Exit code 1 when the file, or one of its rows, would be refused."""
    from offre_insertion.publishing.dora.csv_import import check_file

    forecast = check_file(path, known, label=libelle)
    if output == "json":
        echo_json({"fichier": path.name, **forecast.as_dict()})
    else:
        _print_file(path.name, forecast)
    _recall_labels([path.name], known, libelle)
    return 1 if forecast.refusal or forecast.count("refuse") else 0


def _show(prepared: CsvImport, output: str) -> None:
    if output == "json":
        echo_json(prepared.as_dict())
        return
    for name, forecast in prepared.forecasts.items():
        _print_file(name, forecast)
    if prepared.left:
        click.echo(f"Hors des fichiers : {len(prepared.left)}")
        _print_rows(prepared.left)


def _print_file(name: str, forecast: FileForecast) -> None:
    if forecast.refusal:
        click.echo(forecast.refusal)
        return
    click.echo(f"{name} : {', '.join(forecast.counts()) or 'aucune ligne'}.")
    _print_rows([row for row in forecast.rows if row.reasons or row.warnings])
    if forecast.is_all_or_nothing and forecast.count("refuse"):
        click.echo("  Une ligne refusée annule tout l'import : corrigez-la, ou ôtez-la.")


def _print_rows(rows: list[RowForecast] | tuple[RowForecast, ...]) -> None:
    """What there is to say, once per reason."""
    said: dict[str, list[RowForecast]] = {}
    for row in rows:
        for words in (*row.reasons, *row.warnings):
            said.setdefault(words, []).append(row)
    for words, found in said.items():
        names = ", ".join(_named(row) for row in found[:_SHOWN])
        more = f" et {counted(len(found) - _SHOWN, 'autre')}" if len(found) > _SHOWN else ""
        click.echo(f"  {words}\n    {names}{more}")


def _named(row: RowForecast) -> str:
    return row.name if row.line is None else f"[{row.line}] {row.name}"
