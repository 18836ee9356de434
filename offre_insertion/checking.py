"""Checking records with the official models, both severities, and with what the models do not check."""

from __future__ import annotations

import contextlib
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import opening_hours
from pydantic import EmailStr, TypeAdapter, ValidationError

from offre_insertion.cleaning.siret import is_valid_siret
from offre_insertion.geography import load_geography
from offre_insertion.geography.zone_codes import is_zone_code
from offre_insertion.issues import Issue, Note, Severity
from offre_insertion.quality import score_qualite
from offre_insertion.schema import FIELDS, LIST_FIELDS, MODELS, REQUIRED, Kind, Record
from offre_insertion.wording import FieldNote, as_one, explain, shown

__all__ = [
    "FieldNote",
    "check_dataset",
    "check_record",
    "drop_invalid",
    "model_notes",
    "own_notes",
    "score_qualite",
]

#: Without it the models swallow their warnings.
_CONTEXT = {"ignore_warnings": False}
_VALIDATORS = {kind: model.__pydantic_validator__ for kind, model in MODELS.items()}
_REQUIRED = {kind: frozenset(names) for kind, names in REQUIRED.items()}


def check_record(kind: Kind, record: Record) -> list[FieldNote]:
    """Everything wrong with a record: errors and warnings of the official models, then ours."""
    notes = as_one(model_notes(kind, record))
    return notes + own_notes(kind, record, wrong=[one.field for one in notes])


def drop_invalid(kind: Kind, record: Record) -> tuple[Record | None, list[FieldNote]]:
    """The record without its wrong optional values, or ``None`` when a required one is wrong.

    In a list only the wrong items go. Every value lost has its note, of severity ``erreur``. What is returned
    is valid for the official models.
    """
    notes = check_record(kind, record)
    wrong: dict[str, set[str]] = {}
    for one in notes:
        if one.note.severity is Severity.ERREUR:
            wrong.setdefault(one.field, set()).add(one.value)
    if not wrong:
        return record, notes
    if wrong.keys() & _REQUIRED[kind]:
        return None, notes
    kept = {name: value for name, value in record.items() if name not in wrong}
    for name in LIST_FIELDS & wrong.keys():
        if items := _right_items(record[name], wrong[name]):
            kept[name] = items
    # What is left of a list may break a rule of its own (« tous-publics » and another one).
    kept_again, more = drop_invalid(kind, kept)
    return kept_again, list(dict.fromkeys([*notes, *more]))


def _right_items(values: object, wrong: set[str]) -> list[object]:
    """The items that are not at fault; none when the list as a whole is."""
    if not isinstance(values, list) or shown(values) in wrong:
        return []
    return [item for item in values if shown(item) not in wrong]


# --- the official models ---------------------------------------------------------------------------------


def model_notes(kind: Kind, record: Record) -> list[FieldNote]:
    """One note per error of the official models, in the words of the valideur."""
    courriel = record.get("courriel")
    if isinstance(courriel, str) and _is_courriel(courriel):
        # Four fifths of the time of the models go to this one field: it is judged once per address.
        record = {**record, "courriel": None}
    try:
        _VALIDATORS[kind].validate_python(record, context=_CONTEXT)
    except ValidationError as exc:
        return [explain(error) for error in exc.errors(include_url=False)]
    return []


_COURRIEL: TypeAdapter[str] = TypeAdapter(EmailStr)


@lru_cache(maxsize=1 << 13)
def _is_courriel(text: str) -> bool:
    """The judgement of the models' own type."""
    try:
        _COURRIEL.validate_python(text)
    except ValidationError:
        return False
    return True


# --- what the models do not check ------------------------------------------------------------------------


def own_notes(kind: Kind, record: Record, *, wrong: Iterable[str] = ()) -> list[FieldNote]:
    """What is wrong with the fields that the models accept; those in ``wrong`` are left alone."""
    notes: list[FieldNote] = []
    for field, check in _OWN_CHECKS[kind]:
        value = record.get(field)
        if value is not None and field not in wrong:
            notes += [FieldNote(field, note, item) for item, note in check(value)]
    return notes


#: The items at fault of a value, with what is wrong with them.
_Found = Iterable[tuple[str, Note]]


@lru_cache(maxsize=1 << 15)
def _check_siret(siret: str) -> _Found:
    if is_valid_siret(siret):
        return ()
    message = (
        f"Le SIRET {siret} est faux : sa clé de contrôle ne correspond pas. "
        "Cherchez le bon sur annuaire-entreprises.data.gouv.fr."
    )
    return ((siret, Note("siret-invalide", Severity.ERREUR, message)),)


