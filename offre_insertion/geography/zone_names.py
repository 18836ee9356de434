"""One piece of a zone (« Laval Agglo », « 53 », « canton de Gorron ») → what it can mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz import fuzz, process

from offre_insertion.geography.candidates import articled_codes
from offre_insertion.geography.cog import load_geography
from offre_insertion.geography.communes import find_commune
from offre_insertion.geography.epcis import close_epcis, exact_epcis, read_epci
from offre_insertion.geography.names import name_key
from offre_insertion.geography.place_text import place_key, read_place
from offre_insertion.geography.search import commune_index
from offre_insertion.geography.territoires import Territoires
from offre_insertion.geography.zone_codes import is_national, is_zone_code
from offre_insertion.text import fold

Kind = Literal["commune", "epci", "departement", "region", "pays", "territoire"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a piece of text can mean, and the codes that say it."""

    kind: Kind
    codes: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Around:
    """Where the text was written: département, local territories, commune of the record."""

    departement: str | None = None
    territoires: Territoires | None = None
    commune: str | None = None


_FRANCE = frozenset(
    {
        "france",
        "france entiere",
        "toute la france",
        "national",
        "nationale",
        "territoire national",
        "tout le territoire national",
        "ensemble du territoire national",
        "niveau national",
        "pays entier",
    }
)
_QUANTITY = re.compile(
    r"^(?:sur |dans )?(?:l )?(?:(?:tou(?:te?|s|tes)|ensemble|totalite|territoire|perimetre|echelle)"
    r"(?: (?:de|du|des|d)\b)?(?: (?:la|le|les|l)\b)?(?: territoires? (?:de|du|d)\b(?: (?:la|le|l)\b)?)? )"
)
_ARTICLE = re.compile(r"^(?:(?:de|d|du|des)\b ?)?(?:(?:la|le|les|l)\b ?)?")
_DEPARTEMENT = re.compile(
    r"^(?:conseil )?(?:departements?|departemental(?:e|es)?|dpts?|depts?|deps?)\b ?(.*)$"
)
_ENTIRE = re.compile(r" (?:entiere?|complete?|dans son ensemble|en entier|departemental)$")
_LEADING_ARTICLE = re.compile(r"^(?:la|le|les|l) ")
_REGION = re.compile(r"^regions? (.*)$")
_COMMUNE = re.compile(
    r"^(?:communes?|villes?|mairies?|villages?|bourgs?)(?:\s*:\s*|\s+)(?:(?:des|du|de)\s+|d['’]\s*)?(.+)$",
    re.IGNORECASE,
)
_HERE = frozenset(
    {"commune", "commune d implantation", "commune du lieu", "commune de la structure", "sur place"}
)
_INTERCO_HERE = frozenset({"epci", "intercommunalite", "interco", "communaute de communes", "agglomeration"})
_CODE = r"(?:\d{9}|(?:\d|2[ABab])\d{3,4}|\d{2,3}|2[ABab])"
_COUPLE = re.compile(rf"^(.+?)\s*[-–:(]\s*({_CODE})\)?$")
_COUPLE_FIRST = re.compile(rf"^({_CODE})\s*[-–:(]?\s*(\D.+?)\)?$")
_CODE_ASIDE = re.compile(r"\s*\(\s*\w{2,3}\s*\)")
# « UT Laval, Nord, Sud »: half of a territory, not a département of another end of France.
_DIRECTIONS = frozenset({"nord"})


def read_codes(text: str) -> Meaning | None:
    """A code of the schema, alone: « 53 », « 245300447 », « 53147 », « france », « 99100 »."""
    code = text.strip().upper()
    if code.lower() == "france":
        return Meaning("pays", ("france",), "France")
    if not re.fullmatch(r"\d{2,3}|2[AB]|\d{5}|2[AB]\d{3}|\d{9}", code) or not is_zone_code(code):
        return None
    geography = load_geography()
    commune = geography.commune(code)
    epci = geography.epci(code)
    if commune:
        return Meaning("commune", (commune.code_insee,), commune.nom)
    if epci:
        return Meaning("epci", (code,), epci.nom)
    departement = geography.departement(code)
    if departement:
        return Meaning("departement", (code,), departement.nom)
    return Meaning("pays", (code,), "France" if is_national(code) else code)


def exact_meanings(text: str, around: Around) -> tuple[Meaning, ...]:
    """Everything the text says without a typo, best first; the kind when it is written leaves one."""
    alone = read_codes(text)
    if alone:
        return (alone,)
    local = around.territoires.find(text) if around.territoires else None
    if local:
        return (Meaning("territoire", local.codes, local.nom),)
    folded = fold(text)
    if folded in _FRANCE:
        return (Meaning("pays", ("france",), "France"),)
    for reader in (_here, _typed, _coupled):
        found = reader(text, around)
        if found is not None:
            return (found,)
    return tuple(_named(text, around))


def _here(text: str, around: Around) -> Meaning | None:
    """« commune d'implantation », « EPCI »: those of the record's commune."""
    folded = _ARTICLE.sub("", _QUANTITY.sub("", f"{fold(text)} ").strip())
    commune = load_geography().commune(around.commune) if around.commune else None
    if commune and folded in _HERE:
        return Meaning("commune", (commune.code_insee,), commune.nom)
    epci = load_geography().epci(commune.code_epci) if commune and commune.code_epci else None
    if epci and folded in _INTERCO_HERE:
        return Meaning("epci", (epci.code,), epci.nom)
    return None


