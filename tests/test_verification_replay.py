"""The exchanges recorded with the real valideur, played again with ours: same errors, same words, same lines.

V19 kept only its errors: its rows are written again from them. V28 has a formula without a cached value, V30
blank sheets. Not played: V40 and V41 (parts of an HTTP request), V44 (weight of the file).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from offre_insertion.errors import ReadError
from offre_insertion.verification import Report, verify_file
from tests.shared import SHARED, needs_shared

pytestmark = [pytest.mark.shared, needs_shared]

CONTRACT = SHARED / "contracts" / "data-inclusion"
RECORDINGS = sorted((CONTRACT / "recordings").glob("V*.json"))


def load(path: Path) -> dict[str, Any]:
    recording: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return recording


def sheets_of(path: Path) -> dict[str, list[list[object]]] | None:
    """The rows that were sent, when the recording kept them all."""
    sheets = load(path)["request"].get("sheets")
    return (
        sheets
        if isinstance(sheets, dict) and all(isinstance(rows, list) for rows in sheets.values())
        else None
    )


def build(folder: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """A workbook of those rows; a formula has no cached value, as in a file that no spreadsheet opened."""
    path = folder / "dataset.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str) and value.startswith("="):
                        sheet.write_formula(number, column, value, value="")
                    elif isinstance(value, str):
                        sheet.write_string(number, column, value)
                    elif value is not None:
                        sheet.write(number, column, value)
    return path


def table(report: Report) -> list[dict[str, str]]:
    return [
        {key: str(row[key]) for key in ("typologie", "champ", "lignes", "valeur", "detail")}
        for row in (one.as_dict() for one in report.findings)
    ]


def expected_table(recording: Path) -> list[dict[str, str]]:
    """The recorded table; its blanks were collapsed, as a browser does."""
    rows: list[dict[str, str]] = load(recording)["response"]["parsed"]["erreurs"]
    return rows


def collapsed(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{key: re.sub(r"\s+", " ", value) for key, value in row.items()} for row in rows]


def badges(report: Report) -> list[str]:
    return [str(count) for count in report.errors.values() if count]


ANALYSED = [path for path in RECORDINGS if sheets_of(path) and load(path)["response"]["status"] == 200]
REFUSED = [path for path in RECORDINGS if sheets_of(path) and load(path)["response"]["status"] == 500]


@pytest.mark.parametrize("recording", ANALYSED, ids=lambda path: path.stem)
def test_the_same_workbook_gets_the_same_report(recording: Path, tmp_path: Path) -> None:
    sheets = sheets_of(recording)
    assert sheets is not None
    report = verify_file(build(tmp_path, sheets))
    answer = load(recording)["response"]["parsed"]
    assert collapsed(table(report)) == collapsed(expected_table(recording))
    assert report.counts == answer["analyse"]
    assert badges(report) == answer["badges"]
    assert report.is_compliant is answer["conforme"]


@pytest.mark.parametrize("recording", REFUSED, ids=lambda path: path.stem)
def test_what_the_valideur_answers_by_500_is_said_in_french(recording: Path, tmp_path: Path) -> None:
    sheets = sheets_of(recording)
    assert sheets is not None
    report = verify_file(build(tmp_path, sheets))
    assert not report.is_compliant
    assert all(sentence.endswith(".") for sentence in report.refusals)
    assert report.refusals


def test_the_official_example_gets_the_same_report() -> None:
    recording = CONTRACT / "recordings" / "V01-fixture-dataset.json"
    report = verify_file(CONTRACT / "valideur-modele.xlsx")
    assert table(report) == expected_table(recording)
    assert badges(report) == ["5", "8"]


def test_lengths_out_of_bounds_get_the_same_report(tmp_path: Path) -> None:
    day, long = "2026-01-15", "x" * 10_001
    structures: list[list[object]] = [
        ["__ignore__", "id", "nom", "date_maj", "description"],
        [None, "s1", "Ab", day, "abc"],
        [None, "s2", "A" * 151, day, long],
        [None, "s3", "Nom", day, "abcde"],
        [None, "s4", "Nom.", day, "abcde"],
    ]
    services: list[list[object]] = [
        ["__ignore__", "structure_id", "id", "nom", "date_maj", "description"],
        [None, "s1", "v1", "Ab", day, "abc"],
        [None, "s1", "v2", "Atelier.", day, long],
        [None, "s1", "v3", "Atelier", day, None],
    ]
    report = verify_file(build(tmp_path, {"Structures": structures, "Services": services}))
    assert table(report) == expected_table(CONTRACT / "recordings" / "V19-lengths.json")


@pytest.mark.parametrize(
    "name", ["V30-completely-empty-sheets", "V32-csv-named-xlsx", "V42-corrupted", "V43-empty"]
)
def test_files_that_break_the_valideur_are_refused_in_french(name: str, tmp_path: Path) -> None:
    assert load(CONTRACT / "recordings" / f"{name}.json")["response"]["status"] == 500
    path = tmp_path / "dataset.xlsx"
    if name.startswith("V30"):
        build(tmp_path, {"Structures": [], "Services": []})
    else:
        path.write_bytes(
            {"V32": b"id,nom\ns1,Nom\n", "V42": b"PK\x03\x04" + b"\x00" * 300, "V43": b""}[name[:3]]
        )
    assert said(path).endswith(".")


@pytest.mark.parametrize(
    ("name", "filename"),
    [("V33-xlsx-named-csv", "dataset.csv"), ("V35-xlsm", "dataset.xlsm"), ("V38-no-extension", "dataset")],
)
def test_other_names_are_refused_as_the_valideur_does(name: str, filename: str, tmp_path: Path) -> None:
    assert load(CONTRACT / "recordings" / f"{name}.json")["response"]["status"] == 422
    rows: dict[str, list[list[object]]] = sheets_of(CONTRACT / "recordings" / "V02-minimal-ok.json") or {}
    report = verify_file(build(tmp_path, rows).rename(tmp_path / filename))
    assert not report.is_compliant
    assert ".xlsx" in report.refusals[0]


def test_the_case_of_the_extension_does_not_matter(tmp_path: Path) -> None:
    rows: dict[str, list[list[object]]] = sheets_of(CONTRACT / "recordings" / "V02-minimal-ok.json") or {}
    assert load(CONTRACT / "recordings" / "V39-uppercase-extension.json")["response"]["status"] == 200
    assert verify_file(build(tmp_path, rows).rename(tmp_path / "DATASET.XLSX")).is_compliant


def said(path: Path) -> str:
    """The sentence of a refusal, whichever way it comes."""
    try:
        report = verify_file(path)
    except ReadError as exc:
        return str(exc)
    return report.refusals[0]
