"""What had been sent, that the workbook of a partner keeps in a hidden page: the partner, the day, each value."""

from __future__ import annotations

from typing import Any

import orjson

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.history.values import Ref
from offre_insertion.publishing.workbook import SHEETS
from offre_insertion.reading.workbook import Workbook
from offre_insertion.schema import LIST_FIELDS
from offre_insertion.tracking.sheets.layout import COLUMNS, ORIGIN

#: Record → field → its value as it was sent.
Sent = dict[Ref, dict[str, Any]]
_NUMBERS = frozenset(
    column.field for columns in COLUMNS.values() for column in columns if column.type == "nombre"
)


def read_origin(book: Workbook) -> tuple[str, str, Sent]:
    """The partner, the day, ISO, and the values that were sent.

    Raises :class:`ReadError` when the workbook has no such page, or when somebody changed it.
    """
    if ORIGIN not in book.all_sheets:
        raise ReadError(
            f"« {book.name} » n’est pas une fiche partenaire : il lui manque ce qui avait été envoyé. Donnez un "
            "classeur écrit par « offre-insertion fiche-partenaire », réenregistré en XLSX."
        )
    sent: Sent = {}
    partner = day = ""
    for _, cells in book.grid(ORIGIN, Format()).lines:
        name, *rest = [*cells, "", "", "", ""][:4]
        if name == "version":
            partner, day = rest[1], rest[2]
        for kind in SHEETS:
            if name == kind:
                sent.setdefault(Ref(kind, rest[0]), {})[rest[1]] = _parse(book, rest[1], rest[2])
    return partner, day, sent


def _parse(book: Workbook, field: str, text: str) -> Any:  # noqa: ANN401 - a value of the schema
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        value = ...
    if value is not None and not _is_like(field, value):
        raise ReadError(
            f"« {book.name} » : ce qui avait été envoyé a été modifié, et ne se lit plus. Envoyez une nouvelle fiche."
        )
    return value


def _is_like(field: str, value: object) -> bool:
    if field in LIST_FIELDS:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if field in _NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)
