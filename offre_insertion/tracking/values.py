"""What is measured of a run: facts of each service, by the rules of that day, and what is to be read in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from offre_insertion.extension import GRACE_DAYS
from offre_insertion.history.values import Reading
from offre_insertion.schema import Kind
from offre_insertion.tracking.dates import Known

#: Where a record comes from, the best first: a dispositif of several counts with the first (§4.5, metric 1).
Origin = Literal["catalogue", "dora", "autre"]
ORIGINS: tuple[Origin, ...] = ("catalogue", "dora", "autre")
_RANKS = {origin: rank for rank, origin in enumerate(ORIGINS)}
#: Why a record of the catalogue is not published.
Withheld = Literal["convention-terminee", "suspendue"]
#: Whether a quantity is written: « sans objet » is out of every denominator, undocumented is never zero; a number in
#: another unit is not documented.
Stated = Literal["renseigne", "sans-objet", "autre-unite", "inconnu"]


@dataclass(frozen=True, slots=True)
class Facts:
    """One service record at one run.

    ``dispositif`` names the cluster of the records of one same service; ``enregistrement`` the line of the source it
    comes from: the places of one action share both. ``effective`` is the date that counts for freshness, ``date_maj``
    the one written; ``is_redated`` when they differ because the whole source was dated again without any change.
    ``body`` is the digest of the record without its date. ``cells`` are the prints of its rows in the source, separated
    by spaces; ``None`` when they are not known, or when an answer of a partner lies over them. ``score`` and
    ``criteria`` are the official ones on the day of the run. ``missing`` says what it lacks to be mobilised
    (:data:`MOBILISABLE`). ``prints``: field → print of its value, empty in the surveys that did not keep them.
    ``unknown_codes``: fields with a code that the schema of the tool does not have; the record is counted without it.
    ``is_dated``: false when nobody dated it, and nothing was seen to change in it. ``heir_of``: records that are gone
    and once were of its dispositif.
    """

    id: str
    source: str
    origin: Origin
    structure: str
    nom: str
    dispositif: str
    enregistrement: str
    is_active: bool
    is_national: bool
    withheld: Withheld | None
    thematiques: tuple[str, ...]
    siren: str | None
    epci: str | None
    date_maj: dt.date
    effective: dt.date
    is_redated: bool
    is_exempt: bool
    body: str
    score: float
    criteria: Mapping[str, float | None]
    missing: tuple[str, ...]
    convention_fin: dt.date | None
    hours: float | None
    hours_stated: Stated
    places: float | None
    first_seen: dt.date
    prints: Mapping[str, str] = field(default_factory=dict)
    cells: str | None = None
    unknown_codes: tuple[str, ...] = ()
    places_stated: Stated = "inconnu"
    heir_of: tuple[str, ...] = ()
    is_dated: bool = True

    @property
    def date(self) -> dt.date | None:
        """The date that counts; ``None`` when nobody knows it."""
        return self.effective if self.is_dated else None


#: Steps of the funnel of metric 6, in order, and what to fill.
MOBILISABLE: dict[str, str] = {
    "modes": "les modes de mobilisation",
    "contact": "un contact pour chacun de ces modes",
    "professionnels": "« professionnels » parmi qui peut mobiliser",
    "zone": "la zone d’éligibilité",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair that nobody judged yet, and the day of the first survey that had it."""

    kind: Kind
    left: str
    right: str
    since: dt.date


@dataclass(frozen=True)
class Survey:
    """A run as it was measured.

    ``aliases``: id of a record that is not there and was judged the same as one that is → dispositif. ``gone``: id of
    a record once seen and no longer there → day it was first seen; ``last_known``: the same → what it showed when it
    was last seen. ``rules`` are what it was measured by: version,
    year of the COG, parameters; a change of rules between two surveys is said. ``readings``: source → from what and
    by what it was read; ``silent``: source → prints of its rows that gave no service. ``coverage``: that
    of the day, as kept, ``None`` when it was not.
    """

    run_id: int
    day: dt.date
    taken_at: dt.datetime
    facts: tuple[Facts, ...]
    sources: tuple[str, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, dt.date] = field(default_factory=dict)
    last_known: Mapping[str, Known] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    rules: Mapping[str, object] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)
    coverage: Mapping[str, Any] | None = None

    @cached_property
    def by_id(self) -> dict[str, Facts]:
        """Id → facts."""
        return {one.id: one for one in self.facts}

    @cached_property
    def local(self) -> tuple[Facts, ...]:
        """The active records of the local perimeter: what the indicators count. National offer stays apart."""
        return tuple(one for one in self.facts if one.is_active and not one.is_national)

    @cached_property
    def dispositifs(self) -> dict[str, tuple[Facts, ...]]:
        """Active local records by dispositif; the best origin first, then by id."""
        groups: dict[str, list[Facts]] = {}
        for one in sorted(self.local, key=lambda one: (_RANKS[one.origin], one.id)):
            groups.setdefault(one.dispositif, []).append(one)
        return {name: tuple(members) for name, members in sorted(groups.items())}

    def grace_days(self, source: str) -> int:
        """Days a service of a source stays published after the end of its convention."""
        reading = self.readings.get(source)
        return reading.grace_days if reading is not None else GRACE_DAYS

    def limited_to(self, sources: frozenset[str]) -> Survey:
        """The same survey, had it only known some sources."""
        kept = tuple(one for one in self.facts if one.source in sources)
        return replace(
            self, facts=kept, sources=tuple(source for source in self.sources if source in sources)
        )
