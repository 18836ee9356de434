"""What every bundled example publishes: a workbook that the valideur takes, of the exact form it expects."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest

from offre_insertion.connector_loader import connector_names, load_connector
from offre_insertion.conversion import read_catalogue
from offre_insertion.publishing.folder import about, write_folder
from offre_insertion.publishing.gate import sift
from offre_insertion.resources import bundled
from offre_insertion.schema import LIST_FIELDS, Kind
from offre_insertion.settings.publication import Publication
from offre_insertion.verification import verify_file
from tests.catalogues import OBSERVED, TODAY, catalogue_file
from tests.shared import SHARED, needs_shared

_SHEETS: dict[str, Kind] = {"Structures": "structure", "Services": "service"}


def publish(name: str, folder: Path) -> Path:
    """The publication folder of the example of a connector."""
    path = (
        bundled("connectors") / "exemple" / "catalogue.csv"
        if name == "exemple"
        else catalogue_file(name, folder)
    )
    catalogue = read_catalogue(path, load_connector(name), observed=OBSERVED, today=TODAY)
    sifted = sift(catalogue.structures, catalogue.services)
    assert sifted.stops == ()
    described = about(
        sifted,
        Publication(producteur="Département d’essai"),
        source=name,
        departement="53",
        catalogues={name: name},
        day=dt.date(2026, 11, 24),
    )
    (folder / "jeu").mkdir()
    write_folder(folder / "jeu", sifted, described)
    return folder / "jeu"


@pytest.mark.parametrize("name", connector_names())
def test_the_workbook_of_a_bundled_example_passes_verifier(name: str, tmp_path: Path) -> None:
    folder = publish(name, tmp_path)
    for path in folder.glob("*.xlsx"):
        report = verify_file(path)
        assert report.is_clean
        assert report.findings == ()
        assert not [one for one in report.beyond if one.note.code == "commune-absente"]


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize("name", connector_names())
def test_the_workbook_has_the_exact_form_of_the_contract(name: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(publish(name, tmp_path) / "data-inclusion.xlsx")
    model = json.loads(
        (SHARED / "contracts" / "data-inclusion" / "valideur-modele-structure.json").read_text("utf-8")
    )
    expected = {one["name"]: one["columns"] for one in model["sheets"] if one["name"] in _SHEETS}
    assert book.sheetnames == list(expected)
    for sheet_name, columns in expected.items():
        header, *lines = ([cell.value for cell in row] for row in book[sheet_name].iter_rows())
        assert header[0] == columns[0]["header"] == "__ignore__"
        assert len(set(header)) == len(header)
        # The fixture lost « date_maj » (its header cell holds a date) and has columns of test.
        assert {one["header"] for one in columns if one["in_schema"]} | {"date_maj"} <= set(header)
        commas = {one["header"] for one in columns if one["comma_list"]}
        assert commas <= LIST_FIELDS
        for line in lines:
            cells = dict(zip(header, line, strict=True))
            assert cells["__ignore__"] is None
            assert cells["id"]
            for field in ("siret", "code_postal", "code_insee", "date_maj"):
                assert cells.get(field) is None or isinstance(cells[field], str)
            for field in commas:
                items = (cells[field] or "x").split(", ")
                assert all(item and item == item.strip() and "," not in item for item in items)
