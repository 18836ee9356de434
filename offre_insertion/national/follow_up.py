"""What becomes of our records: conformes → published → seen in the API → visible in DORA. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from offre_insertion.history.national import Sighting
from offre_insertion.history.values import Ref
from offre_insertion.national.comparison import Comparison
from offre_insertion.national.obstacles import TO_CORRECT, Obstacle, find_obstacles
from offre_insertion.national.offer import NationalOffer
from offre_insertion.quality import CRITERIA_LABELS, Score, score_qualite
from offre_insertion.schema import Kind, Record

Stage = Literal["non-conforme", "non-publiee", "absente", "differente", "score"]
#: What to do first, first.
STAGES: dict[Stage, str] = {
    "non-conforme": "data·inclusion écarterait la fiche",
    "non-publiee": "conforme, pas encore publiée",
    "absente": "publiée, absente de l’offre nationale",
    "differente": "vue, mais différente sans raison connue",
    "score": "vue, sous le score qui la montre dans DORA",
}


@dataclass(frozen=True, slots=True)
class Funnel:
    """Numbers of records of a kind at each stage.

    ``publiees`` is ``None`` when nothing was ever published from here: what is seen was published otherwise.
    ``visibles`` counts the services with a score that DORA shows; structures have no threshold. ``sans_score`` are the
    services seen whose score nobody knows: they are in neither count.
    """

    fiches: int
    conformes: int
    publiees: int | None
    vues: int
    visibles: int | None
    sans_score: int = 0


@dataclass(frozen=True, slots=True)
class Delay:
    """Days between two stages, over the records that have been through both."""

    count: int
    median_days: float
    longest_days: int


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do on a record: the stage it stays at, and why, the likeliest reason first."""

    ref: Ref
    nom: str
    stage: Stage
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """``to_seen``: from the first publication to the first sight; ``to_visible``: from there to ``score_minimum``.

    DORA shows the services of other producers from that score on; it is a parameter of the project.
    """

    funnels: Mapping[Kind, Funnel]
    to_seen: Delay | None
    to_visible: Delay | None
    tasks: tuple[Task, ...]
    score_minimum: float


Records = Mapping[str, Record]


def follow_up(
    structures: Records,
    services: Records,
    national: NationalOffer,
    comparison: Comparison,
    *,
    published: Mapping[Ref, dt.date] | None,
    sightings: Mapping[Ref, Sighting],
    today: dt.date,
    score_minimum: float,
) -> FollowUp:
    """Where each of our records stands. ``published`` is the day each was first published, when one ever was."""
    ours: dict[Kind, Records] = {"structure": structures, "service": services}
    blocked = _find_blocked(structures, services, on=today)
    seen = comparison.seen
    funnels = {
        kind: _funnel(
            kind, records, national, blocked=blocked, published=published, seen=seen, minimum=score_minimum
        )
        for kind, records in ours.items()
    }
    records = {
        Ref(kind, record_id): record for kind, found in ours.items() for record_id, record in found.items()
    }
    tasks = [
        *_blocked_tasks(records, blocked),
        *_absent_tasks(records, comparison, blocked, published),
        *_differing_tasks(records, comparison),
        *_score_tasks(services, national, score_minimum),
    ]
    return FollowUp(funnels, *_delays(published or {}, sightings), tuple(tasks), score_minimum)


def _find_blocked(structures: Records, services: Records, *, on: dt.date) -> dict[Ref, list[Obstacle]]:
    """The records that the API would drop, with the services of dropped structures."""
    found = {
        Ref("structure", record_id): obstacles
        for record_id, record in structures.items()
        if (obstacles := find_obstacles("structure", record, on=on))
    }
    for record_id, record in services.items():
        obstacles = find_obstacles("service", record, on=on)
        parent = str(record.get("structure_id") or "")
        if why := found.get(Ref("structure", parent)):
            message = f"sa structure « {parent} » serait écartée : {why[0].message}"
            obstacles.append(Obstacle(why[0].reason, message))
        if obstacles:
            found[Ref("service", record_id)] = obstacles
    return found


def _funnel(
    kind: Kind,
    records: Records,
    national: NationalOffer,
    *,
    blocked: Mapping[Ref, object],
    published: Mapping[Ref, dt.date] | None,
    seen: Collection[Ref],
    minimum: float,
) -> Funnel:
    refs = [Ref(kind, record_id) for record_id in records]
    there = [ref for ref in refs if ref in seen]
    scores = [_score(national, ref.id) for ref in there if kind == "service"]
    return Funnel(
        fiches=len(refs),
        conformes=sum(ref not in blocked for ref in refs),
        publiees=None if published is None else sum(ref in published for ref in refs),
        vues=len(there),
        visibles=sum(_is_visible(score, minimum) for score in scores) if kind == "service" else None,
        sans_score=scores.count(None),
    )


