"""A workbook sent to the online valideur becomes our report, whatever it answers."""

from __future__ import annotations

import email
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from offre_insertion.cli import run
from offre_insertion.client import Client
from offre_insertion.errors import ReadError, RemoteError
from offre_insertion.publishing.workbook import write_workbook
from offre_insertion.valideur import verify_online
from offre_insertion.verification import Report
from tests.publishing.records import service, structure
from tests.valideur.pages import fragment

HOST = "https://valideur.exemple.fr"
NOM = {
    "typologie": "Structure",
    "champ": "nom",
    "lignes": "2",
    "valeur": "Cap.",
    "detail": "Le nom de la structure ne doit pas se terminer par un point.",
}


def workbook(folder: Path, **changes: Any) -> Path:
    path = folder / "jeu.xlsx"
    write_workbook(path, {"structure": [structure(**changes)], "service": [service()]})
    return path


def ask(path: Path, answer: httpx.Response | Callable[[httpx.Request], httpx.Response]) -> Report:
    handler = answer if callable(answer) else lambda _request: answer
    with Client(
        HOST, service="data·inclusion", transport=httpx.MockTransport(handler), sleep=lambda _s: None
    ) as client:
        return verify_online(path, client=client)


def page(text: str, status: int = 200) -> httpx.Response:
    return httpx.Response(status, html=text)


def test_the_workbook_is_posted_as_the_contract_says(tmp_path: Path) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return page(fragment(structures=(1, 0, 0), services=(1, 0, 0)))

    path = workbook(tmp_path)
    report = ask(path, answer)
    (request,) = seen
    assert (request.method, str(request.url)) == ("POST", f"{HOST}/valideur/fragments/analyze")
    assert request.headers["connection"] == "close"
    assert "authorization" not in request.headers
    head = b"Content-Type: " + request.headers["content-type"].encode() + b"\r\n\r\n"
    (part,) = (one for one in email.message_from_bytes(head + request.read()).walk() if one.get_filename())
    assert part.get_param("name", header="content-disposition") == "dataset"
    assert part.get_filename() == "jeu.xlsx"
    assert part.get_payload(decode=True) == path.read_bytes()
    assert report.is_clean
    assert report.counts == {"structure": 1, "service": 1}


def test_what_it_refuses_keeps_its_words_and_gets_our_code(tmp_path: Path) -> None:
    other = {**NOM, "champ": "siret", "detail": "Une règle nouvelle"}
    report = ask(workbook(tmp_path, nom="Cap."), page(fragment(structures=(1, 1, 2), lines=[NOM, other])))
    first, second = report.findings
    assert (first.note.code, first.message, first.lines) == ("nom-point-final", NOM["detail"], (2,))
    assert (second.note.code, second.message) == ("refus-du-valideur", "Une règle nouvelle")
    assert (report.wrong["structure"], report.errors["structure"]) == (1, 2)
    assert not report.is_compliant


def test_what_it_does_not_check_is_still_said(tmp_path: Path) -> None:
    path = workbook(tmp_path, code_insee=None, telephone="0261910001 (accueil)")
    report = ask(path, page(fragment(structures=(1, 0, 0), services=(1, 0, 0))))
    assert report.is_compliant
    assert {one.note.code for one in report.beyond} == {"commune-absente", "telephone-illisible"}


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("Unsupported file type: text/csv", "format .xlsx"),
        ("Could not determine file type from filename: jeu", "Terminez-le par .xlsx"),
        (
            [{"type": "missing", "loc": ["body", "dataset"], "msg": "Field required"}],
            "dataset : Field required",
        ),
    ],
)
def test_a_422_is_a_refusal_in_french(tmp_path: Path, detail: object, words: str) -> None:
    report = ask(workbook(tmp_path), httpx.Response(422, json={"detail": detail}))
    assert words in report.refusals[0]
    assert report.counts == {"structure": 0, "service": 0}
    assert not report.is_compliant


def test_a_500_on_a_workbook_we_find_wrong_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "jeu.xlsx"
    path.write_bytes(b"")
    report = ask(path, httpx.Response(500, text="Internal Server Error"))
    assert report.refusals[0].startswith("Le valideur en ligne n’a pas pu lire le classeur (500).")


def test_a_500_on_a_workbook_that_is_right_is_the_fault_of_the_server(tmp_path: Path) -> None:
    with pytest.raises(RemoteError, match="Réessayez plus tard"):
        ask(workbook(tmp_path), httpx.Response(500, text="Internal Server Error"))


@pytest.mark.parametrize("answer", [page("<h1>Maintenance</h1>"), httpx.Response(503), httpx.Response(307)])
def test_another_answer_is_an_error_of_the_server(tmp_path: Path, answer: httpx.Response) -> None:
    with pytest.raises(RemoteError):
        ask(workbook(tmp_path), answer)


def test_a_missing_file_is_not_sent(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"absent\.xlsx"):
        ask(tmp_path / "absent.xlsx", page(""))


# --- the command, on a real port -------------------------------------------------------------------------


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        content = fragment(structures=(1, 1, 1), services=(1, 0, 0), lines=[NOM]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        pass


def test_the_command_shows_the_answer_of_the_address_it_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    path = workbook(tmp_path)
    try:
        code = run(
            ["verifier", "--valideur-en-ligne", str(path), "--adresse-valideur", address, "--format", "json"]
        )
        result = json.loads(capsys.readouterr().out)
        monkeypatch.setenv("OFFRE_INSERTION_VALIDEUR_URL", address)
        assert run(["verifier", "--valideur-en-ligne", str(path)]) == 1
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert code == 1
    assert (result["conforme"], result["erreurs_structure"]) == (False, 1)
    assert result["erreurs"][0]["lignes"] == "2"
    assert "Ce que le valideur refuse" in capsys.readouterr().out


def test_an_unreachable_valideur_is_an_error_of_the_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--adresse-valideur", "http://127.0.0.1:9"]
    assert run(["verifier", "--valideur-en-ligne", str(workbook(tmp_path)), *options]) == 4
    assert "injoignable" in capsys.readouterr().err
