"""Where the real catalogues and contracts are, for the tests that read them; they are not part of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parent.parent.parent / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="les catalogues réels (dossier ../shared) ne sont pas là : test non joué"
)
