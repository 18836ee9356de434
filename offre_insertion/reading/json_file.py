"""JSON, NDJSON and GeoJSON → rows of texts; nested lists unfolded on demand."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

import orjson

from offre_insertion.cleaning.lists import ITEM_SEPARATOR
from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue, Severity
from offre_insertion.reading.source import Source
from offre_insertion.reading.table import MAX_CELL, Row, Table

#: Any JSON value.
Json: TypeAlias = Any
_MAX_DEPTH = 12
#: Columns of one file: beyond, keys are data and the file is no list of records.
_MAX_COLUMNS = 2_000
_NOT_JSON = re.compile(r"NaN|-?Infinity|None|undefined")


def read_json(source: Source, form: Format) -> Table:
    """The table of a JSON file. Raises :class:`ReadError`."""
    issues: list[Issue] = []
    content, encoding = _as_utf8(source)
    items = _items(_parse(source.name, content, issues), form, source.name)
    rows = [(number, values) for number, item in items for values in _rows(item, number, form, issues)]
    columns = tuple(dict.fromkeys(name for _, values in rows for name in values))
    if len(columns) > _MAX_COLUMNS:
        raise ReadError(
            f"« {source.name} » a {len(columns)} champs différents : ce n'est pas une liste de fiches. "
            "Dites où elle est avec format.path."
        )
    if any(len(text) > MAX_CELL for _, values in rows for text in values.values()):
        raise ReadError(
            f"« {source.name} » : une valeur est démesurée. Retirez-la, ou réexportez le catalogue sans elle."
        )
    empty = frozenset(word.casefold() for word in form.empty)
    filled = (
        Row(number, {name: text for name, text in values.items() if text and text.casefold() not in empty})
        for number, values in rows
    )
    details = {"format": "json", "encodage": encoding, "enregistrements": len(items)}
    return Table(columns, (row for row in filled if row.values), issues, details=details)


def _as_utf8(source: Source) -> tuple[bytes, str]:
    """JSON is UTF-8; some software writes UTF-16 (with its signature) or cp1252 all the same."""
    content = source.content
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16").encode(), "utf-16"
        _check_utf8(content)
    except UnicodeError as exc:
        if exc.args[0] == "utf-8":
            return content.decode("cp1252", errors="replace").encode(), "cp1252"
        raise ReadError(f"« {source.name} » est de l'UTF-16 abîmé. Réexportez-le en UTF-8.") from exc
    return content.removeprefix(codecs.BOM_UTF8), "utf-8"


def _check_utf8(content: bytes) -> None:
    if not content.isascii():
        content.decode("utf-8")


def _parse(name: str, content: bytes, issues: list[Issue]) -> Json:
    """The value, or the list of numbered records of an NDJSON."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as exc:
        lines = content.splitlines()
        if sum(_is_object(line) for line in lines[:3]) > 1 or (len(lines) > 1 and _is_object(lines[0])):
            return _parse_lines(lines, issues)
        raise ReadError(f"« {name} » n'est pas du JSON valide, ligne {exc.lineno} : {_reason(exc)}.") from exc


def _reason(exc: orjson.JSONDecodeError) -> str:
    if exc.pos >= len(exc.doc) - 1 or "EOF" in exc.msg or "unexpected end" in exc.msg:
        return (
            "il s'arrête en plein milieu, le téléchargement a sans doute été coupé. Réexportez le catalogue"
        )
    if "ecursion" in exc.msg:
        return "trop de niveaux imbriqués. Réexportez le catalogue en liste de fiches"
    if "surrogate" in exc.msg:
        return "un caractère y est coupé en deux (« \\ud83d » seul). Réexportez le catalogue"
    found = _NOT_JSON.search(exc.doc[max(0, exc.pos - 10) : exc.pos + 10])
    if found:
        return f"« {found[0]} » n'existe pas en JSON. Remplacez-le par null, ou réexportez le catalogue"
    return "corrigez-le, ou réexportez le catalogue"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


class _Lines(list[tuple[int, Json]]):
    """Records of an NDJSON, each with the number of its line."""


