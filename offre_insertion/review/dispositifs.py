"""Offers of several sources → what coverage counts: one record per id, duplicates and standing judgements applied."""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from offre_insertion.coverage import Couverture, Ground, Knowledge, read_offers
from offre_insertion.coverage import Offer as Counted
from offre_insertion.coverage.pluri import perimeter
from offre_insertion.matching import cluster, find_duplicates, find_service_duplicates
from offre_insertion.review.offer import Offer
from offre_insertion.review.spoken import Spoken
from offre_insertion.schema import Record


def count_dispositifs(
    offers: Sequence[Offer],
    spoken: Spoken,
    *,
    ground: Ground,
    parameters: Couverture,
    on: dt.date,
    private: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Counted]:
    """The offers that concern a ground, by dispositif: ours first, then the others.

    An id met twice is one record, the first one (ours, seen elsewhere). Duplicates are certain pairs and what people
    judged; only what concerns the ground is compared, so that a whole country may be given.
    """
    read = partial(read_offers, geography=ground.geography, parameters=parameters, on=on)
    structures = dict(ChainMap(*(dict(offer.structures) for offer in offers)))
    services = dict(ChainMap(*(dict(offer.services) for offer in offers)))
    here = perimeter(read(structures.values(), services.values()), ground)
    services = {offer.id: services[offer.id] for offer in here}
    structures = _used(structures, services.values())
    known = _knowledge(structures, services, spoken, private or {})
    return read(structures.values(), services.values(), knowledge=known)


def _used(structures: Mapping[str, Record], services: Iterable[Record]) -> dict[str, Record]:
    ids = {str(service.get("structure_id") or "") for service in services}
    return {record_id: record for record_id, record in structures.items() if record_id in ids}


def _knowledge(
    structures: Mapping[str, Record],
    services: Mapping[str, Record],
    spoken: Spoken,
    private: Mapping[str, Mapping[str, Any]],
) -> Knowledge:
    said = spoken.standing("structure")
    bodies = cluster(find_duplicates(structures.values(), judgements=said), judgements=said).by_id()
    said = spoken.standing("service")
    pairs = find_service_duplicates(services.values(), clusters=bodies, judgements=said)
    return Knowledge(
        dispositifs=cluster(pairs, judgements=said).by_id(),
        structures=bodies,
        itinerant={record_id for record_id, fields in private.items() if fields.get("itinerant") is True},
        places={
            record_id: float(places["valeur"])
            for record_id, fields in private.items()
            if (places := fields.get("places")) and places.get("valeur") is not None
        },
    )
