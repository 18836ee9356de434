from __future__ import annotations

from pathlib import Path

import pytest

from offre_insertion.errors import ConnectorError
from offre_insertion.geography import TerritoiresModel, load_geography, load_territoires

TABLE = """
departement = "53"

[territoires."UT Nord Mayenne"]
alias = ["UT Nord", "Nord Mayenne"]
epci = ["CC du Mont des Avaloirs", "245300389"]
communes = ["Mayenne", "53096"]

[territoires."Bassin de Laval"]
epci = ["Laval Agglomération"]
sans_communes = ["Laval"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "territoires.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_gives_the_codes_of_its_territories(tmp_path: Path) -> None:
    territoires = load_territoires(write(tmp_path, TABLE))
    assert territoires.departement == "53"
    assert territoires.noms == ("UT Nord Mayenne", "Bassin de Laval")
    nord = territoires.find("UT Nord Mayenne")
    assert nord is not None
    assert nord.codes == ("200042182", "245300389", "53147", "53096")


@pytest.mark.parametrize("written", ["UT Nord", "ut nord", "U.T. NORD", "nord mayenne", "UT-Nord-Mayenne"])
def test_a_territory_is_found_by_its_other_names(tmp_path: Path, written: str) -> None:
    found = load_territoires(write(tmp_path, TABLE)).find(written)
    assert found is not None
    assert found.nom == "UT Nord Mayenne"


def test_communes_are_taken_out_of_an_epci(tmp_path: Path) -> None:
    bassin = load_territoires(write(tmp_path, TABLE)).find("bassin de laval")
    assert bassin is not None
    assert set(bassin.codes) == load_geography().codes_of_epci("200083392") - {"53130"}


def test_a_table_saved_by_windows_with_a_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "territoires.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TABLE.encode())
    assert load_territoires(path).departement == "53"


@pytest.mark.parametrize(
    ("table", "where", "fix"),
    [
        ('departement = "53"\nautre = 1\n[territoires.A]\nepci = ["200042182"]', "autre", "clé inconnue"),
        ('departement = "53"\n[territoires.A]\nepcis = ["200042182"]', "territoires.A.epcis", "clé inconnue"),
        ('[territoires.A]\nepci = ["200042182"]', "departement", "est requise"),
        ('departement = "53"', "territoires", "est requise"),
        ('departement = "153"\n[territoires.A]\nepci = ["200042182"]', "departement", "par exemple « 53 »"),
        ('departement = "53"\n[territoires.A]', "territoires.A", "donnez epci ou communes"),
        (
            'departement = "53"\n[territoires.A]\nepci = ["CC X"]',
            "territoires.A.epci",
            "CC de l'Ernée (245300355)",
        ),
        ('departement = "53"\n[territoires.A]\ncommunes = ["Lvl"]', "territoires.A.communes", "« Lvl »"),
        (
            'departement = "53"\n[territoires.A]\ncommunes = ["Lavall"]',
            "territoires.A.communes",
            "Laval (53130)",
        ),
        ('departement = "53"\n[territoires.A]\nepci = 3', "territoires.A.epci", "(une liste entre crochets)"),
        (
            TABLE + '[territoires.B]\nalias = ["ut nord"]\nepci = ["200042182"]',
            "territoires.B",
            "désigne déjà « UT Nord Mayenne »",
        ),
    ],
)
def test_a_wrong_table_says_the_file_the_key_and_what_to_change(
    tmp_path: Path, table: str, where: str, fix: str
) -> None:
    path = write(tmp_path, table)
    with pytest.raises(ConnectorError) as caught:
        load_territoires(path)
    assert caught.value.path == str(path)
    assert caught.value.where == where
    assert fix in str(caught.value)


def test_a_missing_table_is_an_error_of_the_connector(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="fichier introuvable"):
        load_territoires(tmp_path / "absente.toml")


def test_a_file_that_is_no_toml_is_an_error_of_the_connector(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="TOML valide"):
        load_territoires(write(tmp_path, "UT Nord : Mayenne"))


def test_the_model_gives_a_json_schema() -> None:
    schema = TerritoiresModel.model_json_schema()
    assert schema["required"] == ["departement", "territoires"]
    assert schema["additionalProperties"] is False
