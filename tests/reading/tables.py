"""Small catalogues written for real, and read back as the command does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from offre_insertion.connector import Connector, Format
from offre_insertion.issues import Issue
from offre_insertion.reading import Table, open_table

STRUCTURE = {"nom": {"column": "Nom"}}


def connector(**keys: Any) -> Connector:
    """A connector with the given keys; only how it reads matters here."""
    source = {"id": "essai", "nom": "Essai"}
    return Connector.model_validate({"source": source, "structure": STRUCTURE, **keys})


def read(path: Path, /, **form: Any) -> Table:
    """The table of a file, with these keys of ``[format]``."""
    return open_table(path, connector(format=Format.model_validate(form)))


def write_csv(path: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    """A CSV with exactly these characters: no line break is translated."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def values(table: Table) -> list[dict[str, str]]:
    """The filled cells of each row."""
    return [row.values for row in table.rows]


def numbers(table: Table) -> list[int]:
    """The numbers of the rows."""
    return [row.number for row in table.rows]


def codes(issues: Sequence[Issue]) -> list[str]:
    """The codes of the issues."""
    return [issue.code for issue in issues]
