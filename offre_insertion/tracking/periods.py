"""Periods: a quarter, a month, a year, or any two days; each with the one before, for comparison."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from offre_insertion.errors import ReadError

#: In letters, from January.
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
          "novembre", "décembre")  # fmt: skip
_FORMS = "2026-T3 (trimestre), 2026-09 (mois), 2026 (année) ou 2026-07-15..2026-09-30"
_QUARTER = re.compile(r"(\d{4})-[Tt]([1-4])")
#: The periods before are counted back from there: none may leave the calendar.
_OLDEST = 1900
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"(\d{4})")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` to ``end``, both included; ``label`` is French. Make one with :func:`read_period`."""

    code: str
    label: str
    start: dt.date
    end: dt.date

    @property
    def eve(self) -> dt.date:
        """The day before: the snapshot that a period starts from is the last one of that day or earlier."""
        return self.start - dt.timedelta(days=1)

    def includes(self, day: dt.date) -> bool:
        """Whether a day is of the period."""
        return self.start <= day <= self.end

    def previous(self) -> Period:
        """The period just before, of the same kind; of as many days when it is any two days."""
        if match := _QUARTER.fullmatch(self.code):
            year, quarter = int(match[1]), int(match[2])
            return read_period(f"{year}-T{quarter - 1}" if quarter > 1 else f"{year - 1}-T4")
        if _MONTH.fullmatch(self.code):
            return read_period(f"{self.eve:%Y-%m}")
        if _YEAR.fullmatch(self.code):
            return read_period(f"{self.eve:%Y}")
        start = self.start - (self.end - self.start) - dt.timedelta(days=1)
        return read_period(f"{start}..{self.eve}")


def read_period(text: str) -> Period:
    """The period that a person wrote. Raises :class:`ReadError` in French."""
    text = text.strip()
    if match := _QUARTER.fullmatch(text):
        year, quarter = int(match[1]), int(match[2])
        name = "1er trimestre" if quarter == 1 else f"{quarter}e trimestre"
        return _months(f"{year}-T{quarter}", f"{name} {year}", year, 3 * quarter - 2, 3 * quarter)
    if match := _MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        return _months(text, f"{MONTHS[month - 1]} {year}", year, month, month)
    if match := _YEAR.fullmatch(text):
        return _months(text, f"année {text}", int(text), 1, 12)
    if match := _DAYS.fullmatch(text):
        return _between(text, match[1], match[2])
    raise ReadError(f"Période « {text} » : écrivez {_FORMS}.")


def quarter_of(day: dt.date) -> Period:
    """The quarter of a day."""
    return read_period(f"{day.year}-T{(day.month + 2) // 3}")


def _months(code: str, label: str, year: int, first: int, last: int) -> Period:
    try:
        end = dt.date(year, last, calendar.monthrange(year, last)[1])
        return Period(code, label, dt.date(year, first, 1), end)
    except ValueError as exc:  # year 0000
        raise ReadError(f"Période « {code} » : écrivez {_FORMS}.") from exc


def _between(text: str, first: str, last: str) -> Period:
    try:
        start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError as exc:
        raise ReadError(f"Période « {text} » : une de ces dates n’existe pas.") from exc
    if start > end:
        raise ReadError(f"Période « {text} » : elle finit avant de commencer.")
    if start.year < _OLDEST:
        raise ReadError(f"Période « {text} » : elle commence avant {_OLDEST}.")
    return Period(text, f"du {start:%d/%m/%Y} au {end:%d/%m/%Y}", start, end)
