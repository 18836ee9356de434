"""Which structures are those of a partner: its own, and those that people judged the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from offre_insertion.history.judgements import JudgementEntry
from offre_insertion.matching import cluster
from offre_insertion.review import standing
from offre_insertion.schema import Record
from offre_insertion.tracking.partners import Partner


def judged_same(judgements: Iterable[JudgementEntry]) -> Mapping[str, tuple[str, ...]]:
    """Structure → those that people judged the same, itself included; absent when there is none."""
    groups = cluster((), judgements=standing(judgements, "structure")).groups
    return {member: group for group in groups for member in group}


def with_judged(
    partner: Partner, structures: Iterable[Record], same: Mapping[str, tuple[str, ...]]
) -> Partner:
    """The partner with the structures judged the same as one of its own, that may have no SIREN. ``same``: structure →
    those that are one with it, as :func:`judged_same` gives them."""
    named = [str(one["id"]) for one in structures if partner.has_siren(one.get("siret"))]
    own = {member for name in (*partner.structures, *named) for member in same.get(name, ())}
    return replace(partner, structures=tuple(dict.fromkeys((*partner.structures, *sorted(own)))))
