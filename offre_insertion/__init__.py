"""Du catalogue local d'insertion à un jeu data·inclusion v1 valide."""

from __future__ import annotations

__version__ = "0.1.0.dev0"
