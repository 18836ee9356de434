"""Fictional structures in real communes of Mayenne, as v1 records."""

from __future__ import annotations

from typing import Any

from offre_insertion.schema import Record

LAVAL = {"commune": "Laval", "code_postal": "53000", "code_insee": "53130"}
MAYENNE = {"commune": "Mayenne", "code_postal": "53100", "code_insee": "53147"}
CRAON = {"commune": "Craon", "code_postal": "53400", "code_insee": "53084"}
EVRON = {"commune": "Évron", "code_postal": "53600", "code_insee": "53097"}

#: Valid SIRETs: two establishments of one body, then another body.
SIRET, SIRET_OTHER_NIC, SIRET_OTHER_BODY = "99999000500012", "99999000500020", "99999001300016"


def structure(record_id: str, nom: str, place: dict[str, str] | None = None, **fields: Any) -> Record:
    """A structure in Laval unless said otherwise; ``None`` removes a key."""
    record: Record = {
        "source": record_id.partition("--")[0],
        "id": record_id,
        "nom": nom,
        "date_maj": "2026-01-15",
        **(LAVAL if place is None else place),
        **fields,
    }
    return {name: value for name, value in record.items() if value is not None}
