"""One dataset and its files on data.gouv.fr: look, plan (pure), apply."""

from __future__ import annotations

from offre_insertion.publishing.datagouv.apply import Place, apply_plan
from offre_insertion.publishing.datagouv.plan import DATASET, plan
from offre_insertion.publishing.datagouv.platform import Platform
from offre_insertion.publishing.datagouv.values import Action, LocalFile, Operation, RemoteDataset

__all__ = [
    "DATASET",
    "Action",
    "LocalFile",
    "Operation",
    "Place",
    "Platform",
    "RemoteDataset",
    "apply_plan",
    "plan",
]
