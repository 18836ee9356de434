"""Offers of several sources → what coverage counts: one record per id, duplicates and standing judgements applied."""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from offre_insertion.coverage import Couverture, Ground, Knowledge, read_offers
from offre_insertion.coverage import Offer as Counted
from offre_insertion.coverage.pluri import perimeter
from offre_insertion.extension import Quantite
from offre_insertion.matching import cluster, find_duplicates, find_service_duplicates
from offre_insertion.matching.judgements import Judgements
from offre_insertion.review.lines import join_lines, line_of
from offre_insertion.review.offer import Offer
from offre_insertion.review.spoken import Spoken
from offre_insertion.schema import Record, known_codes

#: Lengths of a description that the official score takes.
_DESCRIPTION = range(1, 10_001)
Extensions = Mapping[str, Mapping[str, Any]]


def is_countable(service: Record, structures: Mapping[str, Record]) -> bool:
    """What a service of the national offer needs to be counted: an active one has what the schema requires; its
    structure is among those of the offer. A code that we do not know is no reason: it is counted without."""
    return (
        str(service.get("structure_id")) in structures
        and all(service.get(name) for name in ("id", "nom"))
        and _is_day(service.get("date_maj"))
        and len(service.get("description") or "") in _DESCRIPTION
    )


def _is_day(value: object) -> bool:
    try:
        return bool(dt.date.fromisoformat(str(value)[:10]))
    except ValueError:
        return False


def countable(national: Offer) -> Offer:
    """The national offer without what is never counted (:func:`is_countable`)."""
    structures = national.structures
    return replace(
        national,
        services={name: one for name, one in national.services.items() if is_countable(one, structures)},
    )


def count_dispositifs(
    offers: Sequence[Offer],
    spoken: Spoken,
    *,
    ground: Ground,
    parameters: Couverture,
    on: dt.date,
    private: Extensions | None = None,
) -> list[Counted]:
    """The offers that concern a ground, by dispositif: ours first, then the others.

    An id met twice is one record, the first one (ours, seen elsewhere). Duplicates are certain pairs and what people
    judged, and the lieux of one action are one dispositif; only what concerns the ground is compared, so that a whole
    country may be given. ``private``: service → its private fields, JSON-ready. ``couverture`` and the report both
    count so: what is said of a hole of one holds for the other.
    """
    read = partial(read_offers, geography=ground.geography, parameters=parameters, on=on)
    structures = dict(ChainMap(*(dict(offer.structures) for offer in offers)))
    services = dict(ChainMap(*(dict(offer.services) for offer in offers)))
    here = perimeter(read(structures.values(), services.values()), ground)
    services = {offer.id: known_codes(services[offer.id])[0] for offer in here}
    structures = _used(structures, services.values())
    known = _knowledge(structures, services, spoken, private or {})
    return read(structures.values(), services.values(), knowledge=known)


def _used(structures: Mapping[str, Record], services: Iterable[Record]) -> dict[str, Record]:
    ids = {str(service.get("structure_id") or "") for service in services}
    return {record_id: record for record_id, record in structures.items() if record_id in ids}


def _knowledge(
    structures: Mapping[str, Record], services: Mapping[str, Record], spoken: Spoken, private: Extensions
) -> Knowledge:
    said = spoken.standing("structure")
    bodies = cluster(find_duplicates(structures.values(), judgements=said), judgements=said).by_id()
    lines = {name: line_of(record, private.get(name, {})) for name, record in services.items()}
    places = {name: _places(private[name]) for name in services if name in private}
    return Knowledge(
        dispositifs=_dispositifs(services, lines, bodies, spoken),
        structures=bodies,
        lines=lines,
        itinerant={name for name, fields in private.items() if fields.get("itinerant") is True},
        places={name: known for name, known in places.items() if known is not None},
    )


def _dispositifs(
    services: Mapping[str, Record], lines: Mapping[str, str], bodies: Mapping[str, str], spoken: Spoken
) -> dict[str, str]:
    said = spoken.standing("service")
    pairs = find_service_duplicates(services.values(), clusters=bodies, judgements=said)
    return join_lines(cluster(pairs, judgements=said).groups, lines, apart=Judgements(said).distinct)


def _places(fields: Mapping[str, Any]) -> float | None:
    written = fields.get("places")
    return Quantite.model_validate(written).open_places if written else None
