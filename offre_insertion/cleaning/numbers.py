"""Numbers as a person writes them: « 61 200 € », « 2 x 12 », « 15 à 20 », « file active 80 », « ≈ 300 »."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.text import fold

#: Longer texts are prose, with numbers of all kinds.
_MAX_LENGTH = 200
_NUMBER = (
    r"(?<![0-9.,])(?:[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]{1,15})?|[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]{1,15})?"
    r"|[0-9]{1,3}\.[0-9]{3},[0-9]{1,15}|[0-9]{1,15}(?:[.,][0-9]{1,15})?)(?![0-9]|[.,][0-9])"
)
_ONE = re.compile(_NUMBER)
_HOURS_MINUTES = re.compile(r"(?<![0-9.,])([0-9]{1,3})\s?h\s?([0-5][0-9])(?![0-9])", re.IGNORECASE)
_PRODUCT = re.compile(
    rf"({_NUMBER})\s*([x×*]|groupes? de|sessions? de|s[ée]ances? de)\s*({_NUMBER})", re.IGNORECASE
)
_UNIT = r"(?:\s?(?:€|euros?|heures?|h|ans?|mois|semaines?|sem\.?|jours?|places?|personnes?|pers\.?|%))?"
_RANGE = re.compile(
    rf"({_NUMBER}){_UNIT}\s*(?:à|[-–])\s*({_NUMBER})|\bentre\s+({_NUMBER}){_UNIT}\s*et\s+({_NUMBER})",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"\bau moins\b|\bmin(?:i|imum)\b|\bmin\.? [0-9]|[aà] partir de\b|\bplus de\b|\+ de\b|[>≥]", re.IGNORECASE
)
_AT_MOST = re.compile(r"\bau plus\b|\bmax(?:i|imum)?\b|\bjusqu.[aà]u?\b|\bmoins de\b|[<≤]", re.IGNORECASE)
_ABOUT = re.compile(r"[≈~±]|\benviron\b|\benv\b\.?|\bautour de\b", re.IGNORECASE)
#: Numbers that count nothing: « 2e trimestre », « 1/2 journée », dates.
_NOT_A_COUNT = re.compile(r"[0-9]\s?(?:er|[eè]re|nde?|[eè]me|e)\b|[0-9]\s?/\s?[0-9]", re.IGNORECASE)
_MONTH_AND_YEAR = re.compile(
    r"\b(?:janv|fevr|mars|avril|mai|juin|juil|aout|sept|octo|nove|dece|semestre|trimestre|s[12])[a-z]* [12][0-9]{3}\b"
)
_SCALE = re.compile(r"\s?([kKM])\s?(?:€|euros?\b|eur\b)")
_CURRENCY = re.compile(r"\s?(?:€|euros?\b|eur\b)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_EDGES = " :;,.()=-–"

#: Units (folded) that leave a number what it is for the schema: hours of a week, a count, euros.
_NOMBRE_UNIT = re.compile(
    r"(?:(?:h|heures?)(?: (?:(?:par )?(?:sem|semaine)|hebdo|hebdomadaires?))?|euros?|eur|places?|personnes?)?"
)
_ENTIER_UNIT = re.compile(r"(?:sem|semaines?|places?|personnes?|pers)?")
_COORDINATE = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]*)?(?:[eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What the words say and no more: a number, or bounds, or only the text.

    ``value`` excludes ``low`` and ``high``; one bound alone is « 20 max » or « au moins 15 ». ``unit`` is the text
    around the number (« h/sem », « file active »). ``computed`` is the product that was worked out (« 2 x 12 »).
    """

    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    is_approximate: bool = False
    computed: str | None = None


@lru_cache(maxsize=1 << 15)
def read_quantity(raw: str) -> Quantity:
    """24 for « 24 (2 x 12) », bounds for « 15 à 20 », the single number of « file active 80 », else the text."""
    text = _SPACES.sub(" ", raw[: 2 * _MAX_LENGTH]).strip()
    nothing = Quantity(text)
    if len(text) > _MAX_LENGTH or _MONTH_AND_YEAR.search(fold(text)):
        return nothing
    if match := _PRODUCT.search(text):
        found = _product(text, match)
    elif (match := _RANGE.search(text)) and len(_ONE.findall(text)) == 2:
        found = _bounds(text, match)
    else:
        found = _single(text)
    return replace(found, is_approximate=bool(_ABOUT.search(text))) if found else nothing


def _product(text: str, match: re.Match[str]) -> Quantity | None:
    """« 2 x 12 », or « 24 (2 x 12) » when the result agrees."""
    left, right = _float(match[1]), _float(match[3])
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    if left is None or right is None or _HOURS_MINUTES.search(text) or round(left * right, 2) != left * right:
        return None
    others = {_float(number) for number in _ONE.findall(rest)}
    if not others <= {left * right}:
        return None
    return Quantity(
        text, value=left * right, unit=_unit(_ONE.sub("", rest)), computed=None if others else match[0]
    )


def _bounds(text: str, match: re.Match[str]) -> Quantity | None:
    low, high = (_float(bound) for bound in match.groups() if bound)
    if low is None or high is None or low >= high:
        return None
    return Quantity(text, low=low, high=high, unit=_unit(text[match.end() :]))


