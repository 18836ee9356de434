"""Where a record is: address, commune, coordinates, as services and structures share them."""

from __future__ import annotations

import math
from typing import NamedTuple

from offre_insertion.geography import load_geography
from offre_insertion.publishing.dora.drafts import Losses
from offre_insertion.publishing.dora.values import limited, plain
from offre_insertion.schema import Record

ADDRESS_MAX = 255
#: Six decimals are ten centimetres; more is noise that would make differences.
DECIMALS = 6
_WRITTEN = ("adresse", "complement_adresse", "code_postal", "code_insee", "commune")
#: Its texts → DORA.
SHOWN_PLACE = {"adresse": "address1", "complement_adresse": "address2"}


class Place(NamedTuple):
    """The texts as DORA takes them, and the point, in degrees, when both coordinates are known."""

    address1: str
    address2: str
    postal_code: str
    city_code: str
    longitude: float | None
    latitude: float | None


def to_dora_place(record: Record, losses: Losses) -> Place:
    """The place of a record. DORA computes nothing of it: neither the point, nor the code of the commune."""
    address1, address2 = (
        limited(plain(record.get(field)), ADDRESS_MAX, losses, field=field, dora_field=dora_field,
                advice="Raccourcissez-la.")
        for field, dora_field in SHOWN_PLACE.items()
    )  # fmt: skip
    longitude, latitude = (_degrees(record.get(axis)) for axis in ("longitude", "latitude"))
    if longitude is None or latitude is None:
        longitude = latitude = None
    return Place(
        address1, address2, _postal_code(record, losses), _city_code(record, losses), longitude, latitude
    )


def has_place(record: Record) -> bool:
    """Something says where the record is, were it only a point."""
    return any(plain(record.get(field)) for field in _WRITTEN) or record.get("longitude") is not None


def _postal_code(record: Record, losses: Losses) -> str:
    postal = plain(record.get("code_postal"))
    if len(postal) <= 5:
        return postal
    losses.add("code_postal", "postalCode", "ecarte", f"« {postal} » n’est pas un code postal : il n’est pas "
               "envoyé. Corrigez-le.")  # fmt: skip
    return ""


def _city_code(record: Record, losses: Losses) -> str:
    """Today's commune: DORA knows neither arrondissements nor former communes, and leaves their city empty."""
    code = plain(record.get("code_insee"))
    current = load_geography().current_code(code)
    if not code or current == code:
        return code
    if current is None:
        losses.add("code_insee", "cityCode", "ecarte", f"« {code} » n’est le code d’aucune commune : il n’est pas "
                   "envoyé. Corrigez-le.")  # fmt: skip
        return ""
    losses.add("code_insee", "cityCode", "elargi", f"« {code} » fait partie de la commune {current} : "
               "DORA ne connaît qu’elle.")  # fmt: skip
    return current


def _degrees(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        return None
    return round(float(value), DECIMALS)
