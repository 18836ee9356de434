"""Every recorded exchange with the real API, replayed: what is sent, what is read, what is said of errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import pytest
import respx
from pydantic import SecretStr

from offre_insertion.client import Client, bearer
from offre_insertion.errors import ReadError, RemoteError
from offre_insertion.national import DataInclusionClient
from offre_insertion.national.filters import SearchFilters, ServiceFilters, StructureFilters
from offre_insertion.schema import FIELDS, LIST_FIELDS
from tests.shared import SHARED, needs_shared

pytestmark = [pytest.mark.shared, needs_shared]

HOST = "https://data-inclusion.test"
FOLDER = SHARED / "contracts" / "data-inclusion" / "recordings"
#: Of the wire, which was compressed.
_OF_THE_WIRE = {"content-length", "content-encoding"}
_LISTS = ("sources", "thematiques", "publics", "frais", "types", "modes_accueil", "reseaux_porteurs")


@dataclass(frozen=True)
class Recording:
    name: str
    method: str
    path: str
    query: list[tuple[str, str]]
    status: int
    headers: dict[str, str]
    json: Any
    text: str

    def response(self) -> httpx.Response:
        headers = {k: v for k, v in self.headers.items() if k not in _OF_THE_WIRE}
        if self.json is not None:
            return httpx.Response(self.status, headers=headers, content=json.dumps(self.json))
        return httpx.Response(self.status, headers=headers, text=self.text)


def load(path: Path) -> Recording:
    found = json.loads(path.read_text("utf-8"))
    request, response = found["request"], found["response"]
    parts = urlsplit(request["path"])
    return Recording(
        path.stem,
        request["method"],
        parts.path,
        parse_qsl(parts.query, keep_blank_values=True),
        response["status"],
        response["headers"],
        response.get("json"),
        response.get("text", ""),
    )


RECORDINGS = [load(path) for path in sorted(FOLDER.glob("[0-9]*.json"))] if FOLDER.is_dir() else []
READS = [one for one in RECORDINGS if one.method == "GET"]


def named(one: Recording) -> str:
    return one.name


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(HOST, service="data·inclusion", auth=bearer(SecretStr("x")), sleep=lambda _: None) as opened:
        yield opened


def call(api: DataInclusionClient, one: Recording) -> Callable[[], Any] | None:
    """The call of our client that asks the same thing, ``None`` when it refuses or has no such question."""
    given: dict[str, Any] = {}
    for name, value in one.query:
        given[name] = [*given.get(name, []), value] if name in _LISTS else value
    match one.path.split("/")[3:]:
        case ["sources"]:
            return api.sources
        case ["doc", name]:
            return lambda: api.references(name)  # type: ignore[arg-type]  # one of the recorded lists
        case ["structures"] if set(given) <= {"page", "size", *StructureFilters.__annotations__}:
            return lambda: api.structures_page(**given)
        case ["services"] if set(given) <= {"page", "size", *ServiceFilters.__annotations__}:
            return lambda: api.services_page(**given)
        case ["search", "services"] if "code_commune" in given:
            return lambda: api.search_page(**given)
        case ["structures", record_id] if record_id:
            return lambda: api.structure(unquote(record_id))
        case ["services", record_id] if record_id:
            return lambda: api.service(unquote(record_id))
    return None


def test_the_recordings_are_there() -> None:
    assert len(RECORDINGS) == 112
    assert {one.status for one in RECORDINGS} == {200, 307, 400, 401, 403, 404, 405, 422, 500}


@pytest.mark.parametrize("one", READS, ids=named)
def test_every_answer_is_read_or_becomes_an_error(one: Recording, client: Client) -> None:
    with respx.mock(base_url=HOST) as mock:
        route = mock.get(one.path).mock(return_value=one.response())
        path = one.path + (
            "?" + "&".join(f"{k}={httpx.QueryParams({'': v})}".replace("==", "=") for k, v in one.query)
            if one.query
            else ""
        )
        if one.status == 200 and one.json is not None:
            assert client.get_json(path) == one.json
        elif one.status == 200:
            assert client.get(path).text == one.text
        else:
            with pytest.raises(RemoteError) as caught:
                client.get(path)
            assert caught.value.status == one.status
            assert caught.value.details == expected_details(one)
            assert caught.value.is_refusal == (one.status in {401, 403})
        assert route.call_count == (5 if one.status == 500 else 1)


def expected_details(one: Recording) -> tuple[str, ...]:
    """What the server said, whichever of its two shapes it took."""
    if one.status == 307:
        return ()
    if one.json is None:
        return (one.text.rstrip("."),) if one.text else ()
    detail = one.json["detail"]
    if isinstance(detail, str):
        return (detail.rstrip("."),)
    return tuple(f"{'.'.join(map(str, item['loc'][1:]))} : {item['msg'].rstrip('.')}" for item in detail)


def sent_by(one: Recording) -> list[tuple[str, str]]:
    """What our client is to send: the same, in any order, but a category by its thematiques."""
    from offre_insertion.national import expand_thematiques

    codes = expand_thematiques([value for name, value in one.query if name == "thematiques"])
    return sorted(
        [*(pair for pair in one.query if pair[0] != "thematiques"), *(("thematiques", c) for c in codes)]
    )


CALLS = [
    one
    for one in READS
    if one.path.startswith("/api/v1/") and call(DataInclusionClient(Client(HOST, service="x")), one)
]
SOLIGUIDE = [one for one in CALLS if "soliguide--" in one.path]


@pytest.mark.parametrize("one", [one for one in CALLS if one not in SOLIGUIDE], ids=named)
def test_our_client_asks_the_same_and_reads_everything(one: Recording, client: Client) -> None:
    with respx.mock(base_url=HOST) as mock:
        route = mock.get(one.path).mock(return_value=one.response())
        asked = call(DataInclusionClient(client), one)
        assert asked is not None
        if one.status == 200:
            answer = asked()
            assert as_json(answer) == one.json
        else:
            with pytest.raises(RemoteError) as caught:
                asked()
            assert caught.value.status == one.status
        sent = [pair for pair in route.calls[0].request.url.params.multi_items() if pair not in _DEFAULTS]
        assert sorted(sent) == [pair for pair in sent_by(one) if pair not in _DEFAULTS]


#: Always sent by our client, whether or not the recorded request did.
_DEFAULTS = (("page", "1"), ("size", "5000"))


def as_json(answer: Any) -> Any:
    if isinstance(answer, list):
        return [as_json(one) for one in answer]
    return json.loads(answer.model_dump_json(exclude_unset=True))


def test_enough_recordings_are_asked_by_our_client() -> None:
    assert len(CALLS) > 75


@pytest.mark.parametrize("one", SOLIGUIDE, ids=named)
def test_a_record_of_soliguide_is_never_asked_for(one: Recording, client: Client) -> None:
    with respx.mock(base_url=HOST, assert_all_called=False) as mock:
        route = mock.get(one.path)
        asked = call(DataInclusionClient(client), one)
        assert asked is not None
        with pytest.raises(ReadError, match="Soliguide"):
            asked()
        assert not route.called


def test_the_filters_are_those_of_the_openapi_document() -> None:
    document = json.loads((FOLDER.parent / "openapi.json").read_text("utf-8"))
    for path, known in (
        ("/structures", StructureFilters),
        ("/services", ServiceFilters),
        ("/search/services", SearchFilters),
    ):
        declared = {one["name"] for one in document["paths"][f"/api/v1{path}"]["get"].get("parameters", [])}
        assert set(known.__annotations__) | {"page", "size"} == declared - (
            {"code_commune"} if "search" in path else set()
        )


def test_every_field_of_the_schema_is_in_the_models() -> None:
    from offre_insertion.national.models import Service, Structure

    assert set(FIELDS["structure"]) <= set(Structure.model_fields)
    assert set(FIELDS["service"]) <= set(Service.model_fields)
    assert {"thematiques", "reseaux_porteurs"} <= LIST_FIELDS
