"""Review of duplicates by people: which pairs wait, what differs, what was said, what a merge would do.

Pure, but for the workbook and the files it reads; the terminal and the database are elsewhere.
"""

from offre_insertion.review.cases import Case, Difference, compare_fields, find_cases, to_ask
from offre_insertion.review.fusion import Fusion, plan_fusion, write_fusion
from offre_insertion.review.offer import Offer, kinds_of, read_offer
from offre_insertion.review.spoken import Spoken, new_conflicts, news, standing

__all__ = [
    "Case",
    "Difference",
    "Fusion",
    "Offer",
    "Spoken",
    "compare_fields",
    "find_cases",
    "kinds_of",
    "new_conflicts",
    "news",
    "plan_fusion",
    "read_offer",
    "standing",
    "to_ask",
    "write_fusion",
]
