"""What DORA refuses of a body, field by field (contract §4 and §5)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.publishing.dora.fake import referentials as ref
from tests.publishing.dora.fake.errors import ApiError, Item, crash, item
from tests.publishing.dora.fake.world import Structure, World

Checked = dict[str, Any]
Errors = dict[str, Any]

_SLUG = re.compile(r"[A-Za-z0-9_-]+\Z")
_EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+\.[A-Za-z]{2,}\Z")
_URL = re.compile(r"(https?|ftps?)://\S+\.\S+\Z")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_WKT = re.compile(r"(SRID=\d+;)?POINT ?\(")


class RefusedError(Exception):
    """One field is refused."""

    def __init__(self, *items: Item) -> None:
        super().__init__(*items)
        self.items = list(items)


def refuse(code: str, message: str | None = None) -> RefusedError:
    return RefusedError(item(code, message))


def too_long(limit: int) -> Item:
    return item("max_length", f"Assurez-vous que ce champ comporte au plus {limit} caractères.")


def not_a_choice(value: object) -> Item:
    return item("invalid_choice", f"« {value} » n'est pas un choix valide.")


def text(limit: int | None, *, required: bool = False) -> Callable[[Any], str]:
    """A trimmed text."""

    def check(value: Any) -> str:
        if not isinstance(value, (str, int, float)) or isinstance(value, bool):
            raise refuse("invalid", "Chaîne de caractères non valide.")
        found = str(value).strip()
        if "\0" in found:
            raise refuse("null_characters_not_allowed")
        if required and not found:
            raise refuse("blank")
        if limit is not None and len(found) > limit:
            raise RefusedError(too_long(limit))
        return found

    return check


def pattern(expression: re.Pattern[str], limit: int, message: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        found = text(None)(value)
        problems = [item("invalid", message)] if found and not expression.match(found) else []
        if problems or len(found) > limit:
            raise RefusedError(*(problems or [too_long(limit)]))
        return found

    return check


email = pattern(_EMAIL, 254, "Saisissez une adresse e-mail valide.")
url = pattern(_URL, 200, "Saisissez une URL valide.")
slug_text = "Ce champ ne doit contenir que des lettres, des nombres, des tirets bas _ et des traits d'union."


def choice(values: tuple[str, ...], *, blank: bool = False) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value == "" and blank:
            return ""
        if not isinstance(value, str) or value not in values:
            raise RefusedError(not_a_choice(value))
        return value

    return check


def related(values: tuple[str, ...]) -> Callable[[Any], tuple[str, ...]]:
    """A list of values of a table: only the first bad one is told; they come back in the order of the table."""

    def check(value: Any) -> tuple[str, ...]:
        for one in as_list(value):
            if one not in values:
                raise refuse("does_not_exist", f"L'objet avec value={one} n'existe pas.")
        return tuple(one for one in values if one in value)

    return check


def as_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise refuse("not_a_list", f"Attendait une liste d'éléments mais a reçu « {type(value).__name__} ».")
    return value


def boolean(value: Any) -> bool:
    known = {True: True, False: False, "true": True, "false": False}  # 1 and 0 are True and False
    if not isinstance(value, (bool, str, int)) or value not in known:
        raise refuse("invalid", "Doit être un booléen valide.")
    return known[value]


def natural(value: Any) -> int:
    if isinstance(value, bool) or not re.match(r"-?\d+\Z", str(value)):
        raise refuse("invalid", "Un nombre entier valide est requis.")
    if int(value) < 0:
        raise refuse("min_value", "Assurez-vous que cette valeur est supérieure ou égale à 0.")
    return int(value)


def number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise refuse("invalid", "Un nombre valide est requis.") from None


def day(value: Any) -> str:
    match = _DATE.match(value) if isinstance(value, str) else None
    try:
        if match is None:
            raise ValueError(value)
        return dt.date(*map(int, match.groups())).isoformat()
    except ValueError:
        raise refuse(
            "invalid", "La date n'a pas le bon format. Utilisez un des formats suivants : YYYY-MM-DD."
        ) from None


def point(value: Any) -> dict[str, Any]:
    """A GeoJSON point, or WKT; a polygon breaks DORA."""
    if value == "":
        raise refuse("required")
    if isinstance(value, dict) and value.get("type") != "Point":
        raise crash()
    if isinstance(value, str) and not _WKT.match(value):
        raise refuse(
            "invalid",
            "Unable to convert to python object: String input unrecognized as WKT EWKT, and HEXEWKB.",
        )
    return value if isinstance(value, dict) else {"type": "Point", "coordinates": [0.0, 0.0]}


def publics(value: Any) -> tuple[str, ...]:
    """The only list whose errors are a dictionary by index."""
    known = ref.CHOICES["publics"]
    wrong = {str(index): [not_a_choice(one)] for index, one in enumerate(as_list(value)) if one not in known}
    if wrong:
        raise ApiError(400, wrong)
    return tuple(one for one in known if one in value)


def check_fields(
    body: Mapping[str, Any], checks: Mapping[str, Callable[[Any], Any]], *, nullable: tuple[str, ...]
) -> tuple[Checked, Errors]:
    """The values of the known keys, and the errors of all the fields at once."""
    good: Checked = {}
    errors: Errors = {}
    for name, check in checks.items():
        if name not in body:
            continue
        value = body[name]
        try:
            if value is None and name not in nullable:
                raise refuse("null")
            good[name] = None if value is None else check(value)
        except RefusedError as exc:
            errors[name] = exc.items
        except ApiError as exc:
            if exc.status != 400:
                raise
            errors[name] = exc.body
    return good, errors


def slug_check(limit: int, taken: set[str], noun: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        found = pattern(_SLUG, limit, slug_text)(value)
        if found in taken:
            raise refuse("unique", f"Un objet {noun} avec ce champ slug existe déjà.")
        return found

    return check


def conditions(world: World, kind: str, structure: Structure | None) -> Callable[[Any], tuple[int, ...]]:
    """Ids, or texts that are created at once (contract §5.1)."""

    def check(value: Any) -> tuple[int, ...]:
        found: list[int] = []
        for one in as_list(value):
            if one is None:
                raise crash()
            found.append(_known(one) if isinstance(one, int) else _named(one))
        return tuple(sorted(set(found)))

    def _known(one: int) -> int:
        if one not in world.conditions[kind]:
            raise refuse("does_not_exist", f"Clé primaire « {one} » non valide - l'objet n'existe pas.")
        owner = world.conditions[kind][one][1]
        if owner is not None and structure is not None and owner != structure.slug:
            raise refuse(
                "unallowed_custom_choices_bad_struc", "Ce choix n'est pas disponible dans cette structure"
            )
        return one

    def _named(one: Any) -> int:
        name = str(one).strip()
        if not name:
            raise refuse("invalid", "Cette valeur est vide")
        if len(name) > 140:
            raise refuse("invalid", "Cette valeur doit avoir moins de 140 caractères")
        return world.condition_id(kind, name, structure)

    return check
