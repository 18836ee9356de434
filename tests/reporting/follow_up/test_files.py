"""The three files, written together; the JSON follows its schema."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from offre_insertion.demonstration import Played
from offre_insertion.reporting.follow_up.document import Document, build_document
from offre_insertion.reporting.follow_up.files import FILES, write_report
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.resources import bundled


def test_three_files_are_written_and_replaced(report: Report, tmp_path: Path) -> None:
    assert [path.name for path in write_report(report, tmp_path / "r")] == list(FILES)
    before = {path.name: path.read_bytes() for path in (tmp_path / "r").iterdir()}
    write_report(report, tmp_path / "r")
    assert {path.name: path.read_bytes() for path in (tmp_path / "r").iterdir()} == before


def test_the_json_is_read_back_by_its_own_model(report: Report, tmp_path: Path) -> None:
    write_report(report, tmp_path)
    text = (tmp_path / "rapport.json").read_text("utf-8")
    assert Document.model_validate_json(text) == build_document(report)
    found = json.loads(text)
    assert found["format"] == 1
    assert found["periode"]["code"] == "2026-T3"
    assert found["avertissement"].startswith("Indicateurs propres à cet outil")
    figures = {one["cle"]: one for one in found["indicateurs"]}
    assert figures["dispositifs-recenses"]["valeur"] == 128
    assert figures["publication"]["valeur"] is None


def test_its_schema_speaks_of_every_key(report: Report) -> None:
    schema = json.loads((bundled("schemas") / "report.schema.json").read_text("utf-8"))
    assert set(schema["properties"]) == set(build_document(report).model_dump())
    assert schema["additionalProperties"] is False


def test_the_python_example_of_the_page_runs(
    played: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = Path(__file__).parents[3] / "docs" / "rapport.md"
    block = re.search(r"^```python\n(.*?)^```", docs.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert block is not None
    shutil.copytree(played.settings.folder, tmp_path / "mon-projet")
    monkeypatch.chdir(tmp_path)
    exec(compile(block[1], str(docs), "exec"), {})
    assert "dispositifs" in capsys.readouterr().out
    assert (tmp_path / "mon-projet" / "sorties" / "comite" / "rapport.html").is_file()
