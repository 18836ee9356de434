"""Opening the database, and its errors in French."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from offre_insertion.errors import HistoryError

#: Execution option of connections that write: SQLite then waits for its turn at the start, not in the middle.
WRITES = "offre_insertion_writes"


def open_engine(url: str | SecretStr, *, timeout_s: float) -> Engine:
    """The engine of a SQLite or PostgreSQL URL; nothing is connected yet. Raises :class:`HistoryError`."""
    parsed = _parse(url.get_secret_value() if isinstance(url, SecretStr) else url)
    try:
        if parsed.get_backend_name() == "sqlite":
            return _sqlite_engine(parsed, timeout_s)
        options = {"connect_timeout": max(2, round(timeout_s))}
        return create_engine(parsed, poolclass=NullPool, connect_args=options)
    except ModuleNotFoundError as exc:
        raise HistoryError(
            "PostgreSQL demande un complément : installez « offre-insertion[postgresql] »."
        ) from exc


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as exc:
        raise HistoryError(
            "L’adresse de la base ne se lit pas. Exemple : sqlite:///historique.sqlite3."
        ) from exc
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return parsed
    raise HistoryError(f"Base « {backend} » non prise en charge : SQLite ou PostgreSQL.")


def _sqlite_engine(url: URL, timeout_s: float) -> Engine:
    if url.database and url.database != ":memory:":
        with translated(url):
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": timeout_s})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not decide when a transaction starts: migrations would not be whole.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


ELSEWHERE = "Choisissez un dossier où vous pouvez écrire (dossiers.travail)"
#: Fragment of what SQLite says → what a person is told.
_SQLITE_SAYS = {
    "locked": "un autre programme l’utilise. Fermez-le, ou réessayez plus tard",
    "disk is full": "le disque est plein. Libérez de la place",
    "disk I/O error": "le disque refuse l’écriture : il est plein, ou abîmé. Libérez de la place",
    "readonly": f"elle est en lecture seule. {ELSEWHERE}",
    "unable to open": f"elle ne s’ouvre pas. {ELSEWHERE}",
    "not a database": "ce n’est pas une base SQLite, ou elle est abîmée. Reprenez une sauvegarde",
    "malformed": "elle est abîmée. Reprenez une sauvegarde",
}
#: errno → what a person is told of the disk of the history.
OS_SAYS = {
    errno.ENOSPC: _SQLITE_SAYS["disk is full"],
    errno.EDQUOT: "votre quota de disque est atteint. Libérez de la place",
    errno.EFBIG: _SQLITE_SAYS["disk is full"],
    errno.EACCES: f"droits insuffisants. {ELSEWHERE}",
    errno.EPERM: f"droits insuffisants. {ELSEWHERE}",
    errno.EROFS: f"le disque est en lecture seule. {ELSEWHERE}",
}


@contextlib.contextmanager
def translated(url: URL) -> Iterator[None]:
    """Errors of the database and of its disk become one French sentence, without the password."""
    try:
        yield
    except DBAPIError as exc:
        raise _explain(url, exc) from exc
    except OSError as exc:
        reason = OS_SAYS.get(exc.errno or 0, exc.strerror or str(exc))
        raise HistoryError(f"« {_shown(url)} » : {reason}. Rien n’a été modifié.") from exc


def _shown(url: URL) -> str:
    return (
        url.database or "mémoire"
        if url.get_backend_name() == "sqlite"
        else f"{url.host or 'PostgreSQL'}/{url.database}"
    )


def _explain(url: URL, exc: DBAPIError) -> HistoryError:
    said = str(exc.orig)
    if url.get_backend_name() == "sqlite":
        known = (reason for fragment, reason in _SQLITE_SAYS.items() if fragment in said)
        reason = next(known, f"erreur de la base ({said})")
        return HistoryError(f"L’historique « {_shown(url)} » : {reason}. Rien n’a été modifié.")
    if exc.connection_invalidated or _is_connection_error(exc.orig):
        return HistoryError(
            f"Le serveur PostgreSQL « {_shown(url)} » ne répond pas, ou refuse l’accès. Vérifiez l’adresse, le nom "
            "et le mot de passe, puis relancez. Rien n’a été modifié.",
            remote=True,
        )
    first = said.splitlines()[0] if said else type(exc.orig).__name__
    return HistoryError(
        f"L’historique « {_shown(url)} » : PostgreSQL refuse ({first}). Rien n’a été modifié."
    )


def _is_connection_error(error: object) -> bool:
    """A server that is not there gives no SQLSTATE; class 08 is a lost connection, 57P a shutdown, 28 a refusal."""
    state = getattr(error, "sqlstate", None)
    return type(error).__name__ == "OperationalError" and (
        state is None or str(state).startswith(("08", "28", "57P"))
    )