def _score(national: NationalOffer, service_id: str) -> float | None:
    """The score of a national service, by the official formula when the offer does not say it; ``None``: unknown."""
    record = national.services.get(service_id, {})
    if (given := record.get("score_qualite")) is not None:
        return float(given)
    found = _official(record, national.day)
    return found.value if found else None


def _official(record: Record, on: dt.date) -> Score | None:
    try:
        return score_qualite(record, on=on)
    except (ValueError, KeyError):  # a record that the national service itself could not score
        return None


def _is_visible(score: float | None, minimum: float) -> bool:
    return score is not None and score >= minimum


def _blocked_tasks(
    records: Mapping[Ref, Record], blocked: Mapping[Ref, Sequence[Obstacle]]
) -> Iterator[Task]:
    for ref, obstacles in sorted(blocked.items()):
        yield _task(ref, records, "non-conforme", [one.message for one in obstacles])


def _absent_tasks(
    records: Mapping[Ref, Record],
    comparison: Comparison,
    blocked: Mapping[Ref, object],
    published: Mapping[Ref, dt.date] | None,
) -> Iterator[Task]:
    for missing in comparison.missing:
        if missing.ref in blocked:
            continue
        if published is not None and missing.ref not in published:
            yield _task(missing.ref, records, "non-publiee", ["à publier : « offre-insertion publier »"])
        else:
            # What stopped it the day of the offer may be corrected since.
            messages = [one.message for one in missing.obstacles if one.reason not in TO_CORRECT]
            yield _task(
                missing.ref, records, "absente", messages or [one.message for one in missing.obstacles]
            )


def _differing_tasks(records: Mapping[Ref, Record], comparison: Comparison) -> Iterator[Task]:
    for one in comparison.differing:
        if one.is_to_look_at:
            names = [difference.field for difference in one.differences if difference.expected is None]
            yield _task(one.ref, records, "differente", [f"champs : {', '.join(names)}"])


def _score_tasks(services: Records, national: NationalOffer, minimum: float) -> Iterator[Task]:
    """The worst first; what each criterion costs, as of the day of the offer."""
    low = [
        (score, record_id)
        for record_id in services
        if (score := _score(national, record_id)) is not None and score < minimum
    ]
    for score, record_id in sorted(low):
        shown = f"{score:.2f}".replace(".", ",")
        lost = _lost(national.services[record_id], on=national.day)
        yield Task(
            Ref("service", record_id), str(services[record_id].get("nom") or ""), "score",
            (f"score {shown}", *(f"il manque {label}" for label in lost)),
        )  # fmt: skip


def _lost(record: Record, *, on: dt.date) -> list[str]:
    """What the national record lacks, in words, the costliest first."""
    found = _official(record, on)
    return [CRITERIA_LABELS[name] for name in found.lost()] if found else []


def _task(ref: Ref, records: Mapping[Ref, Record], stage: Stage, reasons: Sequence[str]) -> Task:
    return Task(ref, str(records[ref].get("nom") or ""), stage, tuple(reasons))


def _delays(
    published: Mapping[Ref, dt.date], sightings: Mapping[Ref, Sighting]
) -> tuple[Delay | None, Delay | None]:
    to_seen = [(sightings[ref].first_seen - day).days for ref, day in published.items() if ref in sightings]
    to_visible = [
        (one.first_visible - one.first_seen).days
        for one in sightings.values()
        if one.first_visible is not None
    ]
    # Seen before it was published from here: published otherwise, and no delay of ours.
    return _delay([days for days in to_seen if days >= 0]), _delay(to_visible)


def _delay(days: Sequence[int]) -> Delay | None:
    return Delay(len(days), float(median(days)), max(days)) if days else None


def own_sightings(refs: Collection[Ref], national: NationalOffer, *, score_minimum: float) -> dict[Ref, bool]:
    """Which of these records the offer has, and whether their score is that DORA asks (services only)."""
    return {
        ref: ref.kind == "service" and _is_visible(_score(national, ref.id), score_minimum)
        for ref in refs
        if ref.id in national.records(ref.kind)
    }
