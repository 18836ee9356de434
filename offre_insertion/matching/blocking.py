"""Which pairs are worth a comparison: those that share a key. No n², and no pair lost for one missing field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from offre_insertion.geography import Point
from offre_insertion.matching.addresses import Address
from offre_insertion.matching.names import DISTINCTIVE, KIND, PLACE, Name
from offre_insertion.matching.profiles import Profile

#: Pairs one key may give. Beyond, the key names a network or a city, not a body: pairs of a network are still
#: found by the same key joined with the commune.
_MAX_PAIRS = 2_000
_MAX_PAIRS_IN_COMMUNE = 20_000
#: Side of a geographic cell, in degrees: about 200 m. Two grids, shifted by half a cell.
_CELL = 0.002
#: Letters of a word kept in a key: a typo further on changes nothing.
_LETTERS = 6
#: Keys that hold across communes: SIRET, SIREN, phone, e-mail, domain, whole name in a département. The sites
#: where each is seen are counted, to know bodies with many. In capitals, the same joined with the commune.
_COUNTED = frozenset("snpmdk")


def _name_keys(name: Name) -> set[str]:
    """Words that can bring two names together, their beginning only; all of them when none is proper."""
    words = [word for word, weight in name.weights.items() if weight >= KIND]
    if not any(weight >= DISTINCTIVE for weight in name.weights.values()):
        words += [word for word, weight in name.weights.items() if PLACE < weight < KIND]
    keys = {word[:_LETTERS] for word in words or name.weights}
    keys.update(acronym[:_LETTERS] for acronym in name.acronyms)
    return keys


def _street_key(address: Address) -> str:
    """Last word of the street: what two writings of one address keep."""
    return address.street.rpartition(" ")[2]


def _cells(point: Point) -> Iterator[str]:
    longitude, latitude = point
    for shift in (0.0, 0.5):
        yield f"g:{int(longitude / _CELL + shift)}|{int(latitude / _CELL + shift)}|{shift}"


def block_keys(profile: Profile) -> Iterator[str]:
    """The keys of one structure. Two structures are compared when they share at least one."""
    identifiers = (
        ("s:", profile.siret),
        ("n:", profile.siren),
        ("p:", profile.telephone),
        ("m:", profile.courriel),
        ("d:", profile.domain),
    )
    code = profile.place.code or profile.place.label
    for kind, value in identifiers:
        if value:
            yield kind + value
            yield f"{kind.upper()}{value}|{code}"
    if profile.name.key:
        yield f"k:{profile.place.departement}|{profile.name.key}"
    if code:
        for key in _name_keys(profile.name):
            yield f"w:{code}|{key}"
    if code and profile.address is not None:
        yield f"a:{code}|{_street_key(profile.address)}|{min(profile.address.numbers, default='')}"
    if profile.point is not None:
        yield from _cells(profile.point)


class Blocks:
    """The index: keys of the left list, and what the right list has under them, or the left one if ``is_single``."""

    def __init__(self, left: Sequence[Profile], *, is_single: bool) -> None:
        self._left: dict[str, list[int]] = {}
        self._right: dict[str, list[int]] = {}
        self._streets: dict[str, dict[str, set[str]]] = {}
        self._is_single = is_single
        for position, profile in enumerate(left):
            for key in block_keys(profile):
                self._left.setdefault(key, []).append(position)
                self._count(key, profile)

    def _count(self, key: str, profile: Profile) -> None:
        if key[0] in _COUNTED and profile.place.code:
            streets = self._streets.setdefault(key, {}).setdefault(profile.place.code, set())
            if profile.address is not None:
                streets.add(_street_key(profile.address))

    def add(self, position: int, profile: Profile) -> bool:
        """Place a profile of the right list; false when it meets nobody, and can be forgotten."""
        met = False
        for key in block_keys(profile):
            if key in self._left:
                self._right.setdefault(key, []).append(position)
                self._count(key, profile)
                met = True
        return met

    def spread(self) -> Mapping[str, int]:
        """Number of sites (streets, or communes where no street is known) of each identifier that has several."""
        counts = {key: sum(len(s) or 1 for s in communes.values()) for key, communes in self._streets.items()}
        return {key: count for key, count in counts.items() if count > 1}

    def candidates(self) -> list[tuple[int, int]]:
        """Pairs of positions (left, right), each once, in order; left < right inside a single list."""
        found: set[tuple[int, int]] = set()
        for key, left in self._left.items():
            cap = _MAX_PAIRS if key[0] in _COUNTED else _MAX_PAIRS_IN_COMMUNE
            if self._is_single:
                if len(left) > 1 and len(left) ** 2 // 2 <= cap:
                    found.update(combinations(left, 2))
            elif len(left) * len(right := self._right.get(key, ())) <= cap:
                found.update(product(left, right))
        return sorted(found)
