"""French territory: communes, EPCI, départements, and the words people use for them."""

from offre_insertion.geography.cog import Geography, load_geography
from offre_insertion.geography.communes import find_commune
from offre_insertion.geography.values import Commune, Departement, Epci, Point, Region, distance_km

__all__ = [
    "Commune",
    "Departement",
    "Epci",
    "Geography",
    "Point",
    "Region",
    "distance_km",
    "find_commune",
    "load_geography",
]
