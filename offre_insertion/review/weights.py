"""A CSV of weights, as a person downloads it, → the weight of each commune."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from offre_insertion.connector import Format
from offre_insertion.coverage import Ground, Weights, weigh_communes
from offre_insertion.coverage.weights import CODE_COLUMNS, VALUE_COLUMNS
from offre_insertion.errors import ReadError
from offre_insertion.reading.csv_file import read_csv
from offre_insertion.reading.source import load_source
from offre_insertion.text import fold


def read_weights(path: Path, ground: Ground) -> Weights:
    """The weights of a CSV with a heading. Its name, without suffix, says what they are.

    Raises :class:`ReadError`: not a table, no column of codes or of figures, a commune given twice.
    """
    grid = read_csv(load_source(path), Format())
    lines = iter(grid.lines)
    header = next(lines, (1, ()))[1]
    code, value = _column(header, CODE_COLUMNS, path), _column(header, VALUE_COLUMNS, path)
    rows = ((number, _cell(cells, code), _cell(cells, value)) for number, cells in lines if any(cells))
    return weigh_communes(rows, ground, nom=path.stem, geography=ground.geography)


def _cell(cells: Sequence[str], position: int) -> str:
    """Empty beyond the end of a short line."""
    return cells[position] if position < len(cells) else ""


def _column(header: Sequence[str], names: Sequence[str], path: Path) -> int:
    folded = [fold(title) for title in header]
    for name in names:
        if name in folded:
            return folded.index(name)
    raise ReadError(
        f"« {path} » : aucune colonne « {names[0]} » en première ligne (sont aussi lues : {', '.join(names[1:])})."
    )
