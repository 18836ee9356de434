"""Accounting for columns: each filled one is read, ignored on purpose, or reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from rapidfuzz import fuzz, process

from offre_insertion.connector import Connector
from offre_insertion.errors import ConnectorError
from offre_insertion.issues import Issue, Severity
from offre_insertion.mapping.fan_out import PLACE, VALUE
from offre_insertion.text import counted, fold


def require_columns(connector: Connector, columns: Sequence[str], *, path: Path | None = None) -> None:
    """Raises :class:`ConnectorError` when a key reads a column the file does not have, before any row."""
    present = set(columns) | {name for group in connector.groups for name in group}
    present |= {name for name, each in ((VALUE, connector.each), (PLACE, connector.places)) if each}
    carried = connector.carry
    given = {f"{carried.prefix}{column}" for column in carried.columns} if carried is not None else set()
    present |= given
    missing = sorted(connector.read_columns() - present)
    if missing:
        raise ConnectorError(
            _missing_message(missing, [column for column in columns if column not in given]),
            path=str(path or connector.source.id),
            where=_first_user(connector, missing[0]),
        )


def _missing_message(missing: Sequence[str], columns: Sequence[str]) -> str:
    parts = []
    for column in missing:
        nearest = nearest_column(column, columns)
        hint = f" (la plus proche : « {nearest} »)" if nearest else ""
        parts.append(f"« {column} »{hint}")
    plural = "colonnes introuvables" if len(missing) > 1 else "colonne introuvable"
    shown = ", ".join(f"« {column} »" for column in columns[:30]) + (", …" if len(columns) > 30 else "")
    return (
        f"{plural} dans le fichier : {', '.join(parts)}. Corrigez le nom dans le connecteur, ou le catalogue. "
        f"Colonnes du fichier : {shown or 'aucune'}."
    )


def nearest_column(column: str, columns: Sequence[str]) -> str | None:
    """The column of the file whose name looks most like ``column``, if any does."""
    found = process.extractOne(column, columns, scorer=fuzz.WRatio, processor=fold, score_cutoff=70)
    return found[0] if found else None


def _first_user(connector: Connector, column: str) -> str | None:
    for name, rule in connector.rules():
        if column in rule.read_columns():
            return name
    return next((f"skip ({skip.reason})" for skip in connector.skip if column in skip.read_columns()), None)


def unused_columns(connector: Connector, filled: Iterable[str]) -> list[str]:
    """Filled columns that no key reads and ``ignore`` does not name."""
    used = connector.used_columns()
    return [
        column
        for column in filled
        if column not in used and not any(_is_named(column, pattern) for pattern in connector.ignore)
    ]


def _is_named(column: str, pattern: str) -> bool:
    """« Date [1] » is the name of a column before it is a pattern."""
    return column == pattern or fnmatchcase(column, pattern)


def unused_column_issue(column: str, count: int) -> Issue:
    """What to do about a column nobody reads."""
    return Issue(
        code="colonne-non-lue",
        severity=Severity.AVERTISSEMENT,
        message=f"La colonne « {column} » est remplie ({counted(count, 'ligne')}) et n'est lue par aucune clé du "
        "connecteur. Affectez-la à un champ, ou ajoutez-la à « ignore ».",
        column=column,
    )
