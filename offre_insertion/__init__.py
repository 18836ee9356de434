"""Du catalogue local d'insertion à un jeu data·inclusion v1 valide, sans rien perdre ni inventer."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0.dev0"

if TYPE_CHECKING:
    from offre_insertion.catalogue import Accounting, Catalogue
    from offre_insertion.checking import check_record
    from offre_insertion.connector import Connector
    from offre_insertion.connector_loader import load_connector
    from offre_insertion.conversion import read_catalogue
    from offre_insertion.errors import (
        ConnectorError,
        HistoryError,
        OffreInsertionError,
        PublishError,
        ReadError,
        RemoteError,
    )
    from offre_insertion.geography import find_commune
    from offre_insertion.geography.zones import read_zone
    from offre_insertion.history import open_history
    from offre_insertion.issues import Issue, Severity
    from offre_insertion.pipeline import synchronise
    from offre_insertion.publishing import write_catalogue
    from offre_insertion.quality import score_qualite
    from offre_insertion.settings import load_settings
    from offre_insertion.verification import verify_file

#: Public name → module, imported when it is first asked for: ``import offre_insertion`` stays instant.
_HOMES = {
    "Accounting": "catalogue",
    "Catalogue": "catalogue",
    "Connector": "connector",
    "ConnectorError": "errors",
    "HistoryError": "errors",
    "Issue": "issues",
    "OffreInsertionError": "errors",
    "PublishError": "errors",
    "ReadError": "errors",
    "RemoteError": "errors",
    "Severity": "issues",
    "check_record": "checking",
    "find_commune": "geography",
    "load_connector": "connector_loader",
    "load_settings": "settings",
    "open_history": "history",
    "read_catalogue": "conversion",
    "read_zone": "geography.zones",
    "score_qualite": "quality",
    "synchronise": "pipeline",
    "verify_file": "verification",
    "write_catalogue": "publishing",
}

__all__ = [
    "Accounting",
    "Catalogue",
    "Connector",
    "ConnectorError",
    "HistoryError",
    "Issue",
    "OffreInsertionError",
    "PublishError",
    "ReadError",
    "RemoteError",
    "Severity",
    "check_record",
    "find_commune",
    "load_connector",
    "load_settings",
    "open_history",
    "read_catalogue",
    "read_zone",
    "score_qualite",
    "synchronise",
    "verify_file",
    "write_catalogue",
]


def __getattr__(name: str) -> object:
    """The public names, loaded on demand."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
