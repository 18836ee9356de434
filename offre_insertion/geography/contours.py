"""Contours of communes, from geo.api.gouv.fr, kept in a file so that they are asked once.

``GET https://geo.api.gouv.fr/departements/{code}/communes?fields=code,nom&format=geojson&geometry=contour`` answers a
GeoJSON FeatureCollection whose features have ``properties.code`` and a Polygon or MultiPolygon.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import orjson

from offre_insertion.geography.values import Point

Polygon = tuple[tuple[Point, ...], ...]
_URL = "https://geo.api.gouv.fr/departements/{departement}/communes"
_QUERY = {"fields": "code,nom", "format": "geojson", "geometry": "contour"}
#: A département takes a few megabytes; beyond this, it is something else.
_MAX_BYTES = 80_000_000
_logger = logging.getLogger(__name__)


def parse_contours(content: bytes) -> dict[str, tuple[Polygon, ...]]:
    """Code of commune → its polygons (outer ring, then holes), (longitude, latitude). Features that are something
    else are left out. Raises ``ValueError`` when it is not a FeatureCollection."""
    document = orjson.loads(content)
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise ValueError("no features")  # noqa: TRY004 - the content is wrong, not a type of ours
    found = {}
    for feature in document["features"]:
        code, polygons = _read_feature(feature)
        if code and polygons:
            found[code] = polygons
    return found


def _read_feature(feature: object) -> tuple[str, tuple[Polygon, ...]]:
    try:
        assert isinstance(feature, Mapping)  # noqa: S101 - what is not is caught below
        code, geometry = str(feature["properties"]["code"]), feature["geometry"]
        coordinates = geometry["coordinates"]
        polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
        return code, tuple(map(_read_polygon, polygons))
    except (AssertionError, KeyError, TypeError, ValueError, IndexError):
        return "", ()


def _read_polygon(rings: Sequence[Any]) -> Polygon:
    return tuple(tuple((float(point[0]), float(point[1])) for point in ring) for ring in rings)


def find_contours(
    departement: str, *, cache: Path | None, client: httpx.Client | None
) -> dict[str, tuple[Polygon, ...]]:
    """The contours of the file ``cache``, else of the network (and then kept there); none when neither has them.

    Never raises: a map without contours is a map. ``client`` is ``None`` to stay off the network.
    """
    if cache is not None and cache.is_file():
        try:
            return parse_contours(cache.read_bytes())
        except (OSError, ValueError):
            _logger.info("contours illisibles : %s", cache.name)
    if client is None:
        return {}
    try:
        content = _download(departement, client)
        found = parse_contours(content)
    except (httpx.HTTPError, ValueError) as exc:
        _logger.info("contours non reçus : %s", type(exc).__name__)
        return {}
    if cache is not None and found:
        _keep(cache, content)
    return found


def _download(departement: str, client: httpx.Client) -> bytes:
    with client.stream("GET", _URL.format(departement=departement), params=_QUERY) as response:
        response.raise_for_status()
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > _MAX_BYTES:
                raise ValueError("too long")
    return bytes(content)


def _keep(cache: Path, content: bytes) -> None:
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        draft = cache.with_name(f"{cache.name}.en-cours")
        draft.write_bytes(content)
        draft.replace(cache)
    except OSError:
        _logger.info("contours non gardés : %s", cache.name)
