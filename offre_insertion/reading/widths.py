"""Lines that have more or fewer cells than the header: reported one by one, then counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue, Severity
from offre_insertion.reading.table import Cells, Grid
from offre_insertion.text import counted

#: Issues of one code that name their line; the others are summed up in a last one.
_MAX_REPORTED = 100
#: Lines of a single cell, under a header of several, from which the file is no table with that header.
_MAX_LONELY = 1_000


class Widths:
    """The account of uneven lines of one grid, whose issues it completes."""

    def __init__(self, grid: Grid, columns: Sequence[str], *, name: str) -> None:
        self._grid = grid
        self._width = len(columns)
        self._name = name
        self._counts: Counter[str] = Counter()
        self._lonely = 0

    def report(self, number: int, cells: Cells) -> None:
        """Notes a line. Raises :class:`ReadError` when thousands of lines hold a single cell each."""
        extra = [cell.strip() for cell in cells[self._width :] if cell.strip()]
        if extra:
            shown = ", ".join(f"« {text[:40]} »" for text in extra[:5])
            self._add(
                "cellules-en-trop",
                f"{counted(len(extra), 'cellule')} au-delà de la dernière colonne ({shown}) : "
                f"{'non lue' if len(extra) == 1 else 'non lues'}. "
                "Un séparateur est-il de trop ?",
                number,
            )
        elif len(cells) < self._width and self._grid.sheet is None:
            missing = self._width - len(cells)
            self._add(
                "cellules-manquantes",
                f"Il manque {counted(missing, 'cellule')} à la fin de la ligne : "
                f"{'elle est lue vide' if missing == 1 else 'elles sont lues vides'}. Vérifiez-la.",
                number,
            )
            if len(cells) == 1 and self._width > 2:
                self._note_lonely()

    def _note_lonely(self) -> None:
        self._lonely += 1
        if self._lonely > _MAX_LONELY:
            raise ReadError(
                f"« {self._name} » : plus de {_MAX_LONELY} lignes n'ont qu'une cellule alors que l'en-tête en a "
                f"{self._width}. Vérifiez le séparateur (format.delimiter), et qu'aucun guillemet ne reste ouvert."
            )

    def _add(self, code: str, message: str, row: int) -> None:
        self._counts[code] += 1
        if self._counts[code] <= _MAX_REPORTED:
            self._grid.issues.append(Issue(code, Severity.AVERTISSEMENT, message, row, self._grid.sheet))

    def close(self) -> None:
        """Says how many lines were not named."""
        for code, count in self._counts.items():
            if count > _MAX_REPORTED:
                message = (
                    f"{counted(count - _MAX_REPORTED, 'autre ligne est', 'autres lignes sont')} dans le même cas. "
                    "Corrigez le fichier d'origine."
                )
                self._grid.issues.append(Issue(code, Severity.AVERTISSEMENT, message, sheet=self._grid.sheet))
