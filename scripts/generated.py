"""Files that scripts generate: written, or with `--check` compared to what would be written."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def write_or_check(files: Mapping[Path, bytes], *, script: str) -> int:
    """Write the files, or with `--check` say which are out of date. Returns the exit code."""
    if "--check" not in sys.argv[1:]:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(f"{path.relative_to(ROOT)} : {len(content)} octets")
        return 0
    stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    for path in stale:
        print(f"{path.relative_to(ROOT)} n'est plus à jour : lancez python scripts/{script}", file=sys.stderr)
    return 1 if stale else 0
