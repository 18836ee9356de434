"""What other sources say of the département, from the national offer that the history keeps; nothing is asked of a
server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

from offre_insertion.history import History
from offre_insertion.history.national import last_offers, offer_records
from offre_insertion.national import load_offer
from offre_insertion.review import Offer, Spoken
from offre_insertion.review.dispositifs import is_countable
from offre_insertion.review.followed import follow_publication
from offre_insertion.schema import FIELDS, Kind, Record
from offre_insertion.settings import Settings
from offre_insertion.tracking.covering import Covering
from offre_insertion.tracking.inputs import Funnel
from offre_insertion.tracking.reading import Tracker
from offre_insertion.tracking.storage import Elsewhere
from offre_insertion.tracking.survey import Offered


def read_elsewhere(history: History, *, departement: str, own: Collection[str]) -> Elsewhere:
    """The services of other sources, in the last offer of the département that was read by a day.

    ``own`` are sources under which our own records are published. Records of our catalogues, that come back from the
    national offer, are left out by the survey itself.
    """

    def read(day: dt.date) -> list[Offered]:
        offer = last_offers(history, until=day).get(departement)
        if offer is None:
            return []
        structures = offer_records(history, offer, "structure")
        return list(_offered(structures, offer_records(history, offer, "service"), own))

    return read


def track(
    history: History, settings: Settings, *, now: dt.datetime, covering: Covering | None = None
) -> Tracker:
    """The tracker of a project: its catalogues, the national offer of its département, its coverage.

    Raises :class:`offre_insertion.errors.ConnectorError` when a file that the project names cannot be read.
    """
    covering, place = covering or Covering(settings), settings.territoire
    return Tracker.of(
        history,
        covering.suivi,
        now=now,
        elsewhere=read_elsewhere(history, departement=place.departement, own={place.source}),
        coverage=settings.couverture.seuils,
        keep=covering.keep,
    )


def _offered(
    structures: Mapping[str, Record], services: Mapping[str, Record], own: Collection[str]
) -> Iterator[Offered]:
    for service in services.values():
        if service.get("source") not in own and is_countable(service, structures):
            host = structures[str(service["structure_id"])]
            yield Offered(_schema_only("service", service), _schema_only("structure", host), is_local=False)


def _schema_only(kind: Kind, record: Record) -> Record:
    """Without what the API adds: its score changes every day, and is no change of the record."""
    return {name: record[name] for name in FIELDS[kind] if record.get(name) is not None}


def read_funnel(
    settings: Settings,
    history: History,
    offer: Offer,
    *,
    today: dt.date,
    score_minimum: float,
    spoken: Spoken | None = None,
) -> Funnel | None:
    """Where our services stand in the last national offer read; ``None`` when none was ever read (metric 7).

    Those that ``publier`` would publish, as ``suivi-publication`` counts them; DORA shows them from ``score_minimum``
    on; ``spoken``: the judgements that count, all of them unless given. Raises
    :class:`offre_insertion.errors.HistoryError`, :class:`offre_insertion.errors.ConnectorError`.
    """
    national = load_offer(history)
    if national is None:
        return None
    _, found = follow_publication(
        settings, history, offer, national, today=today, score_minimum=score_minimum, spoken=spoken
    )
    funnel = found.funnels["service"]
    delay = found.to_seen.median_days if found.to_seen else None
    return Funnel(funnel.conformes, funnel.publiees, funnel.vues, funnel.visibles, delay)
