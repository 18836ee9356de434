"""Find the services that are one: in the same structure (or in structures that are one), then by what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product, starmap

from rapidfuzz import fuzz

from offre_insertion.matching.addresses import UNKNOWN, Address, compare_addresses, parse_address
from offre_insertion.matching.duplicates import make_pair, unique_records
from offre_insertion.matching.judged import with_judgements
from offre_insertion.matching.judgements import Judgement, Judgements
from offre_insertion.matching.names import Name, compare_names, parse_name
from offre_insertion.matching.profiles import Place, place_of, text_of, values_of
from offre_insertion.matching.score import EXAMINE, Feature, Pair, score_features
from offre_insertion.schema import Record
from offre_insertion.text import fold

#: Up to this many services, all pairs of a structure are compared; beyond, those that share a word of their name.
_ALL_PAIRS = 60
_SAME_NAME = 0.5
#: The codes of « everybody » and of nothing said: they contradict no public.
_EVERYBODY = "tous-publics"


@dataclass(slots=True, eq=False)
class ServiceProfile:
    """A service ready to be compared; one that did not change since the last comparison is the same object."""

    id: str
    cluster: str
    nom: str
    name: Name
    description: str
    thematiques: frozenset[str]
    publics: frozenset[str]
    type: str
    courriel: str
    place: Place
    adresse: str
    address: Address | None


def _codes(record: Record, field: str) -> frozenset[str]:
    return frozenset(code for code in values_of(record, field) if isinstance(code, str))


def profile_service(record: Record, clusters: Mapping[str, str]) -> ServiceProfile:
    """The service in comparable form; ``clusters`` gives the cluster of a structure, itself when alone."""
    structure = text_of(record, "structure_id")
    return _profile(
        text_of(record, "id"),
        clusters.get(structure, structure),
        *(text_of(record, field) for field in ("nom", "description", "type", "courriel", "adresse")),
        place=tuple(text_of(record, field) for field in ("code_insee", "commune", "code_postal")),
        thematiques=_codes(record, "thematiques"),
        publics=_codes(record, "publics"),
    )


# From a month to the next nine services out of ten are the same: what was read of them is not read again.
@lru_cache(maxsize=1 << 14)
def _profile(
    record_id: str,
    cluster: str,
    nom: str,
    description: str,
    type_: str,
    courriel: str,
    adresse: str,
    *,
    place: tuple[str, ...],
    thematiques: frozenset[str],
    publics: frozenset[str],
) -> ServiceProfile:
    found = place_of(*place)
    return ServiceProfile(
        id=record_id,
        cluster=cluster,
        nom=nom,
        name=parse_name(nom, place=found.words),
        description=fold(description[:1000]),
        thematiques=thematiques,
        publics=publics,
        type=type_,
        courriel=courriel.lower(),
        place=found,
        adresse=adresse,
        address=parse_address(adresse, place=found.words) if adresse else None,
    )


class ServiceComparison:
    """Two services of one structure and what was computed about them."""

    __slots__ = ("a", "address", "b", "description", "is_other_commune", "name")

    def __init__(self, a: ServiceProfile, b: ServiceProfile) -> None:
        self.a, self.b = a, b
        self.name = compare_names(a.name, b.name)
        codes = a.place.code, b.place.code
        self.is_other_commune = None not in codes and codes[0] != codes[1]
        self.address = UNKNOWN if self.is_other_commune else compare_addresses(a.address, b.address)
        known = a.description and b.description
        self.description = fuzz.token_set_ratio(a.description, b.description) / 100 if known else None


def _similar_nom(c: ServiceComparison) -> float:
    return c.name.similarity if c.name.similarity >= _SAME_NAME else 0.0


def _same_place(c: ServiceComparison) -> float:
    return float(c.a.place.code is not None and c.a.place.code == c.b.place.code and c.address.different < 1)


def _similar_description(c: ServiceComparison) -> float:
    return float(c.description is not None and c.description >= 0.8)


def _other_description(c: ServiceComparison) -> float:
    return float(c.description is not None and c.description < 0.5)


def _common_thematiques(c: ServiceComparison) -> float:
    return float(not c.a.thematiques.isdisjoint(c.b.thematiques))


def _other_thematiques(c: ServiceComparison) -> float:
    return float(bool(c.a.thematiques and c.b.thematiques) and c.a.thematiques.isdisjoint(c.b.thematiques))


def _other_publics(c: ServiceComparison) -> float:
    a, b = c.a.publics, c.b.publics
    return float(bool(a and b) and a.isdisjoint(b) and _EVERYBODY not in a | b)


def _other_words(c: ServiceComparison) -> float:
    return float(c.name.extras == 2)


def _noms(c: ServiceComparison) -> str:
    return f"« {c.a.nom} » et « {c.b.nom} »"


def _listed(codes: frozenset[str]) -> str:
    return ", ".join(sorted(codes))


SERVICE_FEATURES: tuple[Feature[ServiceComparison], ...] = (
    Feature(
        "similar_nom",
        _similar_nom,
        lambda c: f"Noms proches à {round(100 * c.name.similarity)} % : {_noms(c)}.",
        main=0.78,
    ),
    Feature(
        "common_thematiques",
        _common_thematiques,
        lambda c: f"Thématiques communes : {_listed(c.a.thematiques & c.b.thematiques)}.",
        qualifier=0.07,
    ),
    Feature(
        "same_place",
        _same_place,
        lambda c: f"Même lieu : {c.a.place.label} ({c.a.place.code}).",
        qualifier=0.05,
    ),
    Feature(
        "similar_description",
        _similar_description,
        lambda c: f"Descriptions proches à {round(100 * (c.description or 0))} %.",
        qualifier=0.08,
    ),
    Feature(
        "same_courriel",
        lambda c: float(bool(c.a.courriel) and c.a.courriel == c.b.courriel),
        lambda c: f"Même courriel : {c.a.courriel}.",
        qualifier=0.03,
    ),
    Feature(
        "other_words",
        _other_words,
        lambda c: f"Chaque nom a des mots propres que l’autre n’a pas : {_noms(c)}.",
        qualifier=-0.15,
        forbids_certain=True,
    ),
    Feature(
        "other_thematiques",
        _other_thematiques,
        lambda c: f"Aucune thématique commune : {_listed(c.a.thematiques)} et {_listed(c.b.thematiques)}.",
        qualifier=-0.15,
        forbids_certain=True,
    ),
    Feature(
        "other_commune",
        lambda c: float(c.is_other_commune),
        lambda c: (
            f"Deux lieux : {c.a.place.label} ({c.a.place.code}) et {c.b.place.label} ({c.b.place.code})."
        ),
        qualifier=-0.40,
        forbids_certain=True,
    ),
    Feature(
        "other_adresse",
        lambda c: c.address.different,
        lambda c: f"Deux adresses : « {c.a.adresse} » et « {c.b.adresse} ».",
        qualifier=-0.25,
        forbids_certain=True,
    ),
    Feature(
        "other_publics",
        _other_publics,
        lambda c: f"Publics différents : {_listed(c.a.publics)} et {_listed(c.b.publics)}.",
        qualifier=-0.10,
        forbids_certain=True,
    ),
    Feature(
        "other_description",
        _other_description,
        lambda c: f"Descriptions différentes (proches à {round(100 * (c.description or 0))} %).",
        qualifier=-0.06,
    ),
    Feature(
        "other_type",
        lambda c: float(bool(c.a.type and c.b.type) and c.a.type != c.b.type),
        lambda c: f"Deux types de service : {c.a.type} et {c.b.type}.",
        qualifier=-0.05,
    ),
)


def find_service_duplicates(
    services: Iterable[Record],
    *,
    clusters: Mapping[str, str] | None = None,
    against: Iterable[Record] | None = None,
    judgements: Iterable[Judgement] = (),
) -> list[Pair]:
    """Pairs of v1 services that are one or may be, best first; see :func:`find_duplicates` for the conventions.

    Only services of one structure are compared, or of structures that are one: ``clusters`` is
    :meth:`Clusters.by_id`. One service given in two places is two records of one offer, and no duplicate.
    """
    known = clusters or {}
    left = [profile_service(record, known) for record in unique_records(services)]
    right = (
        None if against is None else [profile_service(record, known) for record in unique_records(against)]
    )
    pairs = [pair for pair in starmap(_find_pair, _candidates(left, right)) if pair is not None]
    others = left if right is None else right
    return with_judgements(
        pairs, Judgements(judgements), left, others, lambda a, b: _pair(ServiceComparison(a, b))
    )


@lru_cache(maxsize=1 << 16)
def _find_pair(a: ServiceProfile, b: ServiceProfile) -> Pair | None:
    comparison = ServiceComparison(a, b)
    return _pair(comparison) if score_features(comparison, SERVICE_FEATURES)[0] >= EXAMINE else None


def _pair(comparison: ServiceComparison) -> Pair:
    return make_pair(comparison, SERVICE_FEATURES, left=comparison.a.id, right=comparison.b.id)


def _candidates(
    left: list[ServiceProfile], right: list[ServiceProfile] | None
) -> Iterator[tuple[ServiceProfile, ServiceProfile]]:
    """Pairs of one cluster; in a crowded one, only those that share a word."""
    ours, theirs = _by_cluster(left), _by_cluster(right or [])
    for cluster, members in ours.items():
        others = theirs.get(cluster, []) if right is not None else members
        pairs = product(members, others) if right is not None else combinations(members, 2)
        crowded = len(members) > _ALL_PAIRS or len(others) > _ALL_PAIRS
        for a, b in pairs:
            if a.id != b.id and (not crowded or not a.name.weights.keys().isdisjoint(b.name.weights)):
                yield a, b


def _by_cluster(profiles: Iterable[ServiceProfile]) -> dict[str, list[ServiceProfile]]:
    found: dict[str, list[ServiceProfile]] = {}
    for profile in profiles:
        if profile.cluster:
            found.setdefault(profile.cluster, []).append(profile)
    return found
