"""French territory: communes, EPCI, départements, and the words people use for them.

Importing this reads no data: the COG is loaded at first use.
"""

from offre_insertion.geography.cog import Geography, load_geography
from offre_insertion.geography.communes import find_commune
from offre_insertion.geography.territoires import Territoires, TerritoiresModel, load_territoires
from offre_insertion.geography.values import Commune, Departement, Epci, Point, Region, distance_km
from offre_insertion.geography.zone_codes import compress_zone, expand_zone
from offre_insertion.geography.zones import Zone, read_zone, zone_reader

__all__ = [
    "Commune",
    "Departement",
    "Epci",
    "Geography",
    "Point",
    "Region",
    "Territoires",
    "TerritoiresModel",
    "Zone",
    "compress_zone",
    "distance_km",
    "expand_zone",
    "find_commune",
    "load_geography",
    "load_territoires",
    "read_zone",
    "zone_reader",
]
