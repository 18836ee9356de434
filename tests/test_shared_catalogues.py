"""The seven real catalogues and the six profiles, when they are beside the project."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from offre_insertion.catalogue import Catalogue
from offre_insertion.checking import check_record
from offre_insertion.connector_loader import load_connector
from offre_insertion.conversion import read_catalogue
from offre_insertion.issues import Severity
from tests.shared import SHARED, needs_shared

pytestmark = [pytest.mark.shared, needs_shared]

TODAY = dt.date(2026, 11, 24)
OBSERVED = dt.date(2026, 11, 2)

#: Catalogue → data rows it holds.
REAL = {
    "aix-en-provence": 38,
    "bus-france-services-charente": 12,
    "etapes-numerique": 95,
    "fibre-64": 61,
    "maine-et-loire": 243,
    "nouvelle-caledonie": 92,
    "ultra-num": 155,
}
PROFILES = {
    "pdi-conventions": "p1_conventions_pdi_cp1252.csv",
    "annuaire-social": "p2_annuaire_social_utf8.csv",
    "pdi-deux-onglets": "p3_deux_onglets.xlsx",
    "pdi-tableau": "p4_tableau_fusionne.xlsx",
    "pdi-export-logiciel": "p5_export_logiciel.csv",
    "pdi-fiches-actions": "p6_fiches_actions.xlsx",
}


def real_file(name: str) -> Path:
    (path,) = (SHARED / "catalogues").glob(f"{name}.*")
    return path


def convert(name: str, path: Path) -> Catalogue:
    return read_catalogue(path, load_connector(name), observed=OBSERVED, today=TODAY)


@pytest.mark.parametrize("name", REAL)
def test_every_row_of_a_real_catalogue_has_one_fate(name: str) -> None:
    account = convert(name, real_file(name)).accounting
    assert account.lignes == REAL[name]
    assert account.lignes == account.retenues + account.rejetees + account.ignorees


def test_nearly_every_active_row_is_kept() -> None:
    accounts = [convert(name, real_file(name)).accounting for name in REAL]
    kept, rejected = sum(one.retenues for one in accounts), sum(one.rejetees for one in accounts)
    assert sum(one.lignes for one in accounts) == 696
    assert kept / (kept + rejected) >= 0.95


@pytest.mark.parametrize("name", [*REAL, *PROFILES])
def test_all_that_is_written_is_valid(name: str) -> None:
    path = SHARED / "profils" / PROFILES[name] if name in PROFILES else real_file(name)
    catalogue = convert(name, path)
    wrong = [
        (record["id"], one.field, one.note.message)
        for kind, records in (("structure", catalogue.structures), ("service", catalogue.services))
        for record in records
        for one in check_record(kind, record)  # type: ignore[arg-type]
        if one.note.severity is Severity.ERREUR
    ]
    assert wrong == []


@pytest.mark.parametrize("name", REAL)
def test_no_date_no_siret_and_no_postal_code_is_invented(name: str) -> None:
    """Each digit written was in the source; a date is one of its rows', or the stated day of observation."""
    catalogue = convert(name, real_file(name))
    text = "".join(character for character in _source_text(real_file(name)) if character.isdigit())
    for record in (*catalogue.structures, *catalogue.services):
        siret = record.get("siret")
        assert siret is None or siret in text
        postal = record.get("code_postal")
        assert postal is None or postal.lstrip("0") in text
    observed = sum(
        one["date_maj"] == OBSERVED.isoformat() for one in (*catalogue.structures, *catalogue.services)
    )
    assert observed == catalogue.bilan()["origine_des_dates"].get("observation", 0)


def _source_text(path: Path) -> str:
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        return " ".join(
            str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
        )
    content = path.read_bytes()
    return content.decode("cp1252" if path.stem == "maine-et-loire" else "utf-8-sig")


@pytest.mark.parametrize("name", REAL)
def test_every_filled_column_is_accounted_for(name: str) -> None:
    issues = convert(name, real_file(name)).issues
    assert [issue.column for issue in issues if issue.code == "colonne-non-lue"] == []


@pytest.mark.parametrize("name", PROFILES)
def test_every_row_of_a_profile_has_one_fate(name: str) -> None:
    account = convert(name, SHARED / "profils" / PROFILES[name]).accounting
    assert account.lignes in {5, 7}
    assert account.lignes == account.retenues + account.rejetees + account.ignorees


def test_the_same_dispositifs_are_found_in_several_profiles() -> None:
    names = Counter(
        structure["siret"]
        for name in ("pdi-conventions", "pdi-deux-onglets")
        for structure in convert(name, SHARED / "profils" / PROFILES[name]).structures
        if "siret" in structure
    )
    assert names["99999001300016"] == 2


@pytest.mark.parametrize("name", [name for name in REAL if name not in {"fibre-64", "etapes-numerique"}])
def test_a_second_conversion_gives_the_same_records(name: str) -> None:
    first, second = convert(name, real_file(name)), convert(name, real_file(name))
    assert json.dumps(first.structures) == json.dumps(second.structures)
    assert json.dumps(first.services) == json.dumps(second.services)


def test_the_real_catalogues_hold_the_rows_that_are_claimed() -> None:
    with real_file("etapes-numerique").open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file, delimiter=";")) == REAL["etapes-numerique"]
