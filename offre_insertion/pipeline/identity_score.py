"""How much a record of today looks like one of yesterday: best main feature, then qualifiers; parts one can argue.

Not the search for duplicates: here both records come from the same catalogue, at a few days' distance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from offre_insertion.schema import Kind, Record
from offre_insertion.text import fold


@dataclass(frozen=True, slots=True)
class Feature:
    """A measure between 0 and 1 of two records, and what it is worth; a qualifier adds to the best main one."""

    name: str
    measure: Callable[[Record, Record], float]
    weight: float
    is_qualifier: bool = False


def _equal(field: str) -> Callable[[Record, Record], float]:
    """1 when both have the field, equal once folded. Two blanks are not alike."""

    def measure(a: Record, b: Record) -> float:
        left, right = a.get(field), b.get(field)
        return float(left is not None and right is not None and fold(str(left)) == fold(str(right)))

    return measure


def _different(field: str) -> Callable[[Record, Record], float]:
    """1 when both have the field and it differs once folded."""

    def measure(a: Record, b: Record) -> float:
        left, right = a.get(field), b.get(field)
        return float(left is not None and right is not None and fold(str(left)) != fold(str(right)))

    return measure


def _similar(field: str) -> Callable[[Record, Record], float]:
    """Resemblance of two texts, word order aside; 0 below 60 %, where it means nothing."""

    def measure(a: Record, b: Record) -> float:
        left, right = a.get(field), b.get(field)
        if left is None or right is None:
            return 0.0
        return fuzz.token_sort_ratio(fold(str(left)), fold(str(right)), score_cutoff=60) / 100

    return measure


_similar_nom = _similar("nom")
_same_telephone, _same_courriel = _equal("telephone"), _equal("courriel")


def _other_nom(a: Record, b: Record) -> float:
    return float(_similar_nom(a, b) == 0)


def _same_contacts(a: Record, b: Record) -> float:
    return _same_telephone(a, b) * _same_courriel(a, b)


def _same_siren(a: Record, b: Record) -> float:
    left, right = str(a.get("siret", "")), str(b.get("siret", ""))
    return float(len(left) == len(right) == 14 and left != right and left[:9] == right[:9])


def _other_siren(a: Record, b: Record) -> float:
    left, right = str(a.get("siret", "")), str(b.get("siret", ""))
    return float(len(left) == len(right) == 14 and left[:9] != right[:9])


_STRUCTURE = (
    Feature("same_siret", _equal("siret"), 0.9),
    Feature("same_siren", _same_siren, 0.7),
    Feature("same_telephone", _equal("telephone"), 0.75),
    Feature("same_courriel", _equal("courriel"), 0.75),
    Feature("similar_nom", _similar("nom"), 0.8),
    Feature("same_nom", _equal("nom"), 0.1, is_qualifier=True),
    # One telephone is shared by all who live at one address; with the courriel, it is the same people.
    Feature("same_contacts", _same_contacts, 0.1, is_qualifier=True),
    Feature("other_nom", _other_nom, -0.1, is_qualifier=True),
    Feature("same_commune", _equal("commune"), 0.1, is_qualifier=True),
    Feature("same_adresse", _equal("adresse"), 0.1, is_qualifier=True),
    Feature("other_commune", _different("commune"), -0.3, is_qualifier=True),
    Feature("other_siren", _other_siren, -0.4, is_qualifier=True),
)
#: Services compared are of the same structure: its contacts say nothing.
_SERVICE = (
    Feature("similar_nom", _similar("nom"), 0.8),
    Feature("similar_description", _similar("description"), 0.8),
    Feature("same_description", _equal("description"), 0.1, is_qualifier=True),
    Feature("same_nom", _equal("nom"), 0.1, is_qualifier=True),
    Feature("same_thematiques", _equal("thematiques"), 0.05, is_qualifier=True),
    Feature("same_adresse", _equal("adresse"), 0.05, is_qualifier=True),
    Feature("other_commune", _different("commune"), -0.3, is_qualifier=True),
    Feature("other_type", _different("type"), -0.1, is_qualifier=True),
    Feature("other_thematiques", _different("thematiques"), -0.1, is_qualifier=True),
)
FEATURES: dict[Kind, tuple[Feature, ...]] = {"structure": _STRUCTURE, "service": _SERVICE}


def similarity(kind: Kind, a: Record, b: Record) -> float:
    """Between 0 and 1: the best main feature, plus and minus the qualifiers."""
    best = max(f.measure(a, b) * f.weight for f in FEATURES[kind] if not f.is_qualifier)
    rest = sum(f.measure(a, b) * f.weight for f in FEATURES[kind] if f.is_qualifier)
    return min(1.0, max(0.0, best + rest)) if best else 0.0


def block_keys(kind: Kind, record: Record) -> Iterator[str]:
    """What two records of a same thing share, at least once."""
    if kind == "service":
        yield f"structure:{record.get('structure_id')}"
        return
    siret = str(record.get("siret", ""))
    if siret:
        yield f"siren:{siret[:9]}"
    for field in ("telephone", "courriel"):
        if field in record:
            yield f"{field}:{record[field]}"
    for word in fold(str(record.get("nom", ""))).split():
        if len(word) > 3:
            yield f"nom:{word}"
