"""Telephone numbers → E.164, as a French reader dials them (library: phonenumbers)."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from offre_insertion.issues import Note, Noted, Severity

#: Overseas dialling regions by the first three digits of a postal code, INSEE code or département.
_OVERSEAS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT",
    "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
_CANDIDATE = re.compile(r"\+?\(?\d[\d\s.()\u00a0\u202f·_-]*\d|\d{2,4}")
_NOT_DIGITS = re.compile(r"\D+")
#: Short numbers: 15, 17, 18, 112–119, 1xxx, 3xxx (ARCEP plan).
_SHORT = re.compile(r"^(?:1[578]|1\d{2}|10\d{2}|3\d{3}|118\d{3})$")


def region_of(code: str | None) -> str:
    """Dialling region of a postal code, INSEE code or département: ``"RE"`` for 97410, else ``"FR"``."""
    return _OVERSEAS.get((code or "")[:3], "FR")


@lru_cache(maxsize=1 << 16)
def clean_telephone(raw: str, *, region: str = "FR") -> Noted[str]:
    """The first possible number of the cell in E.164 (``+33261910001``), short numbers as digits (``3230``).

    The other numbers are reported; a number the library thinks unassigned is kept, and flagged.
    """
    numbers = [number for text in _candidates(raw) if (number := _read(text, region))]
    if not numbers:
        return Noted(None, (_unreadable(raw),)) if raw.strip() else Noted(None)
    first, flagged = numbers[0]
    notes = (_unassigned(first),) if flagged else ()
    others = [number for number, _ in numbers[1:] if number != first]
    if others:
        listed = ", ".join(dict.fromkeys(others))
        message = f"Plusieurs numéros dans la cellule : {first} est gardé, pas {listed}. Le schéma n'en veut qu'un."
        notes += (Note("telephones-multiples", Severity.INFO, message, tuple(others)),)
    return Noted(first, notes)


def _candidates(raw: str) -> list[str]:
    """Numbers of a cell: cut where a new number visibly begins (« / », « ou », two full French numbers)."""
    found: list[str] = []
    for chunk in re.split(r"[/;,\n|]|\bou\b|\bet\b|\bpuis\b| - (?=0|\+)", raw):
        for match in _CANDIDATE.finditer(chunk):
            found += _cut(match.group())
    return found


def _cut(text: str) -> list[str]:
    """Two ten-digit numbers side by side are two numbers."""
    digits = _NOT_DIGITS.sub("", text)
    if not text.startswith("+") and len(digits) in {20, 30} and digits[0] == "0":
        return [digits[start : start + 10] for start in range(0, len(digits), 10)]
    return [text]


def _read(text: str, region: str) -> tuple[str, bool] | None:
    """E.164 and whether the library doubts it; ``None`` when it is no possible number."""
    digits = _NOT_DIGITS.sub("", text)
    if _SHORT.match(digits) and not text.startswith("+"):
        return digits, False
    for candidate in _readings(text, digits, region):
        try:
            number = phonenumbers.parse(candidate, region)
        except NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, PhoneNumberFormat.E164), not phonenumbers.is_valid_number(number)
    return None


def _readings(text: str, digits: str, region: str) -> list[str]:
    """Ways to read the digits, the most literal first."""
    if text.startswith("+"):
        return [text, f"+{digits}"]
    if digits.startswith("00"):
        return [f"+{digits[2:]}"]
    if len(digits) == 9 and digits[0] in "123456789" and region not in {"NC", "PF", "WF", "PM"}:
        return [f"0{digits}"]  # a spreadsheet turned the number into an integer: its zero is lost
    if digits.startswith(("33", "262", "590", "594", "596", "687", "689")) and len(digits) in {9, 11, 12}:
        return [f"+{digits}"]
    return [digits]


def _unreadable(raw: str) -> Note:
    return Note(
        "telephone-invalide",
        Severity.AVERTISSEMENT,
        f"« {raw.strip()[:60]} » n'est pas un numéro de téléphone : il n'est pas écrit. "
        "Mettez un seul numéro, par exemple « 02 61 91 00 01 ».",
    )


def _unassigned(number: str) -> Note:
    return Note(
        "telephone-non-attribue",
        Severity.AVERTISSEMENT,
        f"{number} ne correspond à aucune tranche de numéros attribuée : gardé, à vérifier.",
    )
