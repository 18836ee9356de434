"""The ``[publication]`` table of the project: who publishes, under which licence, where, and what is accepted."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from offre_insertion.settings.tables import Strict

#: Licence of the project file → its name, its id at data.gouv.fr, its address, its word in a SCDL catalogue.
LICENCES: dict[str, tuple[str, str, str, str]] = {
    "lov2": (
        "Licence Ouverte 2.0 (Etalab)",
        "lov2",
        "https://spdx.org/licenses/etalab-2.0.html",
        "LO - Licence Ouverte",
    ),
    "odbl": (
        "Open Database License 1.0 (ODbL)",
        "odc-odbl",
        "https://spdx.org/licenses/ODbL-1.0.html",
        "ODbL - Open Database License",
    ),
}


def _shaped(pattern: str, words: str) -> AfterValidator:
    """A text of that shape; else a French sentence that says which."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"« {text} » n’a pas la forme attendue : {words}")
        return text

    return AfterValidator(check)


_DATAGOUV_ID = _shaped(r"[0-9a-f]{24}", "24 chiffres et lettres de a à f, comme dans l’adresse de l’API")

Frequence = Literal["inconnue", "quotidienne", "hebdomadaire", "mensuelle", "trimestrielle", "annuelle"]

#: Name of a platform in the project file → its address.
PLATFORMS = {"demo": "https://demo.data.gouv.fr", "production": "https://www.data.gouv.fr"}


class Datagouv(Strict):
    """``[publication.datagouv]``: where on data.gouv.fr."""

    organisation: Annotated[
        str,
        _DATAGOUV_ID,
        Field(
            description="Identifiant, 24 chiffres et lettres de a à f, de l'organisation qui publie.",
        ),
    ]
    plateforme: Annotated[
        str,
        _shaped(r"demo|production|https?://[^\s?#]+", "« demo », « production », ou une adresse https"),
        Field(
            description="« demo », « production », ou l'adresse d'une autre plateforme udata.",
        ),
    ] = "demo"
    jeu: Annotated[
        Annotated[str, _DATAGOUV_ID] | None,
        Field(
            description="Identifiant d'un jeu qui existe déjà, à mettre à jour au lieu d'en créer un.",
        ),
    ] = None
    prive: Annotated[
        bool, Field(description="Crée le jeu en brouillon, visible de l'organisation seulement.")
    ] = False

    @property
    def address(self) -> str:
        """Where the platform is, without a slash at the end."""
        return PLATFORMS.get(self.plateforme, self.plateforme).rstrip("/")


class Publication(Strict):
    """``[publication]``: what the published dataset says of itself, and what it may show."""

    producteur: Annotated[
        str, Field(min_length=3, max_length=140, description="Qui publie : « Département de la Mayenne ».")
    ]
    siret: Annotated[
        Annotated[str, _shaped(r"\d{14}", "14 chiffres")] | None,
        Field(description="SIRET du producteur, pour le catalogue SCDL."),
    ] = None
    contact: Annotated[
        Annotated[str, _shaped(r"[^\s@]+@[^\s@]+", "une adresse électronique")] | None,
        Field(
            description="Adresse électronique générique où écrire au sujet du jeu.",
        ),
    ] = None
    page: Annotated[
        Annotated[str, _shaped(r"https?://\S+", "une adresse https")] | None,
        Field(description="Page web du jeu, pour le catalogue SCDL."),
    ] = None
    titre: Annotated[
        str | None, Field(min_length=3, max_length=256, description="Titre du jeu ; sinon, un titre usuel.")
    ] = None
    licence: Annotated[
        Literal["lov2", "odbl"], Field(description="« lov2 » (Licence Ouverte 2.0) ou « odbl ».")
    ] = "lov2"
    fusionner: Annotated[
        bool,
        Field(
            description="Réunit les doublons certains ou jugés, et laisse de côté ce qu'une autre source a déjà."
        ),
    ] = True
    frequence: Annotated[Frequence, Field(description="Rythme de mise à jour annoncé.")] = "inconnue"
    courriels_admis: Annotated[
        tuple[str, ...],
        Field(description="Adresses d'allure personnelle que leurs titulaires acceptent de voir publiées."),
    ] = ()
    telephones_admis: Annotated[
        tuple[str, ...],
        Field(description="Numéros de mobile que leurs titulaires acceptent de voir publiés."),
    ] = ()
    datagouv: Annotated[Datagouv | None, Field(description="La publication sur data.gouv.fr.")] = None
