"""Territories × thematiques → levels, statuses and their reasons (referencement.md §4.2 to §4.5).

Pure: records, a geography, a day and thresholds in; values out.
"""

from offre_insertion.coverage.coverage import Assessment, Coverage, compute_coverage
from offre_insertion.coverage.ground import Ground, ground_of_departement, ground_of_france
from offre_insertion.coverage.offers import Knowledge, Offer, read_offers
from offre_insertion.coverage.values import Area, Cell, Level, Maille, Reason, Status
from offre_insertion.coverage.weights import Weights, by_population, weigh_communes
from offre_insertion.settings.coverage import Couverture

__all__ = [
    "Area",
    "Assessment",
    "Cell",
    "Couverture",
    "Coverage",
    "Ground",
    "Knowledge",
    "Level",
    "Maille",
    "Offer",
    "Reason",
    "Status",
    "Weights",
    "by_population",
    "compute_coverage",
    "ground_of_departement",
    "ground_of_france",
    "read_offers",
    "weigh_communes",
]
