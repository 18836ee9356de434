"""``couverture.json``: everything, for programs. Its schema is ``schemas/coverage.schema.json``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from offre_insertion.coverage import Status
from offre_insertion.settings.coverage import Couverture

Niveau = Literal["0", "1", "2a", "2b", "3", "4"]
Part = Annotated[float | None, Field(ge=0, le=1)]


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Comptes(_Value):
    """Combien de dispositifs, selon le mieux que chacun fait dans le territoire."""

    proches: int
    autres: int
    inutilisables: int
    nationaux: Annotated[
        int, Field(description="Ceux qui ont une offre nationale utilisable, comptés à part, même proches.")
    ]
    imprecis: Annotated[int, Field(description="Sans thématique précise, parmi tous.")]


class Case(_Value):
    """Une thématique dans un territoire."""

    thematique: str
    maille: Literal["commune", "epci", "territoire", "departement"]
    territoire: Annotated[str, Field(description="Code, ou nom d'un territoire local.")]
    nom: str
    population: int
    poids: float
    c4: Annotated[Part, Field(description="Part du poids à proximité.")]
    c3: Annotated[Part, Field(description="Part du poids à proximité ou à distance.")]
    jugee_sur: Annotated[Part, Field(description="La part qui donne le statut.")]
    statut: Status
    raison: Annotated[str, Field(description="Raison principale, vide si tout est servi.")]
    fragile: bool
    manque_de_places: bool
    structures: int
    dispositifs: Comptes
    places: float | None
    places_pour_100: float | None
    dispositifs_avec_places: int
    poids_par_niveau: dict[Niveau, float]
    poids_par_raison: dict[str, float]
    eventail: Annotated[list[str], Field(description="Thématiques atteintes, pour une catégorie.")]


class CommuneLue(_Value):
    """Une commune et ses niveaux, thématique par thématique."""

    code_insee: str
    nom: str
    code_epci: str | None
    population: int
    poids: float
    niveaux: dict[str, Niveau]
    raisons: Annotated[
        dict[str, list[str]], Field(description="Vide au niveau 0 (absente), et quand il n'y en a pas.")
    ]
    statuts: Annotated[dict[str, Status], Field(description="Vide quand la commune a trop peu d'habitants.")]


class MesuresHabituelles(_Value):
    """Deux mesures courantes, pour comparer : elles se trompent en sens inverse."""

    lieu_dans_la_commune: Part
    recherche_nationale: Part


class PluriEnregistrement(_Value):
    """Une thématique dont des dispositifs sont enregistrés plusieurs fois."""

    thematique: str
    enregistrements: int
    dispositifs: int
    taux: float
    surplus: int
    enregistrements_locaux: int
    dispositifs_locaux: int
    taux_local: float
    surplus_local: int
    alerte: bool
    grappes: list[list[str]]
    sources: Annotated[dict[str, int], Field(description="« source / source » → paires de fiches.")]


class Abondance(_Value):
    """Des dispositifs distincts, pour les mêmes personnes."""

    thematique: str
    maille: str
    territoire: str
    nom: str
    dispositifs: list[str]
    structures: int
    paires: list[tuple[str, str]]
    sources: list[str]
    densite: Annotated[float, Field(description="Dispositifs pour 1 000 unités de poids.")]
    densite_mediane: float
    places_medianes: float | None
    dispersion: bool


class QualificationDite(_Value):
    """Ce qu'une personne a dit d'une case."""

    thematique: str
    maille: str
    territoire: str
    verdict: str
    preuve: str | None
    constate_le: dt.date
    auteur: str
    dit_le: dt.datetime
    a_revoir: Annotated[list[str], Field(description="Ce qui a changé depuis ; vide quand elle tient.")]


class Fiche(_Value):
    """Une fiche à préciser."""

    id: str
    nom: str
    source: str


class Regle(_Value):
    """Une lecture retenue."""

    code: str
    phrase: str


class Poids(_Value):
    """Ce que pèsent les communes."""

    nom: str
    codes_inconnus: list[str]
    lignes_refusees: list[int]
    communes_sans_poids: int


class Document(_Value):
    """La couverture d'un département, un jour."""

    jour: dt.date
    departement: str
    nom: str
    cog: int
    poids: Poids
    parametres: Couverture
    regles: list[Regle]
    total: PluriEnregistrement
    libelles: dict[str, str]
    cases: list[Case]
    mesures_habituelles: Annotated[
        dict[str, MesuresHabituelles],
        Field(description="Pour ce qui est montré d'abord, dans le département."),
    ]
    communes: list[CommuneLue]
    pluri_enregistrement: list[PluriEnregistrement]
    abondance: list[Abondance]
    qualifications: list[QualificationDite]
    sans_thematique_precise: list[Fiche]
    sans_zone: list[Fiche]