def _parse_lines(lines: list[bytes], issues: list[Issue]) -> _Lines:
    """One record per line; a broken line is reported and left out."""
    items = _Lines()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            items.append((number, orjson.loads(line)))
        except orjson.JSONDecodeError:
            message = "Cette ligne n'est pas du JSON valide : elle n'est pas lue. Réexportez le catalogue."
            issues.append(Issue("json-invalide", Severity.ERREUR, message, row=number))
    return items


def _items(data: Json, form: Format, name: str) -> list[tuple[int, Json]]:
    """The records, numbered from 1."""
    if isinstance(data, _Lines):
        return data
    if form.path is not None:
        data = _follow(data, form.path, name)
    elif isinstance(data, dict) and data.get("type") == "FeatureCollection":
        data = data.get("features")
    elif isinstance(data, dict):
        lists = [
            key
            for key, value in data.items()
            if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        if len(lists) > 1:
            raise ReadError(
                f"« {name} » contient plusieurs listes ({', '.join(lists)}) : choisissez avec format.path."
            )
        data = data[lists[0]] if lists else [data]
    if not isinstance(data, list):
        raise ReadError(f"« {name} » ne contient pas de liste de fiches. Dites où elle est avec format.path.")
    return [(number, _feature(item) if _is_feature(item) else item) for number, item in enumerate(data, 1)]


def _follow(data: Json, path: str, name: str) -> Json:
    for key in path.split("."):
        if not isinstance(data, dict) or key not in data:
            known = ", ".join(list(data)[:20]) if isinstance(data, dict) else "aucune clé à ce niveau"
            raise ReadError(
                f"« {name} » : la clé « {key} » de format.path = « {path} » n'existe pas. Clés : {known}."
            )
        data = data[key]
    return data


def _is_feature(item: Json) -> bool:
    return (
        isinstance(item, dict) and item.get("type") == "Feature" and isinstance(item.get("properties"), dict)
    )


def _feature(feature: dict[str, Json]) -> dict[str, Json]:
    """GeoJSON: the properties, plus the coordinates of a point."""
    properties = dict(feature["properties"])
    if "id" in feature:
        properties.setdefault("id", feature["id"])
    geometry = feature.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        coordinates = geometry.get("coordinates")
        if isinstance(coordinates, list) and len(coordinates) >= 2:
            properties.setdefault("longitude", coordinates[0])
            properties.setdefault("latitude", coordinates[1])
    return properties


def _rows(item: Json, number: int, form: Format, issues: list[Issue]) -> Iterator[dict[str, str]]:
    if not isinstance(item, dict):
        message = f"« {str(item)[:40]} » n'est pas une fiche (un objet JSON) : elle n'est pas lue."
        issues.append(Issue("json-invalide", Severity.ERREUR, message, row=number))
        return
    yield from _unfold(item, list(form.explode), "")


def _unfold(item: dict[str, Json], levels: list[str], prefix: str) -> Iterator[dict[str, str]]:
    """One row per innermost item; the values of its parents come with it. An empty list still gives a row."""
    nested = item.get(levels[0]) if levels else None
    own = _flat({key: value for key, value in item.items() if not levels or key != levels[0]}, prefix, 0)
    children = [child for child in nested if isinstance(child, dict)] if isinstance(nested, list) else []
    if not children:
        yield own
    for child in children:
        for row in _unfold(child, levels[1:], f"{prefix}{levels[0]}."):
            yield {**own, **row}


def _flat(item: dict[str, Json], prefix: str, depth: int) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            values |= _flat(value, f"{prefix}{key}.", depth + 1)
        else:
            values[f"{prefix}{' '.join(str(key).split())}"] = _text(value)
    return values


def _text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return ITEM_SEPARATOR.join(filter(None, map(_text, value)))
    if isinstance(value, dict | list):
        return _dumped(value)
    return str(value).strip()


def _dumped(value: Json) -> str:
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        # Deeper than any library writes: nothing a person can have put there.
        return "(données trop imbriquées)"
