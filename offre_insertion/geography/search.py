"""The index of names of communes: exact, then close ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from offre_insertion.geography.cog import Geography, load_geography
from offre_insertion.geography.names import name_key, name_words, without_article

#: Fewer letters say too little to name a commune by a part of its name.
_CUT_LETTERS = 4


class Named(NamedTuple):
    """One name of one of today's communes: its own, or one of a commune it took in. Words without article."""

    key: str
    code: str
    words: tuple[str, ...]


class CommuneIndex:
    """Names of today's communes and of those they took in. Built once per process, by parts, when needed."""

    def __init__(self, geography: Geography) -> None:
        self.geography = geography
        self._exact: dict[str, list[str]] = {}
        self._former: dict[str, list[str]] = {}
        for key, code in geography.commune_keys():
            self._exact.setdefault(key, []).append(code)
        for key, nom, _, current in geography.former_names():
            self._former.setdefault(current, []).append(nom)
            if current not in (known := self._exact.setdefault(key, [])):
                known.append(current)
        self._by_code_postal: dict[str, tuple[Named, ...]] = {}
        self._by_departement: dict[str, tuple[Named, ...]] = {}
        self._around: dict[str, frozenset[str]] = {}

    def exact(self, key: str, *, within: Collection[str] | None = None) -> tuple[str, ...]:
        """Codes of the communes that bear, or a commune of which bore, this name."""
        codes = self._exact.get(key, ())
        return tuple(codes if within is None else (code for code in codes if code in within))

    def in_code_postal(self, code_postal: str) -> tuple[Named, ...]:
        """Names of the communes a postal code serves."""
        if code_postal not in self._by_code_postal:
            codes = self.geography.codes_of_code_postal(code_postal)
            self._by_code_postal[code_postal] = tuple(self.names_of(codes))
        return self._by_code_postal[code_postal]

    def in_departement(self, departement: str) -> tuple[Named, ...]:
        """Names of the communes of a département."""
        if departement not in self._by_departement:
            codes = sorted(self.geography.codes_of_departement(departement))
            self._by_departement[departement] = tuple(self.names_of(codes))
        return self._by_departement[departement]

    def around(self, code_postal: str) -> frozenset[str]:
        """Codes of the communes of the département (rarely two) a postal code serves."""
        if code_postal not in self._around:
            communes = self.geography.communes_of_code_postal(code_postal)
            self._around[code_postal] = self.geography.codes_of_departements(
                {commune.code_departement for commune in communes}
            )
        return self._around[code_postal]

    def noms_of(self, code: str) -> Iterator[str]:
        """Names of a commune as the COG writes them: its own, then those of the communes it took in."""
        commune = self.geography.commune(code)
        if commune is not None:
            yield commune.nom
        yield from self._former.get(code, ())

    def names_of(self, codes: Iterable[str]) -> Iterator[Named]:
        """Every name, of today and before, of these communes."""
        for code in codes:
            for nom in self.noms_of(code):
                words = without_article(name_words(nom))
                yield Named("".join(words), code, tuple(words))


@cache
def commune_index() -> CommuneIndex:
    """The index of the geography shipped with the package."""
    return CommuneIndex(load_geography())


def allowed_edits(key: str, *, is_strict: bool) -> int:
    """Typos accepted in a name: one in five letters with a postal code to confirm it, fewer without."""
    if is_strict:
        return 2 if len(key) >= 9 else int(len(key) >= 5)
    return 3 if len(key) >= 12 else 2 if len(key) >= 7 else int(len(key) >= 3)


def close_codes(keys: Sequence[str], among: Sequence[Named], *, is_strict: bool) -> tuple[str, ...]:
    """Communes one of whose names differs by a few letters; several when no one stands out.

    The best stands out when the next commune is more than twice as far: one letter against three, two against
    five. Optimal string alignment: a swap of neighbours counts one.
    """
    names = [one.key for one in among]
    best: dict[str, int] = {}
    for key in keys:
        most = allowed_edits(key, is_strict=is_strict)
        found = process.extract(key, names, scorer=OSA.distance, score_cutoff=2 * most, limit=None)
        if most and found and found[0][1] <= most:
            for _, distance, place in found:
                code = among[place].code
                best[code] = min(best.get(code, 99), int(distance))
    ranked = sorted(best, key=lambda code: (best[code], code))
    return tuple(code for code in ranked if best[code] <= 2 * best[ranked[0]])


def cut_codes(text: str, among: Sequence[Named]) -> tuple[str, ...]:
    """Communes whose name is cut: « Chât. Gontier », « Saint-Barthélemy »."""
    words = tuple(without_article(name_words(text)))
    if sum(map(len, words)) < _CUT_LETTERS:
        return ()
    return tuple({one.code: None for one in among if _is_cut(words, one.words)})


def completed_codes(text: str, among: Sequence[Named]) -> tuple[str, ...]:
    """Communes whose whole name is inside the text: « Angers Monplaisir »."""
    words = tuple(without_article(name_words(text)))
    return tuple({one.code: None for one in among if _is_inside(one.words, words)})


def _is_cut(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    return len(words) <= len(full) and all(map(str.startswith, full, words))


def _is_inside(words: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    size = len(words)
    return sum(map(len, words)) >= _CUT_LETTERS and any(
        longer[start : start + size] == words for start in range(len(longer) - size + 1)
    )


def nearest_codes(text: str, among: Sequence[Named], *, limit: int = 3) -> tuple[str, ...]:
    """The communes with the nearest names, best first, for a message."""
    found = process.extract(
        name_key(text),
        [one.key for one in among],
        scorer=OSA.normalized_similarity,
        score_cutoff=0.55,
        limit=limit * 2,
    )
    return tuple(dict.fromkeys(among[place].code for _, _, place in found))[:limit]
