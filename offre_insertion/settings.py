"""The project: ``offre-insertion.toml``, and the secrets of the environment or of the ``.env`` beside it.

Built once by :func:`load_settings` and passed along; nothing is read at import.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import pydantic
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from offre_insertion.coverage_settings import Couverture
from offre_insertion.dora_settings import DoraSettings
from offre_insertion.errors import ConnectorError
from offre_insertion.model_errors import validated
from offre_insertion.publication_settings import Publication
from offre_insertion.toml_file import read_toml

PROJECT_FILE = "offre-insertion.toml"
SECRETS_FILE = ".env"
_SQLITE = "sqlite:///"


class _Strict(BaseModel):
    """Base of every table of the project: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Territoire(_Strict):
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


class CatalogueEntry(_Strict):
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


class Seuils(_Strict):
    """What stops a run, and what makes two rows the same record."""

    baisse_max: Annotated[
        float, Field(ge=0, le=1, description="Baisse admise d'un passage à l'autre ; au-delà, tout s'arrête.")
    ] = 0.2
    identite: Annotated[
        float,
        Field(ge=0.5, le=1, description="Ressemblance à partir de laquelle une fiche garde son identifiant."),
    ] = 0.8


class Dossiers(_Strict):
    """Where files are written, relative to the project."""

    sorties: Annotated[str, Field(description="Les fichiers produits, un sous-dossier par source.")] = (
        "sorties"
    )
    travail: Annotated[str, Field(description="Le verrou, et l'historique par défaut.")] = ".offre-insertion"
    publication: Annotated[str, Field(description="Le jeu prêt à publier.")] = "publication"


class Historique(_Strict):
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


class DataInclusion(_Strict):
    """The national service, read with the token of the environment."""

    url: Annotated[
        str, Field(pattern=r"^https?://", description="Adresse de l'API de data·inclusion, sans « /api/v1 ».")
    ] = "https://api.data.inclusion.gouv.fr"


class Suivi(_Strict):
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


class Secrets(BaseSettings):
    """What never enters the project file: environment variables, or the ``.env`` beside it."""

    model_config = SettingsConfigDict(
        env_prefix="OFFRE_INSERTION_", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    historique_url: SecretStr | None = None
    data_inclusion_token: SecretStr | None = None
    datagouv_cle: SecretStr | None = None
    dora_jeton: SecretStr | None = None


class Settings(_Strict):
    """A project. Load it with :func:`load_settings`."""

    territoire: Annotated[Territoire, Field(description="Le territoire du projet.")]
    catalogues: Annotated[
        tuple[CatalogueEntry, ...], Field(min_length=1, description="Les catalogues locaux, dans l'ordre.")
    ]
    cibles: Annotated[
        tuple[Literal["fichiers"], ...], Field(description="Où va le jeu : des fichiers, aujourd'hui.")
    ] = ("fichiers",)
    seuils: Annotated[Seuils, Field(description="Les garde-fous.")] = Seuils()
    dossiers: Annotated[Dossiers, Field(description="Les dossiers, relatifs au projet.")] = Dossiers()
    historique: Annotated[Historique, Field(description="La mémoire du projet.")] = Historique()
    publication: Annotated[
        Publication | None, Field(description="Ce que dit de lui-même le jeu publié, et où il va.")
    ] = None

    data_inclusion: Annotated[DataInclusion, Field(description="L'API de data·inclusion.")] = DataInclusion()
    couverture: Annotated[Couverture, Field(description="Les seuils de la couverture.")] = Couverture()
    suivi: Annotated[Suivi, Field(description="Les paramètres des indicateurs.")] = Suivi()
    dora: Annotated[DoraSettings | None, Field(description="Le DORA où publier, et ce qui y est permis.")] = (
        None
    )

    _folder: Path = PrivateAttr(default=Path())
    _secrets: Secrets | None = PrivateAttr(default=None)

    @property
    def folder(self) -> Path:
        """The folder of the project file: every relative path starts there."""
        return self._folder

    @property
    def outputs(self) -> Path:
        """Where the files go."""
        return self._folder / self.dossiers.sorties

    @property
    def work(self) -> Path:
        """Lock and default history."""
        return self._folder / self.dossiers.travail

    @property
    def history_url(self) -> SecretStr:
        """The database: environment first, then the project file, then a SQLite file of the work folder."""
        if self._secrets is not None and self._secrets.historique_url is not None:
            return self._secrets.historique_url
        url = self.historique.url or f"sqlite:///{self.dossiers.travail}/historique.sqlite3"
        return SecretStr(_absolute(url, self._folder))

    @property
    def data_inclusion_token(self) -> SecretStr | None:
        """The token of the data·inclusion API, when there is one."""
        return self._secrets.data_inclusion_token if self._secrets is not None else None

    @property
    def datagouv_key(self) -> SecretStr | None:
        """The API key of data.gouv.fr: ``OFFRE_INSERTION_DATAGOUV_CLE``."""
        return self._secrets.datagouv_cle if self._secrets is not None else None

    @property
    def publication_folder(self) -> Path:
        """Where the dataset ready to be published is written."""
        return self._folder / self.dossiers.publication

    @property
    def dora_token(self) -> SecretStr | None:
        """The token of the account at DORA: ``OFFRE_INSERTION_DORA_JETON``."""
        return self._secrets.dora_jeton if self._secrets is not None else None

    @property
    def lock(self) -> Path:
        """Held by the run in progress."""
        return self.work / "verrou"

    @property
    def has_history(self) -> bool:
        """False when the history is a SQLite file that no run made yet."""
        url = self.history_url.get_secret_value()
        return not url.startswith(_SQLITE) or Path(url.removeprefix(_SQLITE)).exists()

    def locate(self, fichier: str) -> str:
        """A file of the project as a path that works from anywhere; an address as it is."""
        return fichier if "://" in fichier else str(self._folder / fichier)

    def locate_connector(self, connecteur: str) -> str:
        """A connector of the project by its path, or the name of a bundled one."""
        return str(self._folder / connecteur) if connecteur.endswith(".toml") else connecteur


def _absolute(url: str, folder: Path) -> str:
    """``sqlite:///x.sqlite3`` is relative to the project, not to where the command is typed."""
    if not url.startswith(_SQLITE) or ":memory:" in url:
        return url
    return _SQLITE + str((folder / url.removeprefix(_SQLITE)).absolute())


def load_settings(path: Path | str = PROJECT_FILE) -> Settings:
    """The project of a file, or of a folder that holds one, with its secrets.

    Raises :class:`ConnectorError`, one sentence naming the file, the key and the fix.
    """
    path = Path(path)
    path = path / PROJECT_FILE if path.is_dir() else path
    settings = build_settings(_parse(path), path=path)
    settings._folder = path.parent.absolute()
    settings._secrets = _read_secrets(path.parent / SECRETS_FILE)
    return settings


def build_settings(data: dict[str, Any], *, path: Path | None = None) -> Settings:
    """The project of a parsed TOML document. Raises :class:`ConnectorError`."""
    return validated(Settings, data, path=path)


def _parse(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise ConnectorError(
            "pas de projet ici. Créez-le avec « offre-insertion initialiser », ou donnez son chemin (--projet).",
            path=str(path),
        )
    return read_toml(path)


def _read_secrets(path: Path) -> Secrets:
    try:
        return Secrets(_env_file=path)
    except (pydantic.ValidationError, UnicodeDecodeError, OSError):
        # Neither the values nor the exception that quotes them may be shown.
        raise ConnectorError(
            "les secrets ne se lisent pas : une ligne NOM=valeur chacun.", path=str(path)
        ) from None
