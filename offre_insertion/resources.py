"""Where the data files shipped with the package are: one function, for every kind of install."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def bundled(folder: str) -> Path:
    """Folder ``connectors`` or ``schemas``: inside the wheel, else beside the package (editable, checkout).

    Raises ``FileNotFoundError`` when the install is broken.
    """
    for root in (_PACKAGE / "_data", _PACKAGE.parent):
        if (root / folder).is_dir():
            return root / folder
    raise FileNotFoundError(f"Dossier « {folder} » introuvable : réinstallez le paquet offre-insertion.")
