"""Sheets that were looked at and are as they should be: said to DORA in one call for all (contract §5.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from offre_insertion.errors import RemoteError
from offre_insertion.publishing.dora.answers import ServiceRow
from offre_insertion.publishing.dora.api import FIRST_WAIT_S, Dora
from offre_insertion.publishing.dora.operations import Operation

_TRIES = 3
MOVED = "Modifiée ou déplacée sur DORA depuis le plan : elle n’est pas confirmée."


@dataclass(frozen=True, slots=True)
class Confirmed:
    """``dates`` is slug → the date to remember, of the sheets that were confirmed; ``None``: an edit may have given it,
    the next plan looks at the sheet. ``moved`` are those that are not as the plan saw them any more."""

    dates: Mapping[str, str | None] = field(default_factory=dict)
    moved: tuple[Operation, ...] = ()


def confirm(dora: Dora, operations: Sequence[Operation]) -> Confirmed:
    """One call for those that nobody touched since the plan. Raises what the call raises."""
    wait_s, left = FIRST_WAIT_S, list(operations)
    moved: tuple[Operation, ...] = ()
    for tries in reversed(range(_TRIES)):
        # The list of structures, one list each, the call.
        dora.make_room(2 + len({one.structure for one in left}))
        still = _unmoved(dora, left)
        if tries < _TRIES - 1 and not still:
            # The call failed and every date changed: it was done, since it is for all or none.
            return Confirmed({one.slug: None for one in left}, moved)
        moved += tuple(one for one in left if one not in still)
        left = still
        if not left:
            break
        try:
            dora.confirm_services([one.slug for one in left])
        except RemoteError as exc:
            if not exc.is_transient or not tries:
                raise
            dora.sleep(wait_s)
        else:
            rows = _rows(dora, left)
            dates = {one.slug: rows[one.slug].modified if one.slug in rows else None for one in left}
            return Confirmed(dates, moved)
    return Confirmed({}, moved)


def _unmoved(dora: Dora, operations: Iterable[Operation]) -> list[Operation]:
    """Those whose sheet has the date that the plan saw, in a structure that is still of the département."""
    inside = {row.slug for row in dora.managed_structures()}
    kept = [one for one in operations if one.structure in inside]
    rows = _rows(dora, kept)
    return [one for one in kept if one.slug in rows and rows[one.slug].modified == one.modified]


def _rows(dora: Dora, operations: Iterable[Operation]) -> dict[str, ServiceRow]:
    structures = sorted({one.structure for one in operations})
    return {row.slug: row for slug in structures for row in dora.services_of(slug)}
