"""Rebuild `constraints.txt`: the newest version of every package the project and its tests need.

Maintainer task, run with the oldest Python the project supports so that what it pins exists for all:
`python3.11 scripts/build_constraints.py`. Names and versions only: where packages come from is the
business of each machine, so nothing here records it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import ROOT, check_python, requirements, say

HEADER = """\
# Versions exactes de toutes les dépendances, reconstruites par scripts/build_constraints.py.
# Valables pour Python 3.11 à 3.13. Les besoins sont dans pyproject.toml, leurs raisons dans CONTRIBUTING.md.
"""

#: Needed on one system only, so never resolved on the other: what, and when.
ELSEWHERE = {"colorama": 'sys_platform == "win32"'}


def main() -> int:
    check_python()
    say("Résolution des versions…")
    versions = resolve([*requirements(with_tests=True), *ELSEWHERE])
    (ROOT / "constraints.txt").write_text(HEADER + "".join(lines(versions)), encoding="utf-8", newline="\n")
    say(f"{len(versions)} paquets dans constraints.txt.")
    return 0


def resolve(extra: list[str]) -> dict[str, str]:
    """Package → version, as pip would install the project and `extra` in an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        report = Path(folder) / "report.json"
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--dry-run"]
        subprocess.run([*command, "--report", str(report), str(ROOT), *extra], check=True)
        installed = json.loads(report.read_text(encoding="utf-8"))["install"]
    found = {str(item["metadata"]["name"]): str(item["metadata"]["version"]) for item in installed}
    return {
        normal_name(name): version
        for name, version in found.items()
        if normal_name(name) != "offre-insertion"
    }


def normal_name(name: str) -> str:
    """The name as the packaging specifications normalise it: `ruamel_yaml` → `ruamel-yaml`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lines(versions: dict[str, str]) -> list[str]:
    """One line for each package, in alphabetical order."""
    markers = {name: f" ; {marker}" for name, marker in ELSEWHERE.items()}
    return [f"{name}=={version}{markers.get(name, '')}\n" for name, version in sorted(versions.items())]


if __name__ == "__main__":
    sys.exit(main())
