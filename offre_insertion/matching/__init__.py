"""Duplicates: find them, explain them, keep what people say of them, merge.

Pure: everything takes lists of v1 records (:data:`offre_insertion.schema.Record`) and returns values.
"""

from offre_insertion.matching.clusters import Clusters, cluster
from offre_insertion.matching.duplicates import find_duplicates
from offre_insertion.matching.features import STRUCTURE_FEATURES
from offre_insertion.matching.judgements import Answer, Conflict, Judgement, Judgements
from offre_insertion.matching.merge import Merged, Preferences, merge, move_services, unmerge
from offre_insertion.matching.references import Reference, hold_back, mark_referenced
from offre_insertion.matching.score import CERTAIN, EXAMINE, Pair, Reason, Verdict
from offre_insertion.matching.services import SERVICE_FEATURES, find_service_duplicates

__all__ = [
    "CERTAIN",
    "EXAMINE",
    "SERVICE_FEATURES",
    "STRUCTURE_FEATURES",
    "Answer",
    "Clusters",
    "Conflict",
    "Judgement",
    "Judgements",
    "Merged",
    "Pair",
    "Preferences",
    "Reason",
    "Reference",
    "Verdict",
    "cluster",
    "find_duplicates",
    "find_service_duplicates",
    "hold_back",
    "mark_referenced",
    "merge",
    "move_services",
    "unmerge",
]
