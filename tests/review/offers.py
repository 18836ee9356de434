"""A small fictional offer with duplicates, as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from offre_insertion.review import Offer
from offre_insertion.schema import Record
from tests.matching.fictional import CRAON, LAVAL, MAYENNE, structure

#: Two records of one CCAS (certain), a school of driving that moved or has two sites (to examine), one alone.
CCAS = structure("pdi--1", "CCAS de Mayenne", MAYENNE, date_maj="2026-02-01", telephone="+33243000001")
CCAS_AGAIN = structure(
    "annuaire--7", "Centre communal d’action sociale", MAYENNE, courriel="ccas@mayenne.example.org"
)
GARAGE = structure("pdi--2", "Garage solidaire Mobil'éco", LAVAL, adresse="3 rue Haute")
GARAGE_AGAIN = structure("pdi--3", "Garage solidaire Mobil'éco", LAVAL, adresse="18 avenue de Mayenne")
ALONE = structure("pdi--4", "Épicerie sociale du Craonnais", CRAON)
STRUCTURES = (CCAS, CCAS_AGAIN, GARAGE, GARAGE_AGAIN, ALONE)

#: The other of the garage, as another source knows it.
NATIONAL = structure(
    "dora--9", "Garage solidaire Mobil'éco", LAVAL, adresse="3 rue Haute", siret="99999000500012"
)


def service(record_id: str, structure_id: str, nom: str, **fields: Any) -> Record:
    """A service of Mayenne."""
    return {
        "source": record_id.partition("--")[0],
        "structure_id": structure_id,
        "id": record_id,
        "nom": nom,
        "description": "Un accueil sans rendez-vous pour faire le point sur vos droits et vos démarches.",
        "date_maj": "2026-01-15",
        "thematiques": [
            "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
        ],
        **MAYENNE,
        **fields,
    }


AIDE = service("pdi--s1", "pdi--1", "Accès aux droits")
AIDE_AGAIN = service("annuaire--s7", "annuaire--7", "Accès aux droits")
ATELIER = service("annuaire--s8", "annuaire--7", "Atelier cuisine", thematiques=["sante--acces-aux-soins"])
SERVICES = (AIDE, AIDE_AGAIN, ATELIER)


def offer(structures: tuple[Record, ...] = STRUCTURES, services: tuple[Record, ...] = SERVICES) -> Offer:
    """The offer of these records, ours by default."""
    return Offer.of([*(("structure", one) for one in structures), *(("service", one) for one in services)])


def write_offer(
    folder: Path, structures: tuple[Record, ...] = STRUCTURES, services: tuple[Record, ...] = SERVICES
) -> Path:
    """A folder like the one of a conversion."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "structures.json").write_bytes(orjson.dumps(structures))
    (folder / "services.json").write_bytes(orjson.dumps(services))
    return folder
