"""What a run gave, one line for each dispositif and each structure: the records that are one are asked once.

They are one as a merge takes them, by what people judged and by the certain pairs; the line bears the id that the
merge keeps, and the values that it shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from offre_insertion.history.values import Ref
from offre_insertion.matching import Preferences
from offre_insertion.review import Offer, Spoken, plan_fusion
from offre_insertion.schema import Kind
from offre_insertion.tracking.owning import with_judged
from offre_insertion.tracking.partners import Partner
from offre_insertion.tracking.sheets.layout import Line, Sheet, merged_of
from offre_insertion.tracking.survey import Offered

_Lines = dict[str, Line]
_Group = tuple[Kind, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Records:
    """``offer`` holds every record of a run, sources in the order of the project; ``published`` those that it did not
    keep back; ``places``: service → its places as they are kept, JSON-ready."""

    offer: Offer
    published: Offer
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, published: Offer, offered: Iterable[Offered]) -> Records:
        """What a run published, and its services, kept back or not."""
        services = list(offered)
        withheld = [one for one in services if not one.is_published]
        return cls(
            Offer.of(
                [
                    *(("structure", one) for one in published.structures.values()),
                    *(("service", one) for one in published.services.values()),
                    *(("structure", one.structure) for one in withheld if one.structure),
                    *(("service", one.service) for one in withheld),
                ]
            ),
            published,
            {one.id: one.extension["places"] for one in services if one.extension.get("places")},
        )


def whole_sheet(
    records: Records,
    *,
    day: dt.date,
    spoken: Spoken | None = None,
    known: Container[str] = (),
    merges: bool = True,
) -> Sheet:
    """Every structure and service, to compare answers with. ``day`` is that of the run; ``known`` are the ids already
    published, which a merge keeps. Where nothing ``merges`` them, records that are one are published apart, and each
    is asked on its own line."""
    preferences = Preferences(sources=records.offer.sources, today=day, known=known)
    groups = list(_groups(records, spoken=spoken, known=known, day=day))
    shown = groups if merges else []
    structures = dict(_lines("structure", records, shown, preferences, {}))
    services = dict(_lines("service", records, shown, preferences, structures))
    lines = sorted(_once(structures), key=_order) + sorted(_once(services), key=_order)
    same = {one: ids for kind, ids in groups if kind == "structure" for one in ids}
    return Sheet("", day, tuple(lines), preferences, same)


def _groups(
    records: Records, *, spoken: Spoken | None, known: Container[str], day: dt.date
) -> Iterator[_Group]:
    """The records that are one: those that the merge of what is published takes together, and with them what was kept
    back. A record that was kept back joins no two others, since the merge does not see it."""

    def groups_of(offer: Offer) -> list[_Group]:
        fusion = plan_fusion(offer, spoken=spoken, known=known, today=day)
        return [(group.kind, group.merged.ids) for group in fusion.groups]

    taken = groups_of(records.published)
    if records.offer == records.published:
        yield from taken
        return
    line_of = {Ref(kind, one): frozenset(ids) for kind, ids in taken for one in ids}
    joined: set[tuple[Kind, frozenset[str]]] = set()
    for kind, ids in groups_of(records.offer):
        published = frozenset(one for one in ids if one in records.published.records(kind))
        if {line_of.get(Ref(kind, one), frozenset((one,))) for one in published} <= {published}:
            joined.add((kind, published))
            yield kind, ids
    yield from ((kind, ids) for kind, ids in taken if (kind, frozenset(ids)) not in joined)


def _order(line: Line) -> tuple[str, str]:
    return str(line.record["nom"]), line.id


def _once(lines: _Lines) -> Iterable[Line]:
    return {line.id: line for line in lines.values()}.values()


def _lines(
    kind: Kind,
    records: Records,
    groups: Iterable[_Group],
    preferences: Preferences,
    hosts: _Lines,
) -> Iterator[tuple[str, Line]]:
    """Id of each record → its line."""
    alone = {name: _alone(kind, name, records, hosts) for name in records.offer.records(kind)}
    yield from alone.items()
    for of, ids in groups:
        if of == kind:
            line = _unite([alone[one] for one in ids], preferences, hosts)
            yield from ((one, line) for one in ids)


def _alone(kind: Kind, name: str, records: Records, hosts: _Lines) -> Line:
    record = records.offer.records(kind)[name]
    places = records.places.get(name) if kind == "service" else None
    return Line(
        kind, record, _host(record, hosts), places, is_published=name in records.published.records(kind)
    )


def _host(record: Mapping[str, Any], hosts: _Lines) -> str:
    line = hosts.get(str(record.get("structure_id")))
    return str(line.record.get("nom", "")) if line else ""


def _unite(parts: Sequence[Line], preferences: Preferences, hosts: _Lines) -> Line:
    """The line of records that are one: what a merge publishes of them; the record it prefers comes first."""
    ranks = {name: rank for rank, name in enumerate(merged_of(parts, replace(preferences, known=())).ids)}
    members = tuple(sorted(parts, key=lambda one: ranks.get(one.id, len(ranks))))
    record = merged_of(parts, preferences).record
    places = next((one.places for one in members if one.places), None)
    return Line(members[0].kind, record, _host(record, hosts), places, members)


def sheet_of(partner: Partner, whole: Sheet) -> Sheet:
    """The structures and services of a partner: one record of theirs that is its own is enough."""
    own = frozenset(widened(partner, whole).structures)
    lines = [one for one in whole.of_kind("structure") if any(part.id in own for part in one.parts)]
    lines += [
        one
        for one in whole.of_kind("service")
        if any(part.record.get("structure_id") in own for part in one.parts)
    ]
    return replace(whole, partner=partner.nom, lines=tuple(lines))


def widened(partner: Partner, whole: Sheet) -> Partner:
    """The partner, naming each of its structures: those that are one with its own too, that may have no SIRET."""
    records = [part.record for line in whole.of_kind("structure") for part in line.parts]
    itself = {str(one["id"]): (str(one["id"]),) for one in records}
    return with_judged(partner, records, {**itself, **whole.same})
