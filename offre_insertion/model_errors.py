"""What pydantic has against a TOML file, in French: which key, and what to change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from offre_insertion.errors import ConnectorError

_EXPECTED = {
    "string_type": "un texte entre guillemets",
    "int_type": "un nombre entier",
    "int_parsing": "un nombre entier",
    "float_type": "un nombre",
    "float_parsing": "un nombre",
    "bool_type": "true ou false",
    "bool_parsing": "true ou false",
    "tuple_type": "une liste entre crochets",
    "dict_type": "une table",
    "model_type": "une table",
    "string_pattern_mismatch": "minuscules, chiffres et tirets",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "au moins {}"),
    "greater_than": ("gt", "plus que {}"),
    "less_than_equal": ("le", "au plus {}"),
    "less_than": ("lt", "moins que {}"),
    "too_short": ("min_length", "au moins {} élément"),
}


M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], data: object, *, path: Path | str | None = None) -> M:
    """The document as ``model``. Raises :class:`ConnectorError` naming the file, the key and the fix."""
    try:
        return model.model_validate(data)
    except ValidationError as exc:
        where, message = explain_error(exc.errors()[0], model)
        raise ConnectorError(message, path=str(path) if path else None, where=where) from exc


def explain_error(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """The dotted key at fault in a document read by ``model``, and a French sentence about it."""
    location = [str(part) for part in error["loc"] if not _is_variant(part)]
    where = ".".join(location)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return where, _unknown_key(location, model)
    if kind == "missing":
        return where, f"la clé « {location[-1]} » est requise. Ajoutez-la."
    if kind == "value_error":
        return where, f"{context['error']}."
    if kind == "literal_error":
        return where, f"« {error['input']} » n'est pas admis. Valeurs possibles : {context['expected']}."
    if kind == "string_pattern_mismatch" and (described := _description(location, model)):
        return where, f"« {error['input']} » n'a pas la forme attendue. {described}"
    if kind in _BOUNDS:
        name, phrase = _BOUNDS[kind]
        return where, f"« {error['input']} » n'est pas admis : il faut {phrase.format(context[name])}."
    return where, f"« {error['input']} » n'a pas la forme attendue ({_EXPECTED.get(kind, error['msg'])})."


def did_you_mean(value: str, choices: Sequence[str]) -> str:
    """`` Vouliez-vous dire « … » ?`` with a leading space, or nothing when no choice looks like ``value``."""
    found = process.extractOne(value, choices, scorer=fuzz.WRatio, score_cutoff=60)
    return f" Vouliez-vous dire « {found[0]} » ?" if found else ""


def _is_variant(part: int | str) -> bool:
    """pydantic names the branch of a union in the location (``tuple[str, ...]``): it means nothing to the reader."""
    return isinstance(part, str) and ("[" in part or part in {"str", "int", "float", "bool"})


def _unknown_key(location: list[str], model: type[BaseModel]) -> str:
    key = location[-1]
    known = list(_model_at(location[:-1], model).model_fields)
    return f"clé inconnue « {key} ».{did_you_mean(key, known)} Clés possibles : {', '.join(known)}."


def _description(location: list[str], root: type[BaseModel]) -> str | None:
    """What the documentation of the key says of it."""
    field = _model_at(location[:-1], root).model_fields.get(location[-1])
    return field.description if field is not None else None


def _model_at(location: list[str], root: type[BaseModel]) -> type[BaseModel]:
    """The model that a location leads to, found by following annotations; the root by default."""
    model = root
    for part in location:
        info = model.model_fields.get(part)
        inner = _model_in(info.annotation) if info is not None else None
        model = inner or model
    return model


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
