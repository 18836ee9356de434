from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from offre_insertion.errors import ReadError
from offre_insertion.history import History
from offre_insertion.national import load_offer
from offre_insertion.national.download import locate
from offre_insertion.national.open_data import day_of_name, read_open_data
from offre_insertion.national.open_data_store import store_open_data
from tests.national.fake_api import invent_service, invent_structure

Record = dict[str, Any]
DAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 14, tzinfo=dt.UTC)


def write_json(path: Path, records: list[Record]) -> Path:
    """As pandas does: dates in milliseconds."""
    epoch = dt.date(1970, 1, 1)
    written = [
        {**one, "date_maj": (dt.date.fromisoformat(one["date_maj"]) - epoch).days * 86_400_000}
        for one in records
    ]
    path.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
    return path


def write_csv(path: Path, records: list[Record]) -> Path:
    """As pandas does: lists as Python writes them, integers with holes as decimals."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(records[0]))
        writer.writeheader()
        for one in records:
            weeks = one.get("nombre_semaines")
            decimal = {"nombre_semaines": float(weeks)} if weeks is not None else {}
            writer.writerow({name: value for name, value in {**one, **decimal}.items() if value is not None})
    return path


def write_parquet(path: Path, records: list[Record]) -> Path:
    """Dates are dates, lists are lists."""
    dated = [{**one, "date_maj": dt.date.fromisoformat(one["date_maj"])} for one in records]
    pq.write_table(pa.Table.from_pylist(dated), path)
    return path


Writer = Callable[[Path, list[Record]], Path]
WRITERS: list[Writer] = [write_json, write_csv, write_parquet]


def services() -> list[Record]:
    first = {
        **invent_service(1),
        "nombre_semaines": 3,
        "volume_horaire_hebdomadaire": 7.5,
        "description": "« a, [b] » 'c'",
    }
    return [first, invent_service(2)]


@pytest.mark.parametrize("write", WRITERS)
def test_the_three_formats_say_the_same(write: Writer, tmp_path: Path) -> None:
    found = list(read_open_data(write(tmp_path / "services", services()), "service"))
    assert found == [{name: value for name, value in one.items() if value is not None} for one in services()]
    assert isinstance(found[0]["nombre_semaines"], int)


@pytest.mark.parametrize("write", WRITERS)
def test_codes_keep_their_zeros(write: Writer, tmp_path: Path) -> None:
    record = {**invent_structure(1, departement="01"), "siret": "01234567800012"}
    (found,) = read_open_data(write(tmp_path / "structures", [record]), "structure")
    assert (found["code_insee"], found["siret"], found["longitude"]) == ("01130", "01234567800012", -0.77)


def test_a_json_bigger_than_what_is_read_at_once_is_read_whole(tmp_path: Path) -> None:
    records = [{**invent_service(n), "description": "é[}],{" * 400} for n in range(600)]
    found = read_open_data(write_json(tmp_path / "s.json", records), "service")
    assert [one["id"] for one in found] == [one["id"] for one in records]


@pytest.mark.parametrize("cut", [0.3, 0.9, 0.999])
def test_a_cut_file_is_said(cut: float, tmp_path: Path) -> None:
    for write in (write_json, write_parquet):
        path = write(tmp_path / "s", [invent_service(n) for n in range(50)])
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * cut)])
        if write is write_json and cut == 0.999:
            continue  # only the closing bracket is gone, perhaps a part of the last record
        with pytest.raises(ReadError, match="Téléchargez-le de nouveau"):
            list(read_open_data(path, "service"))


def test_the_wrong_file_is_said(tmp_path: Path) -> None:
    path = write_json(tmp_path / "s.json", services())
    with pytest.raises(ReadError, match="n’est pas un fichier de structures"):
        list(read_open_data(path, "structure"))
    (tmp_path / "vide.json").write_text("[]")
    with pytest.raises(ReadError, match="aucune fiche"):
        list(read_open_data(tmp_path / "vide.json", "service"))
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(ReadError, match="Parquet, JSON ou CSV"):
        list(read_open_data(tmp_path / "a.xlsx", "service"))
    (tmp_path / "colonnes.json").write_text('{"id": {"0": "a"}, "structure_id": {"0": "b"}}')
    with pytest.raises(ReadError, match="n’est pas un fichier de services"):
        list(read_open_data(tmp_path / "colonnes.json", "service"))
    with pytest.raises(ReadError, match="ne s’ouvre pas"):
        list(read_open_data(tmp_path / "absent.json", "service"))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("structures-inclusion-2026-03-02.parquet", dt.date(2026, 3, 2)),
        ("services.json", None),
        ("services-2026-13-45.json", None),
    ],
)
def test_the_day_is_in_the_name(name: str, day: dt.date | None) -> None:
    assert day_of_name(name) == day


def store(folder: Path, history: History, structures: list[Record], found: list[Record], *codes: str) -> None:
    store_open_data(
        history,
        structures=write_parquet(folder / "structures", structures),
        services=write_parquet(folder / "services", found),
        departements=codes,
        day=DAY,
        now=NOW,
    )


def test_the_offer_of_a_departement_is_taken_out_of_the_country(tmp_path: Path, history: History) -> None:
    structures = [
        invent_structure(1),
        invent_structure(2, departement="72"),
        invent_structure(3, departement="974"),
    ]
    found = [
        invent_service(1),
        invent_service(2, departement="53"),
        invent_service(3, departement="974"),
        invent_service(9),
    ]
    store(tmp_path, history, structures, found, "53", "974")
    offer = load_offer(history)
    assert offer is not None
    assert set(offer.structures) == {"fictive--000001", "fictive--000003"}
    # The second one's structure is in another département; the last one's was left out of the files.
    assert set(offer.services) == {"fictive--000001-a", "fictive--000002-a", "fictive--000003-a"}
    assert (offer.day, offer.sources, offer.parts[0].origin) == (DAY, None, "open data")
    assert offer.describe(DAY).endswith("lue dans les fichiers ouverts")
    assert "contact_nom_prenom" not in offer.services["fictive--000001-a"]


def test_of_two_records_with_one_id_the_first_is_kept(tmp_path: Path, history: History) -> None:
    store(
        tmp_path,
        history,
        [invent_structure(1), {**invent_structure(1), "nom": "Autre"}],
        [invent_service(1)],
        "53",
    )
    offer = load_offer(history)
    assert offer is not None
    assert offer.structures["fictive--000001"]["nom"] == "Maison des projets 1"


def test_a_broken_file_leaves_the_offer_of_before(tmp_path: Path, history: History) -> None:
    store(tmp_path, history, [invent_structure(1)], [invent_service(1)], "53")
    (tmp_path / "services").write_bytes(b"PAR1")
    with pytest.raises(ReadError):
        store_open_data(history, structures=tmp_path / "structures", services=tmp_path / "services",
                        departements=["53"], day=DAY, now=NOW)  # fmt: skip
    assert load_offer(history) is not None


def test_files_that_melt_do_not_replace_the_offer_kept(tmp_path: Path, history: History) -> None:
    store(tmp_path, history, [invent_structure(n) for n in range(10)], [invent_service(1)], "53")
    with pytest.raises(ReadError, match="53 : 1 structure au lieu de 10"):
        store(tmp_path, history, [invent_structure(1)], [invent_service(1)], "53")
    assert len(load_offer(history).structures) == 10  # type: ignore[union-attr]  # stored before


def test_an_address_is_brought_here_after_its_redirection(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/r/1":
            return httpx.Response(
                302, headers={"location": "https://static.exemple.fr/services-2026-03-02.json"}
            )
        return httpx.Response(200, content=b"[]")

    told: list[tuple[int, int | None]] = []
    found = locate(
        "https://exemple.fr/r/1",
        tmp_path,
        observe=lambda *one: told.append(one),
        transport=httpx.MockTransport(answer),
    )
    assert (found.path.read_bytes(), found.day, told) == (b"[]", DAY, [(2, 2)])


def test_a_path_stays_where_it_is(tmp_path: Path) -> None:
    found = locate(str(tmp_path / "structures-2026-03-02.csv"), tmp_path)
    assert (found.path, found.day) == (tmp_path / "structures-2026-03-02.csv", DAY)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(404), "erreur 404"),
        (httpx.Response(302, headers={"location": "http://exemple.fr/x"}), "non sûre"),
        (httpx.Response(302, headers={"location": "/r/1"}), "sans fin"),
    ],
)
def test_an_address_that_does_not_answer_is_said(answer: httpx.Response, words: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=words):
        locate("https://exemple.fr/r/1", tmp_path, transport=httpx.MockTransport(lambda _: answer))
