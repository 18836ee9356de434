"""What is sent to data.gouv.fr, what is there, what would be done: plain values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from offre_insertion.history.contents import digest_of


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of ours. ``metadata`` is what the platform is told of it (title, description, type)."""

    name: str
    content: bytes
    media_type: str
    metadata: Mapping[str, str]

    @classmethod
    def read(cls, path: Path, *, media_type: str, metadata: Mapping[str, str]) -> LocalFile:
        """From the publication folder."""
        return cls(path.name, path.read_bytes(), media_type, metadata)

    @property
    def sha256(self) -> str:
        """Digest of the journal."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def sha1(self) -> str:
        """Digest that the platform computes of what it received."""
        return hashlib.sha1(self.content, usedforsecurity=False).hexdigest()

    @property
    def described(self) -> str:
        """Digest of the metadata."""
        return digest_of(dict(self.metadata))


class _Received(BaseModel):
    """Base of the answers: what we do not read is left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Checksum(_Received):
    """What the platform computed of a file it received."""

    type: str
    value: str


class RemoteResource(_Received):
    """A resource, as udata describes it."""

    id: str
    url: str = ""
    #: The address that always leads to the last file.
    latest: str | None = None
    checksum: Checksum | None = None

    @property
    def name(self) -> str:
        """Name of the file: the end of its address, which udata makes from the name it was sent under."""
        return self.url.rpartition("/")[2]

    def holds(self, file: LocalFile) -> bool | None:
        """Whether the file there is this one; ``None`` when the platform does not tell."""
        if self.checksum is None or self.checksum.type != "sha1":
            return None
        return self.checksum.value.lower() == file.sha1


class RemoteDataset(_Received):
    """A dataset, as udata describes it."""

    id: str
    page: str | None = None
    resources: tuple[RemoteResource, ...] = ()
    extras: dict[str, Any] = {}


class Action(StrEnum):
    """One call to the platform."""

    CREER_JEU = "créer le jeu"
    DECRIRE_JEU = "mettre à jour la description du jeu"
    ENVOYER = "envoyer"
    REMPLACER = "remplacer"
    DECRIRE = "décrire"
    RETIRER = "retirer"


@dataclass(frozen=True, slots=True)
class Operation:
    """``name`` is that of the file, of the dataset for the first two actions; ``resource_id`` is known beforehand."""

    action: Action
    name: str
    reason: str
    resource_id: str | None = None
    size: int = 0

    def as_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {"action": self.action.value, "fichier": self.name, "raison": self.reason, "octets": self.size}
