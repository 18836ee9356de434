"""A history per test, copied from one made once: its migrations take longer than a test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from offre_insertion.history import History, open_history
from tests.publishing.dora.harness import Bench

#: A disk in memory where there is one: a publication commits twice per sheet.
_MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def empty_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history at the last schema, without anything."""
    path = tmp_path_factory.mktemp("modele") / "historique.sqlite3"
    with open_history(f"sqlite:///{path}"):
        pass
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for this test, in memory if possible."""
    if not _MEMORY.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=_MEMORY, prefix="offre-insertion-") as name:
        yield Path(name)


@pytest.fixture
def memory(folder: Path, empty_history: Path) -> Iterator[History]:
    """An empty history."""
    path = folder / "historique.sqlite3"
    shutil.copy(empty_history, path)
    with open_history(f"sqlite:///{path}") as opened:
        yield opened


@pytest.fixture
def bench(memory: History) -> Iterator[Bench]:
    """A running fake, its manager, one structure."""
    with Bench(memory).running() as running:
        yield running
