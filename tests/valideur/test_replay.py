"""The 44 exchanges recorded with the real valideur, answered again to ours: the same report comes out.

The recordings keep what each page said, not its HTML: it is drawn again from that.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from offre_insertion.client import Client
from offre_insertion.errors import RemoteError
from offre_insertion.valideur import verify_online
from offre_insertion.verification import Report
from tests.shared import SHARED, needs_shared
from tests.test_verification_replay import build, sheets_of, table
from tests.valideur.pages import fragment

pytestmark = [pytest.mark.shared, needs_shared]

CONTRACT = SHARED / "contracts" / "data-inclusion"
RECORDINGS = sorted((CONTRACT / "recordings").glob("V*.json"))
#: What was sent when the recording kept no rows.
_CONTENTS = {"V32": b"id,nom\ns1,Nom\n", "V42": b"PK\x03\x04" + b"\x00" * 300, "V43": b""}


def load(path: Path) -> dict[str, Any]:
    recording: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return recording


def sent(recording: Path, folder: Path) -> Path:
    """The file of a recording, under the name it was sent."""
    sheets = sheets_of(recording) or {"Structures": [], "Services": []}
    path = build(folder, sheets)
    short = recording.stem[:3]
    if short in _CONTENTS:
        path.write_bytes(_CONTENTS[short])
    if short == "V01":
        path.write_bytes((CONTRACT / "valideur-modele.xlsx").read_bytes())
    return path.rename(folder / load(recording)["request"]["filename"])


def total(parsed: dict[str, Any], kind: str) -> tuple[int, int, int]:
    rows = [row for row in parsed["erreurs"] if row["typologie"].lower() == kind]
    if not rows:
        return parsed["analyse"][kind], 0, 0
    badge = parsed["badges"][0 if kind == "structure" else -1]
    return parsed["analyse"][kind], 1, int(badge)


def answer(recording: Path) -> httpx.Response:
    response = load(recording)["response"]
    if "parsed" in response:
        parsed = response["parsed"]
        page = fragment(
            structures=total(parsed, "structure"), services=total(parsed, "service"), lines=parsed["erreurs"]
        )
        return httpx.Response(response["status"], html=page)
    if "json" in response:
        return httpx.Response(response["status"], json=response["json"])
    return httpx.Response(response["status"], text=response["text"])


def replay(recording: Path, folder: Path) -> Report:
    transport = httpx.MockTransport(lambda _request: answer(recording))
    with Client("https://exemple.fr", service="data·inclusion", transport=transport) as client:
        return verify_online(sent(recording, folder), client=client)


def with_status(status: int) -> list[Path]:
    return [path for path in RECORDINGS if load(path)["response"]["status"] == status]


def test_every_recording_is_replayed() -> None:
    assert len(RECORDINGS) == 44
    assert sum(len(with_status(status)) for status in (200, 422, 500)) == 44


@pytest.mark.parametrize("recording", with_status(200), ids=lambda path: path.stem)
def test_an_answer_becomes_the_same_report(recording: Path, tmp_path: Path) -> None:
    report = replay(recording, tmp_path)
    parsed = load(recording)["response"]["parsed"]
    assert table(report) == parsed["erreurs"]
    assert report.counts == parsed["analyse"]
    assert [str(count) for count in report.errors.values() if count] == parsed["badges"]
    assert report.is_compliant is parsed["conforme"]


@pytest.mark.parametrize("recording", with_status(422), ids=lambda path: path.stem)
def test_a_422_is_said_in_french(recording: Path, tmp_path: Path) -> None:
    report = replay(recording, tmp_path)
    assert report.refusals[0].startswith("Le valideur en ligne")
    assert not report.is_compliant


@pytest.mark.parametrize("recording", with_status(500), ids=lambda path: path.stem)
def test_a_500_is_explained_in_french(recording: Path, tmp_path: Path) -> None:
    try:
        reasons = replay(recording, tmp_path).refusals
    except RemoteError as exc:
        pytest.fail(f"our own reading finds nothing wrong: {exc}")
    assert all(reason.startswith("Le valideur en ligne n’a pas pu lire") for reason in reasons)
    assert reasons


def test_the_code_of_our_own_verification_is_found_again(tmp_path: Path) -> None:
    report = replay(CONTRACT / "recordings" / "V01-fixture-dataset.json", tmp_path)
    assert "refus-du-valideur" not in {one.note.code for one in report.findings}
