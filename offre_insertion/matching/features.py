"""The features of structures, with their weights and sentences.

The reason of each weight is in docs/doublons.md, whose table a test keeps equal to this one; they were set on the
judged pairs of real catalogues and on ``scripts/bench_doublons.py`` with another seed than the one it prints.
"""

from __future__ import annotations

from collections.abc import Callable

from offre_insertion.matching import measures
from offre_insertion.matching.measures import Comparison
from offre_insertion.matching.score import Feature

Sentence = Callable[[Comparison], str]


def _written(sentence: str) -> Sentence:
    """The same sentence whatever the values."""
    return lambda _: sentence


def _percent(value: float) -> str:
    return f"{round(100 * value)} %"


def _noms(c: Comparison) -> str:
    return f"« {c.a.nom} » et « {c.b.nom} »"


def _siret(c: Comparison) -> str:
    shared = ", que plusieurs sites se partagent" if c.is_shared("s:", c.a.siret) else ""
    return f"Même SIRET : {c.a.siret}{shared}."


def _siren(c: Comparison) -> str:
    missing = c.a.siret is None or c.b.siret is None
    return f"Même SIREN : {c.a.siren}{'' if missing else ', avec un autre numéro d’établissement'}."


def _similar_nom(c: Comparison) -> str:
    if c.name.similarity >= 1:
        return f"Mêmes noms, une fois retirés les formes juridiques, les sigles et les accents : {_noms(c)}."
    return f"Noms proches à {_percent(c.name.similarity)} : {_noms(c)}."


def _addresses(c: Comparison) -> str:
    return f"« {c.a.adresse} » et « {c.b.adresse} »"


def _communes(c: Comparison) -> str:
    return f"{c.a.place.label} ({c.a.place.code}) et {c.b.place.label} ({c.b.place.code})"


def _distance(c: Comparison) -> str:
    km = c.distance_km or 0.0
    return f"{round(1000 * km)} m" if km < 1 else f"{km:.1f} km".replace(".", ",")


def _kinds(c: Comparison) -> str:
    left, right = (", ".join(sorted(profile.name.kinds)) for profile in (c.a, c.b))
    return f"Deux natures d’organisme : {left} d’un côté, {right} de l’autre."


#: Best of the mains first, then qualifiers: see :func:`offre_insertion.matching.score.score_features`.
STRUCTURE_FEATURES: tuple[Feature[Comparison], ...] = (
    Feature("same_siret", measures.same_siret, _siret, main=0.85, qualifier=0.10),
    Feature("similar_nom", measures.similar_nom, _similar_nom, main=0.78, qualifier=0.10),
    Feature(
        "same_courriel",
        measures.same_courriel,
        lambda c: f"Même courriel : {c.a.courriel}.",
        main=0.55,
        qualifier=0.12,
    ),
    Feature(
        "same_telephone",
        measures.same_telephone,
        lambda c: f"Même téléphone : {c.a.telephone}.",
        main=0.50,
        qualifier=0.12,
    ),
    Feature(
        "same_adresse",
        measures.same_adresse,
        lambda c: f"Même adresse : {_addresses(c)}.",
        main=0.45,
        qualifier=0.12,
    ),
    Feature("same_siren", measures.same_siren, _siren, main=0.45, qualifier=0.08),
    Feature(
        "same_domaine",
        measures.same_domaine,
        lambda c: f"Même domaine internet : {c.a.domain}.",
        main=0.30,
        qualifier=0.06,
    ),
    Feature(
        "same_commune",
        measures.same_commune,
        lambda c: f"Même commune : {c.a.place.label} ({c.a.place.code}).",
        qualifier=0.10,
    ),
    Feature("near", measures.near, lambda c: f"Points distants de {_distance(c)}.", qualifier=0.05),
    Feature(
        "rare_nom",
        measures.rare_nom,
        _written("Aucune autre fiche du département ne porte ce nom."),
        qualifier=0.12,
    ),
    Feature("other_kind", measures.other_kind, _kinds, qualifier=-0.60, forbids_certain=True),
    Feature(
        "other_nom",
        measures.other_nom,
        lambda c: f"Noms différents : {_noms(c)}.",
        qualifier=-0.20,
        forbids_certain=True,
    ),
    Feature(
        "other_words",
        measures.other_words,
        lambda c: f"Chaque nom a des mots propres que l’autre n’a pas : {_noms(c)}.",
        qualifier=-0.15,
        forbids_certain=True,
    ),
    Feature(
        "added_words",
        measures.added_words,
        lambda c: f"Un des deux noms a des mots propres de plus : {_noms(c)}.",
        qualifier=-0.02,
        forbids_certain=True,
    ),
    Feature(
        "other_siren",
        measures.other_siren,
        lambda c: f"Deux SIREN valides : {c.a.siren} et {c.b.siren}, donc deux personnes morales.",
        qualifier=-0.35,
        forbids_certain=True,
    ),
    Feature(
        "other_etablissement",
        measures.other_etablissement,
        lambda c: f"Deux établissements du même SIREN, en deux lieux : {c.a.siret} et {c.b.siret}.",
        qualifier=-0.15,
        forbids_certain=True,
    ),
    Feature(
        "other_commune",
        measures.other_commune,
        lambda c: f"Deux communes : {_communes(c)}.",
        qualifier=-0.25,
        forbids_certain=True,
    ),
    Feature(
        "other_departement",
        measures.other_departement,
        lambda c: f"Deux départements : {_communes(c)}.",
        qualifier=-0.40,
        forbids_certain=True,
    ),
    Feature(
        "other_adresse",
        measures.other_adresse,
        lambda c: f"Deux adresses : {_addresses(c)}.",
        qualifier=-0.12,
        forbids_certain=True,
    ),
    Feature("far", measures.far, lambda c: f"Points distants de {_distance(c)}.", qualifier=-0.10),
    Feature(
        "network",
        measures.network,
        _written("Organisme à plusieurs sites : ses fiches en deux lieux sont d’ordinaire deux sites."),
        qualifier=-0.20,
        forbids_certain=True,
    ),
)
