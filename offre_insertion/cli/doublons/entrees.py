"""What the commands on duplicates share: where the records and the judgements come from, and who signs."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offre_insertion.cli.options import session_name
from offre_insertion.text import counted

if TYPE_CHECKING:
    from pydantic import SecretStr

    from offre_insertion.history import History
    from offre_insertion.review import Offer, Spoken
    from offre_insertion.settings import Settings


Function = Callable[..., Any]

# That it exists is said in French by whoever reads it.
_FILE = click.Path(path_type=Path)
HISTORY_FILE = "historique.sqlite3"
_NO_RUN = "Aucun passage terminé encore : lancez « offre-insertion synchroniser », ou donnez des fichiers."
AUTHOR_VARIABLE = "OFFRE_INSERTION_AUTEUR"

auteur_option = click.option(
    "--auteur", envvar=AUTHOR_VARIABLE, help=f"Qui signe la décision (ou la variable {AUTHOR_VARIABLE})."
)
_fichiers_argument = click.argument("fichiers", nargs=-1, type=_FILE, metavar="[FICHIER]…")
certaines_option = click.option(
    "--certaines", is_flag=True, help="Prend aussi les paires certaines, pour les vérifier."
)


@dataclass(slots=True)
class Review:
    """The records at hand and what people said of them, as they were when the command began.

    ``path`` is the file of the history when it is a SQLite one: it may not exist yet. ``outputs`` is the folder
    that ``synchroniser`` writes, in a project. ``slug`` is the source of the département at data·inclusion;
    ``published`` are the sources of the project whose connector publishes what another source references.
    """

    offer: Offer
    against: Offer | None
    spoken: Spoken
    url: str | SecretStr
    path: Path | None
    timeout_s: float = 10
    outputs: Path | None = None
    slug: str | None = None
    published: frozenset[str] = frozenset()

    @property
    def offers(self) -> list[Offer]:
        """Ours, then the other."""
        return [self.offer] if self.against is None else [self.offer, self.against]

    @contextlib.contextmanager
    def history(self) -> Iterator[History]:
        """The history, to write in it; when it is created, it is said."""
        from offre_insertion.history import open_history

        if self.path is not None and not self.path.exists():
            click.echo(f"Historique créé : {self.path}. Les décisions y sont gardées.", err=True)
        with open_history(self.url, timeout_s=self.timeout_s) as history:
            yield history


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the command line says of the records and of the judgements; :meth:`read` reads them."""

    fichiers: tuple[Path, ...]
    contre: tuple[Path, ...]
    historique: str | None
    projet: Path | None
    nationale: bool = False

    def read(self) -> Review:
        """Reads the records and the judgements; nothing is created.

        Raises :class:`click.UsageError` when nothing says which records.
        """
        if self.nationale and self.contre:
            raise click.UsageError("--contre et --contre-nationale ne vont pas ensemble : choisissez l'une.")
        review = _read_review(self.fichiers, self.contre, self.historique, self.projet)
        if self.nationale:
            review.against = _stored_national(review)
        return review


def with_inputs(files: Callable[[Function], Function] = _fichiers_argument) -> Callable[[Function], Function]:
    """Adds ``FICHIER…`` (or ``files``), ``--contre…``, ``--historique`` and ``--projet``, given as ``inputs``."""
    added = (
        files,
        click.option(
            "--contre",
            type=_FILE,
            multiple=True,
            help="L'offre déjà référencée (un jeu d'une autre source).",
        ),
        click.option(
            "--contre-nationale",
            "nationale",
            is_flag=True,
            help="L'offre nationale gardée dans l'historique (offre-nationale actualiser).",
        ),
        click.option(
            "--historique", help="Base des décisions : un chemin, ou une adresse (sinon celle du projet)."
        ),
        click.option(
            "--projet",
            type=_FILE,
            help="Projet offre-insertion.toml, ou son dossier (sinon celui du dossier courant).",
        ),
    )

    def decorate(function: Function) -> Function:
        def called(
            *,
            fichiers: tuple[Path, ...],
            contre: tuple[Path, ...],
            nationale: bool,
            historique: str | None,
            projet: Path | None,
            **others: object,
        ) -> object:
            return function(inputs=Inputs(fichiers, contre, historique, projet, nationale), **others)

        decorated: Function = functools.update_wrapper(called, function)
        for option in reversed(added):
            decorated = option(decorated)
        return decorated

    return decorate


