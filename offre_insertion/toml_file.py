"""TOML files that people write: read, or one French sentence that says the file, the line and what to look for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from offre_insertion.errors import ConnectorError


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file; Notepad's byte order mark is no trouble. Raises :class:`ConnectorError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as exc:
        raise ConnectorError("fichier introuvable. Vérifiez le chemin.", path=str(path)) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise ConnectorError(
            "le fichier ne se lit pas : est-ce bien un fichier texte en UTF-8 ?", path=str(path)
        ) from exc
    except tomllib.TOMLDecodeError as exc:
        raise ConnectorError(
            f"ce n'est pas du TOML valide{_place(exc)} ({exc}). Un texte s'écrit entre guillemets, une section "
            "et une clé une seule fois.",
            path=str(path),
        ) from exc


def _place(exc: tomllib.TOMLDecodeError) -> str:
    """« , ligne 11 »: the parser only says it in English, at the end of a sentence."""
    found = re.search(r"at line ([0-9]+)", str(exc))
    return f", ligne {found[1]}" if found else ""
