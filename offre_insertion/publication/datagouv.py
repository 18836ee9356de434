"""From the dataset of a project to its place on data.gouv.fr: what is there, what is to be sent, sending it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offre_insertion.client import Client, api_key
from offre_insertion.errors import ConnectorError
from offre_insertion.history import History
from offre_insertion.history.publication import Told, list_told
from offre_insertion.publication.dataset import Ready, remember
from offre_insertion.publishing.datagouv import (
    DATASET,
    LocalFile,
    Operation,
    Place,
    Platform,
    RemoteDataset,
    apply_plan,
    plan,
)
from offre_insertion.publishing.folder import write_folder
from offre_insertion.publishing.folder.metadata import datagouv_dataset, datagouv_resource
from offre_insertion.settings import Settings
from offre_insertion.settings.publication import Datagouv

SERVICE = "data.gouv.fr"
KEY_VARIABLE = "OFFRE_INSERTION_DATAGOUV_CLE"


@dataclass(frozen=True, slots=True)
class Shipment:
    """What would be sent. ``skipped`` are files that the platform does not take; ``remote`` is what is there."""

    place: Place
    files: tuple[LocalFile, ...]
    description: Mapping[str, Any]
    operations: tuple[Operation, ...]
    skipped: tuple[str, ...] = ()
    remote: RemoteDataset | None = None


def read_place(settings: Settings) -> Datagouv:
    """The ``[publication.datagouv]`` table. Raises :class:`ConnectorError` without it."""
    datagouv = settings.publication.datagouv if settings.publication is not None else None
    if datagouv is None:
        raise ConnectorError(
            "la table [publication.datagouv] manque : ajoutez-la, avec au moins l’identifiant de votre organisation "
            '(organisation = "…"). Voir docs/publier.md.',
            path=str(settings.folder / "offre-insertion.toml"),
        )
    return datagouv


def open_client(settings: Settings, *, needs_key: bool) -> Client:
    """A client of the platform of the project. Raises :class:`ConnectorError` without the key that is needed."""
    datagouv, key = read_place(settings), settings.datagouv_key
    if key is None and needs_key:
        raise ConnectorError(
            f"la clé d’API manque : mettez-la dans la variable {KEY_VARIABLE}, ou dans le fichier .env voisin du "
            "projet. Elle se trouve dans votre profil, sur la plateforme."
        )
    return Client(datagouv.address, service=SERVICE, auth=api_key(key) if key is not None else None)


def prepare_shipment(
    settings: Settings,
    history: History,
    ready: Ready,
    *,
    platform: Platform,
    folder: Path,
    is_new: bool = False,
) -> Shipment:
    """What is to be sent: reads the platform, sends nothing; the files are written in ``folder``, empty.

    ``is_new`` forgets the dataset known so far. Raises :class:`ConnectorError` when the project names that dataset,
    :class:`~offre_insertion.errors.RemoteError`, :class:`~offre_insertion.errors.PublishError`.
    """
    datagouv = read_place(settings)
    if is_new and datagouv.jeu is not None:
        raise ConnectorError(
            f"la table [publication.datagouv] désigne le jeu {datagouv.jeu} : la fois suivante y reviendrait. Retirez "
            "la ligne « jeu = … » pour en créer un autre, ou relancez sans --nouveau-jeu.",
            path=str(settings.folder / "offre-insertion.toml"),
        )
    place = Place(datagouv.address, datagouv.organisation, settings.territoire.source, datagouv.prive)
    told: dict[str, Told] = {} if is_new else list_told(history, place.target)
    remote = None if is_new else _find(platform, datagouv, place, told)
    if remote is not None and DATASET in told and told[DATASET].remote_id != remote.id:
        told = {}  # all of it is about another dataset
    products = write_folder(folder, ready.sifted, ready.about)
    taken = platform.extensions()
    files = tuple(
        LocalFile.read(folder / one.name, media_type=one.media_type, metadata=datagouv_resource(one))
        for one in products
        if one.format in taken
    )
    description = datagouv_dataset(ready.about)
    operations = plan(files, description, told=told, remote=remote)
    skipped = tuple(one.name for one in products if one.format not in taken)
    return Shipment(place, files, description, operations, skipped, remote)


def _find(
    platform: Platform, datagouv: Datagouv, place: Place, told: Mapping[str, Told]
) -> RemoteDataset | None:
    known = told[DATASET].remote_id if DATASET in told else None
    dataset_id = datagouv.jeu or known
    if dataset_id is not None:
        return platform.get(dataset_id)
    return platform.find(place.organisation, place.source)


def ship(
    shipment: Shipment,
    ready: Ready,
    *,
    platform: Platform,
    history: History,
    observe: Callable[[Operation], None] = lambda _operation: None,
) -> RemoteDataset | None:
    """Sends it, and remembers that these records are published there. Gives the dataset as it is now.

    Raises :class:`~offre_insertion.errors.RemoteError`: what was sent is in the journal, the next time sends the rest.
    """
    dataset = shipment.remote
    if shipment.operations:
        dataset = apply_plan(
            shipment.operations,
            shipment.files,
            shipment.description,
            place=shipment.place,
            remote=shipment.remote,
            platform=platform,
            history=history,
            observe=observe,
        )
    remember(history, ready, target=shipment.place.target)
    return platform.get(dataset.id) if dataset is not None and shipment.operations else dataset
