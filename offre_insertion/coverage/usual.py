"""Two usual measures of coverage, beside ours: they err in opposite directions (referencement.md §1.5, §4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from offre_insertion.coverage.ground import Ground
from offre_insertion.coverage.offers import Offer
from offre_insertion.coverage.pluri import codes_of

#: The radius of the search of data·inclusion, for every thematique.
SEARCH_RADIUS_KM = 50


class Usual(NamedTuple):
    """Shares of the weight, ``None`` when nothing weighs.

    ``site``: communes where an offer has its place (blind to zones and to the neighbours). ``search``: communes where
    the national search would find an offer: remote, or within 50 km, in the zone, an unknown zone being everywhere.
    """

    site: float | None
    search: float | None


def usual_measures(
    offers: Iterable[Offer], thematique: str, ground: Ground, weights: Sequence[float]
) -> Usual:
    """Both measures of a thematique or a category."""
    sites: set[int] = set()
    found: set[int] = set()
    for offer in offers:
        if thematique not in codes_of(offer):
            continue
        if offer.commune in ground.index:
            sites.add(ground.index[offer.commune])
        found.update(_found(offer, ground))
    total = sum(weights)
    if not total:
        return Usual(None, None)
    return Usual(sum(weights[i] for i in sites) / total, sum(weights[i] for i in found) / total)


def _found(offer: Offer, ground: Ground) -> Iterable[int]:
    everywhere = range(len(ground.communes))
    zone = ground.zone_set(offer.zone) if offer.has_zone else frozenset(everywhere)
    if offer.is_remote:
        return zone
    around = ground.within(offer.place, SEARCH_RADIUS_KM) if offer.is_on_site and offer.place else []
    return zone.intersection(around)
