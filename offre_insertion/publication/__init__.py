"""From a project to what it publishes: the dataset that may leave, then where it goes."""

from __future__ import annotations

from offre_insertion.publication.dataset import Ready, prepare, read_publication, remember

__all__ = ["Ready", "prepare", "read_publication", "remember"]
