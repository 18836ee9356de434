"""Two services with one id: both are written, and the message says what tells them apart."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from offre_insertion.connector_loader import build_connector
from offre_insertion.conversion import read_catalogue

DATED = {"literal": "2026-01-15"}


def test_the_message_names_the_fields_that_differ(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.json"
    places = [{"commune": "Laval"}, {"commune": "Mayenne"}]
    path.write_text(
        json.dumps([{"nom": "Les Jardins", "action": "Chantier", "lieux": places}]), encoding="utf-8"
    )
    connector = build_connector({
        "source": {"id": "essai", "nom": "Essai", "departement": "53"},
        "format": {"explode": ["lieux"]},
        "structure_key": [["nom"]],
        "structure": {"nom": {"column": "nom"}, "date_maj": DATED},
        "service": {
            "nom": {"column": "action"},
            "description": {"column": "action"},
            "commune": {"column": "lieux.commune"},
            "date_maj": DATED,
        },
    })  # fmt: skip
    catalogue = read_catalogue(path, connector, today=dt.date(2026, 11, 24))
    (issue,) = [issue for issue in catalogue.issues if issue.code == "identifiant-deja-pris"]
    assert issue.message.startswith("La ligne 1 donne deux services de même identifiant")
    assert "Ils diffèrent par commune" in issue.message
    assert len(catalogue.services) == 2
