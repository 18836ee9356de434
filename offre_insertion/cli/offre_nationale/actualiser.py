"""``offre-insertion offre-nationale actualiser``."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.french import FrenchCommand
from offre_insertion.cli.offre_nationale.entrees import own_sources, today
from offre_insertion.cli.options import echo_json, format_option
from offre_insertion.cli.projet import project_option
from offre_insertion.text import counted

if TYPE_CHECKING:
    from offre_insertion.history import History
    from offre_insertion.history.national import StoredOffer
    from offre_insertion.settings import Settings

#: (label, done, total when it is known)
Advance = Callable[[str, int, int | None], None]
_KINDS = {"structure": "structures", "service": "services"}


@click.command(cls=FrenchCommand, name="actualiser")
@project_option
@click.option("--voisins", is_flag=True, help="Prend aussi les départements voisins.")
@click.option("--departement", "departements", multiple=True, help="Prend aussi ce département (se répète).")
@click.option("--structures", help="Fichier ouvert des structures (chemin ou adresse), au lieu de l'API.")
@click.option("--services", help="Fichier ouvert des services (chemin ou adresse), au lieu de l'API.")
@click.option("--accepter-baisse", is_flag=True, help="Admet, cette fois, bien moins de fiches qu'avant.")
@format_option("du résultat")
def command(
    *,
    projet: Path,
    voisins: bool,
    departements: tuple[str, ...],
    structures: str | None,
    services: str | None,
    accepter_baisse: bool,
    output: str,
) -> int:
    """Lit l'offre déjà référencée du département du projet, et la garde dans l'historique avec sa date.

    Il faut un jeton de l'API (OFFRE_INSERTION_DATA_INCLUSION_TOKEN) ; sinon, --structures et --services lisent les
    fichiers ouverts du jeu national (Parquet, JSON ou CSV). Interrompue, la lecture reprend où elle en était pendant
    une heure. Hors ligne, la dernière offre lue reste utilisable.
    """
    from offre_insertion.history import open_history
    from offre_insertion.pipeline.lock import only_one
    from offre_insertion.settings import load_settings

    if (structures is None) != (services is None):
        raise click.UsageError(
            "--structures et --services vont ensemble : donnez les deux fichiers du même jour."
        )
    settings = load_settings(projet)
    limit = 1.0 if accepter_baisse else settings.seuils.baisse_max
    codes = _codes(settings, departements, voisins=voisins)
    with (
        only_one(settings.lock),
        open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history,
        history.alone(),
        _last_one_said(history),
        _progress() as advance,
    ):
        if structures is not None and services is not None:
            stored = _from_files(history, codes, structures, services, limit, advance)
        else:
            stored = _from_api(settings, history, codes, limit, advance)
        _note_ours(history, settings)
    _show(stored, output)
    return 0


def _codes(settings: Settings, added: Sequence[str], *, voisins: bool) -> list[str]:
    from offre_insertion.geography import load_geography
    from offre_insertion.geography.neighbours import neighbouring_departements

    own = settings.territoire.departement
    found = [own]
    for text in added:
        departement = load_geography().departement(text)
        if departement is None:
            raise click.UsageError(f"--departement : « {text} » n'est pas un département. Exemple : 53.")
        found.append(departement.code)
    return list(dict.fromkeys([*found, *(neighbouring_departements(own) if voisins else ())]))


def _from_api(
    settings: Settings, history: History, codes: Sequence[str], limit: float, advance: Advance
) -> list[StoredOffer]:
    from offre_insertion.errors import ConnectorError
    from offre_insertion.national import open_api, refresh_offer

    if settings.data_inclusion_token is None:
        raise ConnectorError(
            "il manque le jeton de l'API data·inclusion : mettez-le dans la variable "
            "OFFRE_INSERTION_DATA_INCLUSION_TOKEN, ou dans le fichier .env voisin du projet. Sans jeton, donnez les "
            "fichiers ouverts du jeu national : --structures et --services."
        )
    with open_api(settings.data_inclusion.url, settings.data_inclusion_token) as api:
        return refresh_offer(
            api,
            history,
            departements=codes,
            day=today(),
            baisse_max=limit,
            progress=lambda code, kind, done, pages: advance(f"{code} : {_KINDS[kind]}", done, pages),
        )


def _from_files(
    history: History, codes: Sequence[str], structures: str, services: str, limit: float, advance: Advance
) -> list[StoredOffer]:
    from offre_insertion.national.download import locate
    from offre_insertion.national.open_data_store import store_open_data

    with tempfile.TemporaryDirectory() as folder:
        files = [
            locate(place, Path(folder), observe=partial(advance, f"téléchargement des {what}"))
            for what, place in (("structures", structures), ("services", services))
        ]
        advance("lecture des fichiers", 0, None)
        return store_open_data(
            history,
            structures=files[0].path,
            services=files[1].path,
            departements=codes,
            day=min([one.day for one in files if one.day is not None], default=today()),
            now=dt.datetime.now(dt.UTC),
            baisse_max=limit,
        )


def _note_ours(history: History, settings: Settings) -> None:
    """When our own records are first seen: the follow-up counts the days."""
    from offre_insertion.history.national import note_sightings
    from offre_insertion.history.values import Ref
    from offre_insertion.national import load_offer, own_sightings
    from offre_insertion.review.offer import read_snapshots

    national = load_offer(history)
    if national is None:
        return
    ours, _ = read_snapshots(history, own_sources(settings))
    refs = [Ref("structure", one) for one in ours.structures] + [Ref("service", one) for one in ours.services]
    seen = own_sightings(refs, national, score_minimum=settings.suivi.score_minimum)
    note_sightings(history, seen, day=national.day)


@contextlib.contextmanager
def _last_one_said(history: History) -> Iterator[None]:
    """When the server does not answer, what can still be used is said."""
    from offre_insertion.errors import ReadError, RemoteError
    from offre_insertion.national import load_offer

    try:
        yield
    except (RemoteError, ReadError):
        last = load_offer(history)
        if last is not None:
            click.echo(f"L’{last.describe(today())}, reste utilisable.", err=True)
        raise


@contextlib.contextmanager
def _progress() -> Iterator[Advance]:
    """A bar on a terminal, nothing for cron."""
    if not sys.stderr.isatty():
        yield lambda _label, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("data·inclusion", total=None)
        yield lambda label, done, total: progress.update(
            task, description=label, completed=done, total=total, refresh=True
        )


def _show(stored: Sequence[StoredOffer], output: str) -> None:
    if output == "json":
        echo_json({"departements": [describe_stored(one) for one in stored]})
        return
    for one in stored:
        counts = one.counts
        click.echo(
            f"{one.departement} : {counted(counts['structure'], 'structure')}, {counted(counts['service'], 'service')}."
        )


def describe_stored(one: StoredOffer) -> dict[str, object]:
    """JSON-ready."""
    return {
        "departement": one.departement,
        "jour": one.day.isoformat(),
        "lu_le": one.finished_at.isoformat(timespec="seconds"),
        "origine": one.origin,
        "structures": one.counts["structure"],
        "services": one.counts["service"],
    }
