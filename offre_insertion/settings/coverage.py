"""The thresholds of coverage, ``[couverture]`` in the project file: each one is printed with the results; and the files
of the project that say what its communes weigh and make up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from offre_insertion.settings.tables import Strict

Share = Annotated[float, Field(ge=0, le=1)]
Distance = Annotated[float, Field(gt=0, le=500)]


class Couverture(Strict):
    """Every threshold of coverage. Defaults and their reasons: ``docs/couverture.md``."""

    rayons_km: Annotated[
        Mapping[str, Distance],
        Field(description="Rayon de proximité par thématique ou catégorie, en kilomètres."),
    ] = {"famille--garde-denfants": 10, "sante": 20, "mobilite": 20}
    rayon_km_defaut: Annotated[
        Distance, Field(description="Rayon de proximité des autres thématiques, en kilomètres.")
    ] = 30
    fraicheur_max_mois: Annotated[
        int, Field(ge=1, le=120, description="Âge maximal d'une fiche, en mois de calendrier.")
    ] = 12
    publics_insuffisants: Annotated[
        tuple[str, ...],
        Field(description="Publics qui, seuls, excluent allocataires du RSA et demandeurs d'emploi."),
    ] = ("etudiants", "actifs")
    couverte_min: Annotated[
        Share, Field(description="Part du poids à proximité à partir de laquelle c'est « couvert ».")
    ] = 0.8
    a_renforcer_min: Annotated[
        Share, Field(description="Part à partir de laquelle c'est « à renforcer », et non « non couvert ».")
    ] = 0.5
    structures_min: Annotated[
        int, Field(ge=1, description="Structures distinctes qu'il faut pour être « couvert ».")
    ] = 2
    places_part_mediane: Annotated[
        Share,
        Field(
            description="Part de la médiane départementale des places sous laquelle c'est « à renforcer »."
        ),
    ] = 0.5
    population_min_statut: Annotated[
        int, Field(ge=0, description="Habitants au-dessous desquels aucun statut n'est montré.")
    ] = 1000
    eventail_min: Annotated[
        Share, Field(description="Part à proximité à partir de laquelle une sous-thématique est atteinte.")
    ] = 0.5
    thematiques_a_distance: Annotated[
        tuple[str, ...],
        Field(description="Thématiques jugées sur l'offre à distance ou nationale, par nature."),
    ] = ("mobilite--financer-ma-mobilite", "numerique--acceder-a-des-services-en-ligne")
    pluri_taux_min: Annotated[
        Share, Field(description="Taux de pluri-enregistrement qui donne l'alerte.")
    ] = 0.2
    pluri_surplus_min: Annotated[
        int, Field(ge=1, description="Enregistrements en surplus qu'il faut pour donner l'alerte.")
    ] = 3
    abondance_dispositifs_min: Annotated[
        int, Field(ge=2, description="Dispositifs distincts qui se recouvrent pour parler d'abondance.")
    ] = 3
    abondance_structures_min: Annotated[
        int, Field(ge=1, description="Structures distinctes qui les portent.")
    ] = 2
    recouvrement_min: Annotated[
        Share, Field(description="Part du poids que deux zones ont en commun pour se recouvrir.")
    ] = 0.5
    densite_ratio_min: Annotated[
        float, Field(ge=0, description="Densité rapportée à la médiane départementale.")
    ] = 2
    places_dispersion: Annotated[
        int, Field(ge=0, description="Médiane de places sous laquelle l'abondance est une « dispersion ».")
    ] = 10

    def rayon_km(self, thematique: str) -> float:
        """The radius of a thematique: its own, else its category's, else the default one."""
        category = thematique.partition("--")[0]
        return self.rayons_km.get(thematique, self.rayons_km.get(category, self.rayon_km_defaut))


File = Annotated[str | None, Field(min_length=1)]


class CouvertureProjet(Couverture):
    """``[couverture]`` as a project writes it: the thresholds, and files whose paths start from the project."""

    poids: Annotated[
        File,
        Field(
            description="CSV de ce que pèsent les communes (code de commune ou d'EPCI, nombre) ; sinon, la population."
        ),
    ] = None
    foyers_rsa: Annotated[
        File,
        Field(description="CSV des foyers allocataires du RSA, par EPCI ou par commune, pour les places."),
    ] = None
    territoires: Annotated[
        File,
        Field(
            description="Table TOML des territoires locaux ; sinon, la première qu'un connecteur du projet donne."
        ),
    ] = None

    @property
    def seuils(self) -> Couverture:
        """The thresholds alone: what results are printed with, and what is kept with a survey."""
        return Couverture.model_validate(self.model_dump(include=set(Couverture.model_fields)))
