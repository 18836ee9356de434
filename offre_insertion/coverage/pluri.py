"""« Pluri-recensée »: two notions, never one number (referencement.md §4.4).

Recorded several times: the same dispositif, several records. Abundant: several dispositifs for the same people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median

from offre_insertion.coverage.ground import Ground
from offre_insertion.coverage.offers import Offer
from offre_insertion.coverage.themes import category_of
from offre_insertion.coverage.values import Area, Cell
from offre_insertion.matching.groups import Groups
from offre_insertion.settings.coverage import Couverture

_EVERYBODY = "tous-publics"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A thematique, and how many times its dispositifs are recorded.

    A record is a line of a source: the lieux of one action are one. ``groups`` are the ids of the records (the first
    lieu of each) of each dispositif that has several; ``sources`` counts their pairs of sources, a source with itself
    included. The two ``local`` figures leave out the national offers.
    """

    thematique: str
    records: int
    dispositifs: int
    local_records: int
    local_dispositifs: int
    groups: tuple[tuple[str, ...], ...]
    sources: Mapping[tuple[str, str], int]
    is_alert: bool

    @property
    def rate(self) -> float:
        """PR: 1 − dispositifs / records; 0 without records."""
        return 1 - self.dispositifs / self.records if self.records else 0.0

    @property
    def local_rate(self) -> float:
        """PR of the local offers."""
        return 1 - self.local_dispositifs / self.local_records if self.local_records else 0.0

    @property
    def surplus(self) -> int:
        """Records beyond one by dispositif."""
        return self.records - self.dispositifs

    @property
    def local_surplus(self) -> int:
        """Those of the local offers."""
        return self.local_records - self.local_dispositifs


@dataclass(frozen=True, slots=True)
class Abundant:
    """Dispositifs of one thematique that overlap in one area, with the pairs that do.

    ``densities``: the area's, and the median of its département, in dispositifs for 1,000 units of weight.
    """

    thematique: str
    area: Area
    dispositifs: tuple[str, ...]
    structures: int
    pairs: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    densities: tuple[float, float]
    median_places: float | None
    is_scattered: bool


def perimeter(offers: Iterable[Offer], ground: Ground) -> list[Offer]:
    """« Périmètre D »: offers whose zone meets the communes looked at, or placed in one of them."""
    return [
        offer
        for offer in offers
        if (offer.commune or "") in ground.index or any(ground.zone(code) for code in offer.zone)
    ]


def codes_of(offer: Offer) -> set[str]:
    """The thematiques of an offer and their categories."""
    return {
        *offer.about.thematiques,
        *offer.about.imprecise,
        *map(category_of, offer.about.thematiques),
    }


def find_recorded(
    offers: Iterable[Offer], thematiques: Iterable[str], parameters: Couverture
) -> dict[str, Recorded]:
    """Thematique → how many times its dispositifs are recorded; only those that have records."""
    by_code: dict[str, list[Offer]] = {code: [] for code in thematiques}
    for offer in offers:
        for code in codes_of(offer):
            if code in by_code:
                by_code[code].append(offer)
    return {code: recorded(code, found, parameters) for code, found in by_code.items() if found}


def recorded(code: str, offers: Sequence[Offer], parameters: Couverture) -> Recorded:
    """The figures of some offers. The alert is on the local offers (§4.5, metric 11)."""
    lines = _one_by_line(offers)
    groups: dict[str, list[Offer]] = {}
    for offer in lines:
        groups.setdefault(offer.dispositif, []).append(offer)
    several = [group for group in groups.values() if len(group) > 1]
    local = _one_by_line(offer for offer in offers if not offer.is_national)
    found = Recorded(
        thematique=code,
        records=len(lines),
        dispositifs=len(groups),
        local_records=len(local),
        local_dispositifs=len({offer.dispositif for offer in local}),
        groups=tuple(sorted(tuple(one.id for one in group) for group in several)),
        sources=dict(sorted(_source_pairs(several).items())),
        is_alert=False,
    )
    is_alert = (
        found.local_rate >= parameters.pluri_taux_min and found.local_surplus >= parameters.pluri_surplus_min
    )
    return replace(found, is_alert=is_alert)


def _one_by_line(offers: Iterable[Offer]) -> list[Offer]:
    """The first offer of each line of each dispositif, in the order of ids: two lieux that people judged distinct are
    two."""
    found: dict[tuple[str, str], Offer] = {}
    for offer in sorted(offers, key=lambda one: one.id):
        found.setdefault((offer.dispositif, offer.line), offer)
    return list(found.values())


def _source_pairs(groups: Iterable[Sequence[Offer]]) -> Counter[tuple[str, str]]:
    return Counter(
        (min(a.source, b.source), max(a.source, b.source))
        for group in groups
        for a, b in combinations(group, 2)
    )


