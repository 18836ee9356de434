"""What a merge would do, then its files. Nothing is written before the plan was shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from offre_insertion.matching import (
    Clusters,
    Merged,
    Pair,
    Preferences,
    Reference,
    cluster,
    find_duplicates,
    find_service_duplicates,
    hold_back,
    merge,
    move_services,
)
from offre_insertion.publishing.atomic import replacing
from offre_insertion.publishing.files import write_csv, write_json
from offre_insertion.publishing.workbook import write_workbook
from offre_insertion.review.cases import find_cases, reference_as_dict
from offre_insertion.review.offer import Offer
from offre_insertion.review.spoken import Spoken
from offre_insertion.schema import PLURALS, Kind, Record

JUDGED = "Quelqu’un a jugé que c’est un doublon."
PLAN_FILE = "fusions.json"


@dataclass(frozen=True, slots=True)
class Group:
    """Records that become one. ``why``: left id, right id and the sentence of each pair that joined them."""

    kind: Kind
    merged: Merged
    why: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Fusion:
    """The offer after the merge, and how it came to be.

    ``moved``: service id → (structure before, structure after). ``references``: our records that the offer already
    referenced holds, never merged with it; ``held`` are those among them left out of the dataset. ``conflicts``: joins
    refused, and joins that somebody doubted, in French.
    """

    structures: tuple[Record, ...]
    services: tuple[Record, ...]
    groups: tuple[Group, ...]
    moved: Mapping[str, tuple[str, str]]
    references: tuple[Reference, ...] = ()
    conflicts: tuple[str, ...] = ()
    held: tuple[Record, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready: each group with the origin of each field and the records as they were, so that it unmerges."""
        return {
            "fusions": [
                {
                    "nature": group.kind,
                    "id": group.merged.kept,
                    "fiches": list(group.merged.ids),
                    "raisons": [
                        {"gauche": left, "droite": right, "phrase": sentence}
                        for left, right, sentence in group.why
                    ],
                    "origines": {name: list(ids) for name, ids in group.merged.origins.items()},
                    "fiches_d_origine": list(group.merged.originals),
                }
                for group in self.groups
            ],
            "services_deplaces": [
                {"id": service, "de": before, "vers": after}
                for service, (before, after) in self.moved.items()
            ],
            "deja_referencees": [reference_as_dict(reference) for reference in self.references],
            "laissees_hors_du_jeu": list(self.held),
            "conflits": list(self.conflicts),
        }


def plan_fusion(
    offer: Offer,
    *,
    against: Offer | None = None,
    spoken: Spoken | None = None,
    published: Container[str] = (),
    known: Container[str] = (),
    today: dt.date | None = None,
) -> Fusion:
    """Merges the records judged « doublon » and the certain pairs; « distinct » ones stay apart.

    Fields come from the best record: the sources in the order of the files, then the freshest, then the fullest.
    ``known`` are ids under which others know the records: they stay. What ``against`` surely references is left out,
    but for the sources in ``published`` (see :func:`hold_back`).
    The result is in the order of ids.
    """
    spoken = spoken or Spoken()
    preferences = Preferences(sources=offer.sources, today=today, known=known)
    judged = spoken.standing("structure")
    pairs = find_duplicates(offer.structures.values(), judgements=judged)
    clusters = cluster(pairs, judgements=judged)
    structures = _merge_groups("structure", clusters, pairs, offer, preferences)

    judged = spoken.standing("service")
    service_pairs = find_service_duplicates(
        offer.services.values(), clusters=clusters.by_id(), judgements=judged
    )
    service_clusters = cluster(service_pairs, judgements=judged)
    services = _merge_groups("service", service_clusters, service_pairs, offer, preferences)

    kept_services = _after(offer.services, services)
    hosted = move_services(kept_services, [group.merged for group in structures])
    kept_structures = _after(offer.structures, structures)
    references = () if against is None else _references(offer, against, spoken)
    held = hold_back(
        kept_structures, hosted, _after_merge(references, (*structures, *services)), published=published
    )
    return Fusion(
        structures=tuple(one for one in kept_structures if one["id"] not in held["structure"]),
        services=tuple(one for one in hosted if one["id"] not in held["service"]),
        groups=(*structures, *services),
        moved=_moved(kept_services, hosted),
        references=references,
        held=(
            *(one for one in kept_structures if one["id"] in held["structure"]),
            *(one for one in hosted if one["id"] in held["service"]),
        ),
        conflicts=(*_warnings(clusters), *_warnings(service_clusters)),
    )


