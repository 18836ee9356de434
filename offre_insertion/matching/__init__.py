"""Duplicates: find them, explain them, keep what people say of them, merge."""

from offre_insertion.matching.clusters import Clusters, cluster
from offre_insertion.matching.duplicates import find_duplicates
from offre_insertion.matching.judgements import Conflict, Judgement, Judgements
from offre_insertion.matching.score import Pair, Reason

__all__ = [
    "Clusters",
    "Conflict",
    "Judgement",
    "Judgements",
    "Pair",
    "Reason",
    "cluster",
    "find_duplicates",
]
