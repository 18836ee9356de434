"""The private fields of services, from the history or from the folder of a conversion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from offre_insertion.errors import ReadError
from offre_insertion.history import History
from offre_insertion.publishing.files import PRIVATE_FILE

#: Service id → its private fields, JSON-ready (:class:`offre_insertion.extension.Extension`).
Private = dict[str, Mapping[str, Any]]


def read_extensions(history: History, sources: Iterable[str]) -> Private:
    """Those of the last ended run, source by source. Raises :class:`offre_insertion.errors.HistoryError`."""
    found: Private = {}
    for source in sources:
        snapshot = history.last_snapshot(source)
        if snapshot is None:
            continue
        digests = {
            ref.id: entry.extension
            for ref, entry in history.entries(snapshot).items()
            if ref.kind == "service" and entry.extension is not None
        }
        bodies = history.extensions(digests.values())
        found |= {record_id: bodies[digest] for record_id, digest in digests.items()}
    return found


def read_private_files(paths: Iterable[Path]) -> Private:
    """Those of the conversions among some paths. Raises :class:`ReadError` when a file is not what it says."""
    found: Private = {}
    for path in paths:
        file = path / PRIVATE_FILE
        if not file.is_file():
            continue
        try:
            found |= {str(one["id"]): one for one in orjson.loads(file.read_bytes())}
        except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as exc:
            raise ReadError(f"« {file} » ne se lit pas : refaites la conversion.") from exc
    return found
