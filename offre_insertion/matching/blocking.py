"""Which pairs are worth a comparison: those that share a key. No n², and no pair lost for one missing field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from offre_insertion.geography import Point
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
#: Keys whose values are counted by commune, to know bodies with many sites: SIRET, SIREN, phone, e-mail, domain, name.
COUNTED = ("s:", "n:", "p:", "m:", "d:", "k:")


def _name_keys(name: Name) -> set[str]:
    """Words that can bring two names together, their beginning only; all of them when none is proper."""
    words = [word for word, weight in name.weights.items() if weight >= KIND]
    if not any(weight >= DISTINCTIVE for weight in name.weights.values()):
        words += [word for word, weight in name.weights.items() if PLACE < weight < KIND]
    keys = {word[:_LETTERS] for word in words or name.weights}
    keys.update(acronym[:_LETTERS] for acronym in name.acronyms)
    return keys


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
            yield f"{kind}{value}|{code}"
    if profile.name.key:
        yield f"k:{profile.place.departement}|{profile.name.key}"
    if code:
        for key in _name_keys(profile.name):
            yield f"w:{code}|{key}"
    if code and profile.address is not None:
        street = profile.address.street.rpartition(" ")[2]
        yield f"a:{code}|{street}|{min(profile.address.numbers, default='')}"
    if profile.point is not None:
        yield from _cells(profile.point)


@dataclass(slots=True)
class Block:
    """Positions in both lists of the profiles that share a key, and the communes where it is seen."""

    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    communes: set[str] = field(default_factory=set)


class Blocks:
    """The index: keys of the left list, and what the right list (or the left one itself) has under them."""

    def __init__(self, left: Sequence[Profile]) -> None:
        self._blocks: dict[str, Block] = {}
        self._is_single = True
        for position, profile in enumerate(left):
            for key in block_keys(profile):
                block = self._blocks.setdefault(key, Block())
                block.left.append(position)
                self._count(block, key, profile)

    @staticmethod
    def _count(block: Block, key: str, profile: Profile) -> None:
        if key.startswith(COUNTED) and profile.place.code:
            block.communes.add(profile.place.code)

    def add(self, position: int, profile: Profile) -> bool:
        """Place a profile of the right list; false when it meets nobody, and can be forgotten."""
        self._is_single = False
        met = False
        for key in block_keys(profile):
            block = self._blocks.get(key)
            if block is not None:
                block.right.append(position)
                self._count(block, key, profile)
                met = True
        return met

    def spread(self) -> Mapping[str, int]:
        """Number of communes of each counted identifier seen in more than one."""
        return {key: len(block.communes) for key, block in self._blocks.items() if len(block.communes) > 1}

    def candidates(self) -> Iterable[tuple[int, int]]:
        """Pairs of positions (left, right), each once, in order; left < right inside a single list."""
        found: set[tuple[int, int]] = set()
        for key, block in self._blocks.items():
            cap = _MAX_PAIRS if key.startswith(COUNTED) and "|" not in key else _MAX_PAIRS_IN_COMMUNE
            if self._is_single:
                if 1 < len(block.left) and len(block.left) ** 2 // 2 <= cap:
                    found.update((i, j) for n, i in enumerate(block.left) for j in block.left[n + 1 :])
            elif len(block.left) * len(block.right) <= cap:
                found.update((i, j) for i in block.left for j in block.right)
        return sorted(found)
