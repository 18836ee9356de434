"""The communes that are looked at, numbered from 0, and the three questions asked of them: which ones a zone
covers, which ones are near a point, and to which areas they belong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, radians, sin

from offre_insertion.coverage.values import Area, Maille
from offre_insertion.geography import Commune, Geography, Point, Territoires, expand_zone
from offre_insertion.geography.zone_codes import is_national

_EARTH_RADIUS_KM = 6371.0088  # that of geography.distance_km
_CELL_DEGREES = 0.25
_KM_PER_DEGREE = 110.5  # the least of a degree of latitude: cells are looked at in excess, never too few

#: The zone of an offer without zone nor place: every commune looked at.
EVERYWHERE = "*"
Vector = tuple[float, float, float]


class Ground:
    """Communes, in the order of codes, and the areas they make up. Built once, asked many times."""

    def __init__(self, geography: Geography, communes: Iterable[Commune], areas: Iterable[Area]) -> None:
        self.geography = geography
        self.communes: tuple[Commune, ...] = tuple(communes)
        self.index = {commune.code_insee: i for i, commune in enumerate(self.communes)}
        self.areas: tuple[Area, ...] = tuple(areas)
        self.areas_of = _areas_of(self.areas, len(self.communes))
        self.without_centre = frozenset(i for i, one in enumerate(self.communes) if one.point is None)
        self._cells: dict[tuple[int, int], list[tuple[int, Vector]]] = {}
        for i, commune in enumerate(self.communes):
            if commune.point is not None:
                self._cells.setdefault(_cell(commune.point), []).append((i, _vector(commune.point)))
        self._zones: dict[str, tuple[int, ...]] = {}
        self._sets: dict[tuple[str, ...], frozenset[int]] = {}
        self._touched: dict[str, tuple[int, ...]] = {}

    def zone(self, code: str) -> tuple[int, ...]:
        """Communes that a code of ``zone_eligibilite`` covers, in order; none for another country."""
        found = self._zones.get(code)
        if found is None:
            found = self._zones[code] = self._expand(code)
        return found

    def _expand(self, code: str) -> tuple[int, ...]:
        if code == EVERYWHERE or is_national(code):
            return tuple(range(len(self.communes)))
        return tuple(sorted(self.index[one] for one in expand_zone((code,)) if one in self.index))

    def zone_set(self, codes: tuple[str, ...]) -> frozenset[int]:
        """Communes that several codes cover."""
        found = self._sets.get(codes)
        if found is None:
            found = self._sets[codes] = frozenset(i for code in codes for i in self.zone(code))
        return found

    def touched(self, code: str) -> tuple[int, ...]:
        """Areas (positions) with at least one commune in a zone."""
        found = self._touched.get(code)
        if found is None:
            found = self._touched[code] = self.areas_over(self.zone(code))
        return found

    def areas_over(self, communes: Iterable[int]) -> tuple[int, ...]:
        """Areas (positions) of some communes, each once."""
        return tuple({area for i in communes for area in self.areas_of[i]})

    def within(self, point: Point, radius_km: float) -> list[int]:
        """Communes whose centre is at ``radius_km`` or less of a point (great circle, inclusive)."""
        x, y, z = _vector(point)
        # The straight line through the earth orders points as the great circle does, and costs three products.
        limit = (2 * sin(radius_km / _EARTH_RADIUS_KM / 2)) ** 2 + 1e-15
        return [
            i
            for cell in _cells_around(point, radius_km)
            for i, (a, b, c) in self._cells.get(cell, ())
            if (a - x) ** 2 + (b - y) ** 2 + (c - z) ** 2 <= limit
        ]


def _areas_of(areas: Sequence[Area], communes: int) -> list[tuple[int, ...]]:
    found: list[list[int]] = [[] for _ in range(communes)]
    for position, area in enumerate(areas):
        for i in area.communes:
            found[i].append(position)
    return [tuple(one) for one in found]


def _cell(point: Point) -> tuple[int, int]:
    return int(point[1] // _CELL_DEGREES), int(point[0] // _CELL_DEGREES)


def _cells_around(point: Point, radius_km: float) -> Iterable[tuple[int, int]]:
    longitude, latitude = point
    rise = radius_km / _KM_PER_DEGREE
    widest = min(89.0, abs(latitude) + rise)
    run = rise / cos(radians(widest))
    bottom, left = _cell((longitude - run, latitude - rise))
    top, right = _cell((longitude + run, latitude + rise))
    return ((a, b) for a in range(bottom, top + 1) for b in range(left, right + 1))


def _vector(point: Point) -> Vector:
    longitude, latitude = radians(point[0]), radians(point[1])
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)


def ground_of_departement(
    geography: Geography, departement: str, *, territoires: Territoires | None = None
) -> Ground:
    """The communes of a département; its EPCI (their communes of the département only), its local territories and
    itself as areas."""
    communes = geography.communes_of_departement(departement)
    index = {commune.code_insee: i for i, commune in enumerate(communes)}
    known = geography.departement(departement)
    areas = [
        Area(
            Maille.DEPARTEMENT,
            departement,
            known.nom if known else departement,
            tuple(range(len(communes))),
            departement,
        ),
        *_epci_areas(geography, communes, departement),
        *_territoire_areas(territoires, index, departement),
    ]
    return Ground(geography, communes, areas)


def ground_of_france(geography: Geography) -> Ground:
    """Every commune, and the part of each EPCI in each département."""
    communes = geography.communes
    by_departement: dict[str, list[int]] = {}
    for i, commune in enumerate(communes):
        by_departement.setdefault(commune.code_departement, []).append(i)
    areas = [
        area
        for departement, members in by_departement.items()
        for area in _epci_areas(geography, [communes[i] for i in members], departement, members)
    ]
    return Ground(geography, communes, areas)


def _epci_areas(
    geography: Geography,
    communes: Sequence[Commune],
    departement: str,
    positions: Sequence[int] | None = None,
) -> list[Area]:
    members: dict[str, list[int]] = {}
    for i, commune in enumerate(communes):
        if commune.code_epci is not None:
            members.setdefault(commune.code_epci, []).append(i if positions is None else positions[i])
    return [
        Area(Maille.EPCI, code, epci.nom, tuple(members[code]), departement)
        for code in sorted(members)
        if (epci := geography.epci(code)) is not None
    ]


def _territoire_areas(territoires: Territoires | None, index: dict[str, int], departement: str) -> list[Area]:
    if territoires is None:
        return []
    found = []
    for nom in territoires.noms:
        one = territoires.find(nom)
        communes = sorted(index[code] for code in expand_zone(one.codes if one else ()) if code in index)
        if communes:
            found.append(Area(Maille.TERRITOIRE, nom, nom, tuple(communes), departement))
    return found


def commune_area(ground: Ground, position: int) -> Area:
    """A commune as an area of its own."""
    commune = ground.communes[position]
    return Area(Maille.COMMUNE, commune.code_insee, commune.nom, (position,), commune.code_departement)
