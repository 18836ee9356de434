"""Small fictional records, valid and publishable."""

from __future__ import annotations

from typing import Any

from offre_insertion.schema import Record


def structure(key: str = "1", **changes: Any) -> Record:
    record = {
        "source": "cd53",
        "id": f"cd53--{key}",
        "nom": f"Cap sur la Route {key}",
        "date_maj": "2026-01-15",
        "description": "Association qui aide à se déplacer pour travailler.",
        "commune": "Laval",
        "code_postal": "53000",
        "code_insee": "53130",
        "telephone": "+33261910001",
        "courriel": "contact@cap.example.org",
        "reseaux_porteurs": ["plie", "aci"],
    }
    return _changed(record, changes)


def service(key: str = "1", parent: str = "1", **changes: Any) -> Record:
    record = {
        "source": "cd53",
        "structure_id": f"cd53--{parent}",
        "id": f"cd53--{key}",
        "nom": f"Auto-école sociale {key}",
        "description": "Préparation du permis à un rythme adapté, en petit groupe.",
        "date_maj": "2026-01-15",
        "thematiques": ["mobilite--preparer-un-permis"],
        "publics": ["tous-publics"],
        "code_insee": "53130",
        "zone_eligibilite": ["53"],
        "modes_accueil": ["en-presentiel"],
        "nombre_semaines": 12,
        "volume_horaire_hebdomadaire": 7.5,
    }
    return _changed(record, changes)


def _changed(record: Record, changes: dict[str, Any]) -> Record:
    return {name: value for name, value in {**record, **changes}.items() if value is not None}
