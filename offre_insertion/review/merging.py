"""What is published once: duplicates of ours made one, what another source already has left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from offre_insertion.history import History
from offre_insertion.history.judgements import list_judgements
from offre_insertion.national import NationalOffer
from offre_insertion.review.cases import reference_as_dict
from offre_insertion.review.fusion import Fusion, plan_fusion
from offre_insertion.review.offer import Offer, read_national
from offre_insertion.review.spoken import Spoken
from offre_insertion.schema import Kind, Record


@dataclass(frozen=True, slots=True)
class Merging:
    """How records became those to publish. ``national`` is the offer they were compared to, ``None`` without one."""

    fusion: Fusion
    national: NationalOffer | None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, without the original records: they may name people."""
        return {
            "reunies": [
                {
                    "nature": group.kind,
                    "id": group.merged.kept,
                    "fiches": list(group.merged.ids),
                    "raisons": [sentence for _, _, sentence in group.why],
                }
                for group in self.fusion.groups
            ],
            "deja_referencees": [reference_as_dict(one) for one in self.fusion.references],
            "laissees_hors_du_jeu": [str(one["id"]) for one in self.fusion.held],
            "contradictions": list(self.fusion.conflicts),
            "offre_nationale_connue": self.national is not None,
        }


def merge_ours(
    history: History,
    records: Iterable[tuple[Kind, Record]],
    *,
    slug: str,
    published: Container[str],
    known: Container[str],
    day: dt.date,
    spoken: Spoken | None = None,
) -> Merging | None:
    """Certain and judged duplicates made one, by :func:`~offre_insertion.review.plan_fusion`.

    ``slug`` is our source at data·inclusion: what is there under it is ours. Our own sheets on DORA are another source:
    published here too, the same offer would be shown twice (DORA contract §5.4). ``published`` are the sources that
    publish what another one has; ``known`` the ids already published, which stay when a choice has to be made;
    ``spoken``: what people said, all of it unless given. ``None`` when two different records bear one id: nobody knows
    which of them is meant.
    """
    offer = Offer.of(records)
    if offer.repeated:
        return None
    found = read_national(history, without={*offer.sources, slug}, with_own_sheets=True)
    fusion = plan_fusion(
        offer,
        against=found[0] if found else None,
        spoken=spoken or Spoken(tuple(list_judgements(history))),
        published=published,
        known=known,
        today=day,
    )
    return Merging(fusion, found[1] if found else None)
