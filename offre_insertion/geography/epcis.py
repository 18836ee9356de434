"""EPCI as people name them: « CC des Coëvrons », « Laval Agglo », « Bocage Mayennais », « CCMA »."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from offre_insertion.geography.cog import load_geography
from offre_insertion.geography.names import name_words
from offre_insertion.geography.search import Named, close_codes
from offre_insertion.geography.values import Epci
from offre_insertion.text import fold

# Written kinds, longest first. « agglomération » and « métropole » inside a name belong to the name.
_KINDS = (
    (re.compile(r"^(?:communautes? de communes?|com ?com|cdc|codecom|c c)\b"), "cc"),
    (re.compile(r"^(?:communautes? d agglomerations?|communautes? agglo|c a)\b"), "ca"),
    (re.compile(r"^(?:communautes? urbaines?|c u)\b"), "cu"),
    (re.compile(r"^(?:intercommunalites?|interco|epci|communautes?)\b"), "epci"),
    (re.compile(r"^(?:metropole)\b"), "metropole"),
)
_KIND_WORDS = frozenset({"cc", "ca", "cu", "epci", "metropole"})
_SILENT = frozenset({"de", "du", "des", "d", "le", "la", "les", "l", "et", "en", "a", "au", "aux"})
_SAME_WORDS = {"agglo": "agglomeration", "agglos": "agglomeration", "co": "communaute"}
# Not « agglomération » nor « communauté »: « Laval » alone is the town, not « Laval Agglomération ».
_OPTIONAL = frozenset({"pays"})
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{2,8}")
_PARENTHESES = re.compile(r"\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class EpciText:
    """A text as the name of an EPCI: its kind when written, and the words that matter."""

    kind: str | None
    words: tuple[str, ...]

    @property
    def key(self) -> str:
        """The words as one key."""
        return "".join(self.words)

    @property
    def short_key(self) -> str:
        """The key without « pays »: « CC de Craon » is « CC du Pays de Craon »."""
        return "".join(word for word in self.words if word not in _OPTIONAL)


@lru_cache(maxsize=1 << 14)
def read_epci(text: str) -> EpciText:
    """Take the kind away from the name: « Communauté de communes du Pays de Craon » → cc, pays craon."""
    folded = fold(_PARENTHESES.sub(" ", text))
    for pattern, kind in _KINDS:
        folded = pattern.sub(kind, folded)
    words = [_SAME_WORDS.get(word, word) for word in name_words(folded)]
    while words and words[0] in _SILENT:
        words = words[1:]
    kind_word = words[0] if words and words[0] in _KIND_WORDS else None
    named = words[1:] if kind_word else words
    return EpciText(kind_word, tuple(word for word in named if word not in _SILENT))


def acronyms(epci: Epci) -> frozenset[str]:
    """Acronyms people build from a name: the one the COG gives, kind and initials: « CC du Mont des
    Avaloirs » → CCMA."""
    read = read_epci(epci.nom)
    kind = {"METRO": "m", "MET69": "m"}.get(epci.type, epci.type.lower())
    given = {fold(one).replace(" ", "") for one in _PARENTHESES.findall(epci.nom)}
    built = kind + "".join(word[0] for word in read.words)
    return frozenset({*given, built} - {""})


@cache
def _epcis_of(departement: str | None) -> tuple[tuple[Epci, EpciText], ...]:
    geography = load_geography()
    epcis = geography.epcis_of_departement(departement) if departement else geography.epcis
    return tuple((epci, read_epci(epci.nom)) for epci in epcis)


@lru_cache(maxsize=1 << 14)
def exact_epcis(text: str, *, departement: str | None) -> tuple[Epci, ...]:
    """EPCI of the département (else of France) with this name, kind and articles apart, or this acronym."""
    asked = read_epci(text)
    among = _epcis_of(departement)
    if _ACRONYM.fullmatch(text.strip()) and departement:
        found = [epci for epci, _ in among if text.strip().lower() in acronyms(epci)]
        if found:
            return tuple(found)
    if not asked.key:
        return ()
    exact = [epci for epci, name in among if name.key == asked.key and _is_kind(epci, asked)]
    if not exact and departement and asked.short_key:
        exact = [epci for epci, name in among if name.short_key == asked.short_key and _is_kind(epci, asked)]
    if not exact and departement and asked.kind:
        exact = [epci for epci, name in among if _holds(name, asked) and _is_kind(epci, asked)]
    if not exact and departement:
        exact = [epci for epci in exact_epcis(text, departement=None) if asked.kind]
    return tuple(exact)


def close_epcis(text: str, *, departement: str) -> tuple[Epci, ...]:
    """EPCI of the département with a misspelt or partial name: « Boccage mayenais », « Avaloirs »."""
    asked = read_epci(text)
    among = _epcis_of(departement)
    names = tuple(Named(name.key, epci.code, name.words) for epci, name in among)
    codes = set(close_codes((asked.key,), names, is_strict=True)) if asked.key else set()
    if sum(map(len, asked.words)) >= 5:
        codes.update(epci.code for epci, name in among if _holds(name, asked))
    return tuple(epci for epci, _ in among if epci.code in codes)


def _holds(name: EpciText, asked: EpciText) -> bool:
    return bool(asked.words) and set(name.words).issuperset(asked.words)


def _is_kind(epci: Epci, asked: EpciText) -> bool:
    """A CC called « CA » is another one; « epci » and « communauté » say nothing; « métropole » is loose."""
    return asked.kind in (None, "epci", "metropole") or epci.type.lower() == asked.kind


def label_epcis(epcis: Iterable[Epci]) -> str:
    """« CC de l'Ernée (245300355), … »."""
    return ", ".join(f"{epci.nom} ({epci.code})" for epci in epcis)
