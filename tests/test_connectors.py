"""Every bundled connector converts a small fictional catalogue of its shape to what is expected of it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.catalogue import Catalogue
from offre_insertion.checking import check_record
from offre_insertion.connector_loader import connector_names, load_connector
from offre_insertion.conversion import read_catalogue
from offre_insertion.issues import Severity
from tests.catalogues import FOLDER, OBSERVED, TODAY, catalogue_file

#: The example is a whole catalogue, with its own tests.
NAMES = [name for name in connector_names() if name != "exemple"]


def convert(name: str, folder: Path) -> Catalogue:
    return read_catalogue(catalogue_file(name, folder), load_connector(name), observed=OBSERVED, today=TODAY)


def summary(catalogue: Catalogue) -> dict[str, Any]:
    account = catalogue.accounting
    return {
        "lignes": [account.lignes, account.retenues, account.rejetees, account.ignorees],
        "structures": list(catalogue.structures),
        "services": list(catalogue.services),
        "non_publies": [record["id"] for record in catalogue.withheld],
        "prive": catalogue.private_records(),
        "anomalies": dict(sorted(Counter(issue.code for issue in catalogue.issues).items())),
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_connector_gives_what_was_written_by_hand(name: str, tmp_path: Path) -> None:
    expected = json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))
    assert summary(convert(name, tmp_path)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_what_a_bundled_connector_writes_is_valid(name: str, tmp_path: Path) -> None:
    catalogue = convert(name, tmp_path)
    for record in catalogue.structures:
        assert [
            one for one in check_record("structure", record) if one.note.severity is Severity.ERREUR
        ] == []
    for record in catalogue.services:
        assert [one for one in check_record("service", record) if one.note.severity is Severity.ERREUR] == []


def test_every_bundled_connector_has_a_catalogue_and_what_is_expected_of_it() -> None:
    for name in NAMES:
        assert (FOLDER / name / "expected.json").is_file(), f"tests/connectors/{name}/expected.json manque"
