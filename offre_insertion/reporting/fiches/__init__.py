"""The exports the instruction DGEFP/DPE/2023/192 asks for: fichier de renseignement des parcours, fiches action.

They hold costs and financing: they are written where the person says, never among what is published.
"""

from __future__ import annotations

from pathlib import Path

from offre_insertion.publishing.atomic import replacing
from offre_insertion.reporting.fiches.actions import actions_export
from offre_insertion.reporting.fiches.dispositifs import Dispositif, Holding, gather
from offre_insertion.reporting.fiches.document import write_document
from offre_insertion.reporting.fiches.inputs import read_folder, read_project
from offre_insertion.reporting.fiches.parcours import parcours_export
from offre_insertion.reporting.fiches.rubrics import Blank, Export
from offre_insertion.reporting.fiches.workbook import write_workbook

__all__ = [
    "Blank",
    "Dispositif",
    "Export",
    "Holding",
    "actions_export",
    "gather",
    "parcours_export",
    "paths_of",
    "read_folder",
    "read_project",
    "write_export",
]


def write_export(export: Export, folder: Path) -> list[Path]:
    """Writes the workbook and the DOCX of an export, both or none, and returns their paths.

    Raises :class:`offre_insertion.errors.PublishError`.
    """
    workbook, document = paths_of(export, folder)
    with replacing(folder) as draft:
        write_workbook(draft / workbook.name, export)
        write_document(draft / document.name, export)
    return [workbook, document]


def paths_of(export: Export, folder: Path) -> list[Path]:
    """The files that :func:`write_export` writes: people complete them, so whoever replaces them asks first."""
    return [folder / f"{export.stem}.xlsx", folder / f"{export.stem}.docx"]
