"""The HTTP side of the fake: authentication, slash, throttling, faults, the log of requests."""

from __future__ import annotations

import json
import math
import re
import threading
import urllib.parse
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from tests.publishing.dora.fake.clock import Clock
from tests.publishing.dora.fake.errors import ApiError, crash, detail
from tests.publishing.dora.fake.referentials import SERVICE_BOOLS
from tests.publishing.dora.fake.routes import Call, find_route
from tests.publishing.dora.fake.world import User, World

WINDOW_S = 60
#: What goes wrong with one request: no answer (before or after the work), a refusal, a page, half a write.
Fault = Literal["coupure-avant", "coupure-apres", "429", "502", "500", "500-partiel"]
PAGE = b'\n<!doctype html>\n<html lang="en">\n<head>\n  <title>Server Error (500)</title>\n</head>\n</html>\n'
#: Time that a request takes.
LATENCY_S = 0.05


@dataclass(frozen=True)
class Request:
    """One line of the log; ``status`` 0 is no answer."""

    method: str
    path: str
    status: int
    at_s: float
    body: Any = None

    @property
    def is_write(self) -> bool:
        return self.method not in {"GET", "HEAD", "OPTIONS"}


class FakeDora:
    """``with FakeDora(world).running() as url:``; ``limit`` is the quota of a user per sliding minute."""

    def __init__(self, world: World, *, limit: int = 120, anonymous_limit: int = 24) -> None:
        self.world = world
        self.limits = {True: limit, False: anonymous_limit}
        self.requests: list[Request] = []
        self.throttled = 0
        self.faults: Callable[[str, str], Fault | None] = lambda _method, _path: None
        self._seen: dict[str, list[float]] = defaultdict(list)
        self._lock = threading.Lock()

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def writes(self) -> list[Request]:
        return [one for one in self.requests if one.is_write]

    @contextmanager
    def running(self) -> Iterator[str]:
        """Listens on a free local port; gives the address."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()

    def answer(
        self, method: str, target: str, headers: Any, raw: bytes
    ) -> tuple[int, Any, dict[str, str]] | None:
        """Status, body and headers of an answer; ``None`` when the connection is cut."""
        with self._lock:
            self.clock.sleep(LATENCY_S)
            parts = urllib.parse.urlsplit(target)
            fault = self.faults(method, parts.path)
            try:
                found = None if fault == "coupure-avant" else self._work(method, parts, headers, raw, fault)
            except ApiError as exc:
                extra = {} if exc.retry_after_s is None else {"Retry-After": str(exc.retry_after_s)}
                found = exc.status, exc.body, extra
            if fault == "coupure-apres":
                found = None
            body = _json(raw) if raw else None
            self.requests.append(Request(method, target, found[0] if found else 0, self.clock(), body))
            return found

    def _work(
        self, method: str, parts: urllib.parse.SplitResult, headers: Any, raw: bytes, fault: Fault | None
    ) -> tuple[int, Any, dict[str, str]]:
        if not parts.path.endswith("/"):
            return 301, None, {"Location": f"{parts.path}/"}
        handler, is_private, arguments = find_route(method, parts.path)
        user = self._user(headers.get("Authorization", ""))
        if is_private and user is None:
            raise detail(401, "not_authenticated")
        if fault == "429":
            raise _throttled(30)
        self._throttle(user)
        if fault in {"500", "502"}:
            raise crash(int(fault))
        _check_accept(headers.get("Accept", "*/*"))
        call = Call(
            self.world,
            user,
            query=dict(urllib.parse.parse_qsl(parts.query)),
            body=_body(headers.get("Content-Type", ""), raw) if raw else {},
            base="https://dora.test",
            partial=fault == "500-partiel",
        )
        status, body = handler(call, *arguments)
        if fault == "500-partiel":
            raise crash()
        return status, body, {}

    def _user(self, authorization: str) -> User | None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "token":
            return None
        user = self.world.users.get(token)
        if user is None:
            raise detail(401, "authentication_failed")
        if not user.is_active:
            raise detail(401, "authentication_failed", "Utilisateur inactif ou supprimé.")
        return user

    def _throttle(self, user: User | None) -> None:
        now = self.clock()
        seen = [one for one in self._seen[user.token if user else ""] if one > now - WINDOW_S]
        self._seen[user.token if user else ""] = seen
        if len(seen) >= self.limits[user is not None]:
            self.throttled += 1
            raise _throttled(math.ceil(seen[0] + WINDOW_S - now))
        seen.append(now)

    def busiest_minute(self) -> int:
        """The most requests of any sliding minute: the quota is never exceeded when it is at most the limit."""
        times = sorted(one.at_s for one in self.requests)
        start = most = 0
        for end, at_s in enumerate(times):
            while times[start] <= at_s - WINDOW_S:
                start += 1
            most = max(most, end - start + 1)
        return most


def _throttled(seconds: int) -> ApiError:
    message = f"Requête ralentie. Disponible à nouveau dans {seconds} secondes."
    return detail(429, "throttled", message, retry_after_s=seconds)


def _check_accept(accept: str) -> None:
    if "json" not in accept and "*/*" not in accept:
        raise detail(406, "not_acceptable")


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _body(content_type: str, raw: bytes) -> Any:
    """camelCase and snake_case are both understood; ``address_1`` is not."""
    if content_type.startswith("application/json"):
        try:
            found = json.loads(raw)
        except ValueError as exc:
            raise detail(400, "parse_error", f"JSON parse error - {exc}") from None
        return {_camel(name): value for name, value in found.items()} if isinstance(found, dict) else found
    if content_type.startswith("application/x-www-form-urlencoded"):
        # A box that is not in a form is not ticked.
        ticked: dict[str, Any] = dict.fromkeys(SERVICE_BOOLS, False)
        return ticked | {_camel(name): value for name, value in urllib.parse.parse_qsl(raw.decode())}
    raise detail(415, "unsupported_media_type", f"Type de média « {content_type} » non supporté.")


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


def _handler(dora: FakeDora) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found = dora.answer(self.command, self.path, self.headers, raw)
            if found is None:
                self.close_connection = True
                return
            status, body, extra = found
            html = body is None and status not in {204, 301}
            content = PAGE if html else b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            kind = "text/html; charset=utf-8" if body is None else "application/json"
            for name, value in {"Content-Type": kind, "X-Request-ID": uuid.uuid4().hex, **extra}.items():
                if name != "Content-Type" or status != 204:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 - names of the standard library

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Silence."""

    return Handler
