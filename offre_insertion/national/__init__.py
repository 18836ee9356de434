"""The offer already referenced nationally: the data·inclusion API, its open data, and ours compared with it.

:func:`load_offer` gives the offer stored in the history; nothing else is needed to use it.
"""

from offre_insertion.national.api import DataInclusionClient, ReferenceList, open_api
from offre_insertion.national.comparison import Comparison, compare_offers, compare_records, find_referenced
from offre_insertion.national.filters import expand_thematiques
from offre_insertion.national.follow_up import FollowUp, follow_up, own_sightings
from offre_insertion.national.offer import NationalOffer, Part, describe_age, load_offer
from offre_insertion.national.published import measure_follow_up
from offre_insertion.national.refresh import refresh_offer

__all__ = [
    "Comparison",
    "DataInclusionClient",
    "FollowUp",
    "NationalOffer",
    "Part",
    "ReferenceList",
    "compare_offers",
    "compare_records",
    "describe_age",
    "expand_thematiques",
    "find_referenced",
    "follow_up",
    "load_offer",
    "measure_follow_up",
    "open_api",
    "own_sightings",
    "refresh_offer",
]