def _typed(text: str, around: Around) -> Meaning | None:
    """A kind written before the name: « département de la Mayenne », « ville de Mayenne »."""
    folded = _ENTIRE.sub("", _QUANTITY.sub("", fold(text)))
    folded = _LEADING_ARTICLE.sub("", folded)
    departement = _DEPARTEMENT.match(folded)
    if departement:
        return _departement(_ARTICLE.sub("", departement[1]) or around.departement or "")
    region = _REGION.match(folded)
    if region:
        return _region(_ARTICLE.sub("", region[1]))
    commune = _COMMUNE.match(text.strip())
    communes = tuple(_communes(commune[1], around)) if commune else ()
    return communes[0] if len(communes) == 1 else None


def _departement(name: str) -> Meaning | None:
    found = load_geography().departement(name) if name else None
    return Meaning("departement", (found.code,), f"{found.nom} (département)") if found else None


def _region(name: str) -> Meaning | None:
    geography = load_geography()
    found = geography.region(name) if name and not name.isdigit() else None
    if found is None:
        return None
    codes = tuple(one.code for one in geography.departements_of_region(found.code))
    return Meaning("region", codes, f"{found.nom} (région)")


def _communes(name: str, around: Around) -> Iterator[Meaning]:
    """Whole names only, in the département of the catalogue, else its EPCI; in France when it is unknown."""
    place = read_place(name, None, None)
    departement = place.departement or around.departement
    text = _CODE_ASIDE.sub("", name) if place.departement else name
    index, key = commune_index(), place_key(text)
    codes = index.exact(key, within=_inside(departement))
    if departement and not codes:
        codes = index.exact(key, within=_reach(departement))
    for code in articled_codes(index, codes, text):
        commune = load_geography().commune(code)
        if commune is not None:
            yield Meaning("commune", (code,), commune.nom)


def _inside(departement: str | None) -> frozenset[str] | None:
    return load_geography().codes_of_departement(departement) if departement else None


@cache
def _reach(departement: str) -> frozenset[str]:
    """Communes of a département and of the EPCI that cross its border."""
    geography = load_geography()
    epcis = geography.epcis_of_departement(departement)
    return geography.codes_of_departement(departement).union(*(epci.communes for epci in epcis))


def _coupled(text: str, around: Around) -> Meaning | None:
    """A name and its code side by side, that agree: « Mayenne (53) », « 53 - Mayenne »."""
    last, first = _COUPLE.match(text.strip()), _COUPLE_FIRST.match(text.strip())
    for name, code in ((last[1], last[2]) if last else ("", ""), (first[2], first[1]) if first else ("", "")):
        meaning = read_codes(code)
        if meaning and meaning.codes in {one.codes for one in _named(name, around)}:
            return meaning
    return None


def _named(text: str, around: Around) -> Iterator[Meaning]:
    """Bare names, every kind, best first: what is at home in the catalogue comes before what is far.

    « Vienne » is the département in the Vienne, the town in the Isère.
    """
    wide = tuple(_wide(text, around))
    is_home = around.departement is None or any(around.departement in one.codes for one in wide)
    folded = fold(text)
    means_wide = bool(wide) and bool(_QUANTITY.match(folded) or (is_home and _LEADING_ARTICLE.match(folded)))
    towns = () if means_wide or read_epci(text).kind else tuple(_communes(text, around))
    yield from (*wide, *towns) if is_home else (*towns, *wide)
    for epci in exact_epcis(text, departement=around.departement):
        yield Meaning("epci", (epci.code,), epci.nom)


def _wide(text: str, around: Around) -> Iterator[Meaning]:
    """The département, and the région when it is not the same territory."""
    folded = fold(text)
    name = _ENTIRE.sub("", _ARTICLE.sub("", _QUANTITY.sub("", folded)))
    departement = None if name.isdigit() else _departement(folded) or _departement(name)
    if departement and (name not in _DIRECTIONS or around.departement in (None, *departement.codes)):
        yield departement
    region = _region(name)
    if region and (departement is None or region.codes != departement.codes):
        yield region


def close_meanings(text: str, around: Around) -> tuple[Meaning, ...]:
    """What the text says with a typo or by a part of a name, in the département of the catalogue only."""
    if around.departement is None:
        return ()
    found = [
        Meaning("epci", (epci.code,), epci.nom) for epci in close_epcis(text, departement=around.departement)
    ]
    noted = None if read_epci(text).kind else find_commune(nom=text, departement=around.departement)
    if noted and noted.value and {note.code for note in noted.notes} <= {"commune-corrigee"}:
        commune = load_geography().commune(noted.value)
        found.append(Meaning("commune", (noted.value,), commune.nom if commune else noted.value))
    return tuple(found)


def is_arrondissement(text: str, meaning: Meaning) -> bool:
    """« Lyon 3e » means less than the commune whose code is written."""
    commune = load_geography().commune(meaning.codes[0]) if meaning.kind == "commune" else None
    return (
        commune is not None and commune.nom in {"Paris", "Lyon", "Marseille"} and any(map(str.isdigit, text))
    )


def nearest_meanings(text: str, around: Around) -> tuple[Meaning, ...]:
    """For a message: EPCI and communes of the département whose names look like the text."""
    if around.departement is None:
        return ()
    geography = load_geography()
    names: dict[Meaning, str] = {
        Meaning("epci", (epci.code,), epci.nom): read_epci(epci.nom).key
        for epci in geography.epcis_of_departement(around.departement)
    }
    for one in commune_index().in_departement(around.departement):
        commune = geography.commune(one.code)
        names.setdefault(Meaning("commune", (one.code,), commune.nom if commune else one.code), one.key)
    found = process.extract(
        read_epci(text).key or name_key(text), names, scorer=fuzz.ratio, score_cutoff=60, limit=3
    )
    return tuple(meaning for _, _, meaning in found)
