"""What a published dataset says of itself: one value, from which its README and its metadata are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from offre_insertion.geography import load_geography
from offre_insertion.publishing.gate import Sifted
from offre_insertion.settings.publication import LICENCES, Publication
from offre_insertion.text import counted

#: Documentation of the schema, as the valideur gives it.
SCHEMA_URL = "https://gip-inclusion.github.io/data-inclusion-schema/latest/"


@dataclass(frozen=True, slots=True)
class Product:
    """A file of the folder. ``role`` is what it is at data.gouv.fr; ``metadonnees`` stay in the folder."""

    name: str
    title: str
    description: str
    role: str  # main, documentation, metadonnees
    media_type: str

    @property
    def format(self) -> str:
        """The extension."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class About:
    """``day`` is the day this very content was first ready; ``first`` and ``last`` bound the ``date_maj`` (ISO).

    ``catalogues`` is source → name.
    """

    publication: Publication
    source: str
    departement: str
    nom_departement: str
    day: dt.date
    catalogues: Mapping[str, str]
    structures: int
    services: int
    first: str
    last: str
    cog: int
    schema_version: str

    @property
    def title(self) -> str:
        """The one of the project, else a usual one."""
        return self.publication.titre or f"Offre d’insertion : {self.nom_departement} ({self.departement})"

    @property
    def licence(self) -> tuple[str, str, str, str]:
        """Name, id at data.gouv.fr, address, word of SCDL."""
        return LICENCES[self.publication.licence]

    @property
    def keywords(self) -> tuple[str, ...]:
        """In small letters without accents, as SCDL asks."""
        return (
            "insertion",
            "data-inclusion",
            "emploi",
            "offre-d-insertion",
            f"departement-{self.departement.lower()}",
        )

    def describe(self) -> str:
        """A paragraph, in Markdown."""
        return (
            "Les structures et les services d’insertion recensés localement (producteur : "
            f"{self.publication.producteur}), au schéma data·inclusion v1 ({self.schema_version}) : "
            f"{counted(self.structures, 'structure')} et {counted(self.services, 'service')}. "
            f"Codes de communes : code officiel géographique {self.cog}. Schéma : {SCHEMA_URL}"
        )


def about(
    sifted: Sifted,
    publication: Publication,
    *,
    source: str,
    departement: str,
    catalogues: Mapping[str, str],
    day: dt.date,
) -> About:
    """The value for a dataset that passed the gate."""
    geography = load_geography()
    known = geography.departement(departement)
    dates = sorted(str(one["date_maj"])[:10] for one in (*sifted.structures, *sifted.services))
    return About(
        publication=publication,
        source=source,
        departement=departement,
        nom_departement=known.nom if known else departement,
        day=day,
        catalogues=catalogues,
        structures=len(sifted.structures),
        services=len(sifted.services),
        first=dates[0] if dates else day.isoformat(),
        last=dates[-1] if dates else day.isoformat(),
        cog=geography.annee,
        schema_version=version("data-inclusion-schema"),
    )
