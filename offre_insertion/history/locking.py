"""One writer at a time on a shared server. On SQLite the lock file of the project is enough."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Engine, text

from offre_insertion.errors import HistoryError

#: Advisory lock of a run on PostgreSQL: any number, the same for all; released with the connection.
_RUN_LOCK = 0x0FFF


@contextlib.contextmanager
def only_writer(engine: Engine) -> Iterator[None]:
    """Raises :class:`HistoryError` when another machine is running on the same PostgreSQL history."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text(f"SELECT pg_try_advisory_lock({_RUN_LOCK})")).scalar():
            raise HistoryError(
                "Une synchronisation est déjà en cours sur cette base, peut-être depuis une autre machine. "
                "Attendez qu’elle finisse."
            )
        yield
