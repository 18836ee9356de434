"""Postal codes and INSEE codes, with the zeros that spreadsheets eat."""

from __future__ import annotations

import re
from functools import lru_cache

from offre_insertion.issues import Note, Noted, Severity

_POSTAL = re.compile(r"\d{4,5}")
_INSEE = re.compile(r"^(?:\d{4,5}|2[AB]\d{3})$")


@lru_cache(maxsize=1 << 14)
def clean_code_postal(raw: str) -> Noted[str]:
    """Five digits; « 1000 » is « 01000 », « 53101 CEDEX » is « 53101 »."""
    text = raw.strip()
    compact = re.sub(r"[\s\u00a0.]", "", text.removesuffix(".0"))
    match = _POSTAL.match(compact)
    if match is None or compact[match.end() :][:1].isdigit():
        return _refused("code-postal-invalide", "un code postal (5 chiffres)", text)
    return _padded(match.group(), "code postal")


@lru_cache(maxsize=1 << 14)
def clean_code_insee(raw: str) -> Noted[str]:
    """Five characters; « 1053 » is « 01053 », « 2a004 » is « 2A004 »."""
    text = raw.strip()
    compact = re.sub(r"[\s\u00a0]", "", text.removesuffix(".0")).upper()
    if not _INSEE.match(compact):
        return _refused("code-insee-invalide", "un code commune de l'Insee (5 caractères)", text)
    return _padded(compact, "code INSEE")


def _padded(code: str, name: str) -> Noted[str]:
    if len(code) == 5:
        return Noted(code)
    message = f"Zéro initial rendu au {name} : {code} → 0{code}."
    return Noted(f"0{code}", (Note("zero-initial-rendu", Severity.INFO, message),))


def _refused(code: str, expected: str, text: str) -> Noted[str]:
    if not text:
        return Noted(None)
    return Noted(None, (Note(code, Severity.AVERTISSEMENT, f"« {text[:40]} » n'est pas {expected}."),))
