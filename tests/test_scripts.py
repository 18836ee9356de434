"""The two commands of the README, as far as they go without making an environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parent.parent / "scripts"


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script under an interpreter without site-packages: the standard library must be enough."""
    return subprocess.run(
        [sys.executable, "-S", "-X", "utf8", str(SCRIPTS / script), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_help_tells_the_checks_without_installing_anything() -> None:
    shown = run("test.py", "--help")
    assert shown.returncode == 0
    assert "format, ruff, mypy, deptry, pytest" in shown.stdout


def test_an_unknown_check_is_refused() -> None:
    refused = run("test.py", "pylint")
    assert refused.returncode == 2
    assert "Vérification inconnue : pylint." in refused.stdout
