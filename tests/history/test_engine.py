"""What goes wrong with a database is one French sentence, and never shows a password."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from offre_insertion.errors import HistoryError
from offre_insertion.history import open_history


def refusal(url: str, *, timeout_s: float = 0.2) -> HistoryError:
    with pytest.raises(HistoryError) as caught, open_history(url, timeout_s=timeout_s):
        pass
    return caught.value


def test_a_locked_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "historique.sqlite3"
    with open_history(f"sqlite:///{path}") as history:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        other.execute("PRAGMA user_version = 7")
        history.engine.dispose()
        with (
            open_history(f"sqlite:///{path}", timeout_s=0.2) as second,
            pytest.raises(HistoryError) as caught,
        ):
            second.start_run(dt.date(2026, 11, 2))
        other.rollback()
        other.close()
    assert "un autre programme l’utilise" in str(caught.value)


def test_a_file_that_is_not_a_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "historique.sqlite3"
    path.write_bytes(b"Ceci est une lettre.\n" * 200)
    assert "ce n’est pas une base SQLite" in str(refusal(f"sqlite:///{path}"))
    assert path.read_bytes() == b"Ceci est une lettre.\n" * 200


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    assert "Rien n’a été modifié" in str(refusal(f"sqlite:///{tmp_path}/fichier/historique.sqlite3"))


def test_a_server_that_is_not_there_is_remote_and_its_password_is_not_shown() -> None:
    error = refusal("postgresql://pdi:sesame@127.0.0.1:9/base")
    assert error.remote
    assert "ne répond pas" in str(error)
    assert "sesame" not in str(error)


@pytest.mark.parametrize("url", ["", "historique", "mysql://a/b", "oracle://a/b", "postgresql://a:b:c/d"])
def test_an_address_that_cannot_be_a_history_is_refused(url: str) -> None:
    assert str(refusal(url))


def test_a_wrong_database_name_is_a_sentence(postgresql_url: str) -> None:
    error = refusal(postgresql_url.replace("/essai_", "/absente_"))
    assert "PostgreSQL" in str(error)
