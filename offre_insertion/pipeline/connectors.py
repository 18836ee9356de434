"""The connectors of a project, one per catalogue."""

from __future__ import annotations

from offre_insertion.connector import Connector
from offre_insertion.connector_loader import load_connector
from offre_insertion.errors import ConnectorError
from offre_insertion.settings import Settings


def load_connectors(settings: Settings) -> list[Connector]:
    """In the order of the catalogues. Raises :class:`ConnectorError`, also when two have the same source."""
    connectors = [load_connector(settings.locate_connector(one.connecteur)) for one in settings.catalogues]
    seen: set[str] = set()
    for connector in connectors:
        source = connector.source.id
        if source in seen:
            raise ConnectorError(
                f"deux catalogues ont la même source « {source} ». Donnez à chacun un connecteur, et la sienne.",
                where="catalogues",
            )
        seen.add(source)
    return connectors
