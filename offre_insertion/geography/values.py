"""Values of the territory: communes, EPCI, départements, régions, points."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

#: (longitude, latitude), WGS 84, decimal degrees.
Point = tuple[float, float]

_EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today. ``population`` is municipal; uninhabited territories have 0."""

    code_insee: str
    nom: str
    code_departement: str
    code_region: str
    code_epci: str | None
    codes_postaux: tuple[str, ...]
    population: int
    latitude: float | None
    longitude: float | None

    @property
    def point(self) -> Point | None:
        """Centre of the commune, ``None`` when the source does not know it."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.longitude, self.latitude


@dataclass(frozen=True, slots=True)
class Epci:
    """An intercommunality: ``type`` is CC, CA, CU, METRO or MET69; ``communes`` are codes."""

    code: str
    nom: str
    type: str
    population: int
    communes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Departement:
    """A département, or an overseas territory that plays its part (« 988 »)."""

    code: str
    nom: str
    code_region: str


@dataclass(frozen=True, slots=True)
class Region:
    """A région, or an overseas territory that plays its part."""

    code: str
    nom: str


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance in kilometres (haversine). Points are (longitude, latitude), WGS 84."""
    longitude_a, latitude_a, longitude_b, latitude_b = map(radians, (*a, *b))
    chord = (
        sin((latitude_b - latitude_a) / 2) ** 2
        + cos(latitude_a) * cos(latitude_b) * sin((longitude_b - longitude_a) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))
