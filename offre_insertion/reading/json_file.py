"""JSON, NDJSON and GeoJSON → rows of texts; nested lists unfolded on demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from offre_insertion.cleaning.lists import ITEM_SEPARATOR
from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue, Severity
from offre_insertion.reading.source import Source
from offre_insertion.reading.table import Row, Table

_MAX_DEPTH = 12
#: Columns of one file: beyond, keys are data and the file is no list of records.
_MAX_COLUMNS = 2_000


def read_json(source: Source, form: Format) -> Table:
    """The table of a JSON file. Raises :class:`ReadError`."""
    issues: list[Issue] = []
    items = _items(_parse(source, issues), form, source.name)
    rows = [(number, values) for number, item in enumerate(items, 1) for values in _rows(item, number, form, issues)]
    columns = tuple(dict.fromkeys(name for _, values in rows for name in values))
    if len(columns) > _MAX_COLUMNS:
        raise ReadError(f"« {source.name} » a {len(columns)} champs différents : ce n'est pas une liste de fiches.")
    empty = frozenset(word.casefold() for word in form.empty)
    filled = (
        Row(number, {name: text for name, text in values.items() if text and text.casefold() not in empty})
        for number, values in rows
    )
    details = {"format": "json", "enregistrements": len(items)}
    return Table(columns, (row for row in filled if row.values), issues, details=details)


def _parse(source: Source, issues: list[Issue]) -> Any:
    content = source.content.removeprefix(b"\xef\xbb\xbf")
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as exc:
        lines = content.splitlines()
        if len([line for line in lines[:3] if line.strip().startswith(b"{")]) > 1 or (
            len(lines) > 1 and _is_json(lines[0])
        ):
            return _parse_lines(lines, issues)
        raise ReadError(f"« {source.name} » n'est pas du JSON valide, ligne {exc.lineno} : {_reason(exc)}.") from exc


def _reason(exc: orjson.JSONDecodeError) -> str:
    if exc.pos >= len(exc.doc) - 1 or "EOF" in exc.msg or "unexpected end" in exc.msg:
        return "il s'arrête en plein milieu, le téléchargement a sans doute été coupé"
    return "corrigez-le, ou réexportez le catalogue"


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _parse_lines(lines: list[bytes], issues: list[Issue]) -> list[Any]:
    """One record per line; a broken line is reported and left out."""
    items = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            items.append(orjson.loads(line))
        except orjson.JSONDecodeError:
            message = "Cette ligne n'est pas du JSON valide : elle n'est pas lue. Réexportez le catalogue."
            issues.append(Issue("json-invalide", Severity.ERREUR, message, row=number))
    return items


def _items(data: Any, form: Format, name: str) -> list[Any]:
    if form.path is not None:
        data = _follow(data, form.path, name)
    elif isinstance(data, dict) and data.get("type") == "FeatureCollection":
        data = [_feature(feature) for feature in data.get("features") or []]
    elif isinstance(data, dict):
        lists = [key for key, value in data.items() if isinstance(value, list) and value and isinstance(value[0], dict)]
        if len(lists) > 1:
            raise ReadError(f"« {name} » contient plusieurs listes ({', '.join(lists)}) : choisissez avec format.path.")
        data = data[lists[0]] if lists else [data]
    if not isinstance(data, list):
        raise ReadError(f"« {name} » ne contient pas de liste de fiches. Dites où elle est avec format.path.")
    return data


def _follow(data: Any, path: str, name: str) -> Any:
    for key in path.split("."):
        if not isinstance(data, dict) or key not in data:
            known = ", ".join(list(data)[:20]) if isinstance(data, dict) else "aucune clé à ce niveau"
            raise ReadError(f"« {name} » : la clé « {key} » de format.path = « {path} » n'existe pas. Clés : {known}.")
        data = data[key]
    return data


def _feature(feature: Any) -> Any:
    """GeoJSON: the properties, plus the coordinates of a point."""
    if not isinstance(feature, dict):
        return feature
    properties = dict(feature.get("properties") or {})
    if "id" in feature:
        properties.setdefault("id", feature["id"])
    geometry = feature.get("geometry") or {}
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if geometry.get("type") == "Point" and isinstance(coordinates, list) and len(coordinates) >= 2:
        properties.setdefault("longitude", coordinates[0])
        properties.setdefault("latitude", coordinates[1])
    return properties


def _rows(item: Any, number: int, form: Format, issues: list[Issue]) -> Iterator[dict[str, str]]:
    if not isinstance(item, dict):
        message = f"« {str(item)[:40]} » n'est pas une fiche (un objet JSON) : elle n'est pas lue."
        issues.append(Issue("json-invalide", Severity.ERREUR, message, row=number))
        return
    yield from _unfold(item, list(form.explode), "")


def _unfold(item: dict[str, Any], levels: list[str], prefix: str) -> Iterator[dict[str, str]]:
    """One row per innermost item; the values of its parents come with it. An empty list still gives a row."""
    nested = item.get(levels[0]) if levels else None
    own = _flat({key: value for key, value in item.items() if not levels or key != levels[0]}, prefix, 0)
    children = [child for child in nested if isinstance(child, dict)] if isinstance(nested, list) else []
    if not children:
        yield own
    for child in children:
        for row in _unfold(child, levels[1:], f"{prefix}{levels[0]}."):
            yield {**own, **row}


def _flat(item: dict[str, Any], prefix: str, depth: int) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            values |= _flat(value, f"{prefix}{key}.", depth + 1)
        else:
            values[f"{prefix}{' '.join(str(key).split())}"] = _text(value)
    return values


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return ITEM_SEPARATOR.join(filter(None, map(_text, value)))
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    return str(value).strip()
