"""The forecasts against the imports that a real instance of DORA made, when they are beside the project."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from offre_insertion.publishing.dora.csv_forecast import FileForecast, Known, KnownStructure
from offre_insertion.publishing.dora.csv_services import Geocoding, forecast_services
from offre_insertion.publishing.dora.csv_structures import forecast_structures
from tests.shared import SHARED, needs_shared

pytestmark = [pytest.mark.shared, needs_shared]

FOLDER = SHARED / "contracts" / "dora" / "recordings"
MODEL = "association-exemple--modele-aide-mobilite"
#: What the instance held before the experiments.
KNOWN = Known(
    structures=(
        KnownStructure(siret="90000008400013", slug="association-csv-1", nom="ASSOCIATION CSV 1"),
        KnownStructure(siret="90000009200016", slug="association-csv-2", nom="ASSOCIATION CSV 2"),
    ),
    models=frozenset({MODEL}),
    funding_labels=frozenset({"cd-drome", "cd-savoie"}),
    labels=frozenset({"mission-locale"}),
    sirene=frozenset({"90000010000015", "90000010000023", "90000011800017", "90000012600014"}),
)
#: What the geocoder answered, in the experiments that depend on it.
GEOCODING: dict[str, Geocoding] = {
    "services-no-network-geocoding-dry": "sans-reponse",
    "services-no-network-geocoding-wet": "sans-reponse",
    "services-geo-none-dry": "incertaine",
    "services-wet-geo-none": "incertaine",
    "services-city-code-unknown": "commune-inconnue",
}
#: How DORA names, in its messages, the cells that a draft lacks.
MISSING = {
    "nom du contact": "contact_name",
    "phone du contact": "contact_phone",
    "périmètre d'intervention": "diffusion_zone_type",
    "lieu de déroulement": "location_kinds",
    "ville": "location_city",
    "code postale": "location_postal_code",
    "adresse": "location_address",
}


def experiments() -> dict[str, dict[str, Any]]:
    if not SHARED.is_dir():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(
        (FOLDER / "csv-import-experiments.json").read_text(encoding="utf-8")
    )
    return found


def forecast(name: str, experiment: dict[str, Any], known: Known) -> FileForecast:
    content = experiment["csv"].encode()
    if name.startswith("structures"):
        label = "Autre label" if name == "structures-wet-source-conflict" else "Label src-str"
        return forecast_structures(content, known, name="src-str.csv", label=label)
    return forecast_services(
        content,
        known,
        name="src-test.csv",
        label="Autre label" if name == "services-wet-source-conflict" else "Label src-test",
        geocode=lambda *_: GEOCODING.get(name, "trouvee"),
        skip=2 if name == "services-instructions-two-first-lines" else 0,
    )


def replayed() -> dict[str, FileForecast]:
    """The experiments in their order: what one created is there for the next."""
    known, found = KNOWN, {}
    for name, experiment in experiments().items():
        found[name] = forecast(name, experiment, known)
        if experiment["wet"] and found[name].created:
            stem, label = (
                ("src-str", "Label src-str")
                if name.startswith("structures")
                else ("src-test", "Label src-test")
            )
            known = replace(found[name].known, sources={**known.sources, stem: label})
    return found


FORECASTS = replayed()
NAMES = sorted(FORECASTS) or ["absent"]
SERVICES = [name for name in NAMES if name.startswith("services")]
STRUCTURES = [name for name in NAMES if name.startswith("structures")]


def result(name: str) -> dict[str, Any]:
    found: dict[str, Any] = experiments()[name]["result"] or {}
    return found


def lines(told: FileForecast, fate: str) -> list[int | None]:
    return [row.line for row in told.rows if row.fate == fate]


def test_all_the_experiments_are_replayed() -> None:
    assert (len(SERVICES), len(STRUCTURES)) == (27, 14)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_dora_cannot_read_is_refused_for_the_same_reason(name: str) -> None:
    experiment, told = experiments()[name], FORECASTS[name]
    recorded = result(name)
    in_headers = recorded.get("missing_headers") or re.findall(
        r"• (\w+)", " ".join(recorded.get("errors_map", {}).get("1", []))
    )
    is_conflict = "déjà un nom de source" in json.dumps(recorded, ensure_ascii=False)
    assert told.missing_headers == set(in_headers)
    assert (told.refusal is not None) == bool(in_headers or experiment["exception"] or is_conflict)


@pytest.mark.parametrize("name", SERVICES)
def test_the_rows_of_services_have_the_fate_that_was_recorded(name: str) -> None:
    told, recorded = FORECASTS[name], result(name)
    if told.refusal:
        return
    refused = [int(error[1 : error.index("]")]) for error in recorded["errors"]]
    assert lines(told, "refuse") == refused
    assert {row.line: sorted(row.missing) for row in told.rows if row.fate == "brouillon"} == {
        one["idx"]: sorted(MISSING[field] for field in one["missing_fields"])
        for one in recorded["draft_services_created"]
    }
    assert [row.line for row in told.rows if row.is_duplicate] == [
        one["idx"] for one in recorded["duplicated_services"]
    ]
    doubtful = [
        row.line for row in told.rows if any("n’est pas reconnue" in warning for warning in row.warnings)
    ]
    assert doubtful == [one["idx"] for one in recorded["geo_data_missing_lines"]]
    created = told.created if experiments()[name]["wet"] else told.count("publie", "brouillon")
    assert created == recorded["created_count"]


@pytest.mark.parametrize("name", STRUCTURES)
def test_the_rows_of_structures_have_the_fate_that_was_recorded(name: str) -> None:
    told, experiment = FORECASTS[name], experiments()[name]
    if told.refusal:
        return
    assert lines(told, "refuse") == [int(line) for line in result(name)["errors_map"]]
    if experiment["wet"]:
        assert told.created == result(name)["created_structures_count"]


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("services-rejections", 2, "Il manque le SIRET"),
        ("services-rejections", 3, "n’est pas dans DORA"),
        ("services-rejections", 4, "Le modèle « inconnu »"),
        ("services-rejections", 6, "sur-place"),
        ("services-rejections", 7, "deux fois"),
        ("services-rejections", 8, "« departement »"),
        ("services-rejections", 10, "inconnu"),
        ("services-rejections", 12, "existe déjà"),
        ("services-db-error-poisons-following-rows", 2, "contact_phone"),
        ("services-db-error-poisons-following-rows", 3, "au-dessus"),
        ("services-short-row", 2, "moins de cellules"),
        ("structures-rejections", 2, "nom"),
        ("structures-rejections", 3, "Il manque le SIRET"),
        ("structures-rejections", 4, "14 chiffres"),
        ("structures-rejections", 5, "Sirene"),
        ("structures-rejections", 6, "parente"),
        ("structures-rejections", 7, "courriel"),
        ("structures-rejections", 8, "Label inconnu"),
        ("structures-rejections", 9, "Modèle inconnu"),
        ("structures-rejections", 10, "téléphone"),
        ("structures-parent-is-branch", 2, "antenne"),
    ],
)
def test_the_reason_is_the_one_that_dora_gave(name: str, line: int, words: str) -> None:
    (row,) = [row for row in FORECASTS[name].rows if row.line == line]
    assert words in " ".join(row.reasons)