def _warnings(clusters: Clusters) -> Iterator[str]:
    yield from (conflict.message for conflict in clusters.conflicts)
    for left, right in clusters.unsure:
        yield (
            f"« {left} » et « {right} », jugés incertains, sont réunis par d’autres paires. Jugez-les doublon, ou "
            "distinct pour les séparer."
        )


def _merge_groups(
    kind: Kind, clusters: Clusters, pairs: Sequence[Pair], offer: Offer, preferences: Preferences
) -> list[Group]:
    """People judge records of other sources and of other days too: only those at hand are merged."""
    records = offer.records(kind)
    present = [[member for member in group if member in records] for group in clusters.groups]
    names = clusters.by_id()
    reasons = _reasons(pairs, names)
    return [
        Group(
            kind,
            merge([records[member] for member in group], kind=kind, preferences=preferences),
            tuple(reasons.get(names[group[0]], ())),
        )
        for group in present
        if len(group) > 1
    ]


def _reasons(pairs: Sequence[Pair], clusters: Mapping[str, str]) -> dict[str, list[tuple[str, str, str]]]:
    """Cluster → one sentence for each pair that joined it."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for pair in pairs:
        name = clusters.get(pair.left)
        if name is None or name != clusters.get(pair.right) or pair.verdict != "certain":
            continue
        why = JUDGED if pair.judgement else next((reason.detail for reason in pair.reasons), "")
        found.setdefault(name, []).append((pair.left, pair.right, why))
    return found


def _after(records: Mapping[str, Record], groups: Sequence[Group]) -> list[Record]:
    merged = {group.merged.kept: group.merged.record for group in groups}
    lost = {member for group in groups for member in group.merged.ids} - merged.keys()
    return [merged.get(record_id, records[record_id]) for record_id in sorted(records.keys() - lost)]


def _moved(before: Sequence[Record], after: Sequence[Record]) -> dict[str, tuple[str, str]]:
    return {
        str(new["id"]): (str(old["structure_id"]), str(new["structure_id"]))
        for old, new in zip(before, after, strict=True)
        if old.get("structure_id") != new.get("structure_id")
    }


def _references(offer: Offer, against: Offer, spoken: Spoken) -> tuple[Reference, ...]:
    cases = find_cases(offer, against=against, spoken=spoken)
    return tuple(case.reference for case in cases if case.reference is not None)


def _after_merge(references: Iterable[Reference], groups: Iterable[Group]) -> list[Reference]:
    """A merged record is referenced when one of those it was made of is."""
    kept = {(group.kind, one): group.merged.kept for group in groups for one in group.merged.ids}
    return [replace(one, id=kept.get((one.kind, one.id), one.id)) for one in references]


def write_fusion(folder: Path, fusion: Fusion) -> list[Path]:
    """The dataset after the merge (JSON, CSV, workbook) and ``fusions.json``, all or nothing.

    Raises :class:`offre_insertion.errors.PublishError`.
    """
    records: dict[Kind, Sequence[Record]] = {"structure": fusion.structures, "service": fusion.services}
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    with replacing(folder) as draft:
        for kind, plural in PLURALS.items():
            write_json(draft / f"{plural}.json", records[kind])
            write_csv(draft / f"{plural}.csv", kind, records[kind])
        write_workbook(draft / "data-inclusion.xlsx", records)
        (draft / PLAN_FILE).write_bytes(orjson.dumps(fusion.as_dict(), option=options))
        names = sorted(path.name for path in draft.iterdir())
    return [folder / name for name in names]
