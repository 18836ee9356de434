"""What people write in the cells « commune », « code postal » and « code INSEE », taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from offre_insertion.geography.names import name_key
from offre_insertion.text import fold

# « 53000 », « 53 000 », « F-53000 », « 53000.0 » (a number of a spreadsheet), « 1000 » (a lost leading zero).
_CODE_POSTAL = re.compile(r"(?:[A-Z]{1,3}\s?-\s?)?(\d{1,2}\s?\d{3})(?:[.,]0+)?", re.IGNORECASE)
_CODE_INSEE = re.compile(r"(\d[\dab]?\d{3})(?:[.,]0+)?", re.IGNORECASE)
_CODE_IN_NAME = re.compile(r"(?<![\w.])(?:F\s?-\s?)?(\d{5}|\d{2} \d{3})(?!\w)")
_BOX = re.compile(r"\b(?:BP|CS|TSA|B\.P\.|C\.S\.)\s*(?:n°\s*)?\d[\d ]*", re.IGNORECASE)
_CEDEX = re.compile(r"\bc[eé]dex\b(?:\s*\d{1,2}\b)?", re.IGNORECASE)
_PARENTHESES = re.compile(r"\(([^)]*)\)?")
_ARTICLE_LAST = re.compile(r"^(.+?)\s*[,(]\s*(l['’]|le|la|les)\s*\)?$", re.IGNORECASE)
_PIECES = re.compile(r"\s+[-–—]\s+|\s*[/,;:|\n]\s*")
# Most cells hold a name and nothing else: they are not worth taking apart.
_SEVERAL = re.compile(r"[(/,;:|\n]|\s[-–—]\s")
_ROLE = re.compile(r"^(?:commune|ville|mairie|village)\s+(?:(?:des|du|de)\s+|d['’]\s*)", re.IGNORECASE)
_DEPARTEMENT = re.compile(r"\b(?:0[1-9]|[1-9]\d|2[ab]|97[1-8]|98[4678])\b", re.IGNORECASE)
_ARRONDISSEMENT = re.compile(
    r"^(?:(?:\d{1,2} ?(?:er|e|eme|ere)? ?arr\w* de )?(paris|lyon|marseille))"
    r"(?: (?:0?\d|1\d|20|[ivx]{1,5}?)(?: ?(?:er|e|eme|ere|nd|d))?(?: ?arr\w*)?)?$"
)


@dataclass(frozen=True, slots=True)
class PlaceText:
    """A place as written. ``names`` are keys to try, in groups of equal weight, best group first.

    ``is_padded``: the postal code had four digits, so a zero was put back (or it is a foreign one).
    """

    names: tuple[tuple[str, ...], ...] = ()
    words: str = ""
    code_postal: str | None = None
    code_insee: str | None = None
    departement: str | None = None
    is_padded: bool = False


def read_code_postal(text: str | None) -> str | None:
    """Five digits, or ``None`` for anything else. A lost leading zero is put back."""
    found = _CODE_POSTAL.fullmatch(text.strip()) if text else None
    return re.sub(r"\s", "", found[1]).zfill(5) if found else None


def read_code_insee(text: str | None) -> str | None:
    """Five characters, or ``None`` for anything else. A lost leading zero is put back."""
    found = _CODE_INSEE.fullmatch(text.strip()) if text else None
    return found[1].upper().zfill(5) if found else None


@lru_cache(maxsize=1 << 16)
def read_place(nom: str | None, code_postal: str | None, code_insee: str | None) -> PlaceText:
    """Take the three cells apart; a postal code or a département written beside the name is used."""
    text = _BOX.sub(" ", nom or "")
    read_code = read_code_postal(code_postal)
    inside = _CODE_IN_NAME.search(text)
    if inside:
        text = f"{text[: inside.start()]} {text[inside.end() :]}"
    text = _CEDEX.sub(" ", text).strip(" ,;-–—\t\n")
    return PlaceText(
        names=tuple(_name_groups(text)),
        words=without_parentheses(text),
        code_postal=read_code or (inside[1].replace(" ", "") if inside else None),
        code_insee=read_code_insee(code_insee),
        departement=_departement_hint(code_postal, text),
        is_padded=bool(read_code and code_postal and not re.search(r"\d{2}\s?\d{3}", code_postal)),
    )


def without_parentheses(text: str) -> str:
    """« Aubervilliers (Le Montfort) » → « Aubervilliers »; « Mans (Le) » → « Le Mans »."""
    article = _ARTICLE_LAST.match(text)
    if article:
        return f"{article[2]} {article[1]}"
    return _PARENTHESES.sub(" ", text).strip() if "(" in text else text


def _departement_hint(code_postal: str | None, text: str) -> str | None:
    """« Saint-Denis (93) » → « 93 »; a département in the cell of the postal code."""
    for content in (code_postal or "", *_PARENTHESES.findall(text)):
        if _DEPARTEMENT.fullmatch(content.strip()):
            return str(content.strip().upper())
    return None


def _name_groups(text: str) -> Iterator[tuple[str, ...]]:
    """The whole; then without parentheses; then each piece of « Ville - quartier », « Lieu-dit (Ville) »."""
    if not _SEVERAL.search(text):
        keys = dict.fromkeys(map(place_key, (text, _ROLE.sub("", text))))
        yield from ((key,) for key in keys if key)
        return
    seen: set[str] = set()
    outside = without_parentheses(text)
    role_free = _ROLE.sub("", outside)
    pieces = [*_PIECES.split(outside), *_PARENTHESES.findall(text)]
    for group in ([text], [outside], [role_free], pieces):
        keys = dict.fromkeys(key for one in group if (key := place_key(one)) and key not in seen)
        seen.update(keys)
        if keys:
            yield tuple(keys)


@lru_cache(maxsize=1 << 16)
def place_key(text: str) -> str:
    """The name key, the arrondissement of Paris, Lyon or Marseille left out: « Lyon 3e » → ``"lyon"``."""
    key = name_key(text)
    if key.startswith(("paris", "lyon", "marseille")) or key[:1].isdigit():
        city = _ARRONDISSEMENT.match(fold(text))
        return city[1] if city else key
    return key if not key.isdigit() else ""
