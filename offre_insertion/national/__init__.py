"""The offer already referenced nationally: the data·inclusion API, its open data, and ours compared with it.

:func:`load_offer` gives the offer stored in the history; nothing else is needed to use it.
"""

from offre_insertion.national.api import DataInclusionClient, ReferenceList, open_api
from offre_insertion.national.filters import expand_thematiques
from offre_insertion.national.offer import NationalOffer, Part, describe_age, load_offer
from offre_insertion.national.refresh import refresh_offer

__all__ = [
    "DataInclusionClient",
    "NationalOffer",
    "Part",
    "ReferenceList",
    "describe_age",
    "expand_thematiques",
    "load_offer",
    "open_api",
    "refresh_offer",
]
