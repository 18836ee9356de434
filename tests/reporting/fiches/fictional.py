"""A small fictional offer: one action told in full, the same action at two places, one that says nearly nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from offre_insertion.extension import Extension, Quantite
from offre_insertion.reporting.fiches import Dispositif, Holding, gather
from offre_insertion.schema import Record

STRUCTURES: dict[str, Record] = {
    "pdi--1": {"id": "pdi--1", "source": "pdi", "nom": "Cap sur la Route", "commune": "Laval"},
    "pdi--2": {"id": "pdi--2", "source": "pdi", "nom": "Roule Bocage"},
}


def quantity(texte: str, valeur: float | None = None, unite: str | None = None, **bounds: float) -> Quantite:
    return Quantite(texte=texte, valeur=valeur, unite=unite, **bounds)


def service(service_id: str, nom: str, structure_id: str = "pdi--1", **fields: Any) -> Record:
    return {"id": service_id, "source": "pdi", "structure_id": structure_id, "nom": nom, **fields}


FULL = service(
    "pdi--permis",
    "Auto-école sociale",
    description="Préparation du permis à un rythme adapté.",
    thematiques=["mobilite--preparer-un-permis"],
    publics=["beneficiaires-des-minimas-sociaux", "jeunes"],
    publics_precisions="BRSA ; jeunes 18-25 ans",
    conditions_acces="Avoir le code",
    modes_accueil=["en-presentiel"],
    commune="Laval",
    frais="gratuit",
)
FULL_PRIVATE = Extension(
    axe="Axe 2",
    ligne_budgetaire="Levée des freins - mobilité",
    convention_numero="2026-12",
    convention_debut=dt.date(2026, 1, 1),
    convention_fin=dt.date(2026, 12, 31),
    contexte="Action existante renforcée",
    objectifs="Lever le frein mobilité",
    date_mise_en_place="1er semestre 2026",
    duree_action="expérimentation",
    calendrier="Deux sessions, mars et octobre",
    duree=quantity("12 mois", 12, "mois"),
    volume_horaire=quantity("4", 4),
    format="mixte",
    type_parcours="socio-professionnel",
    places=quantity("24", 24),
    file_active=quantity("30", 30),
    cout_total=quantity("61200", 61200),
    cout_unitaire=quantity("2 550 €", 2550, "€"),
    montant_etat=quantity("30 600 €", 30600, "€"),
    montant_departement=quantity("30 600 €", 30600, "€"),
    financeurs="État ; Département ; Région",
    indicateurs="Taux de réussite",
    contact_nom="Mme Fictive",
)

#: One row of the catalogue, two places: two services of one dispositif.
PLACES = (
    service("pdi--psy-gorron", "Permanence d'une psychologue", "pdi--2", description="Dix entretiens."),
    service("pdi--psy-ernee", "Permanence d'une psychologue", "pdi--2", description="Dix entretiens."),
)
PLACES_PRIVATE = {
    f"pdi--psy-{place.lower()}": Extension(
        dispositif="psy", lieu=place, places=quantity("6", 6), cout_total=quantity("42 000 €", 42000, "€")
    )
    for place in ("Gorron", "Ernee")
}

#: Without any private field; its cost for the person is not the cost of the parcours.
BARE = service(
    "pdi--velo",
    "Vélo-école",
    frais="payant",
    frais_precisions="10 €",
    volume_horaire_hebdomadaire=1.5,
    nombre_semaines=8,
    thematiques=["mobilite--mobilite-douce-partagee-collective"],
)
FOLLOWED = service(
    "pdi--suivi", "Suivi social", description="Entretiens.", conditions_acces="Sur orientation"
)
FOLLOWED_PRIVATE = Extension(
    file_active=quantity("80", 80), convention_fin=dt.date(2026, 6, 30), ligne_budgetaire="Fonds propres"
)


def dispositifs() -> tuple[Dispositif, ...]:
    """The four of them: permis, psy (two places), vélo, suivi."""
    extensions = {"pdi--permis": FULL_PRIVATE, "pdi--suivi": FOLLOWED_PRIVATE, **PLACES_PRIVATE}
    return gather([FULL, *PLACES, BARE, FOLLOWED], STRUCTURES, extensions)


def holding() -> Holding:
    return Holding(dispositifs(), day=dt.date(2026, 3, 2), departement="Mayenne (53)")


def one(record: Record, extension: Extension | None = None) -> Dispositif:
    """The dispositif of one service."""
    (found,) = gather([record], STRUCTURES, {record["id"]: extension} if extension else {})
    return found
