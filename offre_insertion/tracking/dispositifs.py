"""Which service records describe one same dispositif, by what people judged and by the certain pairs of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from offre_insertion.matching import cluster
from offre_insertion.matching.groups import Groups
from offre_insertion.matching.judgements import Judgements
from offre_insertion.review import Offer, Spoken, find_cases
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
    names = _join([*clusters.groups, *_same_line(lines)], Judgements(judged).distinct)
    return Clustered({**{one: one for one in offer.services}, **names}, waiting)


def _join(groups: Iterable[tuple[str, ...]], apart: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined = Groups(apart)
    for group in groups:
        for member in group[1:]:
            joined.join(group[0], member)
    return {member: group[0] for group in joined.all() for member in group}


def _same_line(lines: Mapping[str, str]) -> list[tuple[str, ...]]:
    by_line: dict[str, list[str]] = {}
    for service, line in sorted(lines.items()):
        by_line.setdefault(line, []).append(service)
    return [tuple(members) for members in by_line.values() if len(members) > 1]
