"""Our records that another source already references: not merged, marked, with what ours would add."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from offre_insertion.matching.profiles import text_of, values_of
from offre_insertion.matching.score import Pair, Verdict
from offre_insertion.schema import FIELDS, LIST_FIELDS, Kind, Record
from offre_insertion.text import fold

#: Fields that name the record or its producer, and not the offer.
_OWN_FIELDS = frozenset({"source", "id", "structure_id", "lien_source", "date_maj", "contact_nom_prenom"})
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Reference:
    """« Déjà référencé » : our record ``id`` and the one of another source, ``other_id``.

    ``adds``: field → what ours has and theirs lacks (the values missing, for a list). ``differs``: fields both
    fill otherwise. ``is_fresher``: ours is dated later.
    """

    kind: Kind
    id: str
    other_id: str
    other_source: str
    verdict: Verdict
    score: float
    adds: Mapping[str, object]
    differs: tuple[str, ...]
    is_fresher: bool


def mark_referenced(
    pairs: Iterable[Pair], ours: Iterable[Record], theirs: Iterable[Record], *, kind: Kind = "structure"
) -> list[Reference]:
    """For the pairs of :func:`find_duplicates` (or of services) with another source: what is there, what we add.

    « Distinct » pairs, and records of our own source already published there, are left out. One of our records
    can have several references. In the order of our ids, best score first, then the fewest
    differences.
    """
    local = {text_of(record, "id"): record for record in ours}
    other = {text_of(record, "id"): record for record in theirs}
    found = [
        _reference(pair, local[pair.left], other[pair.right], kind)
        for pair in pairs
        if pair.verdict != "distinct" and pair.left in local and pair.right in other
    ]
    foreign = (ref for ref in found if ref.other_source != text_of(local[ref.id], "source"))
    return sorted(foreign, key=lambda ref: (ref.id, -ref.score, len(ref.differs), ref.other_id))


def _reference(pair: Pair, ours: Record, theirs: Record, kind: Kind) -> Reference:
    adds: dict[str, object] = {}
    differs: list[str] = []
    for name in FIELDS[kind]:
        if name in _OWN_FIELDS or not ours.get(name):
            continue
        if name in LIST_FIELDS:
            missing = [code for code in values_of(ours, name) if code not in values_of(theirs, name)]
            adds.update({name: missing} if missing else {})
        elif theirs.get(name) in (None, ""):
            adds[name] = ours[name]
        elif comparable(name, ours[name]) != comparable(name, theirs[name]):
            differs.append(name)
    return Reference(
        kind=kind,
        id=pair.left,
        other_id=pair.right,
        other_source=text_of(theirs, "source"),
        verdict=pair.verdict,
        score=pair.score,
        adds=adds,
        differs=tuple(differs),
        is_fresher=str(ours.get("date_maj") or "")[:10] > str(theirs.get("date_maj") or "")[:10],
    )


def hold_back(
    structures: Iterable[Record],
    services: Iterable[Record],
    references: Iterable[Reference],
    *,
    published: Container[str] = (),
) -> dict[Kind, set[str]]:
    """Ids of our records to leave out of what is published, since another source surely references them.

    ``published`` are the sources whose connector says to publish them all the same. A structure stays as long as one
    of its services does: without it that service would stop the whole source at data·inclusion.
    """
    sure: dict[Kind, set[str]] = {"structure": set(), "service": set()}
    for reference in references:
        if reference.verdict == "certain":
            sure[reference.kind].add(reference.id)

    def is_held(record: Record, kind: Kind) -> bool:
        return text_of(record, "id") in sure[kind] and text_of(record, "source") not in published

    services = list(services)
    held = {text_of(record, "id") for record in services if is_held(record, "service")}
    hosts = {text_of(record, "structure_id") for record in services if text_of(record, "id") not in held}
    return {
        "structure": {
            text_of(record, "id")
            for record in structures
            if is_held(record, "structure") and text_of(record, "id") not in hosts
        },
        "service": held,
    }


def comparable(name: str, value: object) -> object:
    """What two writings of one value share: data·inclusion rewrites phones, hosts and addresses."""
    if isinstance(value, float | int):
        return round(float(value), 4)  # eleven metres
    if name == "telephone":
        digits = "".join(letter for letter in str(value) if letter in _DIGITS)
        return digits[-9:]
    if name in ("site_web", "lien_mobilisation", "accessibilite_lieu"):
        return str(value).casefold().partition("://")[2].removeprefix("www.").rstrip("/")
    return fold(str(value))
