"""A database of an older version is upgraded after a backup; one of a newer version is left alone."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

import offre_insertion.history.migrations as migrations
import offre_insertion.history.national_tables  # noqa: F401 - declares its tables
from offre_insertion.errors import HistoryError
from offre_insertion.history import History, open_history
from offre_insertion.history.engine import WRITES, open_engine
from offre_insertion.history.migration import REVISIONS, read_revision, upgrade
from offre_insertion.pipeline import synchronise
from tests.projects import FIRST_DAY, make_project

#: A history written with schema 0001: two runs of one structure, one identity.
STORED = Path(__file__).parent / "data" / "history-0001.db.gz"


def stored_history(folder: Path) -> Path:
    path = folder / "historique.sqlite3"
    path.write_bytes(gzip.decompress(STORED.read_bytes()))
    return path


def revision_of(path: Path) -> str:
    connection = sqlite3.connect(path)
    found: str = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    connection.close()
    return found


def names(history: History) -> list[str]:
    snapshot = history.last_snapshot("cd53")
    assert snapshot is not None
    return [
        record["nom"]
        for record in history.records(e.content for e in history.entries(snapshot).values()).values()
    ]


def test_a_stored_older_database_is_upgraded_and_keeps_everything(tmp_path: Path) -> None:
    path = stored_history(tmp_path)
    with open_history(f"sqlite:///{path}") as history:
        assert names(history) == ["Épicerie solidaire"]
        assert [run.id for run in history.runs()] == [2, 1]
        assert [one.record_id for one in history.identities("cd53")] == ["cd53--1"]
        assert inspect(history.engine).has_table("judgements")
    assert revision_of(path) == REVISIONS[-1]


def test_the_backup_is_the_database_as_it_was(tmp_path: Path) -> None:
    path = stored_history(tmp_path)
    with open_history(f"sqlite:///{path}"):
        pass
    backup = tmp_path / f"historique.avant-{REVISIONS[-1]}.sqlite3"
    assert revision_of(backup) == "0001"
    engine = open_engine(f"sqlite:///{backup}", timeout_s=2)
    assert names(History(engine)) == ["Épicerie solidaire"]
    engine.dispose()


def test_a_database_at_the_right_schema_is_not_backed_up(tmp_path: Path) -> None:
    for _ in range(2):
        with open_history(f"sqlite:///{tmp_path / 'historique.sqlite3'}"):
            pass
    assert [path.name for path in tmp_path.iterdir() if "avant" in path.name] == []


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = stored_history(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE publications (x)")  # what the second half of the migration creates
    connection.commit()
    connection.close()
    with pytest.raises(HistoryError), open_history(f"sqlite:///{path}"):
        pass
    assert revision_of(path) == "0001"
    engine = open_engine(f"sqlite:///{path}", timeout_s=2)
    assert not inspect(engine).has_table("judgements")
    engine.dispose()


def test_each_schema_leads_to_the_next(url: str) -> None:
    engine = open_engine(url, timeout_s=2)
    for revision in REVISIONS:
        upgrade(engine, target=revision)
        with engine.connect() as connection:
            assert read_revision(connection) == revision
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_declares(history: History) -> None:
    with history.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_known_schemas_are_those_of_the_folder() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == REVISIONS


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    engine = open_engine(url, timeout_s=2)
    upgrade(engine)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(HistoryError, match="version plus récente"), open_history(url):
        pass
    with engine.connect() as connection:
        assert read_revision(connection) == "9999"
    engine.dispose()


def test_a_history_with_the_prints_of_rows_is_refused_by_the_program_that_cannot_read_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program of schema 0007 knew seven fields of an entry."""
    project = make_project(tmp_path / "projet")
    synchronise(project, day=FIRST_DAY)
    with open_history(project.history_url) as history:
        snapshot = history.last_snapshot("essai")
        assert snapshot is not None
        assert {len(one.stored()) for one in history.entries(snapshot).values()} == {8}
    path = project.folder / ".offre-insertion" / "historique.sqlite3"
    before = path.read_bytes()
    older = REVISIONS[: REVISIONS.index("0007") + 1]
    monkeypatch.setattr("offre_insertion.history.migration.REVISIONS", older)
    monkeypatch.setattr(upgrade, "__kwdefaults__", {"target": older[-1]})
    with pytest.raises(HistoryError, match="version plus récente"), open_history(project.history_url):
        pass
    assert path.read_bytes() == before
