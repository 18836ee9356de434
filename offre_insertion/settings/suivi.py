"""The parameters of the indicators, ``[suivi]`` in the project file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from offre_insertion.settings.tables import Strict


class Suivi(Strict):
    """The parameters of the indicators; printed under each figure. Defaults: ``referencement.md`` §4."""

    mois_a_jour: Annotated[
        int, Field(ge=1, le=60, description="Une fiche est à jour si elle a au plus ce nombre de mois.")
    ] = 6
    score_minimum: Annotated[
        float, Field(ge=0, le=1, description="Score qualité à partir duquel DORA affiche un service.")
    ] = 0.8
    redatage_masse: Annotated[
        float,
        Field(
            gt=0,
            le=1,
            description="Part des fiches d'une source, redatées sans changement, qui fait un redatage de masse.",
        ),
    ] = 0.5
    convention_jours: Annotated[
        int, Field(ge=1, le=365, description="Une convention est bientôt finie dans ce nombre de jours.")
    ] = 60
    pluri_part: Annotated[
        float, Field(ge=0, le=1, description="Part de pluri-enregistrement à partir de laquelle on alerte.")
    ] = 0.2
    pluri_surplus: Annotated[
        int, Field(ge=1, description="Enregistrements en trop à partir desquels on alerte.")
    ] = 3
    passage_jours: Annotated[
        int, Field(ge=1, le=366, description="Une source est vérifiée à temps à ce rythme, en jours.")
    ] = 31
    sources_animateur: Annotated[
        tuple[str, ...], Field(description="Les sources que l'animateur saisit lui-même.")
    ] = ()
    foyers_rsa: Annotated[
        int | None, Field(ge=1, description="Foyers allocataires du RSA du département, pour les places.")
    ] = None
