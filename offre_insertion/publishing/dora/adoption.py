"""Sheets that somebody else made and that are records of ours: linked, never doubled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from offre_insertion.matching import Judgement, Pair, find_service_duplicates
from offre_insertion.publishing.dora.answers import Json, ServiceRow, StructureRow
from offre_insertion.publishing.dora.models import DoraService
from offre_insertion.publishing.dora.service import from_dora_service
from offre_insertion.schema import Record

_PREFIX = "dora--"


@dataclass(frozen=True, slots=True)
class Adoptions:
    """``certain`` is our id → slug; ``unclear`` our id → French sentences, one per sheet it may be; ``asked`` the slugs
    of these sheets."""

    certain: Mapping[str, str] = field(default_factory=dict)
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


def resembling(
    services: Iterable[Record], rows: Iterable[ServiceRow], structures: Mapping[str, StructureRow]
) -> set[str]:
    """The slugs of the rows that may be one of these services, from the little that a row says."""
    clusters = {record_id: row.slug for record_id, row in structures.items()}
    against = [row.as_record() for row in rows]
    pairs = find_service_duplicates(services, clusters=clusters, against=against)
    return {pair.right.removeprefix(_PREFIX) for pair in pairs}


def find_adoptions(
    services: Iterable[Record],
    sheets: Iterable[Json],
    structures: Mapping[str, StructureRow],
    *,
    judgements: Iterable[Judgement] = (),
) -> Adoptions:
    """Which sheets are which of our services. A pair that is not alone, or not certain, waits for a person."""
    clusters = {record_id: row.slug for record_id, row in structures.items()}
    against = [_as_record(sheet) for sheet in sheets]
    names = {str(one["id"]): str(one.get("nom", "")) for one in against}
    pairs = find_service_duplicates(services, clusters=clusters, against=against, judgements=judgements)
    kept = [pair for pair in pairs if pair.verdict != "distinct"]
    left, right = _sides(kept)
    certain = {
        record_id: found[0].right.removeprefix(_PREFIX)
        for record_id, found in left.items()
        if len(found) == 1 == len(right[found[0].right])
    }
    taken = {f"{_PREFIX}{slug}" for slug in certain.values()}
    rest = [pair for pair in kept if pair.left not in certain and pair.right not in taken]
    unclear = {
        record_id: tuple(_describe(pair, names) for pair in rest if pair.left == record_id)
        for record_id in sorted({pair.left for pair in rest})
    }
    return Adoptions(certain, unclear, frozenset(pair.right.removeprefix(_PREFIX) for pair in rest))


def _sides(pairs: Sequence[Pair]) -> tuple[dict[str, list[Pair]], dict[str, list[Pair]]]:
    """The certain pairs, by our id and by theirs."""
    left: dict[str, list[Pair]] = defaultdict(list)
    right: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.verdict == "certain":
            left[pair.left].append(pair)
            right[pair.right].append(pair)
    return left, right


def _describe(pair: Pair, names: Mapping[str, str]) -> str:
    slug = pair.right.removeprefix(_PREFIX)
    score = f"{pair.score:.2f}".replace(".", ",")
    return f"ressemble à « {names.get(pair.right, slug)} » ({slug}), à {score}"


def _as_record(sheet: Json) -> Record:
    service = DoraService.model_validate(sheet)
    return from_dora_service(service, structure_id=service.structure).record
