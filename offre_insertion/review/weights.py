"""A CSV of weights, as a person downloads it, → the weight of each commune."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from offre_insertion.connector import Format
from offre_insertion.coverage import Ground, Weights, weigh_communes
from offre_insertion.coverage.weights import CODE_COLUMNS, WEIGHT_COLUMNS
from offre_insertion.errors import ReadError
from offre_insertion.reading.csv_file import read_csv
from offre_insertion.reading.source import load_source
from offre_insertion.text import fold


def read_weights(path: Path, ground: Ground, *, columns: Sequence[Sequence[str]] = WEIGHT_COLUMNS) -> Weights:
    """The weights of a CSV with a heading. Its name, without suffix, and that of the column say what they are.

    ``columns`` are the headings of figures, folded, the best ones first. Raises :class:`ReadError`: not a table, no
    column of codes or of figures, several of figures that are as good, a commune given twice.
    """
    grid = read_csv(load_source(path), Format())
    lines = iter(grid.lines)
    header = next(lines, (1, ()))[1]
    code, value = _column(header, [[one] for one in CODE_COLUMNS], path), _column(header, columns, path)
    rows = ((number, _cell(cells, code), _cell(cells, value)) for number, cells in lines if any(cells))
    return weigh_communes(
        rows, ground, nom=f"{path.stem} (colonne {header[value].strip()})", geography=ground.geography
    )


def _cell(cells: Sequence[str], position: int) -> str:
    """Empty beyond the end of a short line."""
    return cells[position] if position < len(cells) else ""


def _column(header: Sequence[str], names: Sequence[Sequence[str]], path: Path) -> int:
    """The one column that has one of the first names that are there: which of two is meant is not ours to say."""
    folded = [fold(title) for title in header]
    for equals in names:
        found = [position for position, title in enumerate(folded) if title in equals]
        if len(found) > 1:
            titles = " et ".join(f"« {header[position].strip()} »" for position in found)
            raise ReadError(
                f"« {path} » : plusieurs colonnes peuvent convenir, {titles}. N’en gardez qu’une, ou nommez "
                f"« {names[0][0]} » celle qui compte."
            )
        if found:
            return found[0]
    first, *others = (one for equals in names for one in equals)
    raise ReadError(
        f"« {path} » : aucune colonne « {first} » en première ligne (sont aussi lues : {', '.join(others)})."
    )
