"""Codes of ``zone_eligibilite`` → communes, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from offre_insertion.geography.cog import load_geography

FRANCE = frozenset({"france", "99100"})
_COUNTRY = re.compile(r"99\d{3}")


def is_national(code: str) -> bool:
    """``france`` or ``99100``."""
    return code in FRANCE


def is_zone_code(code: str) -> bool:
    """A code the schema takes and the COG of the year knows: commune (today's or before), EPCI, département,
    ``france`` or a country."""
    geography = load_geography()
    return (
        is_national(code)
        or _COUNTRY.fullmatch(code) is not None
        or geography.current_code(code) is not None
        or geography.epci(code) is not None
        or code in {one.code for one in geography.departements}
    )


def zone_name(code: str) -> str:
    """The name of the territory of a code, the code itself when the COG of the year has none."""
    geography = load_geography()
    found = geography.commune(code) or geography.epci(code) or geography.departement(code)
    return "France" if is_national(code) else found.nom if found else code


@lru_cache(maxsize=1 << 14)
def _expand(code: str) -> frozenset[str]:
    geography = load_geography()
    if is_national(code):
        return frozenset(commune.code_insee for commune in geography.communes)
    current = geography.current_code(code)
    if current is not None:
        return frozenset({current})
    return geography.codes_of_epci(code) or geography.codes_of_departement(code)


def expand_zone(codes: Iterable[str]) -> frozenset[str]:
    """Today's communes that the codes cover: an EPCI gives all of its communes, of every département.

    ``france`` gives every commune; another country and an unknown code give none.
    """
    return frozenset[str]().union(*map(_expand, codes))


def compress_zone(communes: Iterable[str]) -> tuple[str, ...]:
    """The fewest codes that cover exactly these communes: départements, then EPCI, then communes.

    An EPCI that crosses the border of a département is only written when its communes of the other one are
    meant too: its code would silently add them (89 EPCI of 1,255 do cross, COG 2026).
    """
    geography = load_geography()
    left = set(communes)
    codes: list[str] = []
    for departement in sorted({one.code_departement for code in left if (one := geography.commune(code))}):
        whole = geography.codes_of_departement(departement)
        if whole <= left:
            codes.append(departement)
            left -= whole
    for epci in sorted(
        {one.code_epci for code in left if (one := geography.commune(code)) and one.code_epci}
    ):
        whole = geography.codes_of_epci(epci)
        if whole <= left:
            codes.append(epci)
            left -= whole
    return (*codes, *sorted(left))
