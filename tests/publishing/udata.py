"""A small udata platform on a real local port, with what its API does and answers to the calls we make.

From the source of udata (``udata/core/dataset/api.py``): statuses, bodies, SHA-1 of what is received, file names made
small, 401 without a key, 403 for the dataset of another organisation, 404, 410, 415, 400 with ``errors``.
"""

from __future__ import annotations

import copy
import email
import hashlib
import json
import re
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "cle-tres-secrete"
ORGANISATION = "534fff81a3a7292c64a77e5c"
EXTENSIONS = ["csv", "txt", "json", "xlsx", "xls", "pdf", "zip"]


#: The datasets by id, the contents of the files by id of resource.
State = tuple[dict[str, dict[str, Any]], dict[str, bytes]]


class Udata:
    """The state of the platform, and what it was asked: ``writes`` holds (method, path) of what it accepted."""

    def __init__(self) -> None:
        self.url = ""
        self.lock = threading.Lock()
        self.stamps = iter(range(1, 1_000_000))
        self.reset()

    def reset(self, *, as_in: State = ({}, {})) -> None:
        """As on the first day, or as it was when :meth:`state` was taken."""
        self.datasets: dict[str, dict[str, Any]]
        self.files: dict[str, bytes]
        self.datasets, self.files = copy.deepcopy(as_in)
        self.writes: list[tuple[str, str]] = []
        self.seen: list[tuple[str, str, str | None]] = []
        self.faults: list[tuple[str, re.Pattern[str], str]] = []
        self.extensions = list(EXTENSIONS)
        #: Files still to be received damaged.
        self.damages = 0

    def state(self) -> State:
        """What is there, to come back to."""
        return copy.deepcopy((self.datasets, self.files))

    def fail(self, method: str, path: str, how: str) -> None:
        """The next call that matches fails: ``avant`` (502, nothing done), ``apres`` (done, the answer is lost),
        ``panne`` (500), ``redirection`` (to another host), ``illisible`` (200, a page)."""
        self.faults.append((method, re.compile(path), how))

    def fault(self, method: str, path: str) -> str | None:
        for one in self.faults:
            if one[0] == method and one[1].search(path):
                self.faults.remove(one)
                return one[2]
        return None

    @property
    def only(self) -> dict[str, Any]:
        (dataset,) = self.datasets.values()
        return dataset

    def names(self) -> dict[str, bytes]:
        """Name of each file of the only dataset → its content."""
        return {one["url"].rpartition("/")[2]: self.files[one["id"]] for one in self.only["resources"]}

    # --- what each call does --------------------------------------------------------------------------------

    def answer(self, method: str, path: str, query: dict[str, list[str]], key: str | None, body: Any) -> Any:
        parts = path.strip("/").split("/")[3:]  # api/1/datasets/…
        if parts == ["extensions"] and method == "GET":
            return 200, self.extensions
        if method != "GET" and key != KEY:
            return 401, {"message": "Invalid API Key"}
        if not parts:
            return self.list_datasets(query, key) if method == "GET" else self.create(body)
        dataset = self.datasets.get(parts[0])
        if dataset is None or (method == "GET" and dataset["private"] and key != KEY):
            return 404, {"message": "Dataset not found"}
        if dataset["deleted"]:
            return 410, {"message": "Dataset has been deleted"}
        if method == "GET" and len(parts) == 1:
            return 200, dataset
        if dataset["organization"]["id"] != ORGANISATION:
            return 403, {"message": "You do not have the permission to modify that object."}
        return self.write(method, dataset, parts[1:], body)

    def list_datasets(self, query: dict[str, list[str]], key: str | None) -> Any:
        found = [
            one
            for one in self.datasets.values()
            if one["organization"]["id"] == query["organization"][0]
            and not one["deleted"]
            and (key == KEY or not one["private"])
        ]
        page, size = int(query["page"][0]), int(query["page_size"][0])
        return 200, {
            "data": found[(page - 1) * size : page * size],
            "page": page,
            "page_size": size,
            "total": len(found),
            "next_page": None,
            "previous_page": None,
        }

    def create(self, body: dict[str, Any]) -> Any:
        missing = [name for name in ("title", "description") if not body.get(name)]
        if missing:
            return 400, {"message": "Validation error", "errors": {name: ["Required"] for name in missing}}
        if body.get("organization") != ORGANISATION:
            return 400, {"message": "Validation error", "errors": {"organization": ["Permission denied"]}}
        key = uuid.uuid4().hex[:24]
        dataset = {
            **body,
            "id": key,
            "slug": "jeu",
            "organization": {"id": body["organization"], "name": "Département"},
            "page": f"{self.url}/datasets/jeu/",
            "uri": f"{self.url}/api/1/datasets/{key}/",
            "private": bool(body.get("private")),
            "extras": body.get("extras", {}),
            "deleted": None,
            "resources": [],
        }
        self.datasets[key] = dataset
        return 201, dataset

    def write(self, method: str, dataset: dict[str, Any], parts: list[str], body: Any) -> Any:
        if not parts and method == "PUT":
            dataset.update(body)
            return 200, dataset
        if parts == ["upload"] and method == "POST":
            return self.upload(dataset, None, body)
        resource = next((one for one in dataset["resources"] if one["id"] == parts[1]), None)
        if resource is None:
            return 404, {"message": "Resource does not exist"}
        if parts[2:] == ["upload"] and method == "POST":
            return self.upload(dataset, resource, body)
        if method == "PUT":
            if body.get("type") not in {"main", "documentation", "update", "api", "code", "other"}:
                return 400, {"message": "Validation error", "errors": {"type": ["Not a valid choice"]}}
            resource.update(body)
            return 200, resource
        dataset["resources"].remove(resource)
        return 204, None

    def upload(self, dataset: dict[str, Any], resource: dict[str, Any] | None, body: Any) -> Any:
        name, content = body
        if content.lstrip().lower().startswith(b"<!doctype html"):
            return 415, {"message": "Incorrect file content type: HTML"}
        if name.rpartition(".")[2] not in self.extensions:
            return 400, {"success": False, "error": f"Unauthorized file type: {name}"}
        name = re.sub(r"[^a-z0-9.]+", "-", name.lower())
        if self.damages:
            self.damages -= 1
            content = content[:-1]
        status = 200
        if resource is None:
            resource = {"id": str(uuid.uuid4()), "title": name, "type": "main", "description": None}
            dataset["resources"].append(resource)
            status = 201
        resource |= {
            "latest": f"{self.url}/api/1/datasets/r/{resource['id']}",
            "filetype": "file",
            "url": f"{self.url}/resources/{dataset['slug']}/{next(self.stamps)}/{name}",
            "format": name.rpartition(".")[2],
            "filesize": len(content),
            "checksum": {"type": "sha1", "value": hashlib.sha1(content).hexdigest()},
        }
        self.files[resource["id"]] = content
        return status, {**resource, "success": True}


