"""Offers × communes × thematiques → levels (referencement.md §4.2, §4.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from offre_insertion.coverage.ground import Ground
from offre_insertion.coverage.offers import Offer
from offre_insertion.coverage.tally import Near, Numbers, Tally
from offre_insertion.coverage.themes import category_of
from offre_insertion.coverage.values import Level, Reason
from offre_insertion.settings.coverage import Couverture


def far_level(offer: Offer) -> tuple[Level, Reason]:
    """What an offer is where people may come from and it is not near.

    Rules, in order: unusable is level 1 whatever else; a national zone is 2a even beside local codes, or on site
    but far; remote and local is 3; on site is 2b; unknown modes are never near: 2b.
    """
    if offer.defects:
        return Level.INUTILISABLE, offer.defects
    if offer.is_national:
        return Level.NATIONALE, Reason.NATIONALE_SEULE
    if offer.is_remote:
        return Level.DISTANCE, Reason.DISTANCE_SEULE
    if not offer.is_on_site:
        return Level.TROP_LOIN, Reason.MODE_INCONNU
    knows_place = offer.place is not None or offer.commune is not None
    return Level.TROP_LOIN, Reason.HORS_DE_PORTEE if knows_place else Reason.LIEU_INCONNU


class Reach:
    """Where offers are near; what was found is kept, since many are given in the same places."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._found: dict[object, Near] = {}

    def near(self, offer: Offer, radius_km: float) -> Near:
        """Eligible communes whose centre is within the radius of the place; the whole zone of an itinerant offer;
        none for an offer that is unusable or not on site.

        Rule « commune sans centre »: near the offers of its own commune only.
        """
        if offer.defects or not offer.is_on_site:
            return _NOWHERE
        key = (offer.zone,) if offer.is_itinerant else (offer.zone, offer.place, offer.commune, radius_km)
        found = self._found.get(key)
        if found is None:
            communes = self._communes(offer, radius_km)
            found = self._found[key] = Near(communes, self.ground.areas_over(communes))
        return found

    def _communes(self, offer: Offer, radius_km: float) -> tuple[int, ...]:
        ground = self.ground
        if offer.is_itinerant:
            return tuple(sorted(ground.zone_set(offer.zone)))
        around = ground.within(offer.place, radius_km) if offer.place else []
        own = ground.index.get(offer.commune or "")
        if own in ground.without_centre:
            around.append(own)
        if offer.is_national:
            return tuple(around)
        zone = ground.zone_set(offer.zone)
        return tuple(i for i in around if i in zone)


_NOWHERE = Near((), ())


def targets(offer: Offer, parameters: Couverture) -> dict[tuple[str, float], bool]:
    """(thematique or category, radius) → is it « imprécise »?

    Rule « niveau d'un frein »: a category has the best of its thematiques, each with its own radius; and the
    offers that only name the category.
    """
    found: dict[tuple[str, float], bool] = {}
    for code in offer.about.thematiques:
        radius = parameters.rayon_km(code)
        found[code, radius] = False
        found[category_of(code), radius] = False
    for category in offer.about.imprecise:
        found[category, parameters.rayon_km(category)] = True
    return found


def tally_offers(
    offers: Iterable[Offer],
    ground: Ground,
    *,
    parameters: Couverture,
    weights: Sequence[float],
    thematiques: Iterable[str],
    dispositifs: Numbers,
) -> dict[str, Tally]:
    """One tally by thematique asked, in the same order; ``dispositifs`` numbers those that are met. The order of
    the offers changes nothing."""
    offers = list(offers)
    with_places = {offer.dispositif for offer in offers if offer.places is not None}
    tallies = {code: Tally(ground) for code in thematiques}
    reach, structures = Reach(ground), Numbers()
    for offer in offers:
        numbers = {"dispositif": dispositifs[offer.dispositif], "structure": structures[offer.structure]}
        level, reason = far_level(offer)
        for (code, radius), is_imprecise in targets(offer, parameters).items():
            tally = tallies.get(code)
            if tally is None:
                continue
            near = reach.near(offer, radius)
            tally.add_far(offer, level, reason, **numbers)
            tally.add_near(near, **numbers)
            if offer.dispositif in with_places and near.communes:
                tally.add_places(near, offer.places, dispositif=numbers["dispositif"])
            if is_imprecise:
                _add_imprecise(tally, offer, numbers["dispositif"])
    for tally in tallies.values():
        tally.share_places(weights)
    return tallies


def _add_imprecise(tally: Tally, offer: Offer, dispositif: int) -> None:
    for code in offer.zone:
        for position in tally.ground.touched(code):
            tally.area(position).imprecise.add(dispositif)
