"""The work list as a workbook: one sheet of tasks, one of the records each is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from offre_insertion.publishing.atomic import replacing
from offre_insertion.publishing.neutralise import neutralise
from offre_insertion.publishing.workbook import CREATED
from offre_insertion.tracking.worklist.tasks import KIND_LABELS, Item, Task

_TASKS = (
    ("N°", 6),
    ("Sorte", 14),
    ("À faire", 70),
    ("Effet", 50),
    ("Gain", 8),
    ("Échéance", 12),
    ("Fait", 8),
)
_ITEMS = (("N°", 6), ("À faire", 60), ("Identifiant", 40), ("Nom", 44), ("Structure ou détail", 40))


def write_worklist(path: Path, tasks: Sequence[Task]) -> None:
    """Writes the workbook, whole or not at all. Raises :class:`offre_insertion.errors.PublishError`."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with replacing(path.absolute().parent) as draft, xlsxwriter.Workbook(draft / path.name, options) as book:
        book.set_properties({"created": CREATED, "title": "À faire"})
        heading = book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        numbered = list(enumerate(tasks, 1))
        _write(
            book.add_worksheet("À faire"),
            _TASKS,
            (_cells(n, one) for n, one in numbered),
            heading,
            text,
        )
        lines = (_line(n, one, item) for n, one in numbered for item in one.items)
        _write(book.add_worksheet("Fiches"), _ITEMS, lines, heading, text)


def _cells(number: int, task: Task) -> list[str | int]:
    due = task.due.strftime("%d/%m/%Y") if task.due else ""
    return [number, KIND_LABELS[task.kind], task.title, task.effect, task.gain, due, ""]


def _line(number: int, task: Task, item: Item) -> list[str | int]:
    return [number, task.title, item.id, item.nom, item.detail]


def _write(
    sheet: Worksheet,
    columns: Sequence[tuple[str, int]],
    lines: Iterable[Sequence[str | int]],
    heading: object,
    text: object,
) -> None:
    for position, (title, width) in enumerate(columns):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, title, heading)
    last = 0
    for last, cells in enumerate(lines, 1):
        for position, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(last, position, cell, text)
            else:
                sheet.write_string(last, position, neutralise(cell), text)
    sheet.freeze_panes(1, 0)
    if last:
        sheet.autofilter(0, 0, last, len(columns) - 1)
