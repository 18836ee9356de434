"""Our records beside the national ones: seen, otherwise, absent, or referenced by others already. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from offre_insertion.history.values import Ref
from offre_insertion.matching import (
    Judgement,
    Reference,
    cluster,
    find_duplicates,
    find_service_duplicates,
    mark_referenced,
)
from offre_insertion.national.normal import normal_value
from offre_insertion.national.obstacles import Obstacle, Surroundings, explain_absence, find_obstacles
from offre_insertion.national.offer import NationalOffer
from offre_insertion.schema import FIELDS, Kind, Record

_PLACE = "adresse remplacée par celle de la Base adresse nationale"
_LINK = "lien remplacé par l’adresse finale, ou retiré tant qu’il n’a pas répondu"
#: Field → why the national value may rightly be another (contract §4.3).
_EXPECTED = {
    "siret": "SIRET remplacé par celui du successeur, ou retiré s’il est inconnu",
    "site_web": _LINK,
    "accessibilite_lieu": _LINK,
    "lien_mobilisation": _LINK,
    "courriel": "courriel retiré : à la publication s’il semble personnel, ou parce qu’il est refusé",
    "telephone": "téléphone retiré : à la publication s’il semble personnel, ou parce qu’il est illisible",
    "nom": "nom réécrit ou coupé par data·inclusion",
    "description": "description coupée par data·inclusion",
    "thematiques": "thématique du vélo ajoutée par data·inclusion",
}
_PLACES = frozenset({"adresse", "commune", "code_postal", "code_insee", "longitude", "latitude"})
#: Never published by us, or not a value of ours.
_LEFT_OUT = frozenset({"id", "source", "contact_nom_prenom"})
#: What the publication writes instead of the e-mail or the telephone of a person, in a text.
_WITHHELD = "[coordonnées retirées]"
_LONGEST_NOM, _LONGEST_DESCRIPTION = 150, 10_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the national record writes otherwise; ``expected`` says why that may be right, when it may."""

    field: str
    ours: object
    theirs: object
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Differing:
    """A record seen otherwise. ``is_late``: the national one is dated before ours, which is not harvested yet."""

    ref: Ref
    differences: tuple[Difference, ...]
    is_late: bool

    @property
    def is_to_look_at(self) -> bool:
        """False when every difference is late, or has its reason."""
        return not self.is_late and any(one.expected is None for one in self.differences)


@dataclass(frozen=True, slots=True)
class Missing:
    """A record that is not in the national offer, and why, the likeliest reason first."""

    ref: Ref
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every record of ours is in one of the three."""

    same: tuple[Ref, ...]
    differing: tuple[Differing, ...]
    missing: tuple[Missing, ...]

    @property
    def seen(self) -> frozenset[Ref]:
        """Those in the national offer, same or not."""
        return frozenset((*self.same, *(one.ref for one in self.differing)))


Records = Mapping[str, Record]
#: What people said of pairs, by kind.
Said = Mapping[Kind, Iterable[Judgement]]


def compare_offers(
    structures: Records, services: Records, national: NationalOffer, *, today: dt.date
) -> Comparison:
    """Compares our records with the national ones of the same ids; says why those that are not there may be absent.

    The offer may be of another day than ``today``: a record dated between the two is recent, not to come.
    """
    same: list[Ref] = []
    differing: list[Differing] = []
    missing: list[Missing] = []
    around = _surroundings(structures, national, today)
    kinds: tuple[tuple[Kind, Records], ...] = (("structure", structures), ("service", services))
    for kind, records in kinds:
        for record_id, record in sorted(records.items()):
            ref, theirs = Ref(kind, record_id), national.records(kind).get(record_id)
            if theirs is None:
                missing.append(Missing(ref, tuple(explain_absence(kind, record, around))))
            elif differences := compare_records(kind, record, theirs):
                differing.append(Differing(ref, tuple(differences), _is_late(record, theirs)))
            else:
                same.append(ref)
    return Comparison(tuple(same), tuple(differing), tuple(missing))


def compare_records(kind: Kind, ours: Record, theirs: Record) -> list[Difference]:
    """The fields of ours, and those of theirs that ours no longer has, that say something else."""
    found = []
    for name in FIELDS[kind]:
        before, after = normal_value(name, ours), normal_value(name, theirs)
        if name in _LEFT_OUT or before == after:
            continue
        if before is None and name in _PLACES and theirs.get("adresse_certifiee"):
            continue  # found for us
        found.append(Difference(name, ours.get(name), theirs.get(name), _expected(kind, name, ours, theirs)))
    return found


def _expected(kind: Kind, name: str, ours: Record, theirs: Record) -> str | None:
    """Why data·inclusion may rightly have written something else."""
    if _WITHHELD in str(theirs.get(name)):
        return "coordonnées d’une personne retirées à la publication"
    if name in _PLACES:
        return _PLACE if theirs.get("adresse_certifiee") else None
    may_be = {
        "courriel": theirs.get(name) is None,
        "telephone": theirs.get(name) is None,
        "nom": kind == "service" or len(str(ours.get("nom"))) > _LONGEST_NOM,
        "description": len(str(ours.get("description"))) > _LONGEST_DESCRIPTION,
        "thematiques": "vélo" in str(ours.get("nom")).lower()
        and set(ours.get(name) or ()) < set(theirs.get(name) or ()),
    }
    return _EXPECTED.get(name) if may_be.get(name, True) else None


def _is_late(ours: Record, theirs: Record) -> bool:
    return str(theirs.get("date_maj") or "")[:10] < str(ours.get("date_maj") or "")[:10]


def _surroundings(structures: Records, national: NationalOffer, today: dt.date) -> Surroundings:
    dropped = {
        record_id: obstacles[0]
        for record_id, record in structures.items()
        if record_id not in national.structures
        and (obstacles := find_obstacles("structure", record, on=today))
    }
    everything = (*national.structures.values(), *national.services.values())
    return Surroundings(
        departements=national.departements,
        day=national.day,
        today=today,
        dropped=dropped,
        seen=national.structures.keys(),
        sources=national.sources,
        present=frozenset(str(record["source"]) for record in everything),
    )


def find_referenced(
    structures: Records, services: Records, national: NationalOffer, *, judgements: Said | None = None
) -> list[Reference]:
    """Records of other sources that are, surely or perhaps, the same as ours: structures, then services.

    ``judgements`` are what people said of pairs; by default nobody said anything.
    """
    said = judgements or {}
    ours = {str(record.get("source")) for record in (*structures.values(), *services.values())}
    others = [one for one in national.structures.values() if one["source"] not in ours]
    pairs = find_duplicates(structures.values(), against=others, judgements=said.get("structure", ()))
    found = mark_referenced(pairs, structures.values(), others, kind="structure")
    clusters = cluster(pairs, judgements=said.get("structure", ())).by_id()
    others = [one for one in national.services.values() if one["source"] not in ours]
    pairs = find_service_duplicates(
        services.values(), clusters=clusters, against=others, judgements=said.get("service", ())
    )
    return [*found, *mark_referenced(pairs, services.values(), others, kind="service")]