def _read_review(
    fichiers: Sequence[Path], contre: Sequence[Path], historique: str | None, projet: Path | None
) -> Review:
    from offre_insertion.connector_loader import load_connector
    from offre_insertion.errors import HistoryError
    from offre_insertion.history import open_history
    from offre_insertion.history.judgements import list_judgements
    from offre_insertion.review import Spoken, read_offer

    settings = find_project(projet)
    if not fichiers and settings is None:
        raise click.UsageError(
            "donnez au moins un FICHIER : il n'y a pas de projet offre-insertion.toml dans ce dossier "
            "(--projet dit où il est)."
        )
    against = read_offer(contre) if contre else None
    url, path = _locate_history(historique, settings, fichiers)
    review = partial(Review, against=against, url=url, path=path)
    if settings is not None:
        review = partial(
            review,
            timeout_s=settings.historique.attente_s,
            outputs=settings.outputs,
            slug=settings.territoire.source,
        )
    if path is not None and not path.exists():
        if settings is not None and not fichiers:
            raise HistoryError(_NO_RUN)
        if historique is not None:
            click.echo(f"« {historique} » n'existe pas encore : aucune décision n'est connue.", err=True)
        return review(_files(fichiers), spoken=Spoken())
    with open_history(url, timeout_s=settings.historique.attente_s if settings else 10) as history:
        spoken = Spoken(tuple(list_judgements(history)))
        if fichiers or settings is None:
            return review(_files(fichiers), spoken=spoken)
        connectors = [
            load_connector(settings.locate_connector(entry.connecteur)) for entry in settings.catalogues
        ]
        offer = _snapshots(history, [connector.source.id for connector in connectors])
    published = frozenset(connector.source.id for connector in connectors if connector.publish_referenced)
    return review(offer, spoken=spoken, published=published)


def _stored_national(review: Review) -> Offer:
    """The offer of the other sources; how old it is is said. Raises ``HistoryError`` when none is stored."""
    from offre_insertion.cli.offre_nationale.entrees import NO_OFFER, today
    from offre_insertion.errors import HistoryError
    from offre_insertion.history import open_history
    from offre_insertion.review.offer import read_national

    if review.path is not None and not review.path.exists():
        raise HistoryError(NO_OFFER)
    with open_history(review.url, timeout_s=review.timeout_s) as history:
        found = read_national(history, without={*review.offer.sources, review.slug})
    if found is None:
        raise HistoryError(NO_OFFER)
    offer, national = found
    click.echo(f"Comparé à l’{national.describe(today())}.", err=True)
    return offer


def find_project(projet: Path | None) -> Settings | None:
    """The project of the option, else that of the current folder; ``None`` when there is none."""
    from offre_insertion.settings import PROJECT_FILE, load_settings

    if projet is None and not Path(PROJECT_FILE).is_file():
        return None
    return load_settings(projet or PROJECT_FILE)


def _locate_history(
    historique: str | None, settings: Settings | None, fichiers: Sequence[Path]
) -> tuple[str | SecretStr, Path | None]:
    """The URL, and the path when it is a SQLite file."""
    if historique is not None and "://" in historique:
        return historique, _path_of(historique)
    if historique is None and settings is not None:
        return settings.history_url, _path_of(settings.history_url.get_secret_value())
    first = fichiers[0] if fichiers else Path()
    path = Path(historique) if historique else (first if first.is_dir() else first.parent) / HISTORY_FILE
    return f"sqlite:///{path.absolute()}", path


def _path_of(url: str) -> Path | None:
    from sqlalchemy import make_url

    if not url.startswith("sqlite:///"):
        return None
    database = make_url(url).database
    return Path(database) if database else None


def _files(fichiers: Sequence[Path]) -> Offer:
    from offre_insertion.review import read_offer

    offer = read_offer(fichiers)
    if offer.repeated:
        shown = ", ".join(f"« {one} »" for one in offer.repeated[:3])
        click.echo(
            f"Attention : {counted(len(offer.repeated), 'identifiant porté')} par deux fiches différentes ({shown}) : "
            "seule la première est lue.",
            err=True,
        )
    return offer


def _snapshots(history: History, named: Iterable[str]) -> Offer:
    from offre_insertion.errors import HistoryError
    from offre_insertion.review.offer import read_snapshots

    sources = list(dict.fromkeys(named))
    offer, unseen = read_snapshots(history, sources)
    if len(unseen) == len(sources):
        raise HistoryError(_NO_RUN)
    for source in unseen:
        click.echo(f"Attention : « {source} » n'a encore aucun passage terminé.", err=True)
    return offer


def ask_author(auteur: str | None) -> str:
    """Who signs: the option, else asked on a terminal. Raises :class:`click.UsageError` elsewhere."""
    given = (auteur or "").strip()
    if not given and sys.stdin.isatty():
        given = str(click.prompt("Qui signe ces décisions ?", default=session_name(), err=True)).strip()
    if not given:
        raise click.UsageError(
            f"il manque l'option --auteur (ou la variable {AUTHOR_VARIABLE}) : une décision est signée."
        )
    return given