def _file_of(content_type: str, body: bytes) -> tuple[str, bytes]:
    """Name and content of the field ``file``."""
    message = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    (part,) = (one for one in message.walk() if one.get_filename())
    assert part.get_param("name", header="content-disposition") == "file"
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return str(part.get_filename()), content


class _Handler(BaseHTTPRequestHandler):
    """One request; the platform is that of the server."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""

    def treat(self) -> None:
        platform: Udata = self.server.platform  # type: ignore[attr-defined]  # given by running()
        with platform.lock:
            self._treat(platform)

    do_GET = treat  # noqa: N815 - the name that http.server looks for
    do_POST = treat  # noqa: N815
    do_PUT = treat  # noqa: N815
    do_DELETE = treat  # noqa: N815

    def _treat(self, platform: Udata) -> None:
        url = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        key = self.headers.get("x-api-key")
        platform.seen.append((self.command, url.path, key))
        how = platform.fault(self.command, url.path)
        if how in _BROKEN:
            status, content = _BROKEN[how]
            self._reply(status, content)
            return
        kind = self.headers.get("content-type") or ""
        body = _file_of(kind, raw) if kind.startswith("multipart") else json.loads(raw) if raw else None
        status, answer = platform.answer(self.command, url.path, parse_qs(url.query), key, body)
        if self.command != "GET" and status < 300:
            platform.writes.append((self.command, url.path))
        if how == "apres":
            self.close_connection = True
            self.connection.close()
            return
        self._reply(status, b"" if answer is None else json.dumps(answer).encode())

    def _reply(self, status: int, content: bytes) -> None:
        self.send_response(status)
        if status == 307:
            self.send_header("Location", "http://ailleurs.exemple.fr/")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


#: What breaks before anything is done: the status and the content of the answer.
_BROKEN = {
    "avant": (502, b'{"message": "panne"}'),
    "panne": (500, b'{"message": "panne"}'),
    "redirection": (307, b""),
    "illisible": (200, b"<html>"),
}


@contextmanager
def running() -> Iterator[Udata]:
    """The platform, served until the end of the block."""
    platform = Udata()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.platform = platform  # type: ignore[attr-defined]  # where the handler finds it
    platform.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
