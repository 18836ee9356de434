"""The pages of a workbook that came back: their lines, and what is written where no answer is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.publishing.neutralise import restore
from offre_insertion.publishing.workbook import SHEETS
from offre_insertion.reading.grid import column_letter
from offre_insertion.reading.workbook import Workbook
from offre_insertion.schema import LIST_FIELDS, Kind
from offre_insertion.tracking.sheets.layout import (
    COLUMNS,
    GUIDE,
    HOST,
    ID,
    LISTS,
    ORIGIN,
    STILL,
    Choices,
    Line,
    titles,
)

#: What is told of what no column expects.
_LOST = "ce qui y est écrit n’est pas pris. Reportez-le dans le catalogue, ou dans les colonnes prévues."


@dataclass(frozen=True, slots=True)
class Page:
    """``lines``: number of the line, heading → cell. ``strays``: French sentences on what is read nowhere."""

    lines: tuple[tuple[int, Mapping[str, str]], ...]
    strays: tuple[str, ...]


def read_page(book: Workbook, kind: Kind, sent: Sequence[Line], choices: Choices) -> Page:
    """The page of a kind of records; ``sent`` are those that it had.

    Raises :class:`ReadError`: no such page, a heading to fill that is missing or there twice.
    """
    name = SHEETS[kind]
    if name not in book.all_sheets:
        raise ReadError(f"« {book.name} » : il manque la feuille « {name} ». Rendez-lui son nom.")
    grid = book.grid(name, Format())
    lines = iter(grid.lines)
    header = [title.strip() for title in next(lines, (1, ()))[1]]
    place = f"« {book.name} », feuille « {name} »"
    _check_header(header, kind, sent, choices, place)
    filled = [(row, [restore(cell) for cell in cells]) for row, cells in lines if any(map(str.strip, cells))]
    found = tuple(
        (row, {title: cell for title, cell in zip(header, cells, strict=False) if title})
        for row, cells in filled
    )
    beside = [position for position in range(_width(filled)) if not _is_read(position, header, kind)]
    strays = [
        f"Feuille « {name} », {text[:1].lower()}{text[1:]}" for text in (one.message for one in grid.issues)
    ]
    return Page(found, (*strays, *_strays(name, header, filled, beside)))


def other_pages(book: Workbook) -> Iterator[str]:
    """Sentences on the pages that the workbook did not have."""
    for name in book.all_sheets:
        if name in (GUIDE, ORIGIN, LISTS, *SHEETS.values()):
            continue
        if any(any(map(str.strip, cells)) for _, cells in book.grid(name, Format()).lines):
            yield f"Feuille « {name} » : elle n’est pas de la fiche, {_LOST}"


def _check_header(
    header: Sequence[str], kind: Kind, sent: Sequence[Line], choices: Choices, place: str
) -> None:
    """Without a column its answers would be lost, and of two columns of one name, those of the first."""
    fields = titles([one for one in COLUMNS[kind] if not one.locked], sent, choices)
    wanted = [ID, STILL, *(title for title, _, _ in fields)]
    if missing := [f"« {one} »" for one in wanted if one not in header]:
        raise ReadError(
            f"{place} : il manque en ligne 1 {', '.join(missing)}. Rendez son nom à chaque colonne : ce qui y est "
            "écrit serait perdu."
        )
    if twice := [f"« {one} »" for one in wanted if header.count(one) > 1]:
        raise ReadError(
            f"{place} : plusieurs colonnes s’appellent {', '.join(twice)} en ligne 1. Gardez-en une : ce qui est écrit "
            "dans l’autre serait perdu."
        )


def _width(filled: Sequence[tuple[int, Sequence[str]]]) -> int:
    return max((len(cells) for _, cells in filled), default=0)


def _is_read(position: int, header: Sequence[str], kind: Kind) -> bool:
    title = header[position] if position < len(header) else ""
    stem, _, rank = title.rpartition(" ")
    return title in (ID, HOST, STILL) or any(
        title == one.title
        if one.field not in LIST_FIELDS
        # One more column than was sent is read, when none is skipped before it.
        else stem == one.title
        and rank.isdecimal()
        and all(f"{stem} {n}" in header for n in range(1, int(rank)))
        for one in COLUMNS[kind]
    )


def _strays(
    name: str, header: Sequence[str], filled: Sequence[tuple[int, Sequence[str]]], beside: Sequence[int]
) -> Iterator[str]:
    """One sentence for each column that is not of the workbook, with its lines."""
    for position in beside:
        rows = [str(row) for row, cells in filled if position < len(cells) and cells[position].strip()]
        if rows:
            title = (header[position] if position < len(header) else "") or column_letter(position)
            lines = f"ligne{'s' * (len(rows) > 1)} {', '.join(rows[:5])}{'…' * (len(rows) > 5)}"
            yield f"Feuille « {name} », {lines}, « {title[:80]} » : cette colonne n’est pas de la fiche, {_LOST}"
