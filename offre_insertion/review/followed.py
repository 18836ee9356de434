"""What becomes of our records once published, among those that « publier » would publish, no more."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from offre_insertion.connector_loader import load_connector
from offre_insertion.history import History
from offre_insertion.national import NationalOffer, measure_follow_up
from offre_insertion.national.follow_up import FollowUp
from offre_insertion.national.published import first_published
from offre_insertion.review.merging import merge_ours
from offre_insertion.review.offer import Offer
from offre_insertion.review.spoken import Spoken
from offre_insertion.schema import Kind, Record
from offre_insertion.settings import Settings


@dataclass(frozen=True, slots=True)
class Followed:
    """The offer after the merge. ``merged`` counts the records that another one of ours stands for, ``held`` those
    left out on purpose since another source has them: neither will ever be published."""

    offer: Offer
    merged: int = 0
    held: int = 0


def follow_publication(
    settings: Settings,
    history: History,
    offer: Offer,
    national: NationalOffer,
    *,
    today: dt.date,
    score_minimum: float,
    spoken: Spoken | None = None,
) -> tuple[Followed, FollowUp]:
    """Where each record to publish among these stands in the national offer; DORA shows from ``score_minimum`` on.

    ``suivi-publication`` and the indicator of publication both ask it here: they count the same records. Raises
    ``HistoryError`` or ``ConnectorError``.
    """
    followed = followed_offer(settings, history, offer, day=today, spoken=spoken)
    ours = followed.offer
    found = measure_follow_up(
        history, ours.structures, ours.services, national, today=today, score_minimum=score_minimum
    )
    return followed, found


def followed_offer(
    settings: Settings, history: History, offer: Offer, *, day: dt.date, spoken: Spoken | None = None
) -> Followed:
    """The records to publish among these, merged as « publier » merges them. ``day`` is today; ``spoken``: the
    judgements that count, all of them unless given.

    Without ``[publication]``, or where it merges nothing, the offer itself. Raises ``HistoryError`` or
    ``ConnectorError``.
    """
    if settings.publication is None or not settings.publication.fusionner:
        return Followed(offer)
    connectors = [load_connector(settings.locate_connector(one.connecteur)) for one in settings.catalogues]
    merging = merge_ours(
        history,
        _records(offer),
        slug=settings.territoire.source,
        published={one.source.id for one in connectors if one.publish_referenced},
        known={ref.id for ref in first_published(history) or ()},
        day=day,
        spoken=spoken,
    )
    if merging is None or offer.repeated:
        return Followed(offer)
    fusion = merging.fusion
    kept: list[tuple[Kind, Record]] = [("structure", one) for one in fusion.structures]
    kept += [("service", one) for one in fusion.services]
    merged = sum(len(group.merged.ids) - 1 for group in fusion.groups)
    return Followed(Offer.of(kept), merged, len(fusion.held))


def _records(offer: Offer) -> list[tuple[Kind, Record]]:
    kinds: tuple[Kind, ...] = ("structure", "service")
    return [(kind, record) for kind in kinds for record in offer.records(kind).values()]
