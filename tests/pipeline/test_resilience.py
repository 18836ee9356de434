"""Killed at any instant, on a full disk or in a read-only folder: nothing is lost, nothing is doubled."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.history import RunState, open_history
from offre_insertion.pipeline import Acceptance, synchronise
from offre_insertion.settings import Settings, load_settings
from tests.projects import FIRST_DAY, SECOND_DAY, make_project, read_outputs

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "connectors" / "exemple" / "catalogue.csv"
KILLS = 50


def example_project(folder: Path) -> Settings:
    """The bundled example, synchronised on the first day, then corrected in the usual ways."""
    make_project(folder)
    path = folder / "offre-insertion.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"pdi.toml"', '"exemple"'), encoding="utf-8")
    shutil.copy(EXAMPLE, folder / "pdi.csv")
    settings = load_settings(folder)
    assert synchronise(settings, day=FIRST_DAY).refusals == ()
    lines = (
        (folder / "pdi.csv")
        .read_bytes()
        .replace(b"Auto-\xe9cole sociale", b"\xc9cole de conduite sociale")
        .splitlines()
    )
    (folder / "pdi.csv").write_bytes(b"\r\n".join([*lines[:3], *reversed(lines[20:])]))
    return settings


def finish(settings: Settings) -> None:
    report = synchronise(settings, day=SECOND_DAY, accept=Acceptance(baisse=True))
    assert report.refusals == ()


def state(settings: Settings) -> dict[str, Any]:
    """Everything that must be the same whatever happened on the way: files, snapshots, identities, contents.

    A run killed just after its end has ended: one more follows it, with the same snapshot and no change to tell.
    """
    with open_history(settings.history_url) as history:
        runs = [run for run in history.runs(limit=1000) if run.state is RunState.TERMINE]
        snapshots = [one for run in runs for one in run.snapshots]
        with history.session() as session:
            connection = session.connection()
            counts = {
                name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
                for name in ("contents", "extensions", "identities")
            }
        return {
            "fichiers": read_outputs(settings.outputs),
            "instantanes": {
                (s.source, s.day, s.records, s.issues, s.columns, tuple(sorted(s.outputs.items())))
                for s in snapshots
            },
            "identites": history.identities("exemple-mayenne"),
            "comptes": counts,
        }


@pytest.mark.skipif(not hasattr(os, "fork"), reason="pas de fork sur cette plateforme : test non joué")
def test_killed_at_fifty_random_instants_it_ends_as_if_undisturbed(tmp_path: Path) -> None:
    start = example_project(tmp_path / "depart")
    reference = load_settings(shutil.copytree(start.folder, tmp_path / "reference"))
    begun = time.perf_counter()
    finish(reference)
    duration_s = time.perf_counter() - begun
    expected = state(reference)
    draw = random.Random(2026)
    killed = 0
    while killed < KILLS:
        folder = tmp_path / "tue"
        shutil.rmtree(folder, ignore_errors=True)
        settings = load_settings(shutil.copytree(start.folder, folder))
        for _ in range(10):
            killed += run_and_kill(settings, draw.uniform(0, duration_s))
        finish(settings)
        assert state(settings) == expected
        assert sorted(path.name for path in folder.iterdir()) == sorted(
            path.name for path in start.folder.iterdir()
        )


def run_and_kill(settings: Settings, delay_s: float) -> bool:
    """Synchronises in another process, killed after a delay; says whether it was still at work."""
    with warnings.catch_warnings():
        # Python 3.12 warns of threads, those of pytest-xdist; the child uses none of their locks.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        try:
            finish(settings)
        finally:
            os._exit(0)
    time.sleep(delay_s)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


# --- disks -----------------------------------------------------------------------------------------------

#: Runs in a private mount namespace: the small disk exists for this process only, and leaves with it.
DISK = """
import os, subprocess, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from offre_insertion.cli import run
from tests.projects import ROWS, make_project, read_outputs, write_catalogue

disk = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=True)
settings = make_project(disk / "projet")
call = ["synchroniser", "--projet", str(settings.folder), "--date-source"]
assert run([*call, "2026-03-02"]) == 0
before = read_outputs(settings.outputs)
rows = [(*row[:5], row[5] + " Du nouveau " + os.urandom(900).hex(), *row[6:]) for row in ROWS]
write_catalogue(settings.folder / "pdi.csv", rows)
{spoil}
code = run([*call, "2026-03-09"])
assert read_outputs(settings.outputs) == before, "les fichiers ont changé"
print("code", code, flush=True)
{mend}
assert run([*call, "2026-03-09"]) == 0
assert run(["etat", "--projet", str(settings.folder)]) == 0
"""
FULL = """
with (disk / "remplissage").open("wb", buffering=0) as file:
    try:
        while True:
            file.write(b"x" * 512)
    except OSError:
        pass
    file.truncate(file.tell() - {left})
"""


def run_on_disk(folder: Path, *, spoil: str, mend: str) -> subprocess.CompletedProcess[str]:
    """The scenario on a disk of 2 MB that is spoiled between two runs, then mended."""
    command = ["unshare", "--user", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("pas d'espace de montage privé (unshare) sur cette machine : test non joué")
    script = DISK.format(root=str(ROOT), spoil=spoil, mend=mend)
    return subprocess.run(
        [*command, sys.executable, "-c", script, str(folder)], capture_output=True, text=True
    )


@pytest.mark.parametrize("left", [0, 20_000, 60_000])
def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path, left: int) -> None:
    done = run_on_disk(tmp_path, spoil=FULL.format(left=left), mend='(disk / "remplissage").unlink()')
    assert done.returncode == 0, done.stderr
    assert re.search(r"^code [13]$", done.stdout, re.MULTILINE)
    assert "Libérez de la place" in done.stderr
    assert "Traceback" not in done.stderr
    assert "5 modifiées" in done.stdout


def test_a_read_only_disk_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    remount = 'subprocess.run(["mount", "-o", "remount,{}", str(disk)], check=True)'
    done = run_on_disk(tmp_path, spoil=remount.format("ro"), mend=remount.format("rw"))
    assert done.returncode == 0, done.stderr
    assert "code 3" in done.stdout
    assert "Choisissez un dossier où vous pouvez écrire" in done.stderr
    assert "Traceback" not in done.stderr