class Abundance:
    """Finds the areas where a thematique is abundant, from its usable local offers."""

    def __init__(
        self, offers: Iterable[Offer], ground: Ground, weights: Sequence[float], parameters: Couverture
    ) -> None:
        self.ground, self.weights, self.parameters = ground, weights, parameters
        self._by_code: dict[str, list[Offer]] = {}
        self._overlaps: dict[tuple[tuple[str, ...], tuple[str, ...]], bool] = {}
        for offer in offers:
            if not offer.is_national and not offer.defects:
                for code in offer.about.thematiques:
                    self._by_code.setdefault(code, []).append(offer)

    def find(
        self, code: str, cells: Iterable[Cell], near: Mapping[tuple[str, str], set[str]]
    ) -> list[Abundant]:
        """The abundant areas of a thematique. ``near``: key of area → local dispositifs at level 4 in it.

        Densities are compared to the median of the areas of the same maille and département.
        """
        densities = {
            cell.area.key: 1000 * len(near.get(cell.area.key, ())) / cell.weight
            for cell in cells
            if cell.weight
        }
        areas = {cell.area.key: cell.area for cell in cells if cell.area.key in densities}
        medians: dict[tuple[str, str], list[float]] = {}
        for key, area in areas.items():
            medians.setdefault((area.maille, area.group), []).append(densities[key])
        found = []
        for key, area in areas.items():
            usual = median(medians[area.maille, area.group])
            if (
                len(near.get(key, ())) >= self.parameters.abondance_dispositifs_min
                and densities[key] >= self.parameters.densite_ratio_min * usual
            ):
                found += self._in_area(code, area, near[key], (densities[key], usual))
        return found

    def _in_area(
        self, code: str, area: Area, near: set[str], densities: tuple[float, float]
    ) -> list[Abundant]:
        by_dispositif: dict[str, list[Offer]] = {}
        for offer in self._by_code.get(code, ()):
            if offer.dispositif in near:
                by_dispositif.setdefault(offer.dispositif, []).append(offer)
        pairs = [
            (a, b)
            for a, b in combinations(sorted(by_dispositif), 2)
            if any(self._overlap(x, y) for x in by_dispositif[a] for y in by_dispositif[b])
        ]
        found = (
            self._abundant(code, area, group, pairs, by_dispositif, densities) for group in _connected(pairs)
        )
        return [one for one in found if one is not None]

    def _abundant(
        self,
        code: str,
        area: Area,
        group: tuple[str, ...],
        pairs: Sequence[tuple[str, str]],
        by_dispositif: Mapping[str, Sequence[Offer]],
        densities: tuple[float, float],
    ) -> Abundant | None:
        offers = [offer for dispositif in group for offer in by_dispositif[dispositif]]
        structures = len({offer.structure for offer in offers})
        if (
            len(group) < self.parameters.abondance_dispositifs_min
            or structures < self.parameters.abondance_structures_min
        ):
            return None
        by_name = (by_dispositif[dispositif] for dispositif in group)
        known = ([one.places for one in members if one.places is not None] for members in by_name)
        places = [max(figures) for figures in known if figures]
        usual = median(places) if places else None
        return Abundant(
            thematique=code,
            area=area,
            dispositifs=group,
            structures=structures,
            pairs=tuple(pair for pair in pairs if pair[0] in group),
            sources=tuple(sorted({offer.source for offer in offers})),
            densities=densities,
            median_places=usual,
            is_scattered=usual is not None and usual < self.parameters.places_dispersion,
        )

    def _overlap(self, a: Offer, b: Offer) -> bool:
        """Publics in common, and a share of the weight of both zones in common."""
        if (
            a.publics
            and b.publics
            and a.publics.isdisjoint(b.publics)
            and _EVERYBODY not in a.publics | b.publics
        ):
            return False
        key = (a.zone, b.zone)
        if key not in self._overlaps:
            self._overlaps[key] = self._share_zone(*key)
        return self._overlaps[key]

    def _share_zone(self, a: tuple[str, ...], b: tuple[str, ...]) -> bool:
        left, right = self.ground.zone_set(a), self.ground.zone_set(b)
        common, largest = self._weight(left & right), max(self._weight(left), self._weight(right))
        return largest > 0 and common >= self.parameters.recouvrement_min * largest

    def _weight(self, communes: Iterable[int]) -> float:
        return sum(self.weights[i] for i in communes)


def _connected(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Groups of dispositifs that pairs link, in the order of letters."""
    groups = Groups()
    for a, b in pairs:
        groups.join(a, b)
    return list(groups.all())
