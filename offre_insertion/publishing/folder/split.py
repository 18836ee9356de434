"""The workbook of the valideur, in as many files as it takes to stay under what its page accepts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from offre_insertion.errors import PublishError
from offre_insertion.publishing.workbook import write_workbook
from offre_insertion.schema import Kind, Record

#: What the page of the valideur accepts (contract §3.1).
LIMIT_BYTES = 5_000_000


def write_workbooks(
    folder: Path, records: Mapping[Kind, Sequence[Record]], *, limit_bytes: int = LIMIT_BYTES
) -> list[str]:
    """Writes ``data-inclusion.xlsx``, ``data-inclusion-2.xlsx``… and returns their names.

    Services are in the file of their structure: each file stands by itself. One changed record changes one file, and
    a file more only takes structures from the others: none goes from one old file to another. Raises
    :class:`PublishError`.
    """
    parts = 1
    while True:
        names = [_write(folder, number, part) for number, part in enumerate(_cut(records, parts), 1)]
        sizes = [(folder / name).stat().st_size for name in names]
        if max(sizes) <= limit_bytes:
            return names
        if parts >= max(1, len(records["structure"])):
            raise PublishError(
                f"Une structure et ses services font à eux seuls plus de {limit_bytes / 1e6:g} Mo, ce que le valideur "
                "refuse. Raccourcissez leurs textes."
            )
        parts = min(max(parts + 1, -(-parts * max(sizes) // limit_bytes)), len(records["structure"]))


def _write(folder: Path, number: int, records: Mapping[Kind, Sequence[Record]]) -> str:
    name = "data-inclusion.xlsx" if number == 1 else f"data-inclusion-{number}.xlsx"
    write_workbook(folder / name, records)
    return name


def _cut(records: Mapping[Kind, Sequence[Record]], parts: int) -> list[dict[Kind, list[Record]]]:
    cut: list[dict[Kind, list[Record]]] = [{"structure": [], "service": []} for _ in range(parts)]
    for one in records["structure"]:
        cut[_place(one["id"], parts)]["structure"].append(one)
    for one in records["service"]:
        cut[_place(one["structure_id"], parts)]["service"].append(one)
    return cut


def _place(structure_id: str, parts: int) -> int:
    """The part that draws the most for this structure (rendezvous hashing): one more can only win it, not move it."""
    return max(range(parts), key=lambda part: hashlib.blake2b(f"{part} {structure_id}".encode()).digest())
