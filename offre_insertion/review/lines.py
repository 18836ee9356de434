"""The lieux of one action: the records of one line of a source are one dispositif."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from offre_insertion.matching.groups import Groups
from offre_insertion.schema import Record


def line_of(record: Record, extension: Mapping[str, Any]) -> str:
    """The line of the source: the places of one dispositif of one source are one line, a record without such a key is
    its own. ``extension``: its private fields, JSON-ready."""
    dispositif = extension.get("dispositif")
    return f"{record['source']} {dispositif}" if dispositif else str(record["id"])


def join_lines(
    groups: Iterable[tuple[str, ...]], lines: Mapping[str, str], *, apart: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Id of a service → its dispositif: the ``groups`` of duplicates, and what is of one line.

    ``lines``: id → line (:func:`line_of`); two services ``apart`` are never joined. Those that stand alone are absent.
    """
    joined = Groups(apart)
    for group in (*groups, *_same_line(lines)):
        for member in group[1:]:
            joined.join(group[0], member)
    return {member: group[0] for group in joined.all() for member in group}


def _same_line(lines: Mapping[str, str]) -> list[tuple[str, ...]]:
    by_line: dict[str, list[str]] = {}
    for service, line in sorted(lines.items()):
        by_line.setdefault(line, []).append(service)
    return [tuple(members) for members in by_line.values() if len(members) > 1]
