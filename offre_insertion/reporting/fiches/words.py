"""French words of the values: codes by their official labels, quantities as written with their unit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from offre_insertion.extension import Quantite
from offre_insertion.schema import CODE_LABELS
from offre_insertion.text import fold

_NBSP = "\u00a0"
#: Characters that an XML file cannot hold, lone halves of characters included; tabs and line ends are kept.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
#: What people write in a cell to say that they do not know (folded).
_UNKNOWN = frozenset(
    {"", "nc", "n c", "nr", "n r", "a preciser", "a completer", "a definir", "a renseigner", "non renseigne",
     "non communique", "non precise", "non connu", "inconnu", "en attente"}
)  # fmt: skip
#: What a spreadsheet shows for a broken formula: « #REF! », « #N/A », « #DIV/0! », « #VALEUR! », « #NOM? ».
_BROKEN = re.compile(
    r"#(?:REF|VALUE|VALEUR|NAME|NOM|NULL|NUL|NUM|NOMBRE|DIV/0|N/A|SPILL|CALC)[!?]?", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_PLAIN_EUROS = re.compile(r"[\d\s.,’']+(?:€|euros?|eur)?", re.IGNORECASE)
_HOURS_ALONE = re.compile(r"[\d\s.,]+(?:h|heures?)", re.IGNORECASE)
_PLAIN_COUNT = re.compile(r"[\d\s]+(?:places?)?", re.IGNORECASE)
_OPENING, _CLOSING = re.compile("« "), re.compile(r" ([:;!?»€%])")


def legal(value: object) -> str:
    """The text of a value, without what a file cannot hold."""
    return _LINE_ENDS.sub("\n", _ILLEGAL.sub("", "" if value is None else str(value))).strip()


def tidy(value: object) -> str:
    """The same, blank for words that mean « unknown » (« à préciser »)."""
    text = legal(value)
    says_nothing = fold(text) in _UNKNOWN and not _has_other_letters(text)
    return "" if says_nothing or _BROKEN.fullmatch(text) else text


def _has_other_letters(text: str) -> bool:
    """Letters that folding drops (another alphabet): such a text says something."""
    return not fold(text) and bool(_LETTER.search(text))


def french(text: str) -> str:
    """Our own sentence with its non-breaking spaces; never applied to what a catalogue says."""
    return _CLOSING.sub(rf"{_NBSP}\1", _OPENING.sub(f"«{_NBSP}", text))


def number_text(number: float) -> str:
    """« 36 500,50 »: thousands apart, at most two decimals, both or none."""
    text = f"{number:,.2f}".removesuffix(".00")
    return text.replace(",", _NBSP).replace(".", ",")


def amount(quantity: Quantite) -> tuple[str, float | None]:
    """An amount in euros: « 61 200 € » and 61200.0, when the text is one number; else the text as written alone."""
    text = tidy(quantity.texte)
    if quantity.valeur is None or not _PLAIN_EUROS.fullmatch(text):
        return text, None
    return f"{number_text(quantity.valeur)}{_NBSP}€", quantity.valeur


def count(quantity: Quantite) -> tuple[str, float | None]:
    """A number of places: « 24 » and 24.0, when the text is one number; else the text as written alone."""
    text = tidy(quantity.texte)
    plain = quantity.valeur is not None and bool(_PLAIN_COUNT.fullmatch(text))
    return text, quantity.valeur if plain else None


def weekly_hours(quantity: Quantite) -> str:
    """« 2 h par semaine » for « 2 » or « 2h », « 15 à 20 h par semaine » (the field is by week); any other text as
    written."""
    text = tidy(quantity.texte)
    is_number = any(value is not None for value in (quantity.valeur, quantity.minimum, quantity.maximum))
    if text and (not _LETTER.search(text) or (is_number and not quantity.unite)):
        return f"{text}{_NBSP}h par semaine"
    return f"{text} par semaine" if _HOURS_ALONE.fullmatch(text) else text


def label(code: object) -> str:
    """The official label of a code; the code itself when the référentiel does not know it."""
    return CODE_LABELS.get(str(code), tidy(code))


def listed(parts: Iterable[str]) -> str:
    """The different parts that say something, « a ; b »."""
    return " ; ".join(dict.fromkeys(filter(None, parts)))
