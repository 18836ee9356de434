"""Telephone numbers → E.164, as a French reader dials them (library: phonenumbers; plan: ARCEP 2022-1583)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.text import fold

#: Overseas dialling regions by the first three digits of a postal code, INSEE code or département.
_OVERSEAS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT",
    "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
#: Numbers written with the national zero that only reach overseas: 02 62 is Réunion, +262 and not +33.
_OVERSEAS_PREFIXES = {
    "262": "RE", "263": "RE", "692": "RE", "693": "RE", "269": "YT", "639": "YT", "590": "GP", "690": "GP",
    "691": "GP", "594": "GF", "694": "GF", "596": "MQ", "696": "MQ", "697": "MQ",
}  # fmt: skip
#: Regions without a national zero: a nine-digit number there has not lost one.
_NO_TRUNK_ZERO = frozenset({"NC", "PF", "WF"})
#: Digits that are a country code and a full number, their « + » forgotten.
_MISSING_PLUS = re.compile(
    r"33[0-9]{9,10}|(?:262|590|594|596)[0-9]{9,10}|689[0-9]{8}|(?:508|681|687)[0-9]{6}"
)
_NATIONAL = re.compile(r"0[1-9][0-9]{8}")
_FRENCH_CODES = frozenset({33, 262, 508, 590, 594, 596})

_SEPARATORS = re.compile(r"[/;,\n|]|\b(?:ou|et|puis)\b|\s[-–]\s(?=[0(+])", re.IGNORECASE)
#: « 02/61/91/00/00 » is one number, not five.
_PAIRS = re.compile(r"(?<!\d)([0-9]{2})[/,]([0-9]{2})[/,]([0-9]{2})[/,]([0-9]{2})[/,]([0-9]{2})(?!\d)")
#: « 261910001.0 »: a number that a spreadsheet or a program made a decimal.
_FLOAT_TAIL = re.compile(r"(?<=^[0-9]{9})\.0$")
_LONG = re.compile(r"(?<![\w@])(?:\+\s?)?\(?[0-9][0-9\s.()·_‑–-]*[0-9](?![\w@])")
_SHORT = re.compile(r"1[578]|11[2-9]|19[0-9]|10[0-9]{2}|11[68][0-9]{3}|3[0-9]{3}")
_ONLY_SHORT = re.compile(
    r"\s*(?:(?:t[ée]l(?:[ée]phone)?|num[ée]ro|n°|appel(?:er|ez)|compos(?:er|ez)|le|au|[:.])\s*)*"
    r"((?:[0-9][\s.]?){1,5}[0-9])\s*([(:–-].*|[^\W\d]\D*|)",
    re.IGNORECASE,
)
_FAX = re.compile(r"\bfax\b|t[ée]l[ée]copie", re.IGNORECASE)
_NOT_DIGITS = re.compile(r"[^0-9]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
#: Words (folded) that only say that this is a telephone, or introduce another number, which is reported.
_LABELS = frozenset({
    "tel", "telephone", "telephones", "numero", "num", "fixe", "portable", "port", "mobile", "mob", "fax", "telecopie",
    "appel", "appeler", "appelez", "composer", "composez", "puis", "standard", "accueil",
})  # fmt: skip
#: Longer cells are prose: what matters stands at the beginning.
_MAX_LENGTH = 1_000


class _Number(NamedTuple):
    """A number as it will be written, and what is to be said of it."""

    text: str
    is_doubtful: bool = False
    is_restored: bool = False


def region_of(code_postal_or_departement: str | None) -> str:
    """Dialling region of a postal code, INSEE code or département: ``"RE"`` for 97410, else ``"FR"``."""
    return _OVERSEAS.get((code_postal_or_departement or "").strip()[:3], "FR")


@lru_cache(maxsize=1 << 13)
def clean_telephone(raw: str, *, region: str = "FR") -> Noted[str]:
    """The first possible number of the cell in E.164 (``+33261910001``), short numbers as digits (``3230``).

    ``region`` is where the catalogue dials from (:func:`region_of`). A number the library thinks unassigned is
    kept and flagged; the other numbers of the cell, and the fax, are reported.
    """
    text = _FLOAT_TAIL.sub("", _PAIRS.sub(r"\1 \2 \3 \4 \5", raw[:_MAX_LENGTH]))
    telephones, faxes = _numbers(text, region)
    if not telephones:
        return Noted(None, (_unreadable(raw, faxes),)) if raw.strip() else Noted(None)
    first = telephones[0]
    others = dict.fromkeys(number.text for number in (*telephones[1:], *faxes))
    others.pop(first.text, None)
    return Noted(first.text, (*_notes(first, tuple(others)), *_lost_words(raw)))


def dialled(telephone: str) -> str:
    """« 02 61 91 00 01 » of ``+33261910001``, as it is dialled; as it is when it would not be read back the same."""
    number = _parse(telephone, "FR")
    if number is None:
        return telephone
    text = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return text if clean_telephone(text).value == telephone else telephone


def _numbers(text: str, region: str) -> tuple[list[_Number], list[_Number]]:
    """The telephones and the faxes of a cell, in order."""
    telephones: list[_Number] = []
    faxes: list[_Number] = []
    for chunk in _SEPARATORS.split(text):
        found = list(_long_numbers(chunk, region))
        target = faxes if _FAX.search(chunk) else telephones
        if found:
            target += found
        elif (short := _short_number(chunk)) and (len(short) > 2 or not telephones):
            target.append(_Number(short))  # « 02 61 91 00 10/15 » has no « 15 » to call
    return telephones, faxes


def _long_numbers(chunk: str, region: str) -> Iterator[_Number]:
    for match in _LONG.finditer(chunk):
        for text in _cut(match.group()):
            number = _read(text, region)
            if number is not None:
                yield number


def _cut(text: str) -> list[str]:
    """Ten-digit numbers side by side are several numbers."""
    digits = _NOT_DIGITS.sub("", text)
    if len(digits) in {20, 30} and "+" not in text:
        pieces = [digits[start : start + 10] for start in range(0, len(digits), 10)]
        if all(_NATIONAL.fullmatch(piece) for piece in pieces):
            return pieces
    return [text]


def _short_number(chunk: str) -> str | None:
    match = _ONLY_SHORT.fullmatch(chunk)
    digits = _NOT_DIGITS.sub("", match.group(1)) if match else ""
    if match and len(digits) == 2 and match.group(2).strip():
        return None  # « 15 jours »
    return digits if _SHORT.fullmatch(digits) else None


def _read(text: str, region: str) -> _Number | None:
    """The number the digits make: the first reading the library finds valid, else the first possible one."""
    digits = _NOT_DIGITS.sub("", text)
    if len(digits) < 6:
        return None
    possible: _Number | None = None
    for candidate, where, is_restored in _readings(text, digits, region):
        number = _parse(candidate, where)
        if number is None:
            continue
        if _is_assigned(number):
            return _Number(_e164(number), is_restored=is_restored)
        if possible is None and _is_possible(number):
            possible = _Number(_e164(number), is_doubtful=True, is_restored=is_restored)
    return possible


def _readings(text: str, digits: str, region: str) -> Iterator[tuple[str, str, bool]]:
    """Ways to read the digits, the most literal first: text, region, whether a lost zero was given back."""
    if text.startswith("+") and digits[0] != "0":
        yield f"+{text[1:]}", region, False  # as written, for the library knows « +33 (0)2 »
    elif digits.startswith("00"):
        yield f"+{digits[2:]}", region, False
    elif len(digits) == 9 and digits[0] != "0" and region not in _NO_TRUNK_ZERO:
        for candidate, where in _national(f"0{digits}", region):
            yield candidate, where, True  # a spreadsheet turned the number into an integer
    elif _MISSING_PLUS.fullmatch(digits):
        yield f"+{digits}", region, False
    else:
        for candidate, where in _national(digits, region):
            yield candidate, where, False


def _national(digits: str, region: str) -> Iterator[tuple[str, str]]:
    """A number without country code: of the overseas region its prefix reaches, of the region, of the mainland."""
    is_long = _NATIONAL.fullmatch(digits) is not None
    overseas = _OVERSEAS_PREFIXES.get(digits[1:4]) if is_long else None
    if overseas is not None and _is_valid(digits, overseas):  # 06 39 is Mayotte, 06 39 98 is not
        yield digits, overseas
    yield digits, region
    if is_long and region != "FR":
        yield digits, "FR"


def _is_valid(text: str, region: str) -> bool:
    number = _parse(text, region)
    return number is not None and phonenumbers.is_valid_number(number)


def _parse(text: str, region: str) -> PhoneNumber | None:
    if region == "FR" and _NATIONAL.fullmatch(text):
        return PhoneNumber(
            country_code=33, national_number=int(text)
        )  # three numbers in four, five times faster
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _is_assigned(number: PhoneNumber) -> bool:
    """What the library says; for metropolitan numbers, asked once per range of a thousand numbers: the plan is cut
    no finer (ARCEP assigns by ten thousand)."""
    national = number.national_number or 0
    if number.country_code != 33 or number.italian_leading_zero or not 10**8 <= national < 10**9:
        return bool(phonenumbers.is_valid_number(number))
    return _is_assigned_range(national // 1000)


@lru_cache(maxsize=1 << 13)
def _is_assigned_range(thousands: int) -> bool:
    return bool(phonenumbers.is_valid_number(PhoneNumber(country_code=33, national_number=thousands * 1000)))


def _is_possible(number: PhoneNumber) -> bool:
    """Long enough; a zero left in front means that a French number lacks a digit (« 02 41 41 5 67 »)."""
    if number.italian_leading_zero and number.country_code in _FRENCH_CODES:
        return False
    return phonenumbers.is_possible_number(number)


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _notes(first: _Number, others: tuple[str, ...]) -> Iterator[Note]:
    if first.is_doubtful:
        yield Note(
            "telephone-non-attribue",
            Severity.AVERTISSEMENT,
            f"« {first.text} » n’est dans aucune tranche de numéros attribuée : il est gardé, vérifiez-le.",
        )
    if first.is_restored:
        yield Note(
            "zero-initial-rendu",
            Severity.INFO,
            f"Le zéro perdu au début du numéro lui a été rendu : {first.text}.",
        )
    if others:
        yield Note(
            "telephones-multiples",
            Severity.INFO,
            f"Plusieurs numéros dans la cellule : {first.text} est gardé, pas {', '.join(others)}. "
            "Le schéma n’en accepte qu’un.",
            others,
        )


def _lost_words(raw: str) -> Iterator[Note]:
    """« poste 12 », « demander Mme X »: the schema has no place for them beside the number."""
    words = [word for word in _WORD.findall(raw) if fold(word) not in _LABELS]
    if words:
        yield Note(
            "telephone-extrait",
            Severity.INFO,
            f"Seul le numéro est gardé de « {' '.join(raw.split())[:60]} ». Si le reste est utile, mettez-le dans la "
            "colonne des modalités d’accès.",
        )


def _unreadable(raw: str, faxes: list[_Number]) -> Note:
    what = "n’a qu’un numéro de télécopie" if faxes else "n’est pas un numéro de téléphone"
    return Note(
        "telephone-invalide",
        Severity.AVERTISSEMENT,
        f"« {raw.strip()[:60]} » {what} : rien n’est écrit. "
        "Mettez un numéro complet, par exemple « 02 61 91 00 01 ».",
    )