def _single(text: str) -> Quantity | None:
    if (match := _HOURS_MINUTES.search(text)) and not _ONE.search(text.replace(match[0], " ", 1)):
        value: float | None = round(int(match[1]) + int(match[2]) / 60, 2)
        return _bounded(text, f"{text[: match.start()]} h {text[match.end() :]}", value)
    matches = list(_ONE.finditer(text))
    if len(matches) != 1 or _NOT_A_COUNT.search(text):
        return None
    match = matches[0]
    before, after = text[: match.start()], text[match.end() :]
    value = _float(match[0], is_money=bool(_CURRENCY.match(after)))
    if value is not None and (scale := _SCALE.match(after)):
        value, after = value * (1_000 if scale[1] in "kK" else 1_000_000), f"€{after[scale.end() :]}"
    if value is not None and before in {"-", "−"}:
        value = -value
    return _bounded(text, f"{before} {after}", value)


def _bounded(text: str, around: str, value: float | None) -> Quantity | None:
    """A lone bound (« 20 max »), else the value itself."""
    if value is None:
        return None
    unit = _unit(around)
    if _AT_LEAST.search(text):
        return Quantity(text, low=value, unit=unit)
    return (
        Quantity(text, high=value, unit=unit)
        if _AT_MOST.search(text)
        else Quantity(text, value=value, unit=unit)
    )


def _float(text: str, *, is_money: bool = False) -> float | None:
    """``None`` when the mark may be of thousands or of decimals (« 1.200 », « 1,200 »), unless an amount in euros."""
    compact = re.sub("[ '’]", "", text)
    if compact.count(".") > 1 or ("." in compact and "," in compact):
        return float(compact.replace(".", "").replace(",", "."))
    whole, mark, decimals = compact.replace(",", ".").partition(".")
    if mark and len(decimals) == 3 and whole != "0" and len(whole) <= 3:
        return float(whole + decimals) if is_money and "." in compact else None
    return float(f"{whole}.{decimals or 0}")


def _unit(around: str) -> str:
    return _SPACES.sub(" ", _ABOUT.sub("", around)).strip(_EDGES)


def clean_nombre(raw: str) -> Noted[float]:
    """A single positive number, as for ``volume_horaire_hebdomadaire`` (hours in a week); « 1h30 » is 1.5.

    Bounds, several numbers, or a unit that changes the meaning (« 15 h par mois ») give none, and it is said.
    """
    return _number(raw, _NOMBRE_UNIT)


def clean_entier(raw: str) -> Noted[int]:
    """A single whole number from 1, as for ``nombre_semaines``: « 12 sem. » is 12, « 3 mois » is none."""
    noted = _number(raw, _ENTIER_UNIT)
    if noted.value is None:
        return Noted(None, noted.notes)
    if not noted.value.is_integer() or noted.value < 1:
        return Noted(None, (_not_a_number(raw, "un nombre entier à partir de 1"),))
    return Noted(int(noted.value), noted.notes)


@lru_cache(maxsize=1 << 15)
def _number(raw: str, units: re.Pattern[str]) -> Noted[float]:
    quantity = read_quantity(raw)
    if not quantity.text:
        return Noted(None)
    value = quantity.value
    # Out of these limits Python writes an exponent, which is no longer what the person wrote.
    if value is None or not (value == 0 or 1e-4 <= value < 1e15) or not _is_neutral(quantity, units):
        return Noted(None, (_not_a_number(raw, "un nombre unique dans l’unité attendue"),))
    return Noted(value, _said(quantity, value))


def _is_neutral(quantity: Quantity, units: re.Pattern[str]) -> bool:
    """« 2 séances de 3 h » is a total, not the hours of a week."""
    is_total = quantity.computed is not None and not re.search("[xX×*]", quantity.computed)
    return not is_total and "%" not in quantity.unit and units.fullmatch(fold(quantity.unit)) is not None


def _said(quantity: Quantity, value: float) -> tuple[Note, ...]:
    notes: tuple[Note, ...] = ()
    if quantity.computed:
        message = f"« {quantity.text} » est lu comme {value:g}, le produit."
        notes += (Note("nombre-calcule", Severity.INFO, message),)
    if quantity.is_approximate:
        message = f"« {quantity.text} » est approximatif : {value:g} est retenu."
        notes += (Note("nombre-approximatif", Severity.INFO, message),)
    return notes


def _not_a_number(raw: str, expected: str) -> Note:
    message = f"« {raw.strip()[:60]} » ne se lit pas comme {expected} : la valeur n’est pas retenue."
    return Note("nombre-invalide", Severity.AVERTISSEMENT, message)


def clean_coordonnee(raw: str) -> Noted[float]:
    """A longitude or latitude in degrees (WGS 84), decimal comma accepted; projected metres are refused, not converted.

    Exactly 0 is what exports write for « unknown »: no value.
    """
    text = raw.strip()
    if not text:
        return Noted(None)
    shown = text[:40]
    if not _COORDINATE.fullmatch(text):
        message = (
            f"« {shown} » n’est pas une coordonnée en degrés, par exemple « 48.0706 » : rien n’est écrit."
        )
        return Noted(None, (Note("coordonnee-invalide", Severity.AVERTISSEMENT, message),))
    value = float(text.replace(",", "."))
    if value == 0:
        message = f"« {shown} » est une coordonnée nulle, qui veut dire « inconnue » : rien n’est écrit."
        return Noted(None, (Note("coordonnee-nulle", Severity.AVERTISSEMENT, message),))
    if abs(value) > 180:
        message = (
            f"« {shown} » n’est pas en degrés (WGS 84), mais sans doute en mètres (Lambert 93) : rien n’est écrit. "
            "Exportez les coordonnées en WGS 84."
        )
        return Noted(None, (Note("coordonnee-hors-wgs84", Severity.AVERTISSEMENT, message),))
    return Noted(value)
