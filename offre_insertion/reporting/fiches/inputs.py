"""Where the dispositifs come from: the last snapshots of a project, or the folder of a conversion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pydantic

from offre_insertion.connector import Connector
from offre_insertion.errors import ReadError
from offre_insertion.extension import Extension
from offre_insertion.geography import load_geography
from offre_insertion.history import History
from offre_insertion.publishing.files import PRIVATE_FILE
from offre_insertion.reporting.fiches.dispositifs import Holding, columns_read, gather
from offre_insertion.review import read_offer
from offre_insertion.schema import Record


def read_project(
    history: History, connectors: Sequence[Connector], *, departement: str | None = None
) -> tuple[Holding, list[str]]:
    """The dispositifs of the last ended runs, those kept and not published included; the sources no run has seen.

    ``departement`` is a code. Raises :class:`offre_insertion.errors.HistoryError`.
    """
    services: list[Record] = []
    structures: dict[str, Record] = {}
    extensions: dict[str, Extension] = {}
    withheld: set[str] = set()
    days, unseen = [], []
    for source in dict.fromkeys(connector.source.id for connector in connectors):
        snapshot = history.last_snapshot(source)
        if snapshot is None:
            unseen.append(source)
            continue
        days.append(snapshot.day)
        entries = history.entries(snapshot).values()
        bodies = history.records(entry.content for entry in entries)
        kept = history.extensions(entry.extension for entry in entries if entry.extension)
        for entry in entries:
            record = bodies[entry.content]
            if entry.kind == "structure":
                structures[record["id"]] = record
                continue
            services.append(record)
            if entry.extension:
                extensions[record["id"]] = Extension.model_validate(kept[entry.extension])
            if not entry.is_published:
                withheld.add(record["id"])
    holding = Holding(
        gather(services, structures, extensions, withheld=withheld),
        day=max(days, default=None),
        departement=_departement(departement),
        columns={connector.source.id: columns_read(connector) for connector in connectors},
    )
    return holding, unseen


def _departement(code: str | None) -> str | None:
    """« Mayenne (53) »."""
    if code is None:
        return None
    found = load_geography().departement(code)
    return f"{found.nom} ({found.code})" if found else code


def read_folder(path: Path) -> Holding:
    """The dispositifs of the folder that ``convertir`` wrote, with its private file when there is one.

    The record of a service kept and not published is not in the folder: such services are only counted
    (``absent``). Raises :class:`offre_insertion.errors.ReadError`.
    """
    offer = read_offer([path])
    private = _read_private((path if path.is_dir() else path.parent) / PRIVATE_FILE)
    extensions = {service_id: _extension(service_id, fields) for service_id, fields in private.items()}
    absent = sum(
        fields.get("publie") is False and one not in offer.services for one, fields in private.items()
    )
    services = list(offer.services.values())
    return Holding(gather(services, offer.structures, extensions), absent=absent)


def _read_private(path: Path) -> dict[str, dict[str, Any]]:
    """Service id → its private fields; nothing when the catalogue has none."""
    if not path.is_file():
        return {}
    try:
        items = orjson.loads(path.read_bytes())
        return {str(item["id"]): dict(item) for item in items}
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise ReadError(
            f"« {path} » ne se lit pas : ce n’est plus ce que « convertir » a écrit. Convertissez de nouveau."
        ) from exc


def _extension(service_id: str, fields: Mapping[str, Any]) -> Extension:
    known = {name: value for name, value in fields.items() if name not in ("id", "publie")}
    try:
        return Extension.model_validate(known)
    except pydantic.ValidationError as exc:
        where = ".".join(map(str, exc.errors()[0]["loc"]))
        raise ReadError(
            f"« {PRIVATE_FILE} », service « {service_id} » : « {where} » n’est pas un champ privé attendu. "
            "Convertissez de nouveau."
        ) from exc
