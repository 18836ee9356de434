"""Postal codes and INSEE codes, with the zeros that spreadsheets eat."""

from __future__ import annotations

import re
from functools import lru_cache

from offre_insertion.issues import Note, Noted, Severity

_FLOAT_TAIL = re.compile(r"(?<=[0-9])[.,]0{1,2}$")
_COUNTRY = re.compile(r"^(?:F|FR|FRANCE)[\s-]+(?=[0-9])", re.IGNORECASE)
#: « 53 000 », « 53.000 », « 53101 CEDEX », « 53000 LAVAL ».
_POSTAL = re.compile(r"([0-9]{2}[\s.][0-9]{3}|[0-9]{4,5})(?![0-9])")
_ANOTHER = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])")
_INSEE = re.compile(r"[0-9]{4,5}|2[AB][0-9]{3}")
_SPACES = re.compile(r"[\s.\u200b]+")
_MAX_LENGTH = 200


@lru_cache(maxsize=1 << 13)
def clean_code_postal(raw: str) -> Noted[str]:
    """Five digits; « 1000 » is « 01000 », « 53101 CEDEX » is « 53101 ». Several different codes give none."""
    text = _COUNTRY.sub("", _FLOAT_TAIL.sub("", raw[:_MAX_LENGTH].strip()))
    if not text:
        return Noted(None)
    match = _POSTAL.match(text)
    code = _SPACES.sub("", match[1]) if match else ""
    rest = _ANOTHER.findall(text[match.end() :]) if match else []
    others = tuple(dict.fromkeys(other for other in rest if other != code))
    if others:
        message = f"Plusieurs codes postaux dans « {text[:60]} » : aucun n’est retenu. Gardez celui du lieu."
        return Noted(
            None, (Note("codes-postaux-multiples", Severity.AVERTISSEMENT, message, (code, *others)),)
        )
    if not code or not _is_plausible(code):
        message = f"« {text[:40]} » n’est pas un code postal (5 chiffres) : rien n’est écrit."
        return Noted(None, (Note("code-postal-invalide", Severity.AVERTISSEMENT, message),))
    return _padded(code, "code postal")


@lru_cache(maxsize=1 << 13)
def clean_code_insee(raw: str) -> Noted[str]:
    """Five characters; « 1053 » is « 01053 », « 2a004 » is « 2A004 »."""
    text = _FLOAT_TAIL.sub("", raw[:_MAX_LENGTH].strip())
    if not text:
        return Noted(None)
    code = _SPACES.sub("", text).upper()
    if not _INSEE.fullmatch(code) or not _is_plausible(code):
        message = f"« {text[:40]} » n’est pas un code commune de l’Insee (5 caractères) : rien n’est écrit."
        return Noted(None, (Note("code-insee-invalide", Severity.AVERTISSEMENT, message),))
    return _padded(code, "code INSEE")


def _is_plausible(code: str) -> bool:
    """No code of France starts with 00, once its lost zero is given back."""
    return not code.startswith("00" if len(code) == 5 else "0")


def _padded(code: str, name: str) -> Noted[str]:
    if len(code) == 5:
        return Noted(code)
    message = f"Le zéro perdu au début du {name} lui a été rendu : {code} → 0{code}."
    return Noted(f"0{code}", (Note("zero-initial-rendu", Severity.INFO, message),))
