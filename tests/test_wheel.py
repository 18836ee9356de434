"""The wheel is whole: unpacked in an empty folder, without network, the demo runs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent

#: Stops any attempt to leave the machine.
NO_NETWORK = """
import socket
def refuse(*_args, **_kwargs):
    raise OSError("réseau coupé")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
"""


def test_the_demo_runs_from_the_wheel_in_an_empty_folder_without_network(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    site, empty = tmp_path / "site", tmp_path / "vide"
    zipfile.ZipFile(wheel).extractall(site)
    (site / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    empty.mkdir()
    code = (
        "import offre_insertion, sys; assert offre_insertion.__file__.startswith(sys.argv[1]); "
        "from offre_insertion.cli import run; sys.exit(run(['demo']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(site)],
        cwd=empty,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert (empty / "demo-offre-insertion" / "data-inclusion.xlsx").is_file()


def test_the_wheel_carries_connectors_schemas_and_geography(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "offre_insertion/_data/connectors/exemple.toml" in names
    assert "offre_insertion/_data/connectors/lexique/publics.toml" in names
    assert "offre_insertion/_data/schemas/connector.schema.json" in names
    assert "offre_insertion/reporting/templates/page.html" in names
    assert "offre_insertion/py.typed" in names
    assert any(name.startswith("offre_insertion/geography/data/") for name in names)
    assert not any(name.startswith(("tests/", "scripts/")) for name in names)
    assert wheel.stat().st_size < 3_000_000
