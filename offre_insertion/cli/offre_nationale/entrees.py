"""What the commands on the national offer share: the stored offer, our records."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from offre_insertion.history import History
    from offre_insertion.national import NationalOffer
    from offre_insertion.review import Offer
    from offre_insertion.settings import Settings

NO_OFFER = "Aucune offre nationale gardée : lancez « offre-insertion offre-nationale actualiser »."
_NO_RUN = "Aucun passage terminé encore : lancez « offre-insertion synchroniser »."


def today() -> dt.date:
    """The day of the person who runs it."""
    return dt.date.today()  # noqa: DTZ011 - a local day


def stored_offer(history: History) -> NationalOffer:
    """The stored offer; its age is said on stderr. Raises ``HistoryError`` when there is none."""
    from offre_insertion.errors import HistoryError
    from offre_insertion.national import load_offer

    offer = load_offer(history)
    if offer is None:
        raise HistoryError(NO_OFFER)
    click.echo(f"Comparé à l’{offer.describe(today())}.", err=True)
    return offer


def own_offer(history: History, settings: Settings) -> Offer:
    """What the last ended run wrote of each source of the project. Raises ``HistoryError`` when there is none."""
    from offre_insertion.errors import HistoryError
    from offre_insertion.review.offer import read_snapshots

    sources = own_sources(settings)
    offer, unseen = read_snapshots(history, sources)
    if len(unseen) == len(sources):
        raise HistoryError(_NO_RUN)
    return offer


def own_sources(settings: Settings) -> list[str]:
    """The sources of the project's catalogues."""
    from offre_insertion.connector_loader import load_connector

    connectors = (load_connector(settings.locate_connector(one.connecteur)) for one in settings.catalogues)
    return list(dict.fromkeys(connector.source.id for connector in connectors))
