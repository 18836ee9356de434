"""Convert the bundled example catalogue: `python3 scripts/demo.py`.

Makes `.venv`, installs the project, runs `offre-insertion demo`. Options are passed on to it.
"""

from __future__ import annotations

import subprocess
import sys

from environment import SetupError, child_env, prepare, say, use_safe_output, venv_command


def main(arguments: list[str]) -> int:
    use_safe_output()
    try:
        prepare()
    except SetupError as exc:
        say(f"Erreur : {exc}")
        return 1
    command = [str(venv_command("offre-insertion")), "demo", *arguments]
    return subprocess.run(command, env=child_env(), check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrompu.")
