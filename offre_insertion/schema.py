"""What the official data·inclusion v1 models say of their fields, asked once from the models themselves."""

from __future__ import annotations

import enum
import types
import typing
from functools import cache

from data_inclusion.schema import v1
from pydantic import BaseModel
from rapidfuzz import fuzz, process, utils

from offre_insertion.text import in_a_sentence

#: A record of the schema: JSON-ready values, keys without a value left out, lists sorted as written.
Record = dict[str, typing.Any]

Kind = typing.Literal["structure", "service"]

MODELS: dict[Kind, type[BaseModel]] = {"structure": v1.Structure, "service": v1.Service}

#: The name of many: of a file, of a key of a dataset.
PLURALS: dict[Kind, str] = {"structure": "structures", "service": "services"}

#: Field names in the order of the schema.
FIELDS: dict[Kind, tuple[str, ...]] = {kind: tuple(model.model_fields) for kind, model in MODELS.items()}

REQUIRED: dict[Kind, tuple[str, ...]] = {
    kind: tuple(name for name, info in model.model_fields.items() if info.is_required())
    for kind, model in MODELS.items()
}


def _members(annotation: object) -> typing.Iterator[object]:
    """The annotation and everything inside its unions, sets, lists and ``Annotated``."""
    yield annotation
    for argument in typing.get_args(annotation):
        if not isinstance(argument, types.EllipsisType):
            yield from _members(argument)


def _enum_of(annotation: object) -> type[enum.Enum] | None:
    return next(
        (one for one in _members(annotation) if isinstance(one, type) and issubclass(one, enum.Enum)), None
    )


def _is_list(annotation: object) -> bool:
    return any(typing.get_origin(member) in (set, list) for member in _members(annotation))


#: The enumeration of each field that has one.
ENUM_CLASSES: dict[str, type[enum.Enum]] = {
    name: found
    for model in MODELS.values()
    for name, info in model.model_fields.items()
    if (found := _enum_of(info.annotation)) is not None
}
#: Closed lists of codes by field name: ``{"thematiques": ("choisir-un-metier--…", …), "frais": …}``.
ENUMS: dict[str, tuple[str, ...]] = {
    name: tuple(str(member.value) for member in members) for name, members in ENUM_CLASSES.items()
}

#: Every code of the closed lists and of the categories → its label; no code has two.
CODE_LABELS: dict[str, str] = {
    str(member.value): str(member.label)
    for members in (v1.Categorie, *ENUM_CLASSES.values())
    for member in members
}

#: Fields without a title in the models, or whose title is not for everybody (« ID structure »).
_OWN_TITLES = {
    "source": "source",
    "id": "identifiant",
    "structure_id": "structure",
    "nom": "nom",
    "description": "description",
    "lien_source": "lien vers la fiche d’origine",
    "commune": "commune",
    "code_postal": "code postal",
    "code_insee": "code Insee de la commune",
    "adresse": "adresse",
    "complement_adresse": "complément d’adresse",
    "longitude": "longitude",
    "latitude": "latitude",
    "courriel": "courriel",
    "site_web": "site internet",
    "type": "type de service",
    "thematiques": "thématiques",
    "frais": "frais",
    "modes_accueil": "modes d’accueil",
    "contact_nom_prenom": "nom du contact",
    "lien_mobilisation": "lien pour mobiliser",
    "modes_mobilisation": "modes de mobilisation",
    "mobilisable_par": "qui peut mobiliser",
    "mobilisation_precisions": "précisions sur la mobilisation",
    "volume_horaire_hebdomadaire": "heures par semaine",
    "nombre_semaines": "nombre de semaines",
}
#: Field → its French words as they read inside a sentence: « zone d’éligibilité », « numéro SIRET ».
FIELD_LABELS: dict[str, str] = {
    name: _OWN_TITLES.get(name) or in_a_sentence(str(info.title or name))
    for model in MODELS.values()
    for name, info in model.model_fields.items()
}
_CODES = {name: frozenset(codes) for name, codes in ENUMS.items()}


def known_codes(record: Record) -> tuple[Record, tuple[str, ...]]:
    """The record without the codes that the schema does not have, and the fields that bore one.

    A list keeps its other codes. What comes from elsewhere may follow a schema newer than ours.
    """
    kept = {name: _known(_CODES[name], value) for name, value in record.items() if name in _CODES and value}
    lost = {name: value for name, value in kept.items() if value != record[name]}
    return ({**record, **lost}, tuple(sorted(lost))) if lost else (record, ())


def _known(codes: frozenset[str], value: object) -> object:
    if isinstance(value, list):
        return [one for one in value if one in codes]
    return value if value in codes else None


#: Fields that hold several values.
LIST_FIELDS: frozenset[str] = frozenset(
    name
    for model in MODELS.values()
    for name, info in model.model_fields.items()
    if _is_list(info.annotation)
)

#: Fields that hold a number, and which kind of number.
NUMBER_TYPES: dict[str, type[int] | type[float]] = {
    name: kind
    for model in MODELS.values()
    for name, info in model.model_fields.items()
    for kind in (float, int)
    if kind in _members(info.annotation)
}
NUMBER_FIELDS: frozenset[str] = frozenset(NUMBER_TYPES)


@cache
def nearest_codes(value: str, choices: tuple[str, ...], limit: int = 3) -> tuple[str, ...]:
    """The closest of ``choices`` to a wrong code or name, best first, none when nothing looks like it."""
    found = process.extract(
        value, choices, scorer=fuzz.WRatio, processor=utils.default_process, limit=limit, score_cutoff=60
    )
    return tuple(match[0] for match in found)
