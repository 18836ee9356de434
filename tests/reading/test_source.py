from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.reading import open_table
from offre_insertion.reading import source as source_module
from offre_insertion.reading.source import Source, detect_kind, load_source
from tests.reading.tables import connector, read, values, write_csv

URL = "https://data.exemple.fr/offre.csv?jeton=secret"
CSV = b"Nom;Commune\nA;Laval\n"


def serve(handler: Callable[[httpx.Request], httpx.Response]) -> httpx.MockTransport:
    return httpx.MockTransport(handler)


def answer(status: int = 200, headers: dict[str, str] | None = None) -> httpx.MockTransport:
    return serve(lambda request: httpx.Response(status, content=CSV, headers=headers))


def test_standard_input_is_a_catalogue() -> None:
    assert values(open_table("-", connector(), stdin=io.BytesIO(CSV))) == [{"Nom": "A", "Commune": "Laval"}]


def test_no_standard_input_is_a_sentence() -> None:
    with pytest.raises(ReadError, match="entrée standard"):
        load_source("-")


def test_an_address_is_read_and_its_date_kept() -> None:
    transport = answer(headers={"Last-Modified": "Tue, 03 Mar 2026 10:00:00 GMT"})
    table = open_table(URL, connector(), transport=transport)
    assert values(table) == [{"Nom": "A", "Commune": "Laval"}]
    assert table.modified == dt.date(2026, 3, 3)


@pytest.mark.parametrize("header", ["hier", "Tue, 99 Mar 2026 10:00:00 GMT", ""])
def test_a_wrong_date_of_the_server_is_no_date(header: str) -> None:
    assert load_source(URL, transport=answer(headers={"Last-Modified": header})).modified is None


def test_the_date_of_the_file_system_is_never_taken(tmp_path: Path) -> None:
    assert read(write_csv(tmp_path / "c.csv", CSV)).modified is None


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "refuse l'accès"),
        (403, "refuse l'accès"),
        (404, "erreur 404"),
        (500, "erreur 500"),
        (503, "erreur 503"),
    ],
)
def test_statuses_are_explained_without_the_query(status: int, words: str) -> None:
    with pytest.raises(ReadError, match=words) as caught:
        load_source(URL, transport=answer(status))
    assert caught.value.remote
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ConnectTimeout("x"), "ne répond pas à temps"),
        (httpx.ReadTimeout("x"), "ne répond pas à temps"),
        (httpx.ConnectError("x"), "injoignable"),
        (httpx.RemoteProtocolError("x"), "injoignable"),
    ],
)
def test_network_failures_are_remote_errors(error: httpx.HTTPError, words: str) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(ReadError, match=words) as caught:
        load_source(URL, transport=serve(fail))
    assert caught.value.remote
    assert "secret" not in str(caught.value)


def test_a_redirect_is_followed() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/offre.csv":
            return httpx.Response(302, headers={"Location": "/fichiers/2026.csv"})
        assert str(request.url) == "https://data.exemple.fr/fichiers/2026.csv"
        return httpx.Response(200, content=CSV)

    assert load_source(URL, transport=serve(handler)).content == CSV


@pytest.mark.parametrize("target", ["http://data.exemple.fr/x", "file:///etc/passwd", "ftp://exemple.fr/x"])
def test_a_redirect_to_an_unsafe_address_is_refused(target: str) -> None:
    with pytest.raises(ReadError, match="adresse non sûre") as caught:
        load_source(URL, transport=answer(301, {"Location": target}))
    assert caught.value.remote


@pytest.mark.parametrize("target", ["https://[::1", "javascript:alert(1)", "https://exemple.fr:port/", "//"])
def test_an_unreadable_redirect_is_refused(target: str) -> None:
    with pytest.raises(ReadError) as caught:
        load_source(URL, transport=answer(301, {"Location": target}))
    assert "data.exemple.fr" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_endless_redirects_stop() -> None:
    with pytest.raises(ReadError, match="sans fin"):
        load_source(URL, transport=answer(302, {"Location": URL}))


def test_a_wrong_address_is_a_sentence() -> None:
    with pytest.raises(ReadError, match="adresse valide"):
        load_source("http://exemple.fr:port/offre.csv?jeton=secret", transport=answer())


def test_other_kinds_of_addresses_are_refused() -> None:
    with pytest.raises(ReadError, match="seules les adresses http et https"):
        load_source("ftp://exemple.fr/offre.csv")


class Endless(httpx.SyncByteStream):
    """A body that never ends."""

    def __init__(self) -> None:
        self.sent = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.sent += 1
            yield b" " * (8 << 20)


def test_a_body_without_end_is_cut_at_the_limit() -> None:
    body = Endless()
    with pytest.raises(ReadError, match="dépasse 200 Mo"):
        load_source(URL, transport=serve(lambda request: httpx.Response(200, stream=body)))
    assert body.sent * (8 << 20) <= source_module.MAX_BYTES + (16 << 20)


def test_standard_input_is_cut_at_the_limit() -> None:
    with pytest.raises(ReadError, match="dépasse 200 Mo"):
        load_source("-", stdin=io.BytesIO(bytes(source_module.MAX_BYTES + 1)))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04...", "excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "excel"),
        (b"\xef\xbb\xbf \n[{}]", "json"),
        ("\ufeff{}".encode("utf-16-le"), "json"),
        ("\ufeff{}".encode("utf-16-be"), "json"),
        (b"\n" * 9_000 + b'{"a": 1}', "json"),
        (b"Nom;Commune", "csv"),
        ("\ufeffNom".encode("utf-16-le"), "csv"),
    ],
)
def test_the_content_tells_the_kind(content: bytes, kind: str) -> None:
    assert detect_kind(Source("catalogue.dat", content)) == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "est vide"),
        (b"\xef\xbb\xbf\r\n \x00", "est vide"),
        (b"%PDF-1.7", "un PDF"),
        (b"\x89PNG\r\n", "une image"),
        (b"\x1f\x8b\x08", "une archive"),
        (b"SQLite format 3\x00", "une base de données"),
        (b"\n <!DOCTYPE html><html>", "page web"),
        (b"<?xml version='1.0'?><Workbook/>", "page web ou du XML"),
    ],
)
def test_what_is_no_table_is_named(content: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        detect_kind(Source("catalogue.csv", content))


def test_another_kind_than_the_connector_expects_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"est du csv.*attend du excel"):
        read(write_csv(tmp_path / "c.xlsx", CSV), type="excel")


def test_the_extension_is_not_believed(tmp_path: Path) -> None:
    assert values(read(write_csv(tmp_path / "c.xlsx", CSV))) == [{"Nom": "A", "Commune": "Laval"}]
    assert Format().type is None


def test_the_key_of_an_address_is_in_no_message() -> None:
    empty = serve(lambda request: httpx.Response(200, content=b""))
    with pytest.raises(ReadError) as caught:
        open_table(URL, connector(), transport=empty)
    assert "est vide" in str(caught.value)
    assert "secret" not in str(caught.value)
