"""The tables of ``offre-insertion.toml`` that every project has."""

from __future__ import annotations

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

SECRETS_FILE = ".env"


class Strict(BaseModel):
    """Base of every table of the project: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Territoire(Strict):
    """Whose offer this is."""

    departement: Annotated[
        str,
        Field(pattern=r"^(?:\d{2}|2[AB]|9[78]\d)$", description="Code du département, par exemple « 53 »."),
    ]
    source: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
            description="Identifiant de la source du département à data·inclusion.",
        ),
    ]


class CatalogueEntry(Strict):
    """One local catalogue and the connector that reads it."""

    fichier: Annotated[
        str, Field(min_length=1, description="Chemin relatif au projet, ou adresse http(s), du catalogue.")
    ]
    connecteur: Annotated[
        str,
        Field(
            min_length=1, description="Nom d'un connecteur fourni, ou chemin d'un .toml relatif au projet."
        ),
    ]


class Seuils(Strict):
    """What stops a run, and what makes two rows the same record."""

    baisse_max: Annotated[
        float, Field(ge=0, le=1, description="Baisse admise d'un passage à l'autre ; au-delà, tout s'arrête.")
    ] = 0.2
    identite: Annotated[
        float,
        Field(ge=0.5, le=1, description="Ressemblance à partir de laquelle une fiche garde son identifiant."),
    ] = 0.8


class Dossiers(Strict):
    """Where files are written, relative to the project."""

    sorties: Annotated[str, Field(description="Les fichiers produits, un sous-dossier par source.")] = (
        "sorties"
    )
    travail: Annotated[str, Field(description="Le verrou, et l'historique par défaut.")] = ".offre-insertion"
    publication: Annotated[str, Field(description="Le jeu prêt à publier.")] = "publication"


class Historique(Strict):
    """Where everything is remembered."""

    url: Annotated[
        str | None,
        Field(
            description="Base SQLite ou PostgreSQL, sans mot de passe ; sinon un fichier SQLite du dossier de "
            "travail. Une adresse avec mot de passe se met dans OFFRE_INSERTION_HISTORIQUE_URL."
        ),
    ] = None
    attente_s: Annotated[
        float, Field(ge=0, le=600, description="Secondes d'attente quand la base est occupée.")
    ] = 10

    @model_validator(mode="after")
    def _no_password(self) -> Self:
        if self.url and urlsplit(self.url).password:
            raise ValueError(
                "un mot de passe ne s'écrit pas dans ce fichier : mettez l'adresse complète dans la variable "
                f"OFFRE_INSERTION_HISTORIQUE_URL, ou dans le fichier {SECRETS_FILE} voisin"
            )
        return self


class DataInclusion(Strict):
    """The national service, read with the token of the environment."""

    url: Annotated[
        str, Field(pattern=r"^https?://", description="Adresse de l'API de data·inclusion, sans « /api/v1 ».")
    ] = "https://api.data.inclusion.gouv.fr"
