"""The 16 categories and the 69 thematiques of the schema, and how the thematiques of a service are read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from data_inclusion.schema import v1

from offre_insertion.schema import CODE_LABELS, ENUMS

_THEMATIQUES = dict.fromkeys(ENUMS["thematiques"])

#: The three freins that come first everywhere.
FREINS = ("mobilite", "famille--garde-denfants", "sante")
CATEGORIES = tuple(str(one.value) for one in v1.Categorie)
#: Category → its thematiques, in the order of the schema.
SUB_THEMATIQUES = MappingProxyType(
    {
        category: tuple(code for code in _THEMATIQUES if code.startswith(f"{category}--"))
        for category in CATEGORIES
    }
)
#: Freins, then categories, then thematiques: each code once.
ALL = tuple(dict.fromkeys((*FREINS, *CATEGORIES, *_THEMATIQUES)))
_LABELLED = frozenset(ALL)


def label(code: str) -> str:
    """The words of the schema for a category or a thematique; the code when it has none."""
    return CODE_LABELS[code] if code in _LABELLED else code


def category_of(code: str) -> str:
    """The category of a thematique; itself for a category."""
    return code.partition("--")[0]


def subs_of(code: str) -> tuple[str, ...]:
    """The thematiques of a category; a thematique is alone in its own."""
    return SUB_THEMATIQUES.get(code, (code,))


class Reading(NamedTuple):
    """What a service is about: thematiques, and categories it names without saying more (« imprécise »)."""

    thematiques: tuple[str, ...]
    imprecise: tuple[str, ...]


def read_thematiques(codes: Iterable[str]) -> Reading:
    """Rule « catégorie nue » (referencement.md §4.4, §4.5).

    A service that bears every thematique of a category was mapped from the bare category: it says nothing of any
    of them. So does a bare category code, which the schema no longer has. Unknown codes are left out.
    """
    return _read(tuple(sorted(set(codes))))


@cache
def _read(codes: tuple[str, ...]) -> Reading:
    known = [code for code in codes if code in _THEMATIQUES]
    bare = [
        category
        for category in CATEGORIES
        if category in codes or all(sub in known for sub in SUB_THEMATIQUES[category])
    ]
    return Reading(tuple(code for code in known if category_of(code) not in bare), tuple(bare))
