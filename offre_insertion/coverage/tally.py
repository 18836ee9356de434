"""What the offers of one thematique do: the level of each commune, and who does what in each area."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from offre_insertion.coverage.ground import Ground
from offre_insertion.coverage.offers import Offer
from offre_insertion.coverage.values import Level, Reason

_NOBODY, _SEVERAL = -1, -2
#: Calling ``Level`` or ``Reason`` for each commune costs more than the rest of a whole country.
_LEVELS = tuple(Level)
_reason = cache(Reason)


class Near(NamedTuple):
    """The communes that an offer is near of, and the areas (positions) they belong to."""

    communes: tuple[int, ...]
    areas: tuple[int, ...]


@dataclass(slots=True)
class AreaTally:
    """Who does what in one area: numbers of dispositifs and of structures."""

    near: set[int] = field(default_factory=set)
    others: set[int] = field(default_factory=set)
    unusable: set[int] = field(default_factory=set)
    structures: set[int] = field(default_factory=set)
    remote_structures: set[int] = field(default_factory=set)
    places: dict[int, float] = field(default_factory=dict)
    imprecise: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Seats:
    """Where the records of one dispositif are near, and the largest figure of places they give. Many dispositifs are
    given in the same places: what is near of them is kept once."""

    nears: list[Near] = field(default_factory=list)
    places: float | None = None

    @property
    def communes(self) -> list[int]:
        """Those that one of the records is near of, in order."""
        return sorted({commune for near in self.nears for commune in near.communes})


class Numbers:
    """Ids as small numbers: sets of them weigh little."""

    def __init__(self) -> None:
        self._of: dict[str, int] = {}
        self._names: list[str] = []

    def __getitem__(self, name: str) -> int:
        number = self._of.get(name)
        if number is None:
            number = self._of[name] = len(self._names)
            self._names.append(name)
        return number

    def name(self, number: int) -> str:
        """The id of a number."""
        return self._names[number]


@dataclass(frozen=True, slots=True)
class ThemeLevels:
    """The level of each commune for one thematique, and the reasons for it (``Reason`` bits).

    ``national_structures`` counts those that have a usable national offer.
    """

    levels: bytes
    reasons: array[int]
    national_structures: int = 0

    def level(self, position: int) -> Level:
        """The level of a commune."""
        return _LEVELS[self.levels[position]]

    def reason(self, position: int) -> Reason:
        """The reasons of a commune."""
        return _reason(self.reasons[position])


class Tally:
    """Takes offers one by one, in any order, then gives the levels."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.areas: dict[int, AreaTally] = {}
        self.national: set[int] = set()
        self.national_structures: set[int] = set()
        self.national_unusable: set[int] = set()
        size = len(ground.communes)
        self._near = bytearray(size)
        self._structure = array("l", [_NOBODY]) * size
        self._far: dict[str, dict[Level, Reason]] = {}
        self._seats: dict[int, Seats] = {}

    def area(self, position: int) -> AreaTally:
        """The tally of an area, opened at first use."""
        found = self.areas.get(position)
        if found is None:
            found = self.areas[position] = AreaTally()
        return found

    def add_near(self, near: Near, *, dispositif: int, structure: int) -> None:
        """An offer at level 4 in some communes."""
        flags, holders = self._near, self._structure
        for i in near.communes:
            flags[i] = 1
            holder = holders[i]
            if holder != structure and holder != _SEVERAL:
                holders[i] = structure if holder == _NOBODY else _SEVERAL
        for position in near.areas:
            area = self.area(position)
            area.near.add(dispositif)
            area.structures.add(structure)

    def add_far(self, offer: Offer, level: Level, reason: Reason, *, dispositif: int, structure: int) -> None:
        """What an offer is, wherever people may come from and it is not near."""
        for code in offer.zone:
            reasons = self._far.setdefault(code, {})
            reasons[level] = reasons.get(level, Reason(0)) | reason
        if offer.is_national:
            self._add_national(level, dispositif, structure)
            return
        for code in offer.zone:
            for position in self.ground.touched(code):
                self._add_far_to(self.area(position), level, dispositif, structure)

    def _add_national(self, level: Level, dispositif: int, structure: int) -> None:
        if level is Level.INUTILISABLE:
            self.national_unusable.add(dispositif)
            return
        self.national.add(dispositif)
        self.national_structures.add(structure)

    def _add_far_to(self, area: AreaTally, level: Level, dispositif: int, structure: int) -> None:
        if level is Level.INUTILISABLE:
            area.unusable.add(dispositif)
            return
        area.others.add(dispositif)
        if level is Level.DISTANCE:
            area.remote_structures.add(structure)

    def add_places(self, near: Near, places: float | None, *, dispositif: int) -> None:
        """A record of a dispositif whose places are known, by this record or by another one."""
        seats = self._seats.setdefault(dispositif, Seats())
        seats.nears.append(near)
        if places is not None:
            seats.places = places if seats.places is None else max(seats.places, places)

    def share_places(self, weights: Sequence[float]) -> None:
        """Rule « places »: those of a dispositif are shared between areas as the weight that it is near of, all its
        lieux together; of several records, the largest figure. Once every offer was taken."""
        for dispositif, seats in sorted(self._seats.items()):
            if seats.places is not None:
                for position, share in shares(seats.communes, self.ground, weights).items():
                    self.area(position).places[dispositif] = seats.places * share

    def levels(self) -> ThemeLevels:
        """The best level of each commune, with its reasons."""
        size = len(self.ground.communes)
        levels = bytearray(size)
        reasons = array("H", [int(Reason.ABSENTE)]) * size
        for code, by_level in self._far.items():
            _raise_to(levels, reasons, self.ground.zone(code), by_level)
        for i, is_near in enumerate(self._near):
            if is_near:
                levels[i] = Level.PROXIMITE
                reasons[i] = 0 if self._structure[i] == _SEVERAL else int(Reason.MONO_PORTEUR)
        return ThemeLevels(bytes(levels), reasons, len(self.national_structures))


def _raise_to(
    levels: bytearray, reasons: array[int], communes: Sequence[int], by_level: Mapping[Level, Reason]
) -> None:
    """The best level that a zone gives to its communes; the reasons of offers at one level add up."""
    level = max(by_level)
    reason = int(by_level[level])
    for i in communes:
        if level > levels[i]:
            levels[i], reasons[i] = level, reason
        elif level == levels[i]:
            reasons[i] |= reason


def shares(communes: Iterable[int], ground: Ground, weights: Sequence[float]) -> dict[int, float]:
    """Area (position) → its share of the weight of some communes; equal shares when they weigh nothing."""
    found: dict[int, float] = {}
    chosen = {i: weights[i] for i in communes}
    if not any(chosen.values()):
        chosen = dict.fromkeys(chosen, 1.0)
    total = sum(chosen.values())
    for i, weight in chosen.items():
        for position in ground.areas_of[i]:
            found[position] = found.get(position, 0.0) + weight
    return {position: weight / total for position, weight in found.items()}
