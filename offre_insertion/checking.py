"""Checking records with the official models, both severities, and with what the models do not check.

Messages are those of the real valideur where it has one (contract §3.2), in French.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import opening_hours
import pydantic_core
from pydantic import ValidationError

from offre_insertion.cleaning.siret import is_valid_siret
from offre_insertion.geography import load_geography
from offre_insertion.geography.zone_codes import is_zone_code
from offre_insertion.issues import Issue, Note, Severity
from offre_insertion.quality import score_qualite
from offre_insertion.schema import ENUMS, MODELS, REQUIRED, Kind, Record, nearest_codes

__all__ = ["FieldNote", "check_dataset", "check_record", "drop_invalid", "score_qualite"]

_CONTEXT = {"ignore_warnings": False}


class FieldNote(NamedTuple):
    """A note about one field of a record, with the value at fault."""

    field: str
    note: Note
    value: str


_VALIDATORS: dict[Kind, Any] = {kind: model.__pydantic_validator__ for kind, model in MODELS.items()}


def check_record(kind: Kind, record: Record) -> list[FieldNote]:
    """Everything wrong with a record: the official models' errors and warnings, then ours."""
    return [*_model_notes(kind, record), *_own_notes(kind, record)]


def drop_invalid(kind: Kind, record: Record) -> tuple[Record | None, list[FieldNote]]:
    """The record without its invalid optional values, or ``None`` when a required one is invalid.

    Every value dropped has its note: a wrong optional value is lost and said, the record lives.
    """
    notes = check_record(kind, record)
    if not notes:
        return record, notes
    wrong = {one.field for one in notes if one.note.severity is Severity.ERREUR}
    if wrong & set(REQUIRED[kind]):
        return None, notes
    kept = {name: value for name, value in record.items() if name not in wrong}
    return kept, notes


# --- the official models ---------------------------------------------------------------------------------


def _model_notes(kind: Kind, record: Record) -> list[FieldNote]:
    try:
        _VALIDATORS[kind].validate_python(record, context=_CONTEXT)
    except (ValidationError, pydantic_core.ValidationError) as exc:
        return list(dict.fromkeys(_explain(error, kind) for error in exc.errors(include_url=False)))
    return []


def _explain(error: Mapping[str, Any], kind: Kind) -> FieldNote:
    field = str(error["loc"][0]) if error["loc"] else ""
    code, message, suggestions = _message(error, field, kind)
    severity = Severity.AVERTISSEMENT if error["type"] == "avertissement" else Severity.ERREUR
    return FieldNote(field, Note(code, severity, message, suggestions), _shown(error.get("input")))


def _message(error: Mapping[str, Any], field: str, kind: Kind) -> tuple[str, str, tuple[str, ...]]:
    """Code, message and proposals: the wording of the valideur."""
    type_, context, value = error["type"], error.get("ctx") or {}, error.get("input")
    if type_ == "enum":
        return _unknown_code(field, value)
    if type_ == "value_error" and field == "courriel":
        return "courriel-invalide", "La valeur n'est pas un courriel valide", ()
    if type_ in {"value_error", "avertissement"}:
        code = "nom-point-final" if field == "nom" else "valeur-invalide"
        return code, str(error["msg"]).removeprefix("Value error, "), ()
    if field == "zone_eligibilite":
        return "zone-invalide", f"« {_shown(value)} » n'est pas un code de commune, d'EPCI, de département ou de pays", ()
    if type_ in _MESSAGES:
        code, text = _MESSAGES[type_]
        return code, text.format(**context), ()
    return "valeur-invalide", f"La valeur n'est pas admise ({error['msg']})", ()


_MESSAGES = {
    "missing": ("champ-requis", "Champ requis"),
    "string_type": ("valeur-invalide", "La valeur doit être une chaîne de caractères valide"),
    "string_too_short": ("valeur-trop-courte", "La chaîne doit contenir au moins {min_length} caractères"),
    "string_too_long": ("valeur-trop-longue", "La chaîne doit contenir au plus {max_length} caractères"),
    "string_pattern_mismatch": ("valeur-invalide", "La valeur n'a pas la forme attendue ({pattern})"),
    "date_type": ("date-invalide", "La valeur doit être une date valide au format AAAA-MM-JJ"),
    "date_parsing": ("date-invalide", "La valeur doit être une date valide au format AAAA-MM-JJ"),
    "date_from_datetime_parsing": ("date-invalide", "La valeur doit être une date valide au format AAAA-MM-JJ"),
    "date_from_datetime_inexact": ("date-invalide", "La valeur doit être une date valide au format AAAA-MM-JJ"),
    "url_parsing": ("url-invalide", "La valeur doit être une URL valide"),
    "url_type": ("url-invalide", "La valeur doit être une URL valide"),
    "url_scheme": ("url-invalide", "URL scheme should be {expected_schemes}"),
    "float_parsing": ("nombre-invalide", "La valeur doit être un nombre valide"),
    "float_type": ("nombre-invalide", "La valeur doit être un nombre valide"),
    "int_parsing": ("nombre-invalide", "La valeur doit être un entier valide"),
    "int_type": ("nombre-invalide", "La valeur doit être un entier valide"),
    "int_from_float": ("nombre-invalide", "La valeur doit être un entier valide"),
    "greater_than_equal": ("nombre-invalide", "La valeur doit être supérieure ou égale à {ge}"),
    "too_short": ("liste-vide", "La liste doit contenir au moins une valeur"),
    "set_type": ("valeur-invalide", "La valeur doit être une liste"),
    "list_type": ("valeur-invalide", "La valeur doit être une liste"),
}


