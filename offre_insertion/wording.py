"""What the official models refuse, in the very words of the valideur of data·inclusion (contract §3.2).

The valideur leaves some English of pydantic as it is (« Value error, … », « Input should be 'france' »): so
do we in :func:`explain`, because people compare the two reports word for word.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import pydantic_core

from offre_insertion.issues import Note, Severity
from offre_insertion.schema import ENUMS, nearest_codes


class FieldNote(NamedTuple):
    """A note about one field of a record, with the value at fault (one item, when the field is a list)."""

    field: str
    note: Note
    value: str


#: Lists too long to be quoted whole: the valideur gives the nearest code instead.
_LONG_ENUMS = frozenset({"thematiques", "publics"})
_NUMBER, _INTEGER = "La valeur doit être un nombre valide", "La valeur doit être un entier valide"
_TEXT = "La valeur doit être une chaîne de caractères valide"
_DATE = "La valeur doit être une date valide au format AAAA-MM-JJ"
_URL = "La valeur doit être une URL valide"
_LIST = "La valeur doit être une liste"

#: Type of error → our code, words of the valideur (ours for what a workbook cannot contain: lists, objects).
_MESSAGES: dict[str, tuple[str, str]] = {
    "missing": ("champ-requis", "Champ requis"),
    "string_type": ("valeur-invalide", _TEXT),
    "string_unicode": ("valeur-invalide", _TEXT),
    "string_too_short": ("valeur-trop-courte", "La chaîne doit contenir au moins {min_length} caractères"),
    "string_too_long": ("valeur-trop-longue", "La chaîne doit contenir au plus {max_length} caractères"),
    "string_pattern_mismatch": ("valeur-invalide", "La valeur n’a pas la forme attendue ({pattern})"),
    "literal_error": ("valeur-invalide", "Input should be {expected}"),
    "date_type": ("date-invalide", _DATE),
    "date_parsing": ("date-invalide", _DATE),
    "date_from_datetime_parsing": ("date-invalide", _DATE),
    "date_from_datetime_inexact": ("date-invalide", _DATE),
    "url_parsing": ("url-invalide", _URL),
    "url_type": ("url-invalide", _URL),
    "url_too_long": ("url-invalide", "La chaîne doit contenir au plus {max_length} caractères"),
    "url_scheme": ("url-invalide", "URL scheme should be {expected_schemes}"),
    "float_parsing": ("nombre-invalide", _NUMBER),
    "float_type": ("nombre-invalide", _NUMBER),
    "finite_number": ("nombre-invalide", _NUMBER),
    "int_parsing": ("nombre-invalide", _INTEGER),
    "int_parsing_size": ("nombre-invalide", _INTEGER),
    "int_type": ("nombre-invalide", _INTEGER),
    "int_from_float": ("nombre-invalide", _INTEGER),
    "greater_than_equal": ("nombre-invalide", "La valeur doit être supérieure ou égale à {ge:g}"),
    "too_short": ("liste-vide", "La liste doit contenir au moins {min_length} valeur"),
    "set_type": ("valeur-invalide", _LIST),
    "list_type": ("valeur-invalide", _LIST),
}


def explain(error: pydantic_core.ErrorDetails) -> FieldNote:
    """One error of pydantic as a note about a field; a warning of the models stays a warning."""
    field = str(error["loc"][0]) if error["loc"] else ""
    value = "" if error["type"] == "missing" else shown(error["input"])
    code, message, suggestions = _words(error, field, value)
    severity = Severity.AVERTISSEMENT if error["type"] == "avertissement" else Severity.ERREUR
    return FieldNote(field, Note(code, severity, message, suggestions), value)


def shown(value: object) -> str:
    """The text of a value, as a report quotes it; blank when there is none."""
    return "" if value is None else str(value)


def _words(error: pydantic_core.ErrorDetails, field: str, value: str) -> tuple[str, str, tuple[str, ...]]:
    type_, context = error["type"], error.get("ctx") or {}
    if type_ == "enum":
        return _unknown_code(field, value, context)
    if type_ == "value_error" and field == "courriel":
        return "courriel-invalide", "La valeur n'est pas un courriel valide", ()
    if type_ in {"value_error", "avertissement"}:
        return _CODE_OF_RULE.get(field, "valeur-invalide"), error["msg"], ()
    if type_ in _MESSAGES:
        code, words = _MESSAGES[type_]
        return code, words.format(**context), ()
    return "valeur-invalide", f"La valeur n’est pas admise ({error['msg']})", ()


#: Rules that the models write by hand.
_CODE_OF_RULE = {"nom": "nom-point-final", "date_maj": "date-invalide", "publics": "publics-incoherents"}


def _unknown_code(field: str, value: str, context: Mapping[str, object]) -> tuple[str, str, tuple[str, ...]]:
    choices = ENUMS.get(field, ())
    nearest = nearest_codes(value, choices)
    if field not in _LONG_ENUMS:
        return "code-inconnu", f"La valeur doit être {_in_french(context)}", nearest
    likely = _likely_code(value, choices)
    hint = f". Vouliez-vous dire '{likely}' ?" if likely else ""
    suggestions = tuple(dict.fromkeys(filter(None, (likely, *nearest))))[:3]
    return "code-inconnu", f"La valeur '{value}' n'existe pas{hint}", suggestions


def _in_french(context: Mapping[str, object]) -> str:
    """The closed list of pydantic, « 'gratuit' or 'payant' », with its last word translated."""
    return str(context.get("expected", "")).replace("' or '", "' ou '")


@lru_cache(maxsize=4096)
def _likely_code(value: str, choices: tuple[str, ...]) -> str | None:
    """What the valideur proposes: the best of ``difflib`` (its nine recorded answers are found again)."""
    return next(iter(difflib.get_close_matches(value, choices, n=1)), None)


def as_one(notes: list[FieldNote]) -> list[FieldNote]:
    """The five errors that the models give for one bad zone code (one per kind of code) as a single one."""
    merged: dict[tuple[str, str, str], FieldNote] = {}
    for one in notes:
        if one.field == "zone_eligibilite" and one.note.code != "liste-vide":
            message = (
                f"« {one.value} » n’est pas un code de zone : un code de commune, d’EPCI, de département, "
                "de pays, ou « france »."
            )
            one = FieldNote(one.field, Note("zone-invalide", Severity.ERREUR, message), one.value)
        merged.setdefault((one.field, one.note.message, one.value), one)
    return list(merged.values())
