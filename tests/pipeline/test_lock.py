"""One run at a time; a lock left by a killed process is taken over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from offre_insertion.errors import HistoryError
from offre_insertion.pipeline.lock import only_one

ROOT = Path(__file__).parent.parent.parent

HOLD = """
import sys, time
from pathlib import Path
from offre_insertion.pipeline.lock import only_one
with only_one(Path(sys.argv[1])):
    print("tenu", flush=True)
    time.sleep(60)
"""


def hold(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "tenu\n"
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL n'existe pas sous Windows")
def test_another_process_that_holds_it_is_named_and_once_killed_it_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "travail" / "verrou"
    with hold(path) as process:
        with pytest.raises(HistoryError, match=rf"processus {process.pid}\)"), only_one(path):
            pass
        process.send_signal(signal.SIGKILL)
    assert path.read_text(encoding="ascii") == str(process.pid)
    with only_one(path):
        assert path.read_text(encoding="ascii") == str(os.getpid())
    assert path.read_text(encoding="ascii") == ""


def test_it_is_released_when_the_run_fails(tmp_path: Path) -> None:
    def fail() -> None:
        with only_one(tmp_path / "verrou"):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with only_one(tmp_path / "verrou"):
        pass


def test_a_place_where_nothing_can_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    with (
        pytest.raises(HistoryError, match="Choisissez un dossier"),
        only_one(tmp_path / "fichier" / "verrou"),
    ):
        pass
