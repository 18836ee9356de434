"""Contours come from a file or from geo.api.gouv.fr; without either, there are none and nothing breaks."""

from __future__ import annotations

from pathlib import Path

import httpx
import orjson
import pytest
import respx

from offre_insertion.geography.contours import find_contours, parse_contours

URL = "https://geo.api.gouv.fr/departements/53/communes"
RING = [[-0.8, 48.0], [-0.7, 48.0], [-0.7, 48.1], [-0.8, 48.0]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}
ODD = {"type": "Polygon", "coordinates": [["a"]]}
MULTI = {"type": "MultiPolygon", "coordinates": [[RING], [RING]]}


def collection(*features: object) -> bytes:
    return orjson.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(code: str, geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"code": code, "nom": "Essai"}, "geometry": geometry}


GOOD = collection(feature("53130", POLYGON), feature("53147", MULTI))


def test_polygons_and_multipolygons_are_read() -> None:
    found = parse_contours(GOOD)
    assert {code: len(polygons) for code, polygons in found.items()} == {"53130": 1, "53147": 2}
    assert found["53130"][0][0][0] == (-0.8, 48.0)


@pytest.mark.parametrize(
    "wrong", [None, 3, {}, {"properties": {}}, feature("53130", None), feature("53130", ODD)]
)
def test_a_feature_that_is_something_else_is_left_out(wrong: object) -> None:
    assert list(parse_contours(collection(wrong, feature("53147", POLYGON)))) == ["53147"]


@respx.mock
def test_the_network_is_asked_once_then_the_file_is_enough(tmp_path: Path) -> None:
    route = respx.get(URL, params={"fields": "code,nom", "format": "geojson", "geometry": "contour"}).respond(
        content=GOOD
    )
    cache = tmp_path / "contours" / "53.geojson"
    with httpx.Client() as client:
        first = find_contours("53", cache=cache, client=client)
        again = find_contours("53", cache=cache, client=client)
    assert first == again == parse_contours(GOOD)
    assert route.call_count == 1
    assert [path.name for path in cache.parent.iterdir()] == ["53.geojson"]


@respx.mock
@pytest.mark.parametrize(
    "answer",
    [httpx.Response(500), httpx.Response(200, content=b"<html>"), httpx.Response(200, content=b"[]")],
)
def test_a_bad_answer_gives_no_contours_and_is_not_kept(answer: httpx.Response, tmp_path: Path) -> None:
    respx.get(URL).mock(return_value=answer)
    cache = tmp_path / "53.geojson"
    with httpx.Client() as client:
        assert find_contours("53", cache=cache, client=client) == {}
    assert not cache.exists()


@respx.mock
def test_no_network_gives_no_contours(tmp_path: Path) -> None:
    respx.get(URL).mock(side_effect=httpx.ConnectError("coupé"))
    with httpx.Client() as client:
        assert find_contours("53", cache=None, client=client) == {}
    assert find_contours("53", cache=tmp_path / "absent.geojson", client=None) == {}


@respx.mock
def test_a_broken_file_is_asked_again(tmp_path: Path) -> None:
    respx.get(URL).respond(content=GOOD)
    cache = tmp_path / "53.geojson"
    cache.write_bytes(b"coup")
    with httpx.Client() as client:
        assert find_contours("53", cache=cache, client=client)
    assert cache.read_bytes() == GOOD
