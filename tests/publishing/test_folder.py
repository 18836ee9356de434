"""The publication folder: what each file is, the same dataset gives the same bytes, each workbook stands by itself."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from offre_insertion.dataset import read_dataset
from offre_insertion.errors import PublishError
from offre_insertion.publishing.folder import Product, about, is_ours, write_folder
from offre_insertion.publishing.folder.split import _place
from offre_insertion.publishing.gate import Sifted, sift
from offre_insertion.schema import ENUMS, FIELDS, Record
from offre_insertion.settings.publication import Publication
from offre_insertion.verification import verify_file
from tests.publishing.records import service, structure

DAY = dt.date(2026, 3, 2)
PUBLICATION = Publication(
    producteur="Département de la Mayenne",
    siret="22530001100012",
    contact="insertion@exemple.org",
    page="https://exemple.org/offre",
    frequence="mensuelle",
)


def write(
    folder: Path, sifted: Sifted, publication: Publication = PUBLICATION, *, limit_bytes: int = 5_000_000
) -> list[Product]:
    folder.mkdir()
    described = about(
        sifted, publication, source="cd53", departement="53", catalogues={"cd53": "PDI d’essai"}, day=DAY
    )
    return write_folder(folder, sifted, described, limit_bytes=limit_bytes)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def dataset(count: int = 3) -> Sifted:
    keys = [str(number) for number in range(1, count + 1)]
    texts = (hashlib.sha256(key.encode()).hexdigest() * 4 for key in keys)  # does not compress well
    structures = [structure(key, description=text) for key, text in zip(keys, texts, strict=True)]
    return sift(structures, [service(key, parent=key) for key in keys])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publication") / "jeu"
    write(folder, dataset())
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_promised_file_is_there_and_described(tmp_path: Path) -> None:
    products = write(tmp_path / "jeu", dataset())
    names = set(contents(tmp_path / "jeu"))
    described = {one.name for one in products}
    assert names - described == {"metadonnees-dcat.jsonld", "metadonnees-datagouv.json", "catalogue-scdl.csv"}
    assert names >= {"data-inclusion.xlsx", "structures.json", "services.csv", "lisez-moi.txt"}
    assert all(map(is_ours, names))
    assert not any(map(is_ours, ("notes.txt", "data-inclusion-copie.xlsx")))


def test_the_same_dataset_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "encore", dataset())
    assert contents(tmp_path / "encore") == contents(folder)


@pytest.mark.parametrize("name", ["data-inclusion.xlsx", "structures.json", "services.json", "services.csv"])
def test_each_file_reads_back_as_a_valid_dataset(folder: Path, name: str) -> None:
    report = verify_file(folder / name)
    assert report.is_clean
    assert sum(report.counts.values()) in {3, 6}


def test_lists_are_written_as_harvesting_reads_them(folder: Path) -> None:
    assert rows(folder / "structures.csv")[0]["reseaux_porteurs"] == "plie, aci"
    assert (folder / "structures.csv").read_bytes()[:3] != b"\xef\xbb\xbf"


def test_the_readme_names_producer_licence_date_and_cog(folder: Path) -> None:
    text = (folder / "lisez-moi.txt").read_text(encoding="utf-8")
    for words in (
        "Producteur : Département de la Mayenne",
        "Licence : Licence Ouverte 2.0",
        "Date : 2026-03-02",
        "code officiel géographique 2026",
        "3 structures, 3 services",
        "structures.json",
        "PDI d’essai (cd53)",
    ):
        assert words in text


def test_the_dictionary_is_that_of_the_official_models(folder: Path) -> None:
    fields = rows(folder / "dictionnaire-champs.csv")
    assert {(row["fiche"], row["champ"]) for row in fields} == {
        (kind, name) for kind, names in FIELDS.items() for name in names
    }
    nom = next(row for row in fields if (row["fiche"], row["champ"]) == ("structure", "nom"))
    assert (nom["requis"], nom["contraintes"]) == ("oui", "au moins 3 caractères ; au plus 150 caractères")
    assert next(row["type"] for row in fields if row["champ"] == "nombre_semaines") == "nombre entier"
    codes = rows(folder / "dictionnaire-codes.csv")
    assert {(row["champ"], row["code"]) for row in codes} == {
        (name, code) for name, members in ENUMS.items() for code in members
    }
    assert all(row["libelle"] for row in codes)


def test_dcat_describes_each_file_with_its_digest(folder: Path) -> None:
    document = json.loads((folder / "metadonnees-dcat.jsonld").read_text(encoding="utf-8"))
    assert document["@type"] == "dcat:Dataset"
    assert document["dct:publisher"]["foaf:name"] == "Département de la Mayenne"
    assert document["dct:license"]["@id"].endswith("etalab-2.0.html")
    assert document["dct:accrualPeriodicity"]["@id"].endswith("/MONTHLY")
    found = {one["dcat:accessURL"]["@id"]: one for one in document["dcat:distribution"]}
    content = (folder / "structures.csv").read_bytes()
    one = found["structures.csv"]
    assert one["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(content).hexdigest()
    assert one["dcat:byteSize"]["@value"] == str(len(content))


def test_datagouv_and_scdl_metadata_say_the_same(folder: Path) -> None:
    document = json.loads((folder / "metadonnees-datagouv.json").read_text(encoding="utf-8"))
    assert (document["license"], document["frequency"]) == ("lov2", "monthly")
    assert document["spatial"]["zones"] == ["fr:departement:53"]
    (row,) = rows(folder / "catalogue-scdl.csv")
    assert row["TITRE"] == document["title"]
    assert row["NOMBRE_RESSOURCES"] == str(len(document["resources"]))
    assert len(row) == 20
    assert all(row.values())


def test_without_a_siret_there_is_no_scdl_catalogue(tmp_path: Path) -> None:
    write(tmp_path / "jeu", dataset(), Publication(producteur="Département de la Mayenne"))
    assert not (tmp_path / "jeu" / "catalogue-scdl.csv").exists()


@pytest.mark.skipif(
    importlib.util.find_spec("pyarrow") is None, reason="pyarrow n'est pas installé : test non joué"
)
def test_parquet_keeps_lists_dates_and_numbers(folder: Path) -> None:
    import pyarrow.parquet as pq

    (record, *_) = pq.read_table(folder / "services.parquet").to_pylist()
    assert record["thematiques"] == ["mobilite--preparer-un-permis"]
    assert record["date_maj"] == dt.date(2026, 1, 15)
    assert (record["nombre_semaines"], record["volume_horaire_hebdomadaire"]) == (12, 7.5)
    assert record["courriel"] is None


# --- several workbooks -----------------------------------------------------------------------------------


def workbooks(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.xlsx"))


def ids(path: Path) -> dict[str, set[str]]:
    return {kind: {record["id"] for _, record in found} for kind, found in read_dataset(path).records.items()}


def test_a_large_dataset_is_cut_into_workbooks_that_stand_by_themselves(tmp_path: Path) -> None:
    sifted = dataset(60)
    products = write(tmp_path / "jeu", sifted, limit_bytes=12_000)
    found = workbooks(tmp_path / "jeu")
    assert len(found) > 2
    assert all(path.stat().st_size <= 12_000 for path in found)
    assert all(verify_file(path).is_clean for path in found)
    structures = [key for path in found for key in ids(path)["structure"]]
    assert sorted(structures) == sorted(one["id"] for one in sifted.structures)
    assert f"partie 2 sur {len(found)}" in next(
        one.title for one in products if one.name == "data-inclusion-2.xlsx"
    )


def test_one_changed_record_changes_one_workbook(tmp_path: Path) -> None:
    before, after = dataset(60), dataset(60)
    changed: Record = {**after.structures[0], "nom": "Cap sur le Rail"}
    after = sift([changed, *after.structures[1:]], after.services)
    write(tmp_path / "avant", before, limit_bytes=12_000)
    write(tmp_path / "apres", after, limit_bytes=12_000)
    old, new = (
        {path.name: path.read_bytes() for path in workbooks(tmp_path / name)} for name in ("avant", "apres")
    )
    assert old.keys() == new.keys()
    assert sum(old[name] != new[name] for name in old) == 1


def test_one_more_workbook_only_takes_structures_from_the_others() -> None:
    keys = [f"cd53--{number}" for number in range(600)]
    for parts in range(1, 6):
        before, after = ([_place(key, count) for key in keys] for count in (parts, parts + 1))
        assert all(new in (old, parts) for old, new in zip(before, after, strict=True))
        assert min(after.count(part) for part in range(parts + 1)) > 600 / (parts + 1) / 2


def test_a_structure_too_large_for_a_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="Raccourcissez"):
        write(tmp_path / "jeu", dataset(2), limit_bytes=1_000)


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    described = about(dataset(), PUBLICATION, source="cd53", departement="53", catalogues={}, day=DAY)
    with pytest.raises(PublishError, match="le chemin n’existe pas"):
        write_folder(tmp_path / "absent", dataset(), described)


def test_an_empty_dataset_has_its_two_sheets(tmp_path: Path) -> None:
    write(tmp_path / "jeu", sift([], []))
    book = openpyxl.load_workbook(tmp_path / "jeu" / "data-inclusion.xlsx")
    assert book.sheetnames == ["Structures", "Services"]


def test_settings_refuse_what_is_no_organisation() -> None:
    values: dict[str, Any] = {"producteur": "Département", "datagouv": {"organisation": "mayenne"}}
    with pytest.raises(ValueError, match="organisation"):
        Publication.model_validate(values)


def test_the_producer_is_named_whatever_its_article() -> None:
    described = about(dataset(), PUBLICATION, source="cd53", departement="53", catalogues={}, day=DAY)
    assert f"(producteur : {PUBLICATION.producteur})" in described.describe()
