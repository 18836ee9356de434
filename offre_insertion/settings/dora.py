"""The ``[dora]`` table of the project: which DORA, and what the project allows itself there."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from offre_insertion.settings.tables import Strict


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
        raise ValueError("ce n'est pas l'adresse d'un serveur. Exemple : https://api.exemple.fr")
    return url.rstrip("/")


class DoraSettings(Strict):
    """``[dora]``. The token is never here: ``OFFRE_INSERTION_DORA_JETON``."""

    url: Annotated[
        str,
        AfterValidator(_address),
        Field(description="Adresse de l'API de DORA, donnée par l'équipe DORA avec le jeton."),
    ]
    creer_structures: Annotated[
        bool,
        Field(
            description="Créer les structures que DORA n'a pas ; le compte en devient l'administrateur. Sinon, leurs "
            "services attendent."
        ),
    ] = False
    contacts_publics: Annotated[
        bool | None,
        Field(
            description="Montrer les contacts à tout le monde (true), ou aux seuls professionnels inscrits sur DORA "
            "(false) ; par défaut, à tout le monde sauf si une personne est nommée."
        ),
    ] = None
    formulaire_dora: Annotated[
        bool,
        Field(description="Ouvrir le formulaire d'orientation de DORA, qui écrit au courriel du service."),
    ] = False
    mobilisable_par: Annotated[
        tuple[Literal["usagers", "professionnels"], ...],
        Field(description="Qui mobilise les services qui ne le disent pas ; vide, ils restent en brouillon."),
    ] = ()
    frequence_maj: Annotated[
        Literal[
            "tous-les-mois", "tous-les-3-mois", "tous-les-6-mois", "tous-les-12-mois", "tous-les-16-mois", "jamais"
        ],
        Field(description="Quand DORA rappelle de relire une fiche ; donnée à la création seulement."),
    ] = "tous-les-6-mois"  # fmt: skip
    typologies: Annotated[
        dict[str, str],
        Field(description="Identifiant d'une structure = sa typologie DORA, quand il faut choisir."),
    ] = {}
    archivage_max: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Part des fiches que l'on peut archiver d'un coup ; au-delà, aucune ne l'est.",
        ),
    ] = 0.2
    requetes_par_minute: Annotated[
        int, Field(ge=1, le=120, description="Requêtes envoyées par minute ; DORA en admet 120 par compte.")
    ] = 100
