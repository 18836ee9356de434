"""The workbook, the JSON and the GeoJSON say what the results say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from offre_insertion.coverage import Maille, Status
from offre_insertion.coverage.themes import CATEGORIES
from offre_insertion.errors import PublishError
from offre_insertion.reporting.coverage import FILES, CoverageReport, write_report
from offre_insertion.reporting.coverage.building import build_document
from offre_insertion.reporting.coverage.document import Document
from offre_insertion.reporting.coverage.geojson import build_geojson
from offre_insertion.reporting.coverage.look import STATUS_LOOKS
from tests.coverage.fictional import CA_LAVAL, CC_ERNEE, LAVAL, PERMIS

from .reports import HOSTILE, SQUARE, small_report


@pytest.fixture(scope="module")
def report() -> CoverageReport:
    return small_report()


@pytest.fixture(scope="module")
def folder(report: CoverageReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("couverture")
    assert write_report(report, folder) == [folder / name for name in FILES]
    return folder


@pytest.fixture(scope="module")
def book(folder: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(folder / "couverture.xlsx")


def rows(book: openpyxl.Workbook, name: str, *, heading: int = 1) -> list[dict[str, Any]]:
    lines = list(book[name].iter_rows(min_row=heading, values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def test_the_heatmap_has_a_colour_and_words_in_every_cell(
    report: CoverageReport, book: openpyxl.Workbook
) -> None:
    sheet = book["Carte de chaleur"]
    found = rows(book, "Carte de chaleur", heading=4)
    assert [line["Thématique"].strip() for line in found[:2]] == ["Mobilité", "Accéder à un véhicule"]
    assert list(found[0])[1:3] == ["Mayenne", "CA Laval Agglomération"]
    cell = report.coverage.cell("mobilite", report.areas(Maille.EPCI)[0])
    assert found[0]["CA Laval Agglomération"] == f"●\u00a099\u00a0% {cell.status.label}"
    assert sheet["C5"].fill.fgColor.rgb == "FF0B6E5A"
    signs = {look.sign: status for status, look in STATUS_LOOKS.items()}
    for value in (str(one) for line in found for one in list(line.values())[1:]):
        status = signs[value[0]]
        assert value.endswith("%" if status is Status.MASQUE else f"% {status.label}")


def test_each_frein_has_its_communes_with_level_and_reason(
    report: CoverageReport, book: openpyxl.Workbook
) -> None:
    found = {line["Commune"]: line for line in rows(book, "Garde d’enfants", heading=3)}
    assert len(found) == 240
    assert (found["Laval"]["Niveau"], found["Laval"]["Raisons"]) == ("2a", "nationale seule")
    assert (found["Ernée"]["Niveau"], found["Ernée"]["Raisons"]) == ("4", "mono-porteur")
    assert found["Laval"]["Code INSEE"] == LAVAL
    permis = rows(book, "Mobilité", heading=3)[0]["Préparer un permis"]
    assert permis == "4"


def test_every_category_is_in_the_summary(report: CoverageReport, book: openpyxl.Workbook) -> None:
    codes = [line["Code"] for line in rows(book, "Département", heading=3)]
    asked = set(report.coverage.thematiques)
    assert set(codes) == asked
    assert len(codes) == len(asked)
    assert asked & set(CATEGORIES)


def test_holes_say_their_qualification(book: openpyxl.Workbook) -> None:
    said = {
        (line["Code"], line["Code territoire"]): line["Qualification"]
        for line in rows(book, "Trous à qualifier")
    }
    assert said[PERMIS, CC_ERNEE].startswith("trou confirmé le 20/11/2026 par Camille (réunion <script>")
    assert "à revoir" in said["sante--sante-mentale", CC_ERNEE]
    assert said["sante", CC_ERNEE] == "à qualifier"


def test_pluri_sheets_show_pairs_and_sources(book: openpyxl.Workbook) -> None:
    recorded = rows(book, "Enregistrées plusieurs fois")[0]
    assert (recorded["Alerte"], recorded["Surplus local"], recorded["Paires de sources"]) == (
        "oui",
        3,
        "dora / pdi<b> : 3",
    )
    assert "essai--0 = essai--copie-0" in recorded["Grappes de fiches"]
    abundant = rows(book, "Offre abondante")[0]
    assert (abundant["Territoire"], abundant["Dispositifs"]) == ("CA Laval Agglomération", 3)
    assert HOSTILE in abundant["Noms"]


def test_thresholds_and_rules_are_printed(book: openpyxl.Workbook) -> None:
    lines = {line["Nom dans le projet ou le JSON"]: line for line in rows(book, "Seuils et règles")}
    assert lines["couverte_min"]["Valeur"] == "0,8"
    assert lines["rayons_km"]["Valeur"] == "Garde d’enfants 10, Santé 20, Mobilité 20"
    assert lines["publics_insuffisants"]["Valeur"] == "Étudiants, Actifs"
    assert lines["zone-absente"]["Valeur"] == "règle"
    assert lines["zone-absente"]["Seuil ou règle"].startswith("Sans zone mais avec un lieu")


def test_the_json_follows_its_schema_and_the_results(report: CoverageReport, folder: Path) -> None:
    document = Document.model_validate_json((folder / "couverture.json").read_bytes())
    assert document == build_document(report)
    laval = next(one for one in document.cases if (one.thematique, one.territoire) == (PERMIS, CA_LAVAL))
    cell = report.coverage.cell(PERMIS, next(a for a in report.areas(Maille.EPCI) if a.code == CA_LAVAL))
    assert (laval.c4, laval.statut, laval.dispositifs.proches) == (cell.c4, cell.status.value, 3)
    assert sum(laval.poids_par_niveau.values()) == laval.poids
    town = next(one for one in document.communes if one.code_insee == LAVAL)
    assert (town.niveaux[PERMIS], town.statuts[PERMIS]) == ("4", "couverte")
    assert "famille" not in town.raisons or town.niveaux["famille"] != "0"
    assert [one.a_revoir == [] for one in document.qualifications] == [True, False]
    assert document.parametres == report.coverage.parameters


def test_the_geojson_has_a_feature_by_commune(report: CoverageReport, folder: Path) -> None:
    features = json.loads((folder / "couverture.geojson").read_bytes())["features"]
    assert len(features) == 240
    laval = next(one for one in features if one["id"] == LAVAL)
    assert laval["geometry"]["type"] == "Point"
    assert laval["properties"]["niveau mobilite"] == "4"
    assert laval["properties"]["raison famille--garde-denfants"] == "nationale seule"


def test_the_geojson_has_contours_when_they_are_known() -> None:
    features = build_geojson(small_report(contours=True))["features"]
    laval = next(one for one in features if one["id"] == LAVAL)
    assert laval["geometry"] == {"type": "MultiPolygon", "coordinates": (SQUARE,)}


def test_nothing_is_replaced_when_a_file_cannot_be(report: CoverageReport, tmp_path: Path) -> None:
    (tmp_path / "couverture.json").mkdir()
    with pytest.raises(PublishError):
        write_report(report, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["couverture.json"]
