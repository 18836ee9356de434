"""Numbers as a person writes them: « 61 200 € », « 2 x 12 », « 15 à 20 », « file active 80 », « ≈ 300 »."""

from __future__ import annotations

import re
from dataclasses import dataclass

from offre_insertion.issues import Note, Noted, Severity

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.']\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_PLAIN = re.compile(rf"^[≈~±]?\s*(-?(?:{_NUMBER}))\s*(?:€|eur(?:os?)?|h(?:eures?)?|places?|sem(?:aines?|\.)?|mois|km|%)?\.?$", re.I)
_PRODUCT = re.compile(rf"(\d+)\s*(?:[x×*]|groupes? de|sessions? de)\s*({_NUMBER})", re.I)
_RANGE = re.compile(rf"(?:entre\s+)?({_NUMBER})\s*(?:à|a|-|–|et|/)\s*({_NUMBER})", re.I)
_ANY = re.compile(_NUMBER)
_GROUPS = re.compile(r"(?<=\d)[ \u00a0\u202f'](?=\d{3}(?!\d))|(?<=\d)\.(?=\d{3}(?:\D|$))")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or bounds, or only a text: what the words say and no more."""

    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None


def _float(text: str) -> float:
    return float(_GROUPS.sub("", text).replace(",", "."))


def read_quantity(raw: str) -> Quantity:
    """``24`` for « 24 (2 x 12) », bounds for « 15 à 20 », the single number of « file active 80 », else the text."""
    text = " ".join(raw.split())
    if match := _PLAIN.match(text):
        return Quantity(text, value=_float(match.group(1)))
    numbers = [_float(number) for number in _ANY.findall(text)]
    if match := _PRODUCT.search(text):
        product = float(match.group(1)) * _float(match.group(2))
        others = [number for number in numbers if number not in map(_float, match.groups())]
        return Quantity(text, value=product) if all(number == product for number in others) else Quantity(text)
    if (match := _RANGE.search(text)) and len(numbers) == 2:
        low, high = map(_float, match.groups())
        return Quantity(text, low=low, high=high) if low < high else Quantity(text)
    return Quantity(text, value=numbers[0]) if len(numbers) == 1 else Quantity(text)


def clean_nombre(raw: str) -> Noted[float]:
    """A single number; bounds or several numbers are no number, and it is said."""
    text = raw.strip()
    if not text:
        return Noted(None)
    quantity = read_quantity(text)
    if quantity.value is not None and quantity.value < 1e15:
        return Noted(quantity.value)
    return Noted(None, (_not_a_number(text),))


def clean_entier(raw: str) -> Noted[int]:
    """A single whole number."""
    noted = clean_nombre(raw)
    if noted.value is None:
        return Noted(None, noted.notes)
    if not float(noted.value).is_integer():
        return Noted(None, (_not_a_number(raw.strip()),))
    return Noted(int(noted.value), noted.notes)


def clean_coordonnee(raw: str) -> Noted[float]:
    """A longitude or latitude in degrees (WGS 84), decimal comma accepted."""
    text = raw.strip()
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = float("nan")
    if -180 <= value <= 180:
        return Noted(value)
    if not text:
        return Noted(None)
    message = f"« {text[:40]} » n'est pas une coordonnée en degrés (WGS 84) : elle n'est pas écrite."
    return Noted(None, (Note("coordonnee-hors-wgs84", Severity.AVERTISSEMENT, message),))


def _not_a_number(text: str) -> Note:
    message = f"« {text[:60]} » ne se lit pas comme un nombre unique : la valeur n'est pas retenue."
    return Note("nombre-invalide", Severity.AVERTISSEMENT, message)
