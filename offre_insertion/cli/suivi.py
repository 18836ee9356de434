"""What the commands of the follow-up share: the project with its history open, the clock, who signs."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offre_insertion.cli.options import session_name

if TYPE_CHECKING:
    from offre_insertion.history import History
    from offre_insertion.settings import Settings
    from offre_insertion.tracking.partners import Partner
    from offre_insertion.tracking.reading import Tracker

auteur_option = click.option(
    "--auteur", envvar="OFFRE_INSERTION_AUTEUR", help="Qui signe (sinon, le nom de la session)."
)
jour_option = click.option(
    "--jour",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Jour où cela s'est passé, AAAA-MM-JJ (sinon, aujourd'hui).",
)


@dataclass(frozen=True, slots=True)
class Project:
    """A project and its history, open."""

    settings: Settings
    history: History
    now: dt.datetime

    @property
    def tracker(self) -> Tracker:
        """Reads the indicators."""
        from offre_insertion.tracking.elsewhere import track

        return track(self.history, self.settings, now=self.now)

    def partners(self) -> list[Partner]:
        """The register as it stands."""
        from offre_insertion.history.registers import list_events
        from offre_insertion.tracking.partners import read_partners

        return read_partners(list_events(self.history, "partenaire"))

    def structures(self) -> set[str]:
        """Ids of the structures of the last run and of the national offer kept; none before the first run."""
        from offre_insertion.history.national import last_offers, offer_records
        from offre_insertion.history.surveys import ended_runs, local_snapshots

        runs = ended_runs(self.history)
        snapshots = local_snapshots(self.history, runs[-1][0]) if runs else []
        ours = (self.history.entries(one) for one in snapshots)
        others = (offer_records(self.history, one, "structure") for one in last_offers(self.history).values())
        return {
            *(ref.id for entries in ours for ref in entries if ref.kind == "structure"),
            *(record_id for records in others for record_id in records),
        }


@contextlib.contextmanager
def opened(projet: Path) -> Iterator[Project]:
    """The project of a path, its history open. Raises :class:`offre_insertion.errors.OffreInsertionError`."""
    from offre_insertion.history import open_history
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
        yield Project(settings, history, dt.datetime.now().astimezone())


def signed(auteur: str | None) -> str:
    """Who signs. Raises :class:`click.UsageError` when nobody does."""
    author = (auteur or "").strip() or session_name()
    if not author:
        raise click.UsageError("il manque l'option --auteur : ce qui est noté est signé.")
    return author


def day_of(jour: dt.datetime | None) -> dt.date:
    """The day given, today by default. Raises :class:`click.UsageError` on a day to come."""
    today = dt.date.today()  # noqa: DTZ011 - the day of the person who types
    day = jour.date() if jour is not None else today
    if day > today:
        raise click.UsageError(f"l'option --jour : le {day:%d/%m/%Y} n'est pas encore passé.")
    return day
