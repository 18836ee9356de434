from __future__ import annotations

import gzip
import runpy
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from offre_insertion.geography import Point, distance_km, load_geography
from offre_insertion.geography.cog import _DATA
from offre_insertion.geography.names import name_key
from tests.shared import SHARED, needs_shared

ROOT = Path(__file__).parents[2]
LAVAL: Point = (-0.7669, 48.0706)
PARIS: Point = (2.3522, 48.8566)


def test_the_year_of_the_cog_is_readable() -> None:
    assert load_geography().annee == 2026


def test_the_data_fit_in_two_megabytes() -> None:
    assert _DATA.stat().st_size <= 2_000_000


def test_importing_the_package_reads_no_data() -> None:
    code = (
        "import offre_insertion.geography as g; from offre_insertion.geography.search import commune_index; "
        "print(g.load_geography.cache_info().currsize, commune_index.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]


def test_every_commune_of_today_is_there_once() -> None:
    communes = load_geography().communes
    assert len(communes) == len({one.code_insee for one in communes}) == 34_969


def test_a_commune_tells_its_territory() -> None:
    laval = load_geography().commune("53130")
    assert laval is not None
    assert (laval.nom, laval.code_departement, laval.code_region) == ("Laval", "53", "52")
    assert laval.code_epci == "200083392"
    assert laval.codes_postaux == ("53000",)
    assert laval.population > 40_000
    assert laval.point is not None


def test_a_commune_without_centre_has_no_point() -> None:
    celles = load_geography().commune("15031")
    assert celles is not None
    assert celles.point is None


@pytest.mark.parametrize(
    ("code", "current"),
    [("53130", "53130"), ("75112", "75056"), ("69383", "69123"), ("13208", "13055"), ("01033", "01033")],
)
def test_former_codes_and_arrondissements_lead_to_the_commune_of_today(code: str, current: str) -> None:
    assert load_geography().current_code(code) == current


@pytest.mark.parametrize("code", ["", "53000", "99999", "abcde", "200083392"])
def test_unknown_codes_lead_nowhere(code: str) -> None:
    geography = load_geography()
    assert geography.current_code(code) is None
    assert geography.commune(code) is None


def test_the_mayenne_has_ten_epci_and_one_crosses_its_border() -> None:
    geography = load_geography()
    inside = geography.codes_of_departement("53")
    epcis = geography.epcis_of_departement("53")
    assert len(epcis) == 10
    assert [epci.nom for epci in epcis if not inside.issuperset(epci.communes)] == ["CC du Pays Sabolien"]


def test_eighty_nine_epci_cross_a_border() -> None:
    geography = load_geography()
    crossing = [
        epci
        for epci in geography.epcis
        if len({one.code_departement for one in geography.communes_of_epci(epci.code)}) > 1
    ]
    assert len(crossing) == 89


@pytest.mark.parametrize("written", ["53", "mayenne", "MAYENNE", "La Mayenne"])
def test_a_departement_is_found_by_code_or_name(written: str) -> None:
    departement = load_geography().departement(written)
    assert departement is not None
    assert departement.code == "53"


@pytest.mark.parametrize(("written", "code"), [("2a", "2A"), ("1", "01"), ("réunion", "974"), ("988", "988")])
def test_corsica_overseas_and_lost_zeros_are_departements_too(written: str, code: str) -> None:
    departement = load_geography().departement(written)
    assert departement is not None
    assert departement.code == code


def test_a_region_lists_its_departements() -> None:
    geography = load_geography()
    region = geography.region("pays de la loire")
    assert region is not None
    assert [one.code for one in geography.departements_of_region(region.code)] == [
        "44",
        "49",
        "53",
        "72",
        "85",
    ]


def test_a_postal_code_lists_its_communes_and_the_one_of_a_cedex_has_none() -> None:
    geography = load_geography()
    assert [one.nom for one in geography.communes_of_code_postal("53000")] == ["Laval"]
    assert len(geography.communes_of_code_postal("53600")) == 6
    assert geography.communes_of_code_postal("53101") == ()


def test_distances_follow_the_great_circle() -> None:
    assert distance_km(LAVAL, PARIS) == pytest.approx(245.7, abs=1)
    assert distance_km(PARIS, LAVAL) == distance_km(LAVAL, PARIS)
    assert distance_km(LAVAL, LAVAL) == 0


def test_the_keys_shipped_are_those_of_today_s_code() -> None:
    data = orjson.loads(gzip.decompress(_DATA.read_bytes()))
    for table in ("communes", "rattachees"):
        assert data[table]["key"] == [name_key(nom) for nom in data[table]["nom"]]


@needs_shared
@pytest.mark.shared
def test_the_data_shipped_are_those_the_script_builds() -> None:
    build = runpy.run_path(str(ROOT / "scripts" / "build_geography.py"))["build"]
    fresh = orjson.dumps(build(SHARED / "reference", annee=2026))
    assert gzip.decompress(_DATA.read_bytes()) == fresh
