"""What a name, a postal code and a département say together, the INSEE code left aside."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

from offre_insertion.geography.cog import load_geography
from offre_insertion.geography.names import name_key
from offre_insertion.geography.place_text import PlaceText, place_key
from offre_insertion.geography.search import (
    CommuneIndex,
    Named,
    close_codes,
    completed_codes,
    cut_codes,
    nearest_codes,
)

How = Literal[
    "exact",
    "corrected",  # misspelt or shortened
    "elsewhere",  # the name exists in the département, under another postal code
    "deduced",  # from the postal code alone
    "alone-in-france",  # not in the département of the catalogue, and borne by no other commune
    "outside",  # the name exists, in another département than the one said
    "nearest",  # nothing to trust, only looks alike
    "nothing",
]

_ARTICLES = ("l'", "l’", "la ", "le ", "les ")


class Found(NamedTuple):
    """Candidates, and how they were found: one when there is no doubt."""

    how: How
    codes: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The commune, when a single one is left and it can be trusted."""
        return self.codes[0] if len(self.codes) == 1 and self.how not in ("nearest", "outside") else None


def search(index: CommuneIndex, place: PlaceText, *, departement: str | None) -> Found:
    """What the name, the postal code and the département say, the INSEE code left aside."""
    served = index.geography.codes_of_code_postal(place.code_postal) if place.code_postal else ()
    if served:
        return _search_served(index, place, served, departement=departement)
    around = _departements(index, place, departement)
    if not place.names:
        return Found("nothing", ())
    return _search_around(index, place, around)


def _departements(index: CommuneIndex, place: PlaceText, departement: str | None) -> tuple[str, ...]:
    """Where to look for the name, without a postal code that serves communes."""
    if place.departement:
        return (place.departement,)
    if place.code_postal:
        return departements_of_code_postal(place.code_postal)
    known = index.geography.departement(departement) if departement else None
    return (known.code,) if known else ()


def departements_of_code_postal(code_postal: str) -> tuple[str, ...]:
    """Départements of the first digits of a postal code: ``"53101"`` → 53, ``"20700"`` → 2A and 2B."""
    start = code_postal[:3] if code_postal.startswith(("97", "98")) else code_postal[:2]
    if start == "20":
        return {"200": ("2A",), "201": ("2A",)}.get(code_postal[:3], ("2B",))
    return (start,) if load_geography().departement(start) else ()


def _search_served(
    index: CommuneIndex, place: PlaceText, served: tuple[str, ...], *, departement: str | None
) -> Found:
    if not place.names:
        return Found("deduced", served)
    exact = exact_codes(index, place, served)
    if exact:
        return Found("exact", exact)
    elsewhere = exact_codes(index, place, index.around(place.code_postal or ""))
    among = index.in_code_postal(place.code_postal or "")
    close = likely_codes(place, among, is_strict=False)
    if elsewhere:
        return Found("elsewhere", tuple(dict.fromkeys((*elsewhere, *close))))
    if close:
        return Found("corrected", close)
    is_elsewhere = any(index.exact(key) for group in place.names for key in group)
    if is_elsewhere and not _are_in(index, served, departement):
        return Found("outside", served)
    if len(served) == 1 and not place.is_padded:
        return Found("deduced", served)
    return Found("nearest", served)


def _search_around(index: CommuneIndex, place: PlaceText, departements: tuple[str, ...]) -> Found:
    """The name in the départements, else in France when one commune only bears it."""
    around = index.geography.codes_of_departements(departements)
    exact = exact_codes(index, place, around) if around else ()
    if exact:
        return Found("exact", exact)
    among = [one for departement in departements for one in index.in_departement(departement)]
    close = likely_codes(place, among, is_strict=True, with_cuts=place.code_postal is not None)
    in_france = exact_codes(index, place, None)
    if around and in_france and (close or place.code_postal or place.departement):
        return Found("outside", tuple(dict.fromkeys((*close, *in_france))))
    if in_france:
        return Found("alone-in-france" if around else "exact", in_france)
    if close:
        return Found("corrected", close)
    # « Bonchamp » without a postal code is a proposal, not an answer: Bonchamp-lès-Laval before what looks alike.
    alike = (*cut_codes(place.words, among), *nearest_codes(place.words, among))
    return Found("nearest", tuple(dict.fromkeys(alike)))


def _are_in(index: CommuneIndex, codes: tuple[str, ...], departement: str | None) -> bool:
    """The postal code is in the département of the catalogue, so « Sainte-Anne, 97437 » is a place there."""
    known = index.geography.departement(departement) if departement else None
    return known is not None and index.geography.codes_of_departement(known.code).issuperset(codes)


def exact_codes(index: CommuneIndex, place: PlaceText, within: Collection[str] | None) -> tuple[str, ...]:
    """Communes with exactly one of the names, from the first group of names that has any."""
    for group in place.names:
        codes = tuple(dict.fromkeys(code for key in group for code in index.exact(key, within=within)))
        if codes:
            return articled_codes(index, codes, place.words)
    return ()


def articled_codes(index: CommuneIndex, codes: tuple[str, ...], text: str) -> tuple[str, ...]:
    """« La Vergne » and « Vergné » have the same key: the article decides, when it leaves one commune."""
    if len(codes) < 2:
        return codes
    articled, key = text.lower().startswith(_ARTICLES), place_key(text)
    kept = tuple(
        code
        for code in codes
        if any(
            name_key(nom) == key and nom.lower().startswith(_ARTICLES) == articled
            for nom in index.noms_of(code)
        )
    )
    return kept if len(kept) == 1 else codes


def likely_codes(
    place: PlaceText, among: Collection[Named], *, is_strict: bool, with_cuts: bool = True
) -> tuple[str, ...]:
    """Communes with a name a few letters away, cut or completed; several when no one stands out."""
    names = tuple(among)
    codes = close_codes(place.names[0] if place.names else (), names, is_strict=is_strict)
    for group in place.names[1:2]:
        codes = codes or close_codes(group, names, is_strict=is_strict)
    if with_cuts:
        codes = (*codes, *cut_codes(place.words, names)) or completed_codes(place.words, names)
    return tuple(dict.fromkeys(codes))
