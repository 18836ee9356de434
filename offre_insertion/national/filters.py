"""The filters of each list of the API: an unknown one is ignored in silence there, so it is refused here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from offre_insertion.client import Params
from offre_insertion.schema import ENUMS


class StructureFilters(TypedDict, total=False):
    """Of ``/structures``. ``exclure_doublons`` looks only among what the other filters keep."""

    sources: Sequence[str]
    reseaux_porteurs: Sequence[str]
    code_region: str
    slug_region: str
    code_departement: str
    slug_departement: str
    code_commune: str
    exclure_doublons: bool


class ServiceFilters(TypedDict, total=False):
    """Of ``/services``. ``publics`` also gives « tous-publics », which alone is no filter at all."""

    sources: Sequence[str]
    thematiques: Sequence[str]
    code_region: str
    slug_region: str
    code_departement: str
    slug_departement: str
    code_commune: str
    frais: Sequence[str]
    publics: Sequence[str]
    recherche_public: str
    modes_accueil: Sequence[str]
    types: Sequence[str]
    score_qualite_minimum: float


class SearchFilters(TypedDict, total=False):
    """Of ``/search/services``, beside the commune. ``lat`` and ``lon`` go together; no département here."""

    sources: Sequence[str]
    lat: float
    lon: float
    thematiques: Sequence[str]
    frais: Sequence[str]
    modes_accueil: Sequence[str]
    publics: Sequence[str]
    recherche_public: str
    types: Sequence[str]
    score_qualite_minimum: float
    exclure_doublons: bool


def build_params(given: Mapping[str, object], allowed: type, **paging: int | str) -> Params:
    """Parameters to send. Raises ``TypeError`` on a filter that the list does not have, or a text for a list."""
    known = allowed.__annotations__
    for name, value in given.items():
        if name not in known:
            raise TypeError(f"unknown filter « {name} »: {', '.join(known)}")
        if isinstance(value, str) and "Sequence" in str(known[name]):
            raise TypeError(f"« {name} » takes several values, not a text")
    expanded = dict(given)
    if isinstance(codes := given.get("thematiques"), Sequence):
        expanded["thematiques"] = expand_thematiques(codes)
    return {**paging, **expanded}  # type: ignore[dict-item]  # the values of the filters above


def expand_thematiques(values: Sequence[str]) -> list[str]:
    """Categories (« famille ») replaced by their thematiques, the rest as it is, nothing twice.

    The server expands a category by itself, but fails (500) on a category beside a thematique (contract §1.4).
    """
    expanded = (
        code
        for value in values
        for code in ([one for one in ENUMS["thematiques"] if one.startswith(f"{value}--")] or [value])
    )
    return list(dict.fromkeys(expanded))
