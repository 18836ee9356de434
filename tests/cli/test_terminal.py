"""On a terminal: questions are asked, steps are shown."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from offre_insertion.settings import load_settings
from tests.projects import make_project

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pas de pseudo-terminal sous Windows")


def call_on_terminal(*arguments: str, typed: str = "") -> tuple[int, str]:
    """The exit code, and what a person sees: all three streams are one terminal of 100 columns."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from offre_insertion.cli import main; main()", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    seen = b""
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # Linux: nobody holds the other side any more
            break
        if not chunk:
            break
        seen += chunk
    os.close(ours)
    return process.wait(), seen.decode()


def test_initialiser_asks_what_the_options_do_not_say(tmp_path: Path) -> None:
    code, seen = call_on_terminal(
        "initialiser", str(tmp_path), "--departement", "53", typed="\npdi.csv\nexemple\n"
    )
    assert code == 0, seen
    assert "[cd53]" in seen
    settings = load_settings(tmp_path)
    assert settings.territoire.source == "cd53"
    assert (settings.catalogues[0].fichier, settings.catalogues[0].connecteur) == ("pdi.csv", "exemple")


def test_synchroniser_shows_its_steps_and_then_the_result_alone(tmp_path: Path) -> None:
    settings = make_project(tmp_path)
    code, seen = call_on_terminal("synchroniser", "--projet", str(settings.folder))
    assert code == 0, seen
    shown = [seen.index(text) for text in ("essai : lecture", "essai : conversion", "historique", "8 créées")]
    assert shown == sorted(shown)
