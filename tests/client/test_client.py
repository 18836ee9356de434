from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator

import httpx
import pytest
from pydantic import SecretStr

from offre_insertion.cli import exit_code
from offre_insertion.client import Auth, Budget, Client, Params, api_key, bearer, token
from offre_insertion.errors import ConnectorError, RemoteError
from tests.national.fake_api import TOKEN, FakeApi, invent_structure, serve

HOST = "https://api.exemple.fr"
SECRET = "secret-tres-secret"
Answer = httpx.Response | Exception


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.s = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.s

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC) + dt.timedelta(seconds=self.s - 1000)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.s += seconds


class Server:
    """Gives its answers in turn, the last one for ever, and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def ok() -> httpx.Response:
    return httpx.Response(200, json={"vu": True})


def make(
    server: Callable[[httpx.Request], httpx.Response],
    *,
    time: Time | None = None,
    auth: Auth | None = None,
    budget: Budget | None = None,
) -> Client:
    time = time or Time()
    return Client(
        HOST,
        service="Exemple",
        auth=auth,
        budget=budget,
        transport=httpx.MockTransport(server),
        clock=time.clock,
        now=time.now,
        sleep=time.sleep,
        jitter=lambda: 1.0,
    )


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        (bearer(SecretStr(SECRET)), "authorization", f"Bearer {SECRET}"),
        (token(SecretStr(SECRET + "\n")), "authorization", f"Token {SECRET}"),
        (api_key(SecretStr(SECRET)), "x-api-key", SECRET),
    ],
)
def test_the_token_is_shown_as_each_server_wants_it(auth: Auth, header: str, value: str) -> None:
    server = Server(ok())
    make(server, auth=auth).get("/x")
    assert server.requests[0].headers[header] == value
    assert server.requests[0].headers["user-agent"].startswith("offre-insertion/")


def test_without_a_token_none_is_sent() -> None:
    server = Server(ok())
    make(server).get("/x")
    assert not {"authorization", "x-api-key"} & set(server.requests[0].headers)


def test_the_token_is_in_no_text_of_the_client_nor_in_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    auth = bearer(SecretStr(SECRET))
    client = make(Server(httpx.Response(503), httpx.Response(401)), auth=auth)
    with pytest.raises(RemoteError) as caught:
        client.get("/x")
    assert SECRET not in f"{client!r} {auth!r} {caught.value} {caught.value!r} {caplog.text}"
    assert "Nouvel essai" in caplog.text


@pytest.mark.parametrize("secret", ["", "deux mots", "é", "a\nb"])
def test_a_token_no_header_may_carry_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(ConnectorError, match="jeton de Exemple") as caught:
        make(Server(ok()), auth=bearer(SecretStr(secret)))
    assert not secret or secret not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["api.exemple.fr", "ftp://api.exemple.fr", "https://", "https://a:b@c.fr", "https://[", "https://a:x"],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ConnectorError, match="adresse de Exemple"):
        Client(address, service="Exemple")


def test_a_token_is_never_sent_unencrypted_but_to_this_machine() -> None:
    auth = bearer(SecretStr(SECRET))
    with pytest.raises(ConnectorError, match="en clair"):
        Client("http://api.exemple.fr", service="Exemple", auth=auth)
    Client("http://127.0.0.1:8000", service="Exemple", auth=auth).close()
    Client("http://api.exemple.fr", service="Exemple").close()


@pytest.mark.parametrize("location", ["https://ailleurs.fr/x", "/ici", "http://["])
def test_a_redirect_is_refused_and_the_token_goes_nowhere(location: str) -> None:
    server = Server(httpx.Response(307, headers={"location": location}))
    with pytest.raises(RemoteError, match="refusé") as caught:
        make(server, auth=bearer(SecretStr(SECRET))).get("/x/")
    assert (caught.value.status, len(server.requests)) == (307, 1)


def test_a_next_page_is_followed_on_the_same_server_only() -> None:
    server = Server(ok())
    client = make(server, auth=bearer(SecretStr(SECRET)))
    client.get(f"{HOST}/x?page=2")
    for elsewhere in (
        "https://ailleurs.fr/x",
        "//ailleurs.fr/x",
        "http://api.exemple.fr/x",
        "https://[",
        f"{HOST}:port/x",
    ):
        with pytest.raises(RemoteError, match="un autre serveur"):
            client.get(elsewhere)
    assert [str(request.url) for request in server.requests] == [f"{HOST}/x?page=2"]


def test_a_list_is_a_repeated_parameter_and_nothing_is_no_parameter() -> None:
    server = Server(ok())
    params: Params = {"sources": ["a", "b"], "page": 1, "exclure_doublons": True, "code_commune": None}
    make(server).get("/x", params=params)
    assert server.requests[0].url.query == b"sources=a&sources=b&page=1&exclure_doublons=true"


TRANSIENT: list[Answer] = [
    *(httpx.Response(status) for status in (429, 500, 502, 503, 504)),
    httpx.ConnectError("refused"),
    httpx.ReadTimeout("slow"),
    httpx.RemoteProtocolError("Server disconnected without sending a response."),
    httpx.DecodingError("incorrect header check"),
]


@pytest.mark.parametrize("failure", TRANSIENT, ids=str)
def test_a_read_is_tried_again(failure: Answer) -> None:
    server = Server(failure, failure, ok())
    assert make(server).get_json("/x") == {"vu": True}
    assert len(server.requests) == 3


def test_waits_grow_and_are_random() -> None:
    time = Time()
    with pytest.raises(RemoteError):
        make(Server(httpx.Response(503)), time=time).get("/x")
    assert time.slept == [1, 2, 4, 8]
    calm = Time()
    client = Client(HOST, service="Exemple", transport=httpx.MockTransport(Server(httpx.Response(503))),
                    sleep=calm.sleep, jitter=lambda: 0.0)  # fmt: skip
    with pytest.raises(RemoteError):
        client.get("/x")
    assert calm.slept == [0.5, 1, 2, 4]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 422])
def test_a_refusal_is_not_retried(status: int) -> None:
    server = Server(httpx.Response(status, json={"detail": "Forbidden"}))
    with pytest.raises(RemoteError, match="Forbidden") as caught:
        make(server).get("/x")
    assert (caught.value.status, caught.value.is_transient, len(server.requests)) == (status, False, 1)


def test_a_cut_answer_is_asked_for_again() -> None:
    server = Server(httpx.Response(200, content=b'{"vu": tr'), ok())
    assert make(server).get_json("/x") == {"vu": True}


@pytest.mark.parametrize(
    "failure", [one for one in TRANSIENT if getattr(one, "status_code", 0) != 429], ids=str
)
def test_a_write_is_sent_once(failure: Answer) -> None:
    server = Server(failure, ok())
    with pytest.raises(RemoteError) as caught:
        make(server).request("POST", "/x", json={"nom": "A"})
    assert (len(server.requests), caught.value.is_transient) == (1, True)


def test_a_write_that_may_be_repeated_is_when_the_caller_says_so() -> None:
    server = Server(httpx.Response(502), ok())
    make(server).request("PUT", "/x", json={"nom": "A"}, retry=True)
    assert [request.content for request in server.requests] == [b'{"nom":"A"}'] * 2


def test_a_write_waits_its_turn_because_a_429_did_nothing() -> None:
    time, server = Time(), Server(httpx.Response(429, headers={"Retry-After": "58"}), ok())
    make(server, time=time).request("PATCH", "/x", json={})
    assert (time.slept, len(server.requests)) == ([59.0], 2)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("3", 4.0),
        ("Tue, 03 Mar 2026 10:00:20 GMT", 21.0),
        ("Tue, 03 Mar 2026 09:00:00 GMT", 1.0),
        ("bientôt", 1.0),
    ],
)
def test_retry_after_is_honoured(header: str, wait: float) -> None:
    time = Time()
    answer = httpx.Response(503, headers=[(b"Retry-After", header.encode())])
    make(Server(answer, ok()), time=time).get("/x")
    assert time.slept == [wait]


def test_a_server_that_asks_for_an_hour_is_left_alone() -> None:
    time = Time()
    with pytest.raises(RemoteError, match="plus tard"):
        make(Server(httpx.Response(503, headers={"Retry-After": "3600"})), time=time).get("/x")
    assert time.slept == []


def test_a_budget_holds_over_any_sliding_minute_and_all_tries_count() -> None:
    time, sent = Time(), list[float]()

    def serve(request: httpx.Request) -> httpx.Response:
        sent.append(time.s)
        time.s += 1
        return httpx.Response(503 if len(sent) == 2 else 200, json={})

    client = make(serve, time=time, budget=Budget(3))
    for _ in range(7):
        client.get("/x")
    assert len(sent) == 8
    assert all(later - earlier >= 60 for earlier, later in zip(sent, sent[3:], strict=False))


@pytest.mark.parametrize(
    ("payload", "details"),
    [
        ({"detail": "This `code_commune` does not exist."}, ("This `code_commune` does not exist",)),
        (
            {
                "detail": [
                    {"type": "int_parsing", "loc": ["query", "size"], "msg": "not an integer", "input": "abc"}
                ]
            },
            ("size : not an integer",),
        ),
        ({"detail": {"message": "Trop de requêtes", "code": "throttled"}}, ("Trop de requêtes",)),
        (
            {
                "siret": [{"message": "Requis.", "code": "required"}],
                "publics": {"0": [{"message": "Non", "code": "x"}]},
            },
            ("siret : Requis", "publics.0 : Non"),
        ),
        ([{"message": "Introuvable", "code": "not_found"}], ("Introuvable",)),
        ({"nonFieldErrors": [{"message": "Liste", "code": "invalid"}]}, ("Liste",)),
        ({"message": "Not found"}, ("Not found",)),
        ({"detail": [{"loc": "size", "msg": "Non"}, {"loc": None, "msg": "Rien"}]}, ("Non", "Rien")),
        ({"detail": [{"loc": {"a": 1}, "msg": "Non"}]}, ("Non",)),
        (None, ()),
    ],
)
def test_every_shape_of_error_is_read(payload: object, details: tuple[str, ...]) -> None:
    with pytest.raises(RemoteError) as caught:
        make(Server(httpx.Response(400, json=payload))).get("/x")
    assert (caught.value.details, caught.value.payload) == (details, payload)
    assert all(one in str(caught.value) for one in details)


@pytest.mark.parametrize(
    ("content_type", "body", "details"),
    [
        ("text/plain; charset=utf-8", b"Internal Server Error", ("Internal Server Error",)),
        ("text/html", b"<html><h1>Server Error</h1></html>", ()),
        ("application/json", b'{"detail": ', ()),
    ],
)
def test_an_error_that_is_not_json_is_read(content_type: str, body: bytes, details: tuple[str, ...]) -> None:
    answer = httpx.Response(
        500, content=body, headers={"content-type": content_type, "X-Request-ID": "ab-12"}
    )
    with pytest.raises(RemoteError, match="ab-12") as caught:
        make(Server(answer)).get("/x")
    assert (caught.value.details, caught.value.request_id, caught.value.payload) == (details, "ab-12", None)
    assert "<html>" not in str(caught.value)


def test_a_long_detail_is_cut_in_the_sentence_only() -> None:
    with pytest.raises(RemoteError) as caught:
        make(Server(httpx.Response(422, json={"detail": "code " * 500}))).get("/x")
    assert len(str(caught.value)) < 400 < len(caught.value.details[0])


@pytest.mark.parametrize(("answer", "code"), [(401, 3), (403, 3), (404, 4), (500, 4), (None, 4)])
def test_only_a_refused_token_is_for_the_project_to_correct(answer: int | None, code: int) -> None:
    failure: Answer = httpx.Response(answer) if answer else httpx.ConnectError("x")
    with pytest.raises(RemoteError) as caught:
        make(Server(failure)).get("/x")
    assert exit_code(caught.value) == code


def test_files_are_sent_in_a_form() -> None:
    server = Server(ok())
    make(server).request("POST", "/x", files={"file": ("a.csv", b"id;nom", "text/csv")})
    body = server.requests[0].content
    assert b'name="file"; filename="a.csv"' in body
    assert b"id;nom" in body


@pytest.fixture
def dead_port() -> Iterator[int]:
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_a_machine_that_does_not_answer_is_a_sentence(dead_port: int) -> None:
    client = Client(f"http://127.0.0.1:{dead_port}", service="Exemple", sleep=lambda _: None, attempts=2)
    with client, pytest.raises(RemoteError, match="injoignable") as caught:
        client.get("/x")
    assert caught.value.status is None


def test_after_a_failure_the_next_request_has_a_connection_of_its_own() -> None:
    failing = iter([True, False])
    api = FakeApi([invent_structure(1)], fault=lambda _api: "panne" if next(failing) else None)
    with serve(api), Client(api.url, service="Exemple", auth=bearer(SecretStr(TOKEN))) as client:
        with pytest.raises(RemoteError, match="500"):
            client.request("GET", "/api/v1/structures", retry=False)
        # Not retried either: on the closed connection it would fail, as a write would.
        assert client.request("GET", "/api/v1/structures", retry=False).status_code == 200
