"""From a converted catalogue to all that a run has to store and say of it; nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import orjson

from offre_insertion.catalogue import Catalogue
from offre_insertion.connector import Connector
from offre_insertion.history import Entry, History, Identity, Ref, Snapshot
from offre_insertion.history.contents import Blobs, build_tree, canonical, digest_of
from offre_insertion.history.corrections import Held
from offre_insertion.history.values import GRACE, SILENT
from offre_insertion.pipeline.changes import Changes, compare
from offre_insertion.pipeline.continuity import Continuation, Past, continue_catalogue
from offre_insertion.pipeline.fingerprint import same_but_day, same_file, same_rules
from offre_insertion.schema import Record

#: Figures of what changed.
CHANGES = "changements"
#: Figures that the outputs do not show.
_UNSHOWN = frozenset({CHANGES, GRACE, SILENT})
#: Figures of the bilan that change from one run to the next by themselves: outputs must not.
_VOLATILE = frozenset({"duree_s", "lignes_par_s"})


@dataclass(slots=True)
class Prepared:
    """One source, ready to be remembered, and written when there is a catalogue: files as they should be have none."""

    connector: Connector
    snapshot: Snapshot
    changes: Changes
    catalogue: Catalogue | None = None
    contents: Blobs = field(default_factory=dict)
    extensions: Blobs = field(default_factory=dict)
    identities: tuple[Identity, ...] = ()
    waiting: int = 0


def prepare(
    catalogue: Catalogue,
    history: History,
    last: Snapshot | None,
    identities: Sequence[Identity],
    *,
    columns: tuple[str, ...],
    fingerprint: str,
    day: dt.date,
    threshold: float,
    corrections: Held,
) -> Prepared:
    """Continues the last snapshot, compares with it, and makes the next one. ``history`` is only read."""
    connector = catalogue.connector
    before = history.entries(last) if last is not None else {}
    then = last.fingerprint if last is not None else None
    past = Past(
        before,
        identities,
        history.records,
        is_same_file=same_file(then, fingerprint),
        has_same_rules=same_rules(then, fingerprint),
    )
    continued = continue_catalogue(catalogue, past, day=day, threshold=threshold, corrections=corrections)
    changes = _find_changes(history, before, continued)
    finished = steady(continued.catalogue)
    records, contents = build_tree((str(ref), entry.stored()) for ref, entry in continued.entries.items())
    silent, prints = build_tree((cells, None) for cells in finished.silent)
    issues, more = build_tree((f"{issue.code} {issue.value}", issue.as_dict()) for issue in finished.issues)
    figures = {
        **finished.bilan(),
        "fiches": len(continued.entries),
        "lignes_ecartees": digest_of([asdict(one) for one in finished.set_aside]),
        CHANGES: changes.counts(),
        GRACE: connector.convention_grace_days,
        SILENT: silent,
    }
    return Prepared(
        connector,
        Snapshot(connector.source.id, day, records, issues, columns, fingerprint, figures=figures),
        changes,
        finished,
        {**continued.contents, **contents, **more, **prints},
        continued.extensions,
        continued.identities,
        _count_waiting(identities, continued),
    )


def gives_same_outputs(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots of the same file, by the same program, are written the same, whatever their days."""
    return _shown(one) == _shown(other)


def _shown(snapshot: Snapshot) -> tuple[object, ...]:
    figures = {name: value for name, value in snapshot.figures.items() if name not in _UNSHOWN}
    return snapshot.records, snapshot.issues, canonical(figures), same_but_day(snapshot.fingerprint)


def steady(catalogue: Catalogue) -> Catalogue:
    """Without the figures that change by themselves: the same input gives the same bytes."""
    details = {name: value for name, value in catalogue.details.items() if name not in _VOLATILE}
    return replace(catalogue, details=details)


def _count_waiting(identities: Sequence[Identity], continued: Continuation) -> int:
    """Questions about records that are still there."""
    present = {(ref.kind, entry.key) for ref, entry in continued.entries.items()}
    asked = {(one.kind, one.key): one for one in (*identities, *continued.identities)}
    return sum(asked[place].reason == "ambigu" for place in asked.keys() & present)


def _find_changes(history: History, before: Mapping[Ref, Entry], continued: Continuation) -> Changes:
    """Old contents come from the history, new ones are still in memory."""

    def load_records(digests: Collection[str]) -> dict[str, Record]:
        return _load(digests, continued.contents, history.records)

    def load_extensions(digests: Collection[str]) -> dict[str, dict[str, Any]]:
        return _load(digests, continued.extensions, history.extensions)

    return compare(before, continued.entries, load_records=load_records, load_extensions=load_extensions)


def _load(
    digests: Collection[str], blobs: Blobs, load: Callable[[Collection[str]], Mapping[str, dict[str, Any]]]
) -> dict[str, dict[str, Any]]:
    found = {name: orjson.loads(blobs[name]) for name in digests if name in blobs}
    return {**load([name for name in digests if name not in found]), **found}
