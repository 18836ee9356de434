"""Rebuild `schemas/` from the pydantic models: `python scripts/build_schemas.py [--check]`, in `.venv`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from generated import ROOT, write_or_check
from pydantic import BaseModel

from offre_insertion.connector import Connector
from offre_insertion.reporting.coverage.document import Document
from offre_insertion.reporting.follow_up.document import Document as ReportDocument
from offre_insertion.settings import Settings

#: Schema file → model, and the title an editor shows.
SCHEMAS: dict[str, tuple[type[BaseModel], str]] = {
    "connector.schema.json": (Connector, "Connecteur offre_insertion"),
    "coverage.schema.json": (Document, "Couverture de l'offre (couverture.json)"),
    "project.schema.json": (Settings, "Projet offre_insertion (offre-insertion.toml)"),
    "report.schema.json": (ReportDocument, "Rapport de l'animateur (rapport.json)"),
}


def main() -> int:
    files = {ROOT / "schemas" / name: render(name, model, title) for name, (model, title) in SCHEMAS.items()}
    return write_or_check(files, script=Path(__file__).name)


def render(name: str, model: type[BaseModel], title: str) -> bytes:
    """The JSON Schema of a model, keys in the order of the model so that a change reads well."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": name,
        **model.model_json_schema(),
        "title": title,
    }
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


if __name__ == "__main__":
    sys.exit(main())
