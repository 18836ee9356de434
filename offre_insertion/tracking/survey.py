"""Taking the survey of a run: the records of its snapshots, measured once by the rules of the day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from offre_insertion.history.values import Reading
from offre_insertion.review import Offer, Spoken
from offre_insertion.review.lines import line_of
from offre_insertion.schema import Record
from offre_insertion.settings.coverage import Couverture
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.dates import Dated, Known, effective_dates
from offre_insertion.tracking.dispositifs import find_dispositifs
from offre_insertion.tracking.facts import body_of, facts_of, origin_of, prints_of
from offre_insertion.tracking.fields import Prints
from offre_insertion.tracking.rule_changes import differing, edited
from offre_insertion.tracking.rules import rules_of
from offre_insertion.tracking.values import Survey


@dataclass(frozen=True, slots=True)
class Offered:
    """One service of a run with what is known of it; ``extension`` is JSON-ready, ``extension_digest`` its name.

    ``cells`` and ``is_observed`` are those of :class:`offre_insertion.tracking.dates.Dated`.
    """

    service: Record
    structure: Record
    extension: Mapping[str, Any] = field(default_factory=dict)
    extension_digest: str | None = None
    is_published: bool = True
    is_local: bool = True
    cells: str | None = None
    is_observed: bool = False

    @property
    def id(self) -> str:
        """Id of the service."""
        return str(self.service["id"])


def take_survey(
    offered: Iterable[Offered],
    *,
    run_id: int,
    day: dt.date,
    taken_at: dt.datetime,
    sources: Iterable[str],
    parameters: Suivi,
    spoken: Spoken | None = None,
    confirmed: Mapping[str, dt.date] | None = None,
    before: Survey | None = None,
    coverage: Couverture | None = None,
    readings: Mapping[str, Reading] | None = None,
    silent: Mapping[str, frozenset[str]] | None = None,
) -> Survey:
    """The survey of the services of a run.

    ``before`` is the survey that precedes it: dates of freshness, first days and waiting pairs continue from there.
    ``spoken`` and ``confirmed`` are what people had said by then. ``coverage``, ``readings`` and ``silent`` are only
    kept with it.
    """
    services = {one.id: one for one in offered}
    bodies = {one.id: body_of(one.service, one.extension_digest) for one in services.values()}
    prints = {one.id: prints_of(one.service, one.extension) for one in services.values()}
    known = _known(before)
    then, now = before.readings if before else {}, readings or {}
    effective = effective_dates(
        {name: _dated(one, bodies[name], prints[name]) for name, one in services.items()},
        known,
        share=parameters.redatage_masse,
        confirmed=confirmed,
        read_otherwise=differing(then, now),
        edited=edited(then, now),
        followed=_followed(before),
    )
    clustered = find_dispositifs(
        offer_of(services.values()),
        spoken or Spoken(),
        lines={one.id: line_of(one.service, one.extension) for one in services.values()},
        day=day,
        waited=_waited(before),
    )
    first, heirs = _first_days(before), _heirs(before, services)
    facts = tuple(
        facts_of(
            one.service,
            one.structure,
            one.extension,
            day=day,
            origin=origin_of(one.service["source"], is_local=one.is_local),
            dispositif=clustered.names[name],
            is_published=one.is_published,
            effective=effective[name],
            body=bodies[name],
            prints=prints[name],
            first_seen=first.get(name, day),
            cells=one.cells,
            heir_of=heirs.get(name, ()),
        )
        for name, one in sorted(services.items())
    )
    return Survey(
        run_id=run_id,
        day=day,
        taken_at=taken_at,
        facts=facts,
        sources=tuple(sorted(sources)),
        aliases={name: found for name, found in clustered.names.items() if name not in services},
        gone={name: seen for name, seen in first.items() if name not in services},
        last_known={name: one._replace(prints={}) for name, one in known.items() if name not in services},
        waiting=clustered.waiting,
        rules=rules_of(parameters, coverage),
        readings=readings or {},
        silent=silent or {},
    )


def offer_of(offered: Iterable[Offered]) -> Offer:
    """Services and their structures, ready to be compared."""
    services = list(offered)
    return Offer.of(
        [
            *(("structure", one.structure) for one in services if one.structure),
            *(("service", one.service) for one in services),
        ]
    )


def _dated(one: Offered, body: str, prints: Prints) -> Dated:
    date = dt.date.fromisoformat(one.service["date_maj"][:10])
    return Dated(one.service["source"], date, body, one.cells, one.is_observed, prints)


def _known(before: Survey | None) -> dict[str, Known]:
    """What each record showed when it was last seen: one that comes back has confirmed nothing by that."""
    if before is None:
        return {}
    there = {
        one.id: Known(
            one.date_maj, one.body, one.effective, one.is_redated, one.cells, one.prints, one.is_dated
        )
        for one in before.facts
    }
    return {**before.last_known, **there}


def _followed(before: Survey | None) -> set[str]:
    """The sources that were read by then, those that left included."""
    return {*before.sources, *(name.partition("--")[0] for name in before.gone)} if before else set()


def _first_days(before: Survey | None) -> dict[str, dt.date]:
    if before is None:
        return {}
    return {**before.gone, **{one.id: one.first_seen for one in before.facts}}


def _heirs(before: Survey | None, present: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Id → the records that are gone and once were of its dispositif."""
    facts = before.facts if before else ()
    lost: dict[str, set[str]] = defaultdict(set)
    for one in facts:
        if one.id not in present:
            lost[one.dispositif].update((one.id, *one.heir_of))
    return {
        one.id: tuple(sorted({*one.heir_of, *lost[one.dispositif]}.difference(present)))
        for one in facts
        if one.id in present
    }


def _waited(before: Survey | None) -> dict[tuple[str, str, str], dt.date]:
    if before is None:
        return {}
    return {(one.kind, one.left, one.right): one.since for one in before.waiting}
