"""Addresses as comparable values: number, street, nothing else."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz import fuzz

from offre_insertion.matching.words import STOPWORDS
from offre_insertion.text import fold

#: Abbreviations of ways and of words of street names, as clerks write them (norm AFNOR NF Z 10-011 and others).
_WORDS = {
    "all": "allee",
    "av": "avenue",
    "ave": "avenue",
    "bat": "batiment",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "boul": "boulevard",
    "bvd": "boulevard",
    "che": "chemin",
    "chem": "chemin",
    "ch": "chemin",
    "cdt": "commandant",
    "col": "colonel",
    "cpt": "capitaine",
    "crs": "cours",
    "dr": "docteur",
    "fbg": "faubourg",
    "fg": "faubourg",
    "gal": "general",
    "gd": "grand",
    "gde": "grande",
    "imp": "impasse",
    "lot": "lotissement",
    "mal": "marechal",
    "pass": "passage",
    "pce": "place",
    "pdt": "president",
    "pl": "place",
    "pr": "professeur",
    "prom": "promenade",
    "qu": "quai",
    "r": "rue",
    "res": "residence",
    "rte": "route",
    "sq": "square",
    "st": "saint",
    "ste": "sainte",
    "za": "zone",
    "zac": "zone",
    "zi": "zone",
}
_WAYS = frozenset(
    [
        "allee",
        "avenue",
        "boulevard",
        "chemin",
        "cite",
        "cours",
        "esplanade",
        "faubourg",
        "impasse",
        "lotissement",
        "passage",
        "place",
        "promenade",
        "quai",
        "residence",
        "route",
        "rue",
        "ruelle",
        "sentier",
        "square",
        "venelle",
        "voie",
        "zone",
    ]
)
#: Streets found in every commune: without a number they say nothing of a place.
_COMMON_STREETS = frozenset(
    (
        "mairie",
        "eglise",
        "bourg",
        "gare",
        "ecole",
        "poste",
        "hotel ville",
        "grande",
        "principale",
        "republique",
    )
)
_NOISE = re.compile(
    r"\b(?:cedex(?: \d{1,2})?|(?:bp|cs|tsa) ?\d{1,6}(?: \d{1,6})?|\d{5}|\d{2} \d{3}(?= |$))\b"
)
_NUMBER = re.compile(r"^(\d{1,4})(?: ?(bis|ter|quater|[a-d])(?= |$))?(?: (?:et )?(\d{1,4})(?= ))?")


class Address(NamedTuple):
    """``numbers`` in the street (none when not written), ``way`` (rue, place…), ``street`` words joined."""

    numbers: frozenset[str]
    way: str
    street: str


def parse_address(text: str, *, place: frozenset[str] = frozenset()) -> Address | None:
    """An address as number and street, ``None`` when there is no street in it.

    Cedex, postal boxes, postal codes and the words of the commune (``place``) at the end are left out.
    """
    cleaned = " ".join(_NOISE.sub(" ", fold(text)).split())
    found = _NUMBER.match(cleaned)
    numbers = frozenset(number for number in (found[1], found[3]) if number) if found else frozenset()
    words = [_WORDS.get(word, word) for word in (cleaned[found.end() :] if found else cleaned).split()]
    way = next((word for word in words if word in _WAYS), "")
    street = [word for word in words if word != way and word not in STOPWORDS]
    while len(street) > 1 and street[-1] in place:
        street.pop()
    return Address(numbers, way, " ".join(street)) if street else None


class AddressMatch(NamedTuple):
    """``same`` and ``different`` from 0 to 1; both 0 when nothing can be said."""

    same: float
    different: float


UNKNOWN = AddressMatch(0.0, 0.0)


def compare_addresses(a: Address | None, b: Address | None) -> AddressMatch:
    """Same street and number, in two writings. Symmetric. Both are supposed to be in the same commune."""
    if a is None or b is None:
        return UNKNOWN
    alike = fuzz.token_sort_ratio(a.street, b.street, score_cutoff=60) / 100
    if alike < 0.8:
        alike = max(alike, 0.9 * (fuzz.token_set_ratio(a.street, b.street, score_cutoff=90) / 100))
    if alike < 0.8:
        return AddressMatch(0.0, 1.0 if alike < 0.6 else 0.5)
    if not a.numbers.isdisjoint(b.numbers):
        return AddressMatch(alike, 0.0)
    if a.numbers and b.numbers:
        return AddressMatch(0.0, 0.6)
    if a.street in _COMMON_STREETS:
        return AddressMatch(0.5 * alike, 0.0)
    return AddressMatch(0.9 * alike, 0.0)
