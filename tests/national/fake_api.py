"""A small data·inclusion API of our own, over real HTTP on this machine, with invented records and faults at will.

It behaves as the contract says: pages are positions in the list sorted by id, ``size`` is what the page holds, a
failure in plain text closes the connection, an unknown filter is ignored. Nothing of the real data is here.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from offre_insertion.schema import FIELDS, LIST_FIELDS

TOKEN = "jeton-d-essai"
Record = dict[str, Any]
Fault = Callable[["FakeApi"], str | None]


def invent_structure(number: int, *, departement: str = "53", source: str = "fictive") -> Record:
    """A structure as the API shows one: every key, ``null`` when there is nothing."""
    given = {
        "source": source,
        "id": f"{source}--{number:06d}",
        "nom": f"Maison des projets {number}",
        "date_maj": "2026-02-01",
        "description": f"Accueil, écoute et accompagnement des habitants, lieu numéro {number}. " * 3,
        "commune": "Laval",
        "code_postal": f"{departement}000",
        "code_insee": f"{departement}130",
        "adresse": f"{number} rue Imaginaire",
        "longitude": -0.77,
        "latitude": 48.07,
        "telephone": "+33261910000",
        "courriel": f"accueil{number}@exemple.fr",
        "reseaux_porteurs": ["communes", "ccas-cias"],
        "adresse_certifiee": True,
        "score_qualite": 0.86,
        "doublons": [],
    }
    return {**dict.fromkeys(FIELDS["structure"]), **given}


def invent_service(number: int, *, departement: str = "53", source: str = "fictive") -> Record:
    """A service of the structure of the same number."""
    given = {
        "source": source,
        "id": f"{source}--{number:06d}-a",
        "structure_id": f"{source}--{number:06d}",
        "nom": f"Atelier mobilité {number}",
        "description": "Un atelier pour préparer ses déplacements, en petit groupe. " * 4,
        "date_maj": "2026-02-01",
        "thematiques": ["mobilite--preparer-un-permis", "famille--garde-denfants"],
        "publics": ["tous-publics"],
        "commune": "Laval",
        "code_postal": f"{departement}000",
        "code_insee": f"{departement}130",
        "contact_nom_prenom": "Une Personne",
        "score_qualite": 0.9,
        "adresse_certifiee": True,
    }
    return {**dict.fromkeys(FIELDS["service"]), **given}


@dataclass
class FakeApi:
    """What the server has. ``fault`` is asked before each answer for what goes wrong with it."""

    structures: list[Record]
    services: list[Record] = field(default_factory=list)
    fault: Fault = lambda _api: None
    late_s: float = 0.3
    requests: list[str] = field(default_factory=list)
    authorizations: set[str | None] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    def __post_init__(self) -> None:
        self.sort()

    def sort(self) -> None:
        """In the order of ids, as the server gives them."""
        self.structures.sort(key=lambda one: str(one["id"]))
        self.services.sort(key=lambda one: str(one["id"]))

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, object]:
        """Status and document."""
        if path == "/api/v1/sources":
            return 200, [{"slug": "fictive", "nom": "Source fictive", "description": "Pour les essais."}]
        lists = {"/api/v1/structures": self.structures, "/api/v1/services": self.services}
        if path not in lists:
            return 404, {"detail": "Not Found"}
        prefix = query.get("code_departement", [""])[0]
        kept = [one for one in lists[path] if one["code_insee"].startswith(prefix)] if prefix else lists[path]
        size, page = int(query.get("size", ["5000"])[0]), int(query.get("page", ["1"])[0])
        if page < 1 or not 1 <= size <= 10_000:
            wrong = {"type": "greater_than_equal", "loc": ["query", "page"], "msg": "Input should be greater"}
            return 422, {"detail": [wrong]}
        items = [shuffled(one) for one in kept[(page - 1) * size : page * size]]
        return 200, {
            "items": items,
            "total": len(kept),
            "page": page,
            "size": len(items),
            "pages": -(-len(kept) // size),
        }


def shuffled(record: Record) -> Record:
    """Sets come in any order."""
    return {
        name: random.sample(value, len(value)) if name in LIST_FIELDS and value else value
        for name, value in record.items()
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body in one packet: apart, each answer would wait 40 ms for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    api: FakeApi

    def do_GET(self) -> None:
        api, parts = self.api, urlsplit(self.path)
        with api.lock:
            api.requests.append(self.path)
            api.authorizations.add(self.headers.get("Authorization"))
            fault = api.fault(api)
            status, document = 401, cast("object", {"detail": "Unauthorized"})
            if self.headers.get("Authorization") == f"Bearer {TOKEN}":
                status, document = api.answer(parts.path, parse_qs(parts.query))
        if fault == "retard":
            time.sleep(api.late_s)
        if fault == "panne":
            self._send(500, b"Internal Server Error", "text/plain; charset=utf-8", close=True)
            return
        body = json.dumps(document).encode()
        self._send(status, body, "application/json", cut=fault == "coupure")

    def _send(self, status: int, body: bytes, kind: str, *, close: bool = False, cut: bool = False) -> None:
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 500:
            body, encoding = gzip.compress(body, 1), "gzip"
        else:
            encoding = ""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        with contextlib.suppress(OSError):  # the client may be gone
            self.wfile.write(body[: len(body) // 2] if cut else body)
        if close or cut:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gives up on a late answer is what the tests are about."""


@contextlib.contextmanager
def serve(api: FakeApi) -> Iterator[FakeApi]:
    """Runs it on a free port of this machine; ``api.url`` says where."""
    handler = type("Handler", (_Handler,), {"api": api})
    server = _Server(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
