"""What the history gives and takes: plain values, free of any session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from offre_insertion.schema import Kind


class RunState(StrEnum):
    """Where a run stands. Only what a ``termine`` run wrote counts."""

    EN_COURS = "en-cours"
    TERMINE = "termine"
    ARRETE = "arrete"  # by a guard: the data, or a person, must say something
    ECHEC = "echec"  # by an error: a disk, a server, a file
    INTERROMPU = "interrompu"  # killed: nobody could write why


#: Figures of a snapshot that its outputs do not show: days of grace after a convention, root of the silent rows.
GRACE, SILENT = "delai_convention", "lignes_sans_service"


class Ref(NamedTuple):
    """A record of a source: a structure and a service may bear the same id."""

    kind: Kind
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Entry(NamedTuple):
    """One record of a snapshot.

    ``key`` is the id that the catalogue alone would give; ``content`` and ``extension`` are digests;
    ``observed`` is the date given by observation (ISO), when the catalogue has none. ``raw`` is the content that the
    catalogue alone gives, when what a partner answered was put over it. ``cells`` are the prints of the rows it comes
    from, ``None`` in the snapshots that did not keep them: the same ones mean that the source did not touch it.
    """

    kind: Kind
    key: str
    content: str
    extension: str | None
    is_published: bool
    observed: str | None
    raw: str | None = None
    cells: str | None = None

    @property
    def given(self) -> str:
        """The content that the catalogue alone gives."""
        return self.raw or self.content

    def stored(self) -> list[object]:
        """As it is kept: the last fields are left out when there are none, as before they existed.

        An older program does not read more fields than it knows: one more is a migration.
        """
        kept = 8 if self.cells is not None else 7 if self.raw is not None else 6
        return list(self[:kept])


class Reading(NamedTuple):
    """What a source was read from, and by what.

    ``file`` is the digest of its file and of those joined to it, ``rules`` that of the connector, of its territories
    and of the program; ``grace_days``: how long a service stays published after the end of its convention.
    """

    file: str
    rules: str
    grace_days: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One source as it was at one run. Never changes once its run is ended.

    ``nature`` tells local catalogues from what other issues store (national offer…); ``records`` and ``issues``
    are root digests; ``outputs`` holds the SHA-256 of each file written.
    """

    source: str
    day: dt.date
    records: str
    issues: str
    columns: tuple[str, ...]
    fingerprint: str | None
    outputs: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    nature: str = "local"
    run_id: int | None = None

    @property
    def reading(self) -> Reading | None:
        """From what and by what it was read; ``None`` when the version of that day did not keep it."""
        match (self.fingerprint or "").split():
            case [_, file, rules, _] if GRACE in self.figures:
                return Reading(file, rules, self.figures[GRACE])
        return None


IdentityReason = Literal["rapprochement", "deja-pris", "ambigu", "decision"]


@dataclass(frozen=True, slots=True)
class Identity:
    """``key`` bears ``record_id``, which is not the id it would get by itself.

    ``ambigu`` waits for a person: ``candidates`` are the ids it may be the continuation of.
    """

    source: str
    kind: Kind
    key: str
    record_id: str
    reason: IdentityReason
    score: float | None = None
    candidates: tuple[str, ...] = ()
    author: str | None = None


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run, for a person. ``snapshots`` is empty unless the run is ended."""

    id: int
    day: dt.date
    started_at: dt.datetime
    finished_at: dt.datetime | None
    state: RunState
    reason: str | None
    snapshots: tuple[Snapshot, ...] = ()
