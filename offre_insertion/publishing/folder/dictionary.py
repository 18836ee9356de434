"""The data dictionary, read from the official models themselves."""

from __future__ import annotations

import csv
import enum
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from offre_insertion.schema import ENUM_CLASSES, ENUMS, LIST_FIELDS, MODELS, NUMBER_TYPES, REQUIRED, Kind

_FIELDS_HEADER = ("fiche", "champ", "requis", "type", "contraintes", "description")
_CODES_HEADER = ("champ", "code", "libelle", "description")
_WORDS = {
    "minLength": "au moins {} caractères",
    "maxLength": "au plus {} caractères",
    "minimum": "au moins {}",
    "minItems": "au moins {} valeur",
    "format": "{}",
}
_FORMATS = {"uri": "adresse web", "email": "adresse électronique", "date": "pas dans le futur"}
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


def write_fields(path: Path) -> None:
    """One line per field of each kind of record: required or not, type, constraints, what it means."""
    _write(path, _FIELDS_HEADER, (row for kind in MODELS for row in _fields(kind)))


def write_codes(path: Path) -> None:
    """One line per code of each closed list, with its label."""
    _write(path, _CODES_HEADER, _codes())


def _write(path: Path, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _fields(kind: Kind) -> Iterator[tuple[str, ...]]:
    properties = MODELS[kind].model_json_schema()["properties"]
    for name, said in properties.items():
        yield (
            kind,
            name,
            "oui" if name in REQUIRED[kind] else "non",
            _type(name),
            " ; ".join(dict.fromkeys(_constraints(said))),
            _plain(str(MODELS[kind].model_fields[name].description or "")),
        )


def _type(name: str) -> str:
    items = f"code de la liste « {name} »" if name in ENUMS else "texte"
    if name in LIST_FIELDS:
        return f"liste séparée par « , » : {items}"
    if name == "date_maj":
        return "date AAAA-MM-JJ"
    if name in NUMBER_TYPES:
        return "nombre entier" if NUMBER_TYPES[name] is int else "nombre décimal"
    return items


def _constraints(said: dict[str, Any]) -> Iterator[str]:
    """Of the field and of the alternatives it is made of, the absence of a value aside."""
    for alternative in (said, *said.get("anyOf", ())):
        for key, words in _WORDS.items():
            if key in alternative:
                yield words.format(_FORMATS.get(alternative[key], alternative[key]))


def _plain(markdown: str) -> str:
    return _LINK.sub(r"\1 (\2)", markdown).replace("`", "").strip()


def _codes() -> Iterator[tuple[str, ...]]:
    for name, members in ENUM_CLASSES.items():
        for member in members:
            yield name, str(member.value), _said(member, "label"), _said(member, "description")


def _said(member: enum.Enum, attribute: str) -> str:
    return str(getattr(member, attribute, None) or "")
