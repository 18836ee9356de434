"""What the commands on duplicates share: where the records and the judgements come from, and who signs."""

from __future__ import annotations

import contextlib
import getpass
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pydantic import SecretStr

    from offre_insertion.history import History
    from offre_insertion.review import Offer, Spoken
    from offre_insertion.settings import Settings

    Function = Callable[..., Any]

_FILE = click.Path(path_type=Path, exists=True)
HISTORY_FILE = "historique.sqlite3"
AUTHOR_VARIABLE = "OFFRE_INSERTION_AUTEUR"

contre_option = click.option(
    "--contre", type=_FILE, multiple=True, help="L'offre déjà référencée (un jeu d'une autre source)."
)
historique_option = click.option(
    "--historique", help="Base des décisions : un chemin, ou une adresse (sinon celle du projet)."
)
projet_option = click.option(
    "--projet",
    type=click.Path(path_type=Path),
    help="Projet offre-insertion.toml, ou son dossier (sinon celui du dossier courant).",
)
auteur_option = click.option(
    "--auteur", envvar=AUTHOR_VARIABLE, help=f"Qui signe la décision (ou la variable {AUTHOR_VARIABLE})."
)
fichiers_argument = click.argument("fichiers", nargs=-1, type=_FILE, metavar="[FICHIER]…")


@dataclass(slots=True)
class Review:
    """The records at hand, what people said of them, and the history (``None``: there is none yet)."""

    offer: Offer
    against: Offer | None
    spoken: Spoken
    history: History | None

    @property
    def offers(self) -> list[Offer]:
        """Ours, then the other."""
        return [self.offer] if self.against is None else [self.offer, self.against]


@contextlib.contextmanager
def open_review(
    *,
    fichiers: Sequence[Path],
    contre: Sequence[Path],
    historique: str | None,
    projet: Path | None,
    writes: bool,
) -> Iterator[Review]:
    """Reads the records and the judgements. ``writes``: the history is created when there is none, and it is said.

    Raises :class:`click.UsageError` when nothing says which records.
    """
    from offre_insertion.history import open_history
    from offre_insertion.history.judgements import list_judgements
    from offre_insertion.review import Spoken, read_offer

    settings = _find_project(projet)
    if not fichiers and settings is None:
        raise click.UsageError(
            "donnez au moins un FICHIER : il n'y a pas de projet offre-insertion.toml dans ce dossier "
            "(--projet dit où il est)."
        )
    against = read_offer(contre) if contre else None
    url, path = _locate_history(historique, settings, fichiers)
    if path is not None and not path.exists():
        if not writes and fichiers:
            yield Review(_files(fichiers), against, Spoken(), None)
            return
        click.echo(f"Historique créé : {path}. Les décisions y sont gardées.", err=True)
    with open_history(url) as history:
        spoken = Spoken(tuple(list_judgements(history)))
        offer = _files(fichiers) if fichiers or settings is None else _snapshots(history, settings)
        yield Review(offer, against, spoken, history)


def _find_project(projet: Path | None) -> Settings | None:
    from offre_insertion.settings import PROJECT_FILE, load_settings

    if projet is None and not Path(PROJECT_FILE).is_file():
        return None
    return load_settings(projet or PROJECT_FILE)


def _locate_history(
    historique: str | None, settings: Settings | None, fichiers: Sequence[Path]
) -> tuple[str | SecretStr, Path | None]:
    """The URL, and the path when it is a SQLite file named here."""
    if historique is not None and "://" in historique:
        return historique, None
    if historique is None and settings is not None:
        return settings.history_url, None
    first = fichiers[0] if fichiers else Path()
    path = Path(historique) if historique else (first if first.is_dir() else first.parent) / HISTORY_FILE
    return f"sqlite:///{path.absolute()}", path


def _files(fichiers: Sequence[Path]) -> Offer:
    from offre_insertion.review import read_offer

    offer = read_offer(fichiers)
    if offer.repeated:
        shown = ", ".join(f"« {one} »" for one in offer.repeated[:3])
        click.echo(
            f"Attention : {len(offer.repeated)} identifiants portés par deux fiches différentes ({shown}) : "
            "seule la première est lue.",
            err=True,
        )
    return offer


def _snapshots(history: History, settings: Settings) -> Offer:
    from offre_insertion.connector_loader import load_connector
    from offre_insertion.errors import HistoryError
    from offre_insertion.review.offer import read_snapshots

    connectors = [
        load_connector(settings.locate_connector(entry.connecteur)) for entry in settings.catalogues
    ]
    sources = list(dict.fromkeys(connector.source.id for connector in connectors))
    offer, unseen = read_snapshots(history, sources)
    if len(unseen) == len(sources):
        raise HistoryError(
            "L'historique n'a encore aucun passage terminé. Lancez « offre-insertion synchroniser », ou donnez "
            "des fichiers."
        )
    for source in unseen:
        click.echo(f"Attention : « {source} » n'a encore aucun passage terminé.", err=True)
    return offer


def ask_author(auteur: str | None) -> str:
    """Who signs: the option, else asked on a terminal. Raises :class:`click.UsageError` elsewhere."""
    given = (auteur or "").strip()
    if not given and sys.stdin.isatty():
        given = str(click.prompt("Qui signe ces décisions ?", default=_user(), err=True)).strip()
    if not given:
        raise click.UsageError(
            f"il manque l'option --auteur (ou la variable {AUTHOR_VARIABLE}) : une décision est signée."
        )
    return given


def _user() -> str | None:
    try:
        return os.environ.get("USER") or getpass.getuser()
    except (KeyError, OSError, ImportError):  # no name for this user, or no such notion on this system
        return None
