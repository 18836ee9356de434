"""The whole picture: levels, statuses, éventail, pluri-recensées, from offers and a ground."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from offre_insertion.coverage.assess import tally_offers
from offre_insertion.coverage.cells import Weighing, area_cells, commune_cell, reached_subs
from offre_insertion.coverage.ground import Ground, commune_area
from offre_insertion.coverage.offers import Offer
from offre_insertion.coverage.pluri import Abundance, Abundant, Recorded, find_recorded, perimeter, recorded
from offre_insertion.coverage.tally import Numbers, Tally, ThemeLevels
from offre_insertion.coverage.themes import ALL, subs_of
from offre_insertion.coverage.values import Area, Cell, Maille, Status
from offre_insertion.coverage.weights import Weights, by_population
from offre_insertion.settings.coverage import Couverture


@dataclass(frozen=True)
class Assessment:
    """What is covered and what is not, on one day.

    ``cells``: (thematique, key of area) → cell.
    """

    day: dt.date
    parameters: Couverture
    ground: Ground
    weights: Weights
    thematiques: tuple[str, ...]
    levels: Mapping[str, ThemeLevels]
    cells: Mapping[tuple[str, tuple[str, str]], Cell]

    def areas(self, maille: Maille) -> tuple[Area, ...]:
        """The areas of a kind; the communes as areas of their own."""
        if maille is Maille.COMMUNE:
            return self._communes
        return tuple(area for area in self.ground.areas if area.maille is maille)

    @cached_property
    def _communes(self) -> tuple[Area, ...]:
        return tuple(commune_area(self.ground, i) for i in range(len(self.ground.communes)))

    def cell(self, thematique: str, area: Area) -> Cell:
        """The cell of a thematique in an area, a commune included. Raises ``KeyError`` when it was not asked."""
        if area.maille is Maille.COMMUNE:
            return commune_cell(thematique, area, self.levels[thematique], self.weighing)
        return self.cells[thematique, area.key]

    def reached(self, thematique: str, area: Area) -> tuple[str, ...]:
        """« Éventail »: the thematiques of a category that are near enough people of an area."""
        known = [code for code in subs_of(thematique) if code in self.levels]
        return reached_subs({code: self.cell(code, area) for code in known}, self.parameters)

    @cached_property
    def weighing(self) -> Weighing:
        """What the cells are weighed with."""
        return Weighing(self.ground, self.weights.values, self.parameters)


@dataclass(frozen=True)
class Coverage(Assessment):
    """The assessment with everything it was computed from.

    ``total`` counts the records of the perimeter, all thematiques together. ``imprecise`` and ``without_zone`` are the
    records to specify.
    """

    total: Recorded
    recorded: Mapping[str, Recorded]
    abundant: tuple[Abundant, ...]
    imprecise: tuple[Offer, ...]
    without_zone: tuple[Offer, ...]
    names: Mapping[str, str]


def compute_coverage(
    offers: Sequence[Offer],
    ground: Ground,
    *,
    on: dt.date,
    parameters: Couverture | None = None,
    weights: Weights | None = None,
    thematiques: Iterable[str] = ALL,
) -> Coverage:
    """The coverage of a ground by offers read as of the same day ``on`` (:func:`read_offers`).

    By default: every category and thematique, weighed by population. The order of the offers changes nothing.
    """
    parameters, weights = parameters or Couverture(), weights or by_population(ground)
    codes = tuple(dict.fromkeys(thematiques))
    dispositifs = Numbers()
    tallies = tally_offers(
        offers,
        ground,
        parameters=parameters,
        weights=weights.values,
        thematiques=codes,
        dispositifs=dispositifs,
    )
    levels = {code: tally.levels() for code, tally in tallies.items()}
    weighing = Weighing(ground, weights.values, parameters)
    cells = {
        (code, key): cell
        for code, tally in tallies.items()
        for key, cell in area_cells(code, tally, levels[code], weighing).items()
    }
    inside = perimeter(offers, ground)
    return Coverage(
        day=on,
        parameters=parameters,
        ground=ground,
        weights=weights,
        thematiques=codes,
        levels=levels,
        cells=cells,
        total=recorded("", inside, parameters),
        recorded=find_recorded(inside, codes, parameters),
        abundant=_find_abundant(inside, tallies, cells, weighing, dispositifs),
        imprecise=tuple(offer for offer in inside if offer.about.imprecise),
        without_zone=tuple(offer for offer in inside if not offer.has_zone),
        names=_names(inside),
    )


def _find_abundant(
    offers: Sequence[Offer],
    tallies: Mapping[str, Tally],
    cells: Mapping[tuple[str, tuple[str, str]], Cell],
    weighing: Weighing,
    dispositifs: Numbers,
) -> tuple[Abundant, ...]:
    """Thematiques only, categories apart: two dispositifs of one category do not do the same thing."""
    ground = weighing.ground
    search = Abundance(offers, ground, weighing.weights, weighing.parameters)
    local = {dispositifs[offer.dispositif] for offer in offers if not offer.is_national}
    found: list[Abundant] = []
    for code, tally in tallies.items():
        if "--" not in code:
            continue
        near = {
            ground.areas[position].key: {dispositifs.name(one) for one in area.near & local}
            for position, area in tally.areas.items()
        }
        shown = [cells[code, area.key] for area in ground.areas]
        found += search.find(code, [cell for cell in shown if cell.status is not Status.MASQUE], near)
    return tuple(found)


def _names(offers: Iterable[Offer]) -> dict[str, str]:
    """Dispositif → the name of its first record in the order of ids."""
    found: dict[str, tuple[str, str]] = {}
    for offer in offers:
        known = found.get(offer.dispositif)
        if known is None or offer.id < known[0]:
            found[offer.dispositif] = (offer.id, offer.nom)
    return {dispositif: nom for dispositif, (_, nom) in found.items()}
