"""A required field without value: what is said, of which column, and what becomes of the record."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from offre_insertion.connector_loader import build_connector
from offre_insertion.conversion import read_catalogue
from offre_insertion.errors import ConnectorError

DATED = {"literal": "2026-01-15"}


def test_a_service_without_description_names_its_columns_and_its_fate(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_text("Nom,Action,Résumé,Détail\nCCAS,Aide alimentaire,,\n", encoding="utf-8")
    connector = build_connector({
        "source": {"id": "essai", "nom": "Essai"},
        "structure": {"nom": {"column": "Nom"}, "date_maj": DATED},
        "service": {
            "nom": {"column": "Action"},
            "description": {"columns": ["Résumé", "Détail"], "join": "\n"},
            "date_maj": DATED,
        },
    })  # fmt: skip
    catalogue = read_catalogue(path, connector, today=dt.date(2026, 11, 24))
    (issue,) = [issue for issue in catalogue.issues if issue.code == "champ-requis"]
    assert (issue.row, issue.column, issue.field) == (2, "Résumé, Détail", "service.description")
    assert "le service est écarté" in issue.message
    assert [structure["nom"] for structure in catalogue.structures] == ["CCAS"]


def test_columns_that_the_connector_makes_are_not_said_to_be_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_text("Genre,Nom\nStructure,CCAS\n", encoding="utf-8")
    connector = build_connector({
        "source": {"id": "essai", "nom": "Essai"},
        "carry": {"when": {"column": "Type", "equals": "Structure"}, "columns": ["Nom"], "prefix": "structure."},
        "structure": {"nom": {"column": "structure.Nom"}, "date_maj": DATED},
    })  # fmt: skip
    with pytest.raises(ConnectorError, match="Colonnes du fichier : « Genre », « Nom »"):
        read_catalogue(path, connector, today=dt.date(2026, 11, 24))
