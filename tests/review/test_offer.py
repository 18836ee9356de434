"""Records of files become one offer."""

from __future__ import annotations

from pathlib import Path

from offre_insertion.publishing.files import write_csv
from offre_insertion.publishing.workbook import write_workbook
from offre_insertion.review import Offer, kinds_of, read_offer
from tests.review.offers import GARAGE, SERVICES, STRUCTURES, offer, write_offer

PLACED = {**GARAGE, "longitude": -0.77, "latitude": 48.07}


def test_a_folder_and_its_file_give_the_same_structures(tmp_path: Path) -> None:
    folder = write_offer(tmp_path / "sortie")
    assert read_offer([folder]).structures == read_offer([folder / "structures.json"]).structures
    assert read_offer([folder]).services.keys() == {one["id"] for one in SERVICES}


def test_a_csv_and_a_workbook_give_what_the_json_gives(tmp_path: Path) -> None:
    write_csv(tmp_path / "structures.csv", "structure", [PLACED])
    write_workbook(tmp_path / "jeu.xlsx", {"structure": [PLACED], "service": []})
    expected = {PLACED["id"]: PLACED}
    assert read_offer([tmp_path / "structures.csv"]).structures == expected
    assert read_offer([tmp_path / "jeu.xlsx"]).structures == expected


def test_the_same_record_twice_is_one_and_two_records_of_one_id_are_told() -> None:
    other = {**GARAGE, "nom": "Autre garage"}
    assert Offer.of([("structure", GARAGE), ("structure", GARAGE)]).repeated == ()
    clash = Offer.of([("structure", GARAGE), ("structure", other)])
    assert clash.repeated == (GARAGE["id"],)
    assert clash.structures[GARAGE["id"]]["nom"] == GARAGE["nom"]


def test_a_record_without_id_is_left_out() -> None:
    assert Offer.of([("structure", {"nom": "Sans identifiant"})]).structures == {}


def test_ids_are_on_one_line_as_a_person_types_them() -> None:
    read = Offer.of([("service", {"id": " pdi--s \t1 ", "structure_id": "pdi--1\n"})])
    assert read.services["pdi--s 1"]["structure_id"] == "pdi--1"
    assert Offer.of([("structure", {"id": " \x00 "})]).structures == {}


def test_sources_keep_the_order_of_the_files() -> None:
    assert offer(STRUCTURES).sources == ("pdi", "annuaire")


def test_an_id_may_name_a_structure_and_a_service() -> None:
    both = Offer.of([("structure", {"id": "pdi--1"}), ("service", {"id": "pdi--1"})])
    assert kinds_of("pdi--1", [both]) == {"structure", "service"}
    assert kinds_of("pdi--2", [both]) == set()
