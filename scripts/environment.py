"""The `.venv` of the repository, made once and reused: what `demo.py` and `test.py` share.

Standard library only: these lines run on a bare Python, before anything is installed. They must also be
readable by a Python that is too old, so that it can say so in one sentence instead of a syntax error.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "offre-insertion.json"
PIP_LOG = VENV / "pip.log"
MINIMUM = (3, 11)

#: What pip says when it cannot reach the packages, whatever the reason (no network, proxy, certificate).
_UNREACHABLE = re.compile(
    r"Failed to establish|NewConnectionError|ConnectTimeout|ReadTimeout|name resolution|getaddrinfo failed"
    r"|Network is unreachable|ProxyError|CERTIFICATE_VERIFY_FAILED|Connection refused|ConnectionError",
    re.IGNORECASE,
)


class SetupError(Exception):
    """The environment cannot be made. Its text is a French sentence that says what to do."""


def prepare(*, with_tests: bool = False) -> Path:
    """Make or reuse `.venv` with the project in it, and return its `python`.

    Raises `SetupError` when Python is too old, when `venv` or the network is missing.
    """
    check_python()
    wanted = fingerprint()
    stamp = read_stamp()
    if stamp.get("fingerprint") != wanted or not venv_python().exists():
        create_venv()
        stamp = {}
    if not stamp or (with_tests and not stamp.get("tests")):
        install(requirements(with_tests=with_tests))
        STAMP.write_text(json.dumps({"fingerprint": wanted, "tests": with_tests}), encoding="utf-8")
    return venv_python()


def check_python() -> None:
    """Refuse a Python older than the project needs."""
    if sys.version_info < MINIMUM:
        needed = ".".join(map(str, MINIMUM))
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"Il faut Python {needed} ou plus récent ; celui-ci est un Python {found}.\n"
            "Installez une version récente (python.org, ou le gestionnaire de paquets du système), "
            f"puis relancez avec elle, par exemple : python3.12 {sys.argv[0]}"
        )


def fingerprint() -> str:
    """What the environment depends on: the interpreter, the project's needs, the pinned versions."""
    import tomllib  # Python 3.11: imported once the version is known to be right

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needs = {key: project.get(key) for key in ("build-system", "project", "dependency-groups")}
    parts = (
        sys.version,
        sys.base_prefix,
        sysconfig.get_platform(),
        str(ROOT),
        json.dumps(needs, sort_keys=True),
        (ROOT / "constraints.txt").read_text(encoding="utf-8"),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read_stamp() -> dict[str, object]:
    """What the last complete installation wrote, empty when there was none."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def create_venv() -> None:
    """Make `.venv` anew."""
    say("Préparation de l'environnement Python dans .venv…")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode == 0:
        return
    said = (made.stdout + made.stderr).strip()
    if "ensurepip" in said or "No module named venv" in said:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetupError(
            "Ce Python est installé sans le module « venv ».\n"
            f"Sous Debian ou Ubuntu : sudo apt install python3-venv (ou python{version}-venv), puis relancez."
        )
    raise SetupError(
        f"L'environnement {VENV} n'a pas pu être créé (disque plein, dossier protégé, fichier ouvert ?).\n"
        f"Supprimez le dossier .venv et relancez.\n{said}"
    )


def requirements(*, with_tests: bool) -> list[str]:
    """What pip is asked to install. The test group is read here: the pip of a new `.venv` cannot."""
    import tomllib

    if not with_tests:
        return []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [str(requirement) for requirement in project["dependency-groups"]["test"]]


def install(extra: list[str]) -> None:
    """Install the project, editable, and `extra`, at the versions of `constraints.txt`."""
    say("Installation des paquets (une à deux minutes la première fois)…")
    command = [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "-c", str(ROOT / "constraints.txt"), "-e", str(ROOT), *extra]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=child_env(),
        check=False,
    )
    said = done.stdout + done.stderr
    PIP_LOG.write_text(said, encoding="utf-8")
    if done.returncode == 0:
        return
    last = "\n".join(said.strip().splitlines()[-4:])
    if _UNREACHABLE.search(said):
        raise SetupError(
            "Les paquets Python n'ont pas pu être téléchargés : pas de réseau, ou un proxy à déclarer "
            "(variables HTTPS_PROXY et PIP_CERT).\nVérifiez la connexion, puis relancez : "
            f"l'installation reprendra. Journal : {PIP_LOG}"
        )
    raise SetupError(f"L'installation a échoué. Journal : {PIP_LOG}\n{last}")


def venv_python() -> Path:
    """The interpreter of `.venv`."""
    return BIN / ("python.exe" if os.name == "nt" else "python")


def venv_command(name: str) -> Path:
    """A command installed in `.venv`."""
    return BIN / (f"{name}.exe" if os.name == "nt" else name)


def child_env() -> dict[str, str]:
    """The environment of the commands: UTF-8, the commands of `.venv` first, no package from elsewhere."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return {**kept, "PYTHONUTF8": "1", "PATH": path, "VIRTUAL_ENV": str(VENV)}


def use_safe_output() -> None:
    """A console that lacks a character shows « ? » instead of stopping."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def say(text: str) -> None:
    """One line, at once, before the commands it announces."""
    print(text, flush=True)
