"""The one HTTP client of the servers we speak to: data·inclusion, DORA, data.gouv.fr.

One :class:`Client` speaks to one host, with one token, which goes nowhere else: addresses of another host and
redirects are refused. Reads (GET) are tried again, with a growing and random wait, when the server is busy
(429, 502, 503, 504), failed (500, after which it closes the connection), cut the answer or did not answer;
``Retry-After`` is honoured. **Writes are sent once**: after a failure the caller looks at what the server has
before writing again, or says ``retry=True`` of a write that may be repeated. Only a 429 is waited for in both
cases: the server counted the request and did nothing else. A :class:`Budget` keeps under a known rate.

    with Client("https://api.exemple.fr", service="Exemple", auth=bearer(token)) as client:
        page = client.get_json("/api/v1/structures", params={"sources": ["a", "b"], "page": 1})
        client.request("PATCH", "/services/x/", json={"nom": "…"})

Every failure is a :class:`~offre_insertion.errors.RemoteError`; a wrong host or token is a ``ConnectorError``.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import httpx
import orjson
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from offre_insertion import __version__
from offre_insertion.client.auth import Auth, api_key, auth_header, bearer, check_address, origin, token
from offre_insertion.client.budget import Budget
from offre_insertion.client.failures import read_failure
from offre_insertion.errors import RemoteError

__all__ = ["Auth", "Budget", "Client", "Params", "api_key", "bearer", "token"]

USER_AGENT = f"offre-insertion/{__version__} (référencement de l'offre d'insertion)".encode().decode(
    "ascii", "ignore"
)
#: A page of 10 000 records takes seconds to be made.
TIMEOUT = httpx.Timeout(60, connect=10)
_WAIT_S, _LONGEST_WAIT_S = 0.5, 30.0

#: One value, or several for a parameter that is repeated (``sources=a&sources=b``). ``None`` is left out.
Params = Mapping[str, str | int | float | bool | Sequence[str] | None]

log = logging.getLogger(__name__)


class Client:
    """Speaks to one host. ``service`` is its name in messages; ``base_url`` may have a path.

    ``is_quoted`` is false for one whose errors may repeat what it was sent, persons included.
    ``transport``, ``clock`` (seconds, monotonic), ``now``, ``sleep`` and ``jitter`` (0 to 1) are for tests.
    Raises ``ConnectorError``: the address is not http(s), or would show the token unencrypted; the token has
    characters that no header may carry.
    """

    def __init__(
        self,
        base_url: str,
        *,
        service: str,
        auth: Auth | None = None,
        budget: Budget | None = None,
        attempts: int = 5,
        is_quoted: bool = True,
        timeout: httpx.Timeout | float = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        sleep: Callable[[float], None] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.service = service
        self._host = check_address(self.base_url, service=service, is_authenticated=auth is not None)
        self._name = f"{service} (« {self._host} »)"
        self._headers = {"User-Agent": USER_AGENT} | auth_header(auth, service)
        self._budget, self._attempts, self._timeout = budget, attempts, timeout
        self._transport, self._is_quoted = transport, is_quoted
        self._clock, self._now, self._sleep, self._jitter = clock, now, sleep or time.sleep, jitter
        self._http = self._connect()

    def __repr__(self) -> str:
        return f"Client({self.base_url!r}, service={self.service!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connections back."""
        self._http.close()

    def get(
        self, path: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """The answer (2xx), read whole. Raises :class:`RemoteError`."""
        return self.request("GET", path, params=params, headers=headers)

    def get_json(self, path: str, *, params: Params | None = None) -> object:
        """The decoded answer; one that does not decode is asked for again. Raises :class:`RemoteError`."""
        return self._retrying(is_repeatable=True)(
            lambda: self._decode(self._once("GET", path, params=params))
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        retry: bool | None = None,
    ) -> httpx.Response:
        """The answer (2xx) to any method; ``files`` is field → (name, content, MIME type).

        ``retry`` says that the request may be repeated; by default only GET is. Raises :class:`RemoteError`, with
        the ``status`` and the ``payload`` of the server.
        """
        is_repeatable = method == "GET" if retry is None else retry
        return self._retrying(is_repeatable=is_repeatable)(
            lambda: self._once(method, path, params=params, json=json, files=files, headers=headers)
        )

    def make_room(self, count: int) -> None:
        """Waits until ``count`` requests may follow one another at once: what the first reads, the last relies on."""
        if self._budget is not None:
            self._budget.make_room(count, clock=self._clock, sleep=self._sleep)

    def _connect(self) -> httpx.Client:
        return httpx.Client(transport=self._transport, timeout=self._timeout, follow_redirects=False)

    def _retrying(self, *, is_repeatable: bool) -> Retrying:
        return Retrying(
            sleep=self._sleep,
            stop=stop_after_attempt(self._attempts),
            wait=self._wait,
            retry=retry_if_exception(lambda exc: _may_retry(exc, is_repeatable=is_repeatable)),
            before_sleep=self._tell,
            reraise=True,
        )

    def _wait(self, state: RetryCallState) -> float:
        asked = getattr(_error(state), "retry_after_s", None)
        if asked is not None:
            # One second more: the server counts in whole seconds.
            return float(asked) + 1
        ceiling = min(_LONGEST_WAIT_S, _WAIT_S * float(2**state.attempt_number))
        return ceiling * (0.5 + self._jitter() / 2)

    def _tell(self, state: RetryCallState) -> None:
        wait = state.next_action.sleep if state.next_action else 0
        log.info("%s : %s Nouvel essai dans %.0f s.", self.service, _error(state), wait)

    def _once(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        if self._budget is not None:
            self._budget.spend(clock=self._clock, sleep=self._sleep)
        try:
            response = self._http.request(
                method,
                self._address(path),
                params={name: value for name, value in (params or {}).items() if value is not None} or None,
                json=json,
                files=files,
                headers={**(headers or {}), **self._headers},
            )
        except httpx.TimeoutException as exc:
            raise self._silent("ne répond pas à temps. Réessayez plus tard.") from exc
        except (httpx.TransportError, httpx.DecodingError) as exc:
            raise self._silent("est injoignable, ou coupe sa réponse. Vérifiez le réseau.") from exc
        self._check(response)
        return response

    def _address(self, path: str) -> str:
        """A path of the host, or an address that it gave (a next page). Raises :class:`RemoteError`."""
        if not path.startswith(("http://", "https://", "//")):
            return f"{self.base_url}/{path.lstrip('/')}"
        if origin(path) != origin(self.base_url):
            raise self._silent("renvoie vers un autre serveur : refusé.", is_transient=False)
        return path

    def _silent(self, words: str, *, is_transient: bool = True) -> RemoteError:
        return RemoteError(f"{self._name} {words}", is_transient=is_transient)

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if status >= 500 and self._transport is None:
            # The server is closing this connection: a write that comes next must not be lost in it.
            self._http.close()
            self._http = self._connect()
        if response.is_redirect:
            raise RemoteError(
                f"{self._name} renvoie vers une autre adresse ({status}) : refusé, rien n’y est envoyé. "
                "Vérifiez l’adresse du serveur.",
                status=status,
            )
        if not response.is_success:
            raise read_failure(response, name=self._name, now=self._now(), is_quoted=self._is_quoted)

    def _decode(self, response: httpx.Response) -> object:
        try:
            decoded: object = orjson.loads(response.content)
        except orjson.JSONDecodeError as exc:
            raise self._silent(
                "envoie une réponse illisible (du JSON était attendu). Réessayez plus tard."
            ) from exc
        return decoded


def _may_retry(error: BaseException, *, is_repeatable: bool) -> bool:
    if not isinstance(error, RemoteError) or not error.is_transient:
        return False
    return is_repeatable or error.status == 429


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
