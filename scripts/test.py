"""Every check of the repository: `python3 scripts/test.py`.

Makes `.venv`, installs the project with its test tools, then runs each check, one line for each. Names run
only some (`test.py ruff mypy`); what follows `pytest` goes to it (`test.py pytest tests/cleaning -k siret`).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from environment import (
    ROOT,
    SetupError,
    child_env,
    prepare,
    say,
    use_safe_output,
    venv_command,
    venv_python,
)

PYTEST = ["-n", "2", "--cov", "--cov-branch", "--cov-report=term-missing:skip-covered", "-q"]

#: Check → command, in the order they run: the quick ones first.
CHECKS: dict[str, list[str]] = {
    "format": ["ruff", "format", "--check", "."],
    "ruff": ["ruff", "check", "."],
    "mypy": ["mypy"],
    "deptry": ["deptry", "--no-ansi", "."],
    "pytest": ["pytest", *PYTEST],
}

HELP = f"""\
python3 scripts/test.py [vérification…]

Sans argument, tout : {", ".join(CHECKS)}.
  python3 scripts/test.py ruff mypy               seulement celles-ci
  python3 scripts/test.py pytest tests/cleaning   seulement ces tests (tout ce qui suit va à pytest)
"""


def main(arguments: list[str]) -> int:
    use_safe_output()
    if {"-h", "--help"} & set(arguments[:1]):
        say(HELP)
        return 0
    names, pytest_arguments = split_arguments(arguments)
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        say(f"Vérification inconnue : {', '.join(unknown)}.\n\n{HELP}")
        return 2
    try:
        prepare(with_tests=True)
    except SetupError as exc:
        say(f"Erreur : {exc}")
        return 1
    if pytest_arguments:
        return subprocess.run(
            command_of("pytest", *pytest_arguments), cwd=ROOT, env=child_env(), check=False
        ).returncode
    failed = [name for name in names or CHECKS if not check(name)]
    say(f"\nÉchec : {', '.join(failed)}." if failed else "\nTout est bon.")
    return 1 if failed else 0


def split_arguments(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The checks named, and what is for pytest alone."""
    if arguments and arguments[0] == "pytest":
        return ["pytest"], arguments[1:]
    return arguments, []


def check(name: str) -> bool:
    """Run one check, print its line, and all it said when it failed."""
    print(f"{name:<8}", end="", flush=True)
    start = time.perf_counter()
    tool, *options = CHECKS[name]
    done = subprocess.run(
        command_of(tool, *options),
        cwd=ROOT,
        env={**child_env(), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    said = (done.stdout + done.stderr).strip()
    passed = done.returncode == 0
    duration_s = time.perf_counter() - start
    say(f"{'ok' if passed else 'ÉCHEC':<7}{duration_s:6.1f} s   {summary(said)}")
    if not passed:
        say(f"\n{said}\n")
    return passed


#: The line where each tool concludes; what follows it is advice.
CONCLUSION = re.compile(
    r"^(?:Found|Success|All checks|\d+ files?|Would reformat|=*\s*\d+ (?:passed|failed)).*", re.MULTILINE
)


def summary(said: str) -> str:
    """The line where a tool concludes, with the coverage when there is one."""
    conclusions = CONCLUSION.findall(said)
    last = conclusions[-1] if conclusions else said.rpartition("\n")[2]
    coverage = re.search(r"^TOTAL .*?(\d+)%", said, re.MULTILINE)
    return last.strip("= ") + (f" – couverture {coverage[1]} %" if coverage else "")


def command_of(tool: str, *options: str) -> list[str]:
    """A tool of `.venv`: by its module where it has one, so that a moved folder still works."""
    if tool == "pytest":
        return [str(venv_python()), "-m", "pytest", *options]
    return [str(venv_command(tool)), *options]


if __name__ == "__main__":
    os.chdir(Path(ROOT))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrompu.")
