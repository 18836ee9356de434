"""What the data·inclusion API answers, typed; a field it adds one day is kept, a code we do not know is only text.

Contract: ``/api/v1`` (§1.3, §1.6). Keys of the schema are always there, ``null`` when absent.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from offre_insertion.schema import Record

T = TypeVar("T")


class Tolerant(BaseModel):
    """Base of what a server answers."""

    model_config = ConfigDict(extra="allow", frozen=True)

    def record(self) -> Record:
        """A v1 record with what the API adds to it: JSON-ready, keys without a value left out."""
        return self.model_dump(mode="json", exclude_none=True)


class Source(Tolerant):
    """One of the declared sources: the list is kept by hand, data may come from others."""

    slug: str
    nom: str
    description: str | None = None


class ReferenceValue(Tolerant):
    """A code of a reference list."""

    value: str
    label: str
    description: str | None = None


class Structure(Tolerant):
    """A structure of the schema, as it is inside a service or a list of duplicates."""

    source: str
    id: str
    nom: str
    date_maj: str
    description: str | None = None
    lien_source: str | None = None
    siret: str | None = None
    commune: str | None = None
    code_postal: str | None = None
    code_insee: str | None = None
    adresse: str | None = None
    complement_adresse: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    telephone: str | None = None
    courriel: str | None = None
    site_web: str | None = None
    horaires_accueil: str | None = None
    accessibilite_lieu: str | None = None
    reseaux_porteurs: list[str] | None = None
    #: True: the address is that of the national base of addresses, not of the producer.
    adresse_certifiee: bool | None = None


class Duplicate(Tolerant):
    """Another structure of the same cluster. It may be one of Soliguide, which no list shows."""

    source: str
    id: str


class ListedStructure(Structure):
    """A structure of a list. ``score_qualite`` is the mean of its services, 0 when it has none."""

    score_qualite: float | None = None
    doublons: list[Duplicate] = []


class Service(Tolerant):
    """A service of a list. ``extra`` is there when it was asked for."""

    source: str
    structure_id: str
    id: str
    nom: str
    description: str | None = None
    date_maj: str
    lien_source: str | None = None
    type: str | None = None
    thematiques: list[str] | None = None
    frais: str | None = None
    frais_precisions: str | None = None
    publics: list[str] | None = None
    publics_precisions: str | None = None
    conditions_acces: str | None = None
    commune: str | None = None
    code_postal: str | None = None
    code_insee: str | None = None
    adresse: str | None = None
    complement_adresse: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    telephone: str | None = None
    courriel: str | None = None
    modes_accueil: list[str] | None = None
    zone_eligibilite: list[str] | None = None
    contact_nom_prenom: str | None = None
    lien_mobilisation: str | None = None
    modes_mobilisation: list[str] | None = None
    mobilisable_par: list[str] | None = None
    mobilisation_precisions: str | None = None
    volume_horaire_hebdomadaire: float | None = None
    nombre_semaines: int | None = None
    horaires_accueil: str | None = None
    adresse_certifiee: bool | None = None
    score_qualite: float | None = None
    extra: dict[str, object] | None = None


class DetailedStructure(Structure):
    """One structure, with its whole duplicates and its services."""

    score_qualite: float | None = None
    doublons: list[Structure] = []
    services: list[Service] = []


class DetailedService(Service):
    """One service, with its structure."""

    structure: Structure


class FoundService(Tolerant):
    """A service of a search; ``distance`` in whole kilometres, for those on the spot and in reach only."""

    service: DetailedService
    distance: int | None = None


class Page(Tolerant, Generic[T]):
    """A page of a list. ``size`` is the number of its items, not what was asked for."""

    items: list[T]
    total: int
    page: int
    size: int
    pages: int
