"""A case: a pair and its two records, ready to be shown to a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from offre_insertion.matching import (
    Judgement,
    Pair,
    Reference,
    cluster,
    find_duplicates,
    find_service_duplicates,
    mark_referenced,
)
from offre_insertion.matching.references import comparable
from offre_insertion.review.offer import Offer
from offre_insertion.review.spoken import Spoken
from offre_insertion.schema import FIELDS, Kind, Record
from offre_insertion.text import one_line

#: Not shown in a review: the ids are in its title, the names of people help nobody decide and stay home.
_HIDDEN = frozenset({"source", "id", "structure_id", "contact_nom_prenom"})

Mark = Literal["same", "different", "left", "right"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of both records, as text; ``mark`` says whether they agree, or which side alone has a value."""

    field: str
    left: str
    right: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Case:
    """A pair with its records. ``hosts`` names the structures of two services (empty for structures).

    ``reference`` is what ours would add, when the right one is of the offer already referenced.
    """

    kind: Kind
    pair: Pair
    left: Record
    right: Record
    hosts: tuple[str, str] = ("", "")
    reference: Reference | None = None

    @property
    def label(self) -> str:
        """Where the pair stands, in French."""
        if self.pair.judgement is not None:
            return f"jugé {self.pair.judgement}"
        return {"certain": "doublon certain", "a-examiner": "à examiner"}.get(self.pair.verdict, "distinct")

    @property
    def referenced(self) -> str | None:
        """« Déjà référencé » and how sure it is, or ``None``."""
        if self.reference is None:
            return None
        return "déjà référencé" if self.reference.verdict == "certain" else "peut-être déjà référencé"

    @property
    def standing(self) -> str:
        """Both sentences in one: « déjà référencé · doublon certain »."""
        return " · ".join(filter(None, (self.referenced, self.label)))

    def differences(self) -> list[Difference]:
        """Field by field, those that neither record fills left out; the structures of services come first."""
        first = [] if not any(self.hosts) else [_difference("structure", *self.hosts)]
        return [*first, *compare_fields(self.left, self.right, self.kind)]

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        shown: dict[str, Any] = {
            "nature": self.kind,
            "gauche": _summary(self.left),
            "droite": _summary(self.right),
            "score": self.pair.score,
            "verdict": self.pair.verdict,
            "jugement": self.pair.judgement,
            "raisons": [
                {"indice": reason.feature, "poids": reason.weight, "phrase": reason.detail}
                for reason in self.pair.reasons
            ],
        }
        if self.reference is not None:
            shown["deja_reference"] = reference_as_dict(self.reference)
        return shown


def _summary(record: Record) -> dict[str, Any]:
    return {name: record.get(name) for name in ("id", "source", "nom", "commune", "code_insee")}


def reference_as_dict(reference: Reference) -> dict[str, Any]:
    """JSON-ready."""
    return {
        "nature": reference.kind,
        "id": reference.id,
        "autre_id": reference.other_id,
        "autre_source": reference.other_source,
        "verdict": reference.verdict,
        "score": reference.score,
        "ajouterait": dict(reference.adds),
        "differe": list(reference.differs),
        "plus_recente": reference.is_fresher,
    }


def find_cases(offer: Offer, *, against: Offer | None = None, spoken: Spoken | None = None) -> list[Case]:
    """Every pair of structures, then of services, best score first; judged ones bear their judgement.

    Among the records of ``offer``, or, with ``against`` (the offer already referenced), between the two: a pair of
    one source is then our own earlier publication, and no duplicate.
    """
    spoken = spoken or Spoken()
    judgements: dict[Kind, list[Judgement]] = {
        "structure": spoken.standing("structure"),
        "service": spoken.standing("service"),
    }
    structures = find_duplicates(
        offer.structures.values(),
        against=None if against is None else against.structures.values(),
        judgements=judgements["structure"],
    )
    services = find_service_duplicates(
        offer.services.values(),
        clusters=cluster(structures, judgements=judgements["structure"]).by_id(),
        against=None if against is None else against.services.values(),
        judgements=judgements["service"],
    )
    return [
        *_cases("structure", structures, offer, against),
        *_cases("service", services, offer, against),
    ]


def to_ask(cases: Iterable[Case], *, certain: bool = False) -> list[Case]:
    """The pairs that nobody judged: those to examine, and the certain ones on demand."""
    return [
        case
        for case in cases
        if case.pair.is_to_ask or (certain and case.pair.judgement is None and case.pair.verdict == "certain")
    ]


def _cases(kind: Kind, pairs: Iterable[Pair], offer: Offer, against: Offer | None) -> Iterator[Case]:
    pairs = list(pairs)
    ours, other = offer.records(kind), offer if against is None else against
    theirs = other.records(kind)
    references: Mapping[tuple[str, str], Reference] = {}
    if against is not None:
        found = mark_referenced(pairs, ours.values(), theirs.values(), kind=kind)
        references = {(one.id, one.other_id): one for one in found}
    for pair in pairs:
        left, right = ours[pair.left], theirs[pair.right]
        if against is not None and left["source"] == right["source"]:
            continue
        hosts = ("", "") if kind == "structure" else (_host(left, offer), _host(right, other))
        yield Case(kind, pair, left, right, hosts, references.get((pair.left, pair.right)))


def _host(service: Record, offer: Offer) -> str:
    return offer.label("structure", str(service.get("structure_id", "")))


def compare_fields(left: Record, right: Record, kind: Kind) -> list[Difference]:
    """The fields of the schema that one of the two fills, in its order."""
    return [
        _difference(name, left.get(name), right.get(name))
        for name in FIELDS[kind]
        if name not in _HIDDEN and (name in left or name in right)
    ]


def _difference(field: str, left: object, right: object) -> Difference:
    return Difference(field, as_text(left), as_text(right), _mark(field, left, right))


def _mark(field: str, left: object, right: object) -> Mark:
    if left in (None, "") or right in (None, ""):
        return "right" if left in (None, "") else "left"
    if isinstance(left, list) and isinstance(right, list):
        return "same" if set(map(str, left)) == set(map(str, right)) else "different"
    return "same" if comparable(field, left) == comparable(field, right) else "different"


def as_text(value: object) -> str:
    """A value on one line."""
    return one_line(
        ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    )