@lru_cache(maxsize=1 << 15)
def _check_hours(hours: str) -> _Found:
    with contextlib.suppress(UnicodeEncodeError):  # half a character: no file holds one, a program may
        if opening_hours.validate(hours):
            return ()
    message = "Les horaires ne sont pas au format OpenStreetMap (exemple : « Mo-Fr 09:00-12:00; PH off »)."
    return ((hours, Note("horaires-invalides", Severity.ERREUR, message)),)


@lru_cache(maxsize=1 << 16)
def _check_commune(code: str) -> _Found:
    if load_geography().commune(code) is not None:
        return ()
    # The words of the valideur. Kept, the code would also prevent data·inclusion from geocoding the address.
    return ((code, Note("commune-inconnue", Severity.ERREUR, f"Le code commune {code} n'existe pas")),)


_is_known_zone = lru_cache(maxsize=1 << 16)(is_zone_code)


def _check_zones(codes: Sequence[str]) -> _Found:
    """A warning: without its only code, the service would be open to the whole country."""
    return [(code, _unknown_zone(code)) for code in codes if not _is_known_zone(code)]


def _unknown_zone(code: str) -> Note:
    message = f"Le code de zone {code} n’existe pas. Une région s’écrit par les codes de ses départements."
    return Note("zone-inconnue", Severity.AVERTISSEMENT, message)


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]00:00:00)?")


def _check_date(value: object) -> _Found:
    """The models take a number or a numeric text for a count of seconds: « 46051200 » would be June 1971."""
    text = shown(value)
    if _ISO_DATE.fullmatch(text.strip()):
        return ()
    message = "La valeur doit être une date valide au format AAAA-MM-JJ"
    return ((text, Note("date-invalide", Severity.ERREUR, message)),)


def _check_degrees(value: object, *, limit: float) -> _Found:
    try:
        degrees = float(str(value))
    except ValueError:  # a boolean, which the models take for 0 or 1
        degrees = math.nan
    if -limit <= degrees <= limit:
        return ()
    message = f"La coordonnée doit être un nombre de degrés entre −{limit:g} et {limit:g}."
    return ((shown(value), Note("coordonnee-invalide", Severity.ERREUR, message)),)


_CHECKS: dict[str, Callable[[Any], _Found]] = {
    "date_maj": _check_date,
    "siret": _check_siret,
    "code_insee": _check_commune,
    "longitude": lambda value: _check_degrees(value, limit=180),
    "latitude": lambda value: _check_degrees(value, limit=90),
    "horaires_accueil": _check_hours,
    "zone_eligibilite": _check_zones,
}
#: Only the fields that a kind has: on another one, a value is not checked by the models either.
_OWN_CHECKS = {
    kind: tuple((field, check) for field, check in _CHECKS.items() if field in FIELDS[kind])
    for kind in MODELS
}


# --- the whole dataset -----------------------------------------------------------------------------------


def check_dataset(structures: Iterable[Record], services: Iterable[Record]) -> list[Issue]:
    """Duplicate ids, services without their structure, ids without their source (contract §4.1, §4.2).

    One duplicate id or one orphan service freezes the whole source on its last good version.
    """
    structures, services = list(structures), list(services)
    known = {shown(record.get("id")) for record in structures}
    issues = [*_duplicates("structure", structures), *_duplicates("service", services)]
    issues += [_orphan(record) for record in services if shown(record.get("structure_id")) not in known]
    for kind, records in (("structure", structures), ("service", services)):
        issues += [_foreign_id(kind, record) for record in records if not _has_source_prefix(record)]
    return issues


def _duplicates(kind: str, records: Sequence[Record]) -> list[Issue]:
    counts = Counter(shown(record.get("id")) for record in records)
    return [
        Issue(
            code="identifiant-en-double",
            severity=Severity.ERREUR,
            message=f"L’identifiant « {key} » sert à {count} fiches : toute la source serait gelée.",
            field=f"{kind}.id",
            value=key,
            record=key,
        )
        for key, count in counts.items()
        if count > 1 and key
    ]


def _orphan(record: Record) -> Issue:
    structure_id = shown(record.get("structure_id"))
    return Issue(
        code="service-orphelin",
        severity=Severity.ERREUR,
        message=f"La structure « {structure_id} » n’existe pas : toute la source serait gelée.",
        field="service.structure_id",
        value=structure_id,
        record=shown(record.get("id")),
    )


def _has_source_prefix(record: Record) -> bool:
    source, key = shown(record.get("source")), shown(record.get("id"))
    return not source or (key.startswith(f"{source}--") and len(key) > len(source) + 2)


def _foreign_id(kind: str, record: Record) -> Issue:
    key = shown(record.get("id"))
    return Issue(
        code="identifiant-sans-source",
        severity=Severity.AVERTISSEMENT,
        message=f"L’identifiant « {key} » devrait commencer par « {shown(record.get('source'))}-- ».",
        field=f"{kind}.id",
        value=key,
        record=key,
    )
