"""Which pairs are worth a comparison: those that share a key. No n², and no pair lost for one missing field."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from offre_insertion.geography import Point
from offre_insertion.matching.addresses import Address
from offre_insertion.matching.names import DISTINCTIVE, KIND, PLACE, Name
from offre_insertion.matching.profiles import Profile

#: Pairs one key may give. Beyond, the key names a network or a city, not a body: pairs of a network are still
#: found by the same key joined with the commune, and in a crowd of a commune only neighbours are compared.
_MAX_PAIRS = 2_000
_MAX_PAIRS_IN_COMMUNE = 20_000
#: Records on each side that are compared in a crowd, once it is sorted by name and street: a body written three
#: hundred times is one chain, and the work grows like the crowd.
_NEIGHBOURS = 3
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


#: Words of the name, street and its first number: what alike records share, and what sorts them side by side.
Order = tuple[str, str, str]


def _order(profile: Profile) -> Order:
    address = profile.address
    if address is None:
        return profile.name.key, "", ""
    return profile.name.key, _street_key(address), min(address.numbers, default="")


class _Homonyms:
    """Records of one whole name, one of which has no commune: nothing else would bring them together.

    Two records with a commune meet through it, or through the département.
    """

    def __init__(self) -> None:
        self._placed: dict[str, list[int]] = {}
        self._nowhere: dict[str, list[int]] = {}

    def add(self, position: int, profile: Profile) -> None:
        if profile.name.key:
            side = self._placed if profile.place.code else self._nowhere
            side.setdefault(profile.name.key, []).append(position)

    def meets(self, profile: Profile) -> bool:
        """Whether a record of the other side has a homonym here."""
        key = profile.name.key
        return key in self._nowhere or (not profile.place.code and key in self._placed)

    def pairs(self, other: _Homonyms) -> Iterator[tuple[int, int]]:
        """Positions here and there; a name that too many bear names nobody."""
        for key in self._placed.keys() | self._nowhere.keys():
            placed, nowhere = self._placed.get(key, []), self._nowhere.get(key, [])
            everybody = [*other._placed.get(key, []), *other._nowhere.get(key, [])]
            if len(nowhere) * len(everybody) + len(placed) * len(other._nowhere.get(key, [])) <= _MAX_PAIRS:
                yield from product(nowhere, everybody)
                yield from product(placed, other._nowhere.get(key, []))


class Blocks:
    """The index: keys of the left list, and what the right list has under them, or the left one if ``is_single``."""

    def __init__(self, left: Sequence[Profile], *, is_single: bool) -> None:
        self._left: dict[str, list[int]] = {}
        self._right: dict[str, list[int]] = {}
        self._streets: dict[str, dict[str, set[str]]] = {}
        self._is_single = is_single
        self._homonyms = (_Homonyms(), _Homonyms())
        self._orders: tuple[list[Order], list[Order]] = ([], [])
        for position, profile in enumerate(left):
            self._orders[0].append(_order(profile))
            self._homonyms[0].add(position, profile)
            for key in block_keys(profile):
                self._left.setdefault(key, []).append(position)
                self._count(key, profile)

    def _count(self, key: str, profile: Profile) -> None:
        if key[0] in _COUNTED and profile.place.code:
            streets = self._streets.setdefault(key, {}).setdefault(profile.place.code, set())
            if profile.address is not None:
                streets.add(_street_key(profile.address))

    def add(self, position: int, profile: Profile, *, keep: bool = False) -> bool:
        """Place a profile of the right list; false when it meets nobody, and can be forgotten (unless ``keep``)."""
        met = keep or self._homonyms[0].meets(profile)
        for key in block_keys(profile):
            if key in self._left:
                self._right.setdefault(key, []).append(position)
                self._count(key, profile)
                met = True
        if met:
            self._orders[1].append(_order(profile))
            self._homonyms[1].add(position, profile)
        return met

    def spread(self) -> Mapping[str, int]:
        """Number of sites (streets, or communes where no street is known) of each identifier that has several."""
        counts = {key: sum(len(s) or 1 for s in communes.values()) for key, communes in self._streets.items()}
        return {key: count for key, count in counts.items() if count > 1}

    def candidates(self) -> list[tuple[int, int]]:
        """Pairs of positions (left, right), each once, in order; left < right inside a single list."""
        found: set[tuple[int, int]] = set()
        for key, left in self._left.items():
            is_counted = key[0] in _COUNTED
            cap = _MAX_PAIRS if is_counted else _MAX_PAIRS_IN_COMMUNE
            right = [] if self._is_single else self._right.get(key, [])
            count = len(left) ** 2 // 2 if self._is_single else len(left) * len(right)
            if count <= cap:
                found.update(combinations(left, 2) if self._is_single else product(left, right))
            elif not is_counted:
                found.update(self._neighbours(left, right))
        found.update(self._of_homonyms())
        return sorted(found)

    def _of_homonyms(self) -> Iterator[tuple[int, int]]:
        if not self._is_single:
            yield from self._homonyms[0].pairs(self._homonyms[1])
            return
        for a, b in self._homonyms[0].pairs(self._homonyms[0]):
            if a != b:
                yield min(a, b), max(a, b)

    def _neighbours(self, left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pairs of a crowd that stand side by side by name and street, inside a list or from one to the other."""
        ours = sorted((self._orders[0][position], position) for position in left)
        if self._is_single:
            for rank, (_, position) in enumerate(ours):
                for _, other in ours[rank + 1 : rank + 1 + _NEIGHBOURS]:
                    yield min(position, other), max(position, other)
            return
        theirs = sorted((self._orders[1][position], position) for position in right)
        for order, position in ours:
            rank = bisect_left(theirs, (order, 0))
            for _, other in theirs[max(0, rank - _NEIGHBOURS) : rank + _NEIGHBOURS]:
                yield position, other
