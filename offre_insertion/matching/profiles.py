"""What matching keeps of a v1 structure, in comparable form. Nothing here raises on a partial record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from offre_insertion.cleaning.siret import is_valid_siret
from offre_insertion.geography import Point, find_commune, load_geography
from offre_insertion.matching.addresses import Address, parse_address
from offre_insertion.matching.names import Name, parse_name
from offre_insertion.matching.words import plain_words
from offre_insertion.schema import Record

_NOT_DIGIT = re.compile(r"\D+")
_SIRET = re.compile(r"^\d{14}$")
#: Country codes of French numbers (metropolitan and overseas), as E.164 writes them.
_FRENCH_PREFIX = re.compile(r"^(?:00)?(?:33|262|590|594|596)0?(?=\d{9}$)")
_HOST = re.compile(r"^(?:https?://)?(?:www\.)?([^/?#:\s]+\.[^/?#:\s]+)", re.IGNORECASE)

#: Hosts that many bodies share: they name no one.
SHARED_HOSTS = frozenset(
    (
        "aol.com",
        "bbox.fr",
        "facebook.com",
        "fr-fr.facebook.com",
        "free.fr",
        "gmail.com",
        "google.com",
        "helloasso.com",
        "hotmail.com",
        "hotmail.fr",
        "icloud.com",
        "instagram.com",
        "laposte.net",
        "linkedin.com",
        "live.fr",
        "m.facebook.com",
        "msn.com",
        "neuf.fr",
        "numericable.fr",
        "orange.fr",
        "outlook.com",
        "outlook.fr",
        "pagesjaunes.fr",
        "protonmail.com",
        "sfr.fr",
        "sites.google.com",
        "twitter.com",
        "wanadoo.fr",
        "x.com",
        "yahoo.com",
        "yahoo.fr",
        "youtube.com",
    )
)


class Place(NamedTuple):
    """The commune of a record: today's code when it can be told, its label, words of its names, centre."""

    code: str | None
    departement: str | None
    label: str
    words: frozenset[str]
    centre: Point | None


@dataclass(slots=True)
class Profile:
    """A structure ready to be compared; ``None`` where the record says nothing usable."""

    id: str
    source: str
    nom: str
    name: Name
    siret: str | None
    siren: str | None
    telephone: str | None
    courriel: str | None
    domain: str | None
    place: Place
    adresse: str
    address: Address | None
    point: Point | None
    is_siret_valid: bool | None = None

    def has_valid_siret(self) -> bool:
        """Whether the keys of the SIRET are right; asked late, since few pairs need it."""
        if self.is_siret_valid is None:
            self.is_siret_valid = self.siret is not None and is_valid_siret(self.siret)
        return self.is_siret_valid


def text_of(record: Record, field: str) -> str:
    """The field as text, trimmed; empty when absent or of another type."""
    value = record.get(field)
    return value.strip() if isinstance(value, str) else ""


def values_of(record: Record, field: str) -> list[Any]:
    """The field as a list; empty when absent or of another type."""
    value = record.get(field)
    return value if isinstance(value, list) else []


@lru_cache(maxsize=1 << 16)
def place_of(code_insee: str, commune: str, code_postal: str) -> Place:
    """Today's commune of a code (former communes and arrondissements followed), else of a name and postal code."""
    geography = load_geography()
    found = geography.commune(code_insee) if code_insee else None
    if found is None and (commune or code_postal):
        code = find_commune(nom=commune or None, code_postal=code_postal or None).value
        found = geography.commune(code) if code else None
    if found is None:
        return Place(None, None, commune or code_postal or code_insee, frozenset(plain_words(commune)), None)
    words = {*plain_words(found.nom), *plain_words(commune)}
    departement = geography.departement(found.code_departement)
    words.update(plain_words(departement.nom) if departement else ())
    words.add(found.code_departement.lower())
    return Place(found.code_insee, found.code_departement, found.nom, frozenset(words), found.point)


def _digits_of_phone(text: str) -> str | None:
    """National digits of a number; short numbers (3949) name a service of the State, not a body: none."""
    digits = _FRENCH_PREFIX.sub("0", _NOT_DIGIT.sub("", text))
    return digits if len(digits) >= 6 else None


def _domain_of(site_web: str, courriel: str | None) -> str | None:
    """Host of the site, else of the e-mail, unless it is shared by many bodies."""
    found = _HOST.match(site_web)
    host = found[1].lower() if found else (courriel or "").rpartition("@")[2]
    return host if "." in host and host not in SHARED_HOSTS else None


def _point_of(record: Record) -> Point | None:
    longitude, latitude = record.get("longitude"), record.get("latitude")
    if not isinstance(longitude, int | float) or not isinstance(latitude, int | float):
        return None
    is_on_earth = -180 <= longitude <= 180 and -90 <= latitude <= 90
    return (float(longitude), float(latitude)) if is_on_earth and (longitude or latitude) else None


def profile_structure(record: Record) -> Profile:
    """The structure in comparable form. Any key may be absent, any value of a wrong type is as if absent."""
    place = place_of(
        text_of(record, "code_insee"), text_of(record, "commune"), text_of(record, "code_postal")
    )
    siret = text_of(record, "siret").replace(" ", "")
    siret = siret if _SIRET.match(siret) else ""
    courriel = text_of(record, "courriel").lower()
    nom, adresse = text_of(record, "nom"), text_of(record, "adresse")
    return Profile(
        id=text_of(record, "id"),
        source=text_of(record, "source"),
        nom=nom,
        name=parse_name(nom, place=place.words),
        siret=siret or None,
        siren=siret[:9] or None,
        telephone=_digits_of_phone(text_of(record, "telephone")),
        courriel=courriel if "@" in courriel else None,
        domain=_domain_of(text_of(record, "site_web"), courriel if "@" in courriel else None),
        place=place,
        adresse=adresse,
        address=parse_address(adresse, place=place.words) if adresse else None,
        point=_point_of(record),
    )
