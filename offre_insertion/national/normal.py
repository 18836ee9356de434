"""What two writings of one value share, once data·inclusion has been through them (contract §1.6, §6)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pydantic import HttpUrl, TypeAdapter, ValidationError

from offre_insertion.cleaning.telephone import clean_telephone, region_of
from offre_insertion.schema import LIST_FIELDS, NUMBER_FIELDS, Record

URL_FIELDS = frozenset({"site_web", "lien_source", "lien_mobilisation", "accessibilite_lieu"})

_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


def normal_value(name: str, record: Record) -> object:
    """The value of a field, ready to be compared; ``None`` when there is none.

    Lists are sets, addresses of pages are as the API writes them, telephones in E.164, the domain of an e-mail in
    lower case; texts are as they are, but for the blanks around them.
    """
    value = record.get(name)
    if value is None or value in ("", []):
        return None
    if name in LIST_FIELDS:
        return frozenset(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else value
    if name in NUMBER_FIELDS:
        return _number(value)
    text = unicodedata.normalize("NFC", str(value)).strip()
    if name in URL_FIELDS:
        return _url(text)
    if name == "telephone":
        return _telephone(text, region_of(record.get("code_insee") or record.get("code_postal")))
    if name == "courriel":
        local, at, domain = text.rpartition("@")
        return f"{local}{at}{domain.lower()}"
    return text[:10] if name == "date_maj" else text


def _number(value: object) -> object:
    try:
        return round(float(str(value)), 6)  # ten centimetres, for coordinates
    except ValueError:
        return value


@lru_cache(maxsize=1 << 14)
def _url(text: str) -> str:
    try:
        return str(_URL.validate_python(text))
    except ValidationError:
        return text


@lru_cache(maxsize=1 << 14)
def _telephone(text: str, region: str) -> str:
    return clean_telephone(text, region=region).value or text
