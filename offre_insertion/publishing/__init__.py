"""Where a catalogue goes: files today."""

from __future__ import annotations

from pathlib import Path

from offre_insertion.catalogue import Catalogue
from offre_insertion.publishing.files import write_outputs

__all__ = ["write_catalogue"]


def write_catalogue(catalogue: Catalogue, folder: Path | str) -> list[Path]:
    """Writes every output file of a catalogue, all or nothing, and returns their paths.

    Raises :class:`~offre_insertion.errors.PublishError`; the previous files are then left whole.
    """
    return write_outputs(
        Path(folder),
        structures=catalogue.structures,
        services=catalogue.services,
        issues=catalogue.issues,
        set_aside=[
            (one.row, one.sheet, f"{one.fate} : {one.reason}", one.cells) for one in catalogue.set_aside
        ],
        bilan=catalogue.bilan(),
        private=catalogue.private_records(),
    )
