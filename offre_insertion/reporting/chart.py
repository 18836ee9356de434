"""A chart as a value: what is drawn in the page, by the spreadsheet, and written in its table, from the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from offre_insertion.geography import Point
from offre_insertion.reporting.typography import say

#: ``empile``: stacked columns, or areas when the dates are many; ``cent``: the same, each date brought to 100 %;
#: ``cascade``: waterfall, whose first and last rows are totals; ``barres``: one bar by row; ``entonnoir``: the same,
#: each one a part of the first; ``colonnes``: distribution; ``lignes``: one line by series; ``matrice``: one square by
#: row and series; ``nuage``: one point by row, across by its first value, up by its second; ``carte``: one disc by row
#: where it is on the ground.
Kind = Literal[
    "empile", "cent", "cascade", "barres", "entonnoir", "colonnes", "lignes", "matrice", "nuage", "carte"
]
#: Sums of weights are not exact: a limit is reached all the same.
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Row:
    """One label and the value of each series, ``None`` where nobody measured: never zero."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where each row of a « carte » is, ``None`` where nobody knows; ``around``: the ground shown behind."""

    rows: tuple[Point | None, ...]
    around: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """``unit`` is « part » for shares from 0 to 1. ``series`` names the columns of ``rows``; ``heading`` their label.

    ``reading`` is the sentence that says what is seen, for those who do not see it. ``limit`` (value, words) is a line
    drawn across, or what a square of a « matrice » must reach; of a « nuage », it is of its second series, and
    ``limit_across`` of its first. ``units``: the unit of each series, where they differ.
    """

    key: str
    kind: Kind
    title: str
    unit: str
    source: str
    heading: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    reading: str = ""
    limit: tuple[float, str] | None = None
    limit_across: tuple[float, str] | None = None
    units: tuple[str, ...] = ()
    places: Places | None = None

    @property
    def is_share(self) -> bool:
        """Whether values are shares."""
        return self.unit == "part"

    @property
    def unit_words(self) -> str:
        """The unit as people read it."""
        return "part, en %" if self.is_share else self.unit

    @property
    def has_values(self) -> bool:
        """Whether there is anything to draw: bars of nothing say less than their table; a line at zero is a line."""
        values = [value for row in self.rows for value in row.values if value is not None]
        return bool(values) if self.kind == "lignes" else any(values)

    def unit_of(self, series: int) -> str:
        """The unit of a series."""
        return self.units[series] if self.units else self.unit

    def say(self, value: float | None, series: int = 0) -> str:
        """A value of a series in words."""
        return say(value, self.unit_of(series))

    def passes(self, value: float | None) -> bool:
        """Whether a value reaches the limit, which is included."""
        return value is not None and self.limit is not None and value + _EPSILON >= self.limit[0]

    def passing(self, row: Row) -> str:
        """« 3 sur 6 »: the values of a row that reach the limit."""
        return f"{sum(map(self.passes, row.values))} sur {len(row.values)}"

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "cle": self.key,
            "forme": self.kind,
            "titre": self.title,
            "unite": self.unit,
            "source": self.source,
            "entete": self.heading,
            "series": list(self.series),
            "unites": [self.unit_of(position) for position in range(len(self.series))],
            "lecture": self.reading,
            "seuil": _limit(self.limit),
            "seuil_en_travers": _limit(self.limit_across),
            "lignes": [{"libelle": row.label, "valeurs": list(row.values)} for row in self.rows],
        }


def _limit(limit: tuple[float, str] | None) -> dict[str, Any] | None:
    return None if limit is None else {"valeur": limit[0], "libelle": limit[1]}
