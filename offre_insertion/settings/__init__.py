"""The project: ``offre-insertion.toml``, and the secrets of the environment or of the ``.env`` beside it.

Built once by :func:`load_settings` and passed along; nothing is read at import.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic
from pydantic import Field, PrivateAttr, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from offre_insertion.errors import ConnectorError
from offre_insertion.model_errors import validated
from offre_insertion.settings.coverage import CouvertureProjet
from offre_insertion.settings.dora import DoraSettings
from offre_insertion.settings.publication import Publication
from offre_insertion.settings.suivi import Suivi
from offre_insertion.settings.tables import (
    SECRETS_FILE,
    CatalogueEntry,
    DataInclusion,
    Dossiers,
    Historique,
    Seuils,
    Strict,
    Territoire,
)
from offre_insertion.toml_file import read_toml

PROJECT_FILE = "offre-insertion.toml"
_SQLITE = "sqlite:///"


class Secrets(BaseSettings):
    """What never enters the project file: environment variables, or the ``.env`` beside it."""

    model_config = SettingsConfigDict(
        env_prefix="OFFRE_INSERTION_", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    historique_url: SecretStr | None = None
    data_inclusion_token: SecretStr | None = None
    datagouv_cle: SecretStr | None = None
    dora_jeton: SecretStr | None = None


class Settings(Strict):
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
    couverture: Annotated[
        CouvertureProjet,
        Field(description="Les seuils de la couverture, les poids et les territoires locaux."),
    ] = CouvertureProjet()
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
