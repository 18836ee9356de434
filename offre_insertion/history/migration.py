"""Bringing the database to the schema of this version, after a backup of the SQLite file."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from offre_insertion.errors import HistoryError
from offre_insertion.history.engine import WRITES, translated

_logger = logging.getLogger(__name__)

#: The schemas a database can have, in order; the last is that of this version.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
#: One program migrates at a time: any number, the same for all.
_MIGRATION_LOCK = 0x0FFE


def upgrade(engine: Engine, *, target: str = REVISIONS[-1]) -> None:
    """Runs the migrations that miss, all or nothing. Raises :class:`HistoryError` on a newer database."""
    with translated(engine.url):
        with engine.connect() as connection:
            found = read_revision(connection)
        if found == target:
            return
        if found is not None and found not in REVISIONS:
            raise HistoryError(
                f"L’historique « {engine.url.database} » vient d’une version plus récente d’offre-insertion "
                f"(schéma {found}, celle-ci connaît {REVISIONS[-1]}). Mettez offre-insertion à jour. "
                "Rien n’a été modifié."
            )
        if found is not None:
            _back_up(engine, target)
        with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            # Another program may have done it while this one waited for its turn.
            if read_revision(connection) != target:
                _run_alembic(connection, target)


def read_revision(connection: Connection) -> str | None:
    """The schema of the database, ``None`` when it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if revision is None else str(revision)


def _run_alembic(connection: Connection, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _back_up(engine: Engine, target: str) -> None:
    """Copies the SQLite file beside itself; whole even while it is in use. PostgreSQL has its own backups."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    path = Path(engine.url.database)
    copy = path.with_name(f"{path.stem}.avant-{target}{path.suffix}")
    draft = copy.with_name(f"{copy.name}.en-cours")
    try:
        with engine.connect() as connection:
            source = connection.connection.driver_connection
            destination = sqlite3.connect(draft)
            try:
                source.backup(destination)  # type: ignore[union-attr]  # the driver is sqlite3 here
            finally:
                destination.close()
        draft.replace(copy)
    except sqlite3.Error as exc:
        raise HistoryError(
            f"La sauvegarde « {copy} » ne s’écrit pas ({exc}). Libérez de la place. Rien n’a été modifié."
        ) from exc
    _logger.info("historique sauvegardé avant mise à jour : %s", copy.name)
