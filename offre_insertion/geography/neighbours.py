"""The départements around one, by the distance between the centres of their communes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from offre_insertion.geography.cog import load_geography
from offre_insertion.geography.values import Commune, Point, distance_km

#: A commune touches six others on average: the eighth nearest is often across the border, seldom farther.
_NEAREST = 8
#: Degrees: cells of about 11 km by 7, so that two rings hold eight communes nearly everywhere.
_CELL = 0.1
_RINGS = 3
_Cell = tuple[int, int]


def neighbouring_departements(code: str) -> tuple[str, ...]:
    """Codes of the départements that have a commune among the eight nearest of one of this département.

    The COG has no borders: a département that only comes within a few kilometres may be among them. In the order of
    codes; none for an island.
    """
    cells: dict[_Cell, list[Commune]] = defaultdict(list)
    for commune in load_geography().communes:
        if commune.point is not None:
            cells[_cell(commune.point)].append(commune)
    mine = load_geography().communes_of_departement(code)
    found = {other for one in mine if one.point is not None for other in _around(one.point, cells)}
    return tuple(sorted(found - {code}))


def _cell(point: Point) -> _Cell:
    return int(point[0] // _CELL), int(point[1] // _CELL)


def _around(point: Point, cells: dict[_Cell, list[Commune]]) -> Iterator[str]:
    """Départements of the communes nearest to a point."""
    near = sorted(_near(point, cells), key=lambda pair: pair[0])
    return (code for _, code in near[: _NEAREST + 1])  # itself is the first


def _near(point: Point, cells: dict[_Cell, list[Commune]]) -> Iterable[tuple[float, str]]:
    x, y = _cell(point)
    rings = range(-_RINGS, _RINGS + 1)
    for commune in (one for dx in rings for dy in rings for one in cells.get((x + dx, y + dy), ())):
        if commune.point is not None:
            yield distance_km(point, commune.point), commune.code_departement