def _unknown_code(field: str, value: object) -> tuple[str, str, tuple[str, ...]]:
    choices = ENUMS.get(field, ())
    if field not in {"thematiques", "publics"}:
        listed = ", ".join(f"'{choice}'" for choice in choices[:-1])
        return "code-inconnu", f"La valeur doit être {listed} ou '{choices[-1]}'" if choices else "Code inconnu", ()
    nearest = nearest_codes(str(value), choices)
    hint = f" Vouliez-vous dire '{nearest[0]}' ?" if nearest else ""
    return "code-inconnu", f"La valeur '{value}' n'existe pas.{hint}", nearest


def _shown(value: object) -> str:
    if isinstance(value, dict):  # a missing field: pydantic gives the whole record
        return ""
    return "" if value is None else str(value)[:200]


# --- what the models do not check ------------------------------------------------------------------------


def _own_notes(kind: Kind, record: Record) -> list[FieldNote]:
    notes: list[FieldNote] = []
    for field, check in _OWN_CHECKS.items():
        value = record.get(field)
        if value is not None and (note := check(value)) is not None:
            notes.append(FieldNote(field, note, _shown(value)))
    return notes


def _check_siret(siret: str) -> Note | None:
    if len(siret) != 14 or is_valid_siret(siret):
        return None
    return Note("siret-invalide", Severity.ERREUR, f"Le SIRET {siret} a une clé fausse. Vérifiez-le.")


@lru_cache(maxsize=1 << 15)
def _check_hours(hours: str) -> Note | None:
    if opening_hours.validate(hours):
        return None
    message = "Les horaires ne sont pas au format OSM opening_hours (exemple : « Mo-Fr 09:00-12:00 »)."
    return Note("horaires-invalides", Severity.ERREUR, message)


@lru_cache(maxsize=1 << 16)
def _check_commune(code: str) -> Note | None:
    if load_geography().commune(code) is not None:
        return None
    return Note("commune-inconnue", Severity.AVERTISSEMENT, f"Le code commune {code} n'existe pas")


def _check_zones(codes: Sequence[str]) -> Note | None:
    unknown = [code for code in codes if not is_zone_code(code)]
    if not unknown:
        return None
    message = f"Codes de zone inconnus : {', '.join(unknown)}. Une région s'écrit par ses départements."
    return Note("zone-inconnue", Severity.AVERTISSEMENT, message)


_OWN_CHECKS: dict[str, Callable[[Any], Note | None]] = {
    "siret": _check_siret,
    "horaires_accueil": _check_hours,
    "code_insee": _check_commune,
    "zone_eligibilite": _check_zones,
}


# --- the whole dataset -----------------------------------------------------------------------------------


def check_dataset(structures: Iterable[Record], services: Iterable[Record]) -> list[Issue]:
    """Duplicate ids, services without their structure, ids of another form: each freezes or orphans a source."""
    structures, services = list(structures), list(services)
    issues = [*_duplicates(structures, "structure"), *_duplicates(services, "service")]
    known = {record.get("id") for record in structures}
    issues += [_orphan(record) for record in services if record.get("structure_id") not in known]
    issues += [_foreign_id(record) for record in (*structures, *services) if not _well_formed(record)]
    return issues


def _duplicates(records: Sequence[Record], kind: Kind) -> list[Issue]:
    counts: dict[str, int] = defaultdict(int)
    for record in records:
        counts[str(record.get("id"))] += 1
    return [
        Issue(
            code="identifiant-en-double",
            severity=Severity.ERREUR,
            message=f"L'identifiant « {key} » sert à {count} fiches : data·inclusion gèlerait toute la source.",
            field=f"{kind}.id",
            value=key,
            record=key,
        )
        for key, count in counts.items()
        if count > 1
    ]


def _orphan(record: Record) -> Issue:
    return Issue(
        code="service-orphelin",
        severity=Severity.ERREUR,
        message=f"La structure « {record.get('structure_id')} » n'existe pas : data·inclusion gèlerait toute la source.",
        field="service.structure_id",
        value=str(record.get("structure_id")),
        record=str(record.get("id")),
    )


def _well_formed(record: Record) -> bool:
    source = record.get("source")
    return source is None or str(record.get("id", "")).startswith(f"{source}--")


def _foreign_id(record: Record) -> Issue:
    return Issue(
        code="identifiant-sans-source",
        severity=Severity.AVERTISSEMENT,
        message=f"L'identifiant devrait commencer par « {record.get('source')}-- ».",
        field="id",
        value=str(record.get("id")),
        record=str(record.get("id")),
    )
