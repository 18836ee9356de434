"""Fictional records at both ends: the schema's, and DORA's answers."""

from __future__ import annotations

from typing import Any

from offre_insertion.schema import Record


def a_service(**changes: object) -> Record:
    """A v1 service that DORA's form would publish; a value of ``None`` removes the field."""
    record: dict[str, object] = {
        "source": "cd53",
        "structure_id": "cd53--asso-exemple",
        "id": "cd53--auto-ecole-sociale",
        "nom": "Auto-école sociale",
        "description": "Préparation au permis B pour les personnes en parcours d’insertion.",
        "date_maj": "2026-11-02",
        "type": "accompagnement",
        "thematiques": ["mobilite--preparer-un-permis"],
        "frais": "gratuit",
        "publics": ["jeunes"],
        "telephone": "+33243000001",
        "courriel": "contact@exemple.fr",
        "modes_accueil": ["en-presentiel"],
        "adresse": "12 rue du Pont",
        "code_postal": "53000",
        "code_insee": "53130",
        "commune": "Laval",
        "longitude": -0.7708,
        "latitude": 48.0667,
        "zone_eligibilite": ["53"],
        "modes_mobilisation": ["telephoner"],
        "mobilisable_par": ["professionnels", "usagers"],
        **changes,
    }
    return {name: value for name, value in record.items() if value is not None}


def a_structure(**changes: object) -> Record:
    """A v1 structure that DORA's form would create; a value of ``None`` removes the field."""
    record: dict[str, object] = {
        "source": "cd53",
        "id": "cd53--asso-exemple",
        "nom": "Association Exemple",
        "date_maj": "2026-11-02",
        "description": "Une association de la Mayenne.",
        "siret": "90000001900019",
        "adresse": "12 rue du Pont",
        "code_postal": "53000",
        "code_insee": "53130",
        "commune": "Laval",
        "longitude": -0.7708,
        "latitude": 48.0667,
        "telephone": "+33243000001",
        "courriel": "contact@exemple.fr",
        "site_web": "https://exemple.fr/",
        "reseaux_porteurs": ["mission-locale"],
        **changes,
    }
    return {name: value for name, value in record.items() if value is not None}


def as_answered(payload: dict[str, Any]) -> dict[str, Any]:
    """What DORA answers to a payload: lists in its own order, conditions as identifiers with their texts."""
    answer = {name: sorted(value) if isinstance(value, list) else value for name, value in payload.items()}
    for name in ("requirements", "credentials"):
        texts = answer.get(name, [])
        answer[f"{name}Display"] = texts
        answer[name] = list(range(1, len(texts) + 1))
    if "description" in answer:
        answer["fullDesc"] = answer["description"]
    return answer
