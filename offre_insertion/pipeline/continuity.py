"""Today's catalogue as the continuation of the last snapshot: same ids, and the dates of observation kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from offre_insertion.catalogue import Catalogue
from offre_insertion.extension import Extension
from offre_insertion.history.contents import Blobs, canonical, digest
from offre_insertion.history.corrections import Held
from offre_insertion.history.values import Entry, Identity, IdentityReason, Ref
from offre_insertion.issues import Issue
from offre_insertion.pipeline.continuity_issues import ambiguous_issue, say_observed
from offre_insertion.pipeline.corrections import Corrected, correct_catalogue
from offre_insertion.pipeline.identity import Claim, Memory, Settled, settle
from offre_insertion.quality import score_qualite
from offre_insertion.schema import Kind, Record

Load = Callable[[Collection[str]], Mapping[str, Record]]


def _load_nothing(_digests: Collection[str]) -> Mapping[str, Record]:
    return {}


@dataclass(frozen=True, slots=True)
class Past:
    """What the history knows of a source: the entries of its last snapshot, the identities that hold.

    ``load`` gives the records of some digests; ``is_same_file``: the file is the one of that snapshot;
    ``has_same_rules``: so are the rules it is read by. Nothing at all before the first run.
    """

    entries: Mapping[Ref, Entry] = field(default_factory=dict)
    identities: Sequence[Identity] = ()
    load: Load = _load_nothing
    is_same_file: bool = False
    has_same_rules: bool = False


@dataclass(frozen=True, slots=True)
class Continuation:
    """The catalogue with its stable ids and dates, and what is to be stored of it.

    ``entries`` is the new snapshot; ``contents`` and ``extensions`` hold what the last one did not have;
    ``identities`` are the new ones.
    """

    catalogue: Catalogue
    entries: Mapping[Ref, Entry]
    contents: Blobs
    extensions: Blobs
    identities: tuple[Identity, ...]


def continue_catalogue(
    catalogue: Catalogue, past: Past, *, day: dt.date, threshold: float, corrections: Held | None = None
) -> Continuation:
    """Gives each record the id and the date it had, then puts over it what partners answered.

    ``day`` is the date of what is seen for the first time. The records of ``catalogue`` are changed in place: give it
    one that nobody else reads.
    """
    return _Continuity(catalogue, past, day, threshold).run(corrections or {})


class _Continuity:
    """The steps, in order: structures, the services under them, dates, then all that cites an id."""

    def __init__(self, catalogue: Catalogue, past: Past, day: dt.date, threshold: float) -> None:
        self._catalogue = catalogue
        self._past = past
        self._day = day
        self._threshold = threshold
        self._identities: list[Identity] = []
        self._new_ids: dict[Kind, dict[str, str]] = {"structure": {}, "service": {}}
        self._keys: dict[Ref, str] = {}
        self._cells: dict[Ref, str] = {}
        self._dates: dict[Ref, str] = {}  # dates of observation
        self._redated: set[Ref] = set()

    def run(self, corrections: Held) -> Continuation:
        catalogue = self._catalogue
        services = [*catalogue.services, *catalogue.withheld]
        self._settle(
            "structure", catalogue.structures, {record["id"]: record["id"] for record in catalogue.structures}
        )
        self._settle("service", services, self._attach(services))
        extensions = self._extensions()
        catalogue = replace(
            catalogue,
            extensions=extensions,
            scores=self._scores(),
            issues=tuple(self._issues()),
            observed=frozenset(self._dates),
        )
        return self._store(correct_catalogue(catalogue, corrections, day=self._day))

    def _attach(self, services: Iterable[Record]) -> dict[str, str]:
        """Natural id → key of the services: under the lasting id of their structure, which they then cite."""
        keys = {}
        for record in services:
            old = record["structure_id"]
            new = self._new_ids["structure"].get(old, old)
            natural = record["id"]
            keys[natural] = new + natural[len(old) :] if natural.startswith(f"{old}-") else natural
            record["structure_id"] = new
        return keys

    def _settle(self, kind: Kind, records: Sequence[Record], keys: Mapping[str, str]) -> None:
        by_key = {keys[record["id"]]: record for record in records}
        observed = {key for key, record in by_key.items() if (kind, record["id"]) in self._catalogue.observed}
        rules = (
            self._catalogue.connector.structure if kind == "structure" else self._catalogue.connector.service
        )
        settled = settle(
            kind,
            by_key,
            self._memory(kind),
            threshold=self._threshold,
            is_same=lambda key, record_id: self._is_same(by_key[key], Ref(kind, record_id), key in observed),
            has_own_ids="id" in rules,
        )
        self._remember(kind, settled)
        for key, record in by_key.items():
            natural, record_id = record["id"], settled.ids[key]
            if natural != record_id:
                self._new_ids[kind][natural] = record_id
                record["id"] = record_id
            self._keys[Ref(kind, record_id)] = key
            if cells := self._catalogue.cells.get(kind, {}).get(natural):
                self._cells[Ref(kind, record_id)] = cells
            if key in observed:
                self._date(record, Ref(kind, record_id))

    def _memory(self, kind: Kind) -> Memory:
        entries = {ref.id: entry for ref, entry in self._past.entries.items() if ref.kind == kind}
        held = [one for one in self._past.identities if one.kind == kind]

        def load(ids: Collection[str]) -> dict[str, Record]:
            records = self._past.load({entries[record_id].given for record_id in ids})
            return {record_id: records[entries[record_id].given] for record_id in ids}

        return Memory(
            ids={entry.key: record_id for record_id, entry in entries.items()},
            claims={one.key: one.record_id for one in held},
            decisions={one.key: one.record_id for one in held if one.reason == "decision"},
            load=load,
        )

    def _remember(self, kind: Kind, settled: Settled) -> None:
        reasons: tuple[tuple[IdentityReason, list[Claim]], ...] = (
            ("deja-pris", settled.displaced),
            ("rapprochement", settled.renamed),
            ("ambigu", settled.doubtful),
        )
        found = {
            claim.key: Identity(
                self._catalogue.connector.source.id,
                kind,
                claim.key,
                claim.record_id,
                reason,
                claim.score,
                claim.candidates,
            )
            for reason, claims in reasons
            for claim in claims
        }
        self._identities += found.values()

    # --- dates of observation ----------------------------------------------------------------------------

    def _is_same(self, record: Record, ref: Ref, is_observed: bool) -> bool:
        """The record is what the last snapshot has under this id, the date of observation aside."""
        entry = self._past.entries.get(ref)
        if entry is None or is_observed != (entry.observed is not None):
            return False
        dated = {**record, "id": ref.id}
        if entry.observed is not None:
            dated["date_maj"] = entry.observed
        return digest(canonical(dated)) == entry.given

    def _date(self, record: Record, ref: Ref) -> None:
        """The day this content was first seen, or last seen to change: never later. Read otherwise from the same cells,
        nobody updated it: it keeps its date too."""
        if self._is_same(record, ref, True) or self._is_read_otherwise(ref):
            record["date_maj"] = self._past.entries[ref].observed
            self._redated.add(ref)
        self._dates[ref] = record["date_maj"]

    def _is_read_otherwise(self, ref: Ref) -> bool:
        entry = self._past.entries.get(ref)
        if entry is None or entry.observed is None:
            return False
        if self._past.is_same_file or self._past.has_same_rules:
            return self._past.is_same_file  # by the same rules, only another file can say something else
        return entry.cells is not None and entry.cells == self._cells.get(ref)

    # --- what cites an id --------------------------------------------------------------------------------

    def _extensions(self) -> dict[str, Extension]:
        """By lasting id; the key of a dispositif follows the lasting id of its structure."""
        new_ids, structures = self._new_ids["service"], self._renamed_local_ids("structure")
        by_id = {}
        for natural, extension in self._catalogue.extensions.items():
            dispositif = extension.dispositif
            if dispositif is not None and structures:
                old = next((one for one in structures if dispositif.startswith(f"{one}-")), None)
                if old is not None:
                    moved = structures[old] + dispositif[len(old) :]
                    extension = extension.model_copy(update={"dispositif": moved})
            by_id[new_ids.get(natural, natural)] = extension
        return by_id

    def _scores(self) -> dict[str, float]:
        """Freshness counts: a date moved back may lower a score."""
        new_ids = self._new_ids["service"]
        scores = {new_ids.get(natural, natural): score for natural, score in self._catalogue.scores.items()}
        for record in self._catalogue.services:
            if Ref("service", record["id"]) in self._redated and record["date_maj"] != self._day.isoformat():
                scores[record["id"]] = score_qualite(record, on=self._day).value
        return scores

    def _issues(self) -> Iterator[Issue]:
        local: dict[Kind, dict[str, str]] = {
            kind: self._renamed_local_ids(kind) for kind in ("structure", "service")
        }
        for issue in self._catalogue.issues:
            if issue.code == "date-d-ailleurs" and issue.value == "observation":
                issue = replace(issue, message=say_observed(len(self._dates)))
            kind: Kind = "structure" if (issue.field or "").startswith("structure.") else "service"
            record = issue.record
            if record is not None and (renamed := local[kind].get(record) or self._new_ids[kind].get(record)):
                issue = replace(issue, record=renamed)
            yield issue
        # A question is asked again at each run, as long as nobody answered and the record is there.
        asked = {(one.kind, one.key): one for one in (*self._past.identities, *self._identities)}
        present = {(ref.kind, key) for ref, key in self._keys.items()}
        for place in sorted(asked.keys() & present):
            if asked[place].reason == "ambigu":
                yield ambiguous_issue(asked[place])

    def _renamed_local_ids(self, kind: Kind) -> dict[str, str]:
        """Without the source, as issues and dispositifs write them; the longest first, for prefixes."""
        start = len(self._catalogue.connector.source.id) + 2
        pairs = ((old[start:], new[start:]) for old, new in self._new_ids[kind].items())
        return dict(sorted(pairs, key=lambda pair: -len(pair[0])))

    # --- what is stored ----------------------------------------------------------------------------------

    def _store(self, corrected: Corrected) -> Continuation:
        catalogue = corrected.catalogue
        entries: dict[Ref, Entry] = {}
        contents: Blobs = {}
        private: Blobs = {}
        known = {name for entry in self._past.entries.values() for name in (entry.content, entry.raw)}
        known_private = {entry.extension for entry in self._past.entries.values()}
        extensions = {one.pop("id"): _fields_only(one) for one in catalogue.private_records()}
        groups: tuple[tuple[Kind, Sequence[Record], bool], ...] = (
            ("structure", catalogue.structures, True),
            ("service", catalogue.services, True),
            ("service", catalogue.withheld, False),
        )
        for kind, records, is_published in groups:
            for record in records:
                ref = Ref(kind, record["id"])
                content = _keep(record, contents, known)
                fields = extensions.get(ref.id) if kind == "service" else None
                extension = _keep(fields, private, known_private) if fields is not None else None
                original = corrected.originals.get(ref)
                raw = _keep(original, contents, known) if original is not None else None
                entries[ref] = Entry(
                    kind,
                    self._keys[ref],
                    content,
                    extension,
                    is_published,
                    self._dates.get(ref),
                    raw,
                    self._cells.get(ref),
                )
        return Continuation(catalogue, entries, contents, private, tuple(self._identities))


def _fields_only(private: dict[str, Any]) -> dict[str, Any]:
    """Whether the service is published is said by its entry."""
    return {name: value for name, value in private.items() if name != "publie"}


def _keep(value: object, blobs: Blobs, known: Collection[str | None]) -> str:
    content = canonical(value)
    name = digest(content)
    if name not in known:
        blobs[name] = content
    return name
