"""A chart as a value: what is drawn in the page, by the spreadsheet, and written in its table, from the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from offre_insertion.reporting.typography import say

#: ``empile``: stacked columns, or areas when the dates are many; ``cent``: the same, each date brought to 100 %;
#: ``cascade``: waterfall, whose first and last rows are totals; ``barres``: one bar by row; ``entonnoir``: the same,
#: each one a part of the first; ``colonnes``: distribution; ``lignes``: one line by series.
Kind = Literal["empile", "cent", "cascade", "barres", "entonnoir", "colonnes", "lignes"]


@dataclass(frozen=True, slots=True)
class Row:
    """One label and the value of each series, ``None`` where nobody measured: never zero."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """``unit`` is « part » for shares from 0 to 1. ``series`` names the columns of ``rows``; ``heading`` their label.

    ``reading`` is the sentence that says what is seen, for those who do not see it. ``limit`` is a line drawn across
    (value, words).
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

    def say(self, value: float | None) -> str:
        """A value in words."""
        return say(value, self.unit)

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
            "lecture": self.reading,
            "lignes": [{"libelle": row.label, "valeurs": list(row.values)} for row in self.rows],
        }
