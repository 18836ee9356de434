"""The bundled example: fictional, messy as real ones are, and instructive once converted."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter

import pytest

from offre_insertion.catalogue import Catalogue
from offre_insertion.connector_loader import load_connector
from offre_insertion.conversion import read_catalogue
from offre_insertion.resources import bundled

SOURCE = bundled("connectors") / "exemple" / "catalogue.csv"
LAVAL, COEVRONS, AVALOIRS, MESLAY = "200083392", "200033298", "200042182", "245300223"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(SOURCE, load_connector("exemple"), observed=dt.date(2026, 11, 24))


@pytest.fixture(scope="module")
def text() -> str:
    return SOURCE.read_bytes().decode("cp1252")


def test_it_is_written_as_excel_does_on_a_french_windows(text: str) -> None:
    assert "\r\n" in text
    with pytest.raises(UnicodeDecodeError):
        SOURCE.read_text(encoding="utf-8")


def test_phones_are_in_the_ranges_kept_for_fiction(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    column = rows[2].index("Téléphone")
    numbers = {re.sub(r"\D", "", part) for row in rows[3:] for part in row[column].split("/")} - {""}
    assert len(numbers) > 40
    assert [number for number in numbers if not re.match(r"(33|0)?(26191|63998)", number)] == ["115"]


def test_addresses_of_the_web_lead_nowhere(text: str) -> None:
    hosts = re.findall(r"(?:@|www\.|https?://)\s*([\w.@-]+)", text)
    assert hosts
    assert [host for host in hosts if not host.endswith("example.org")] == []


def test_sirets_belong_to_nobody(text: str) -> None:
    numbers = {re.sub(r"\s", "", found) for found in re.findall(r"\b\d{3} ?\d{3} ?\d{3} ?\d{5}\b", text)}
    assert len(numbers) > 40
    assert all(number.startswith("99999") for number in numbers)


def test_every_row_is_accounted_for(catalogue: Catalogue) -> None:
    bilan = catalogue.bilan()
    assert bilan["lignes"] == bilan["retenues"] + bilan["rejetees"] + bilan["ignorees"]
    assert bilan["retenues"] >= 130
    assert 0 < bilan["rejetees"] <= 8
    assert bilan["attentes_non_tenues"] == []


def test_it_shows_the_usual_troubles(catalogue: Catalogue) -> None:
    codes = Counter(issue.code for issue in catalogue.issues)
    shown = {
        "action-suspendue",
        "commune-absente",
        "commune-corrigee",
        "convention-terminee",
        "courriel-invalide",
        "date-au-mois",
        "date-d-ailleurs",
        "date-invalide",
        "point-final",
        "siret-illisible",
        "siret-invalide",
        "telephone-invalide",
        "telephones-multiples",
        "valeur-inconnue",
        "valeurs-divergentes",
        "zone-inconnue",
        "zone-non-exprimable",
    }
    assert shown - set(codes) == set()


def test_no_column_is_left_unread(catalogue: Catalogue) -> None:
    assert [issue for issue in catalogue.issues if issue.code == "colonne-non-lue"] == []


def test_a_permanence_in_three_communes_makes_three_services(catalogue: Catalogue) -> None:
    communes = {s["commune"] for s in catalogue.services if s["nom"] == "Halte-garderie itinérante"}
    assert communes == {"Craon", "Renazé", "Cossé-le-Vivien"}


def test_some_territories_lack_garde_d_enfant(catalogue: Catalogue) -> None:
    zones: dict[str, set[str]] = {}
    for service in catalogue.services:
        for thematique in service.get("thematiques", ()):
            zones.setdefault(thematique, set()).update(service.get("zone_eligibilite", ()))
    garde = zones["famille--garde-denfants"]
    assert {LAVAL, COEVRONS} <= garde
    assert {AVALOIRS, MESLAY, "53"} & garde == set()


def test_the_three_priority_barriers_and_many_others_are_covered(catalogue: Catalogue) -> None:
    thematiques = {code for service in catalogue.services for code in service.get("thematiques", ())}
    assert len({code for code in thematiques if code.startswith("mobilite--")}) == 6
    assert len({code for code in thematiques if code.startswith("sante--")}) == 5
    assert len({code.partition("--")[0] for code in thematiques}) >= 13
