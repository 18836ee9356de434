"""Which service records describe one same dispositif, by what people judged and by the certain pairs of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from offre_insertion.matching import cluster
from offre_insertion.matching.judgements import Judgements
from offre_insertion.review import Offer, Spoken, find_cases
from offre_insertion.review.lines import join_lines
from offre_insertion.tracking.values import Waiting


@dataclass(frozen=True, slots=True)
class Clustered:
    """``names``: id of a service → dispositif, absent records that people judged included; ``waiting``: to judge."""

    names: Mapping[str, str]
    waiting: tuple[Waiting, ...]


def find_dispositifs(
    offer: Offer,
    spoken: Spoken,
    *,
    lines: Mapping[str, str],
    day: dt.date,
    waited: Mapping[tuple[str, str, str], dt.date] | None = None,
) -> Clustered:
    """The dispositif of each service of ``offer``.

    ``lines``: id → line of its source; the places of one action are one dispositif. ``waited``: (kind, left, right) →
    day since which a pair was waiting.
    """
    cases = find_cases(offer, spoken=spoken)
    waited = waited or {}
    waiting = tuple(
        Waiting(case.kind, *case.pair.ids, waited.get((case.kind, *case.pair.ids), day))
        for case in cases
        if case.pair.is_to_ask
    )
    judged = spoken.standing("service")
    pairs = [case.pair for case in cases if case.kind == "service"]
    clusters = cluster(pairs, judgements=judged)
    names = join_lines(clusters.groups, lines, apart=Judgements(judged).distinct)
    return Clustered({**{one: one for one in offer.services}, **names}, waiting)
