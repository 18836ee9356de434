"""Which of the answers of partners hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

from offre_insertion.history.corrections import CONFIRMED, Correction, standing_corrections
from offre_insertion.history.values import Ref

BILAN = Ref("service", "essai--bilan")
MARCH, NOVEMBER = dt.date(2026, 3, 1), dt.date(2026, 11, 25)


def line(field: str, value: Any, day: dt.date, action: Any = "corrige") -> Correction:
    at = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
    return Correction(BILAN, field, value, None, "Camille", "bilan.xlsx", day, at, action)


def test_a_confirmation_is_never_made_older_by_a_workbook_taken_in_late() -> None:
    held = standing_corrections([line(CONFIRMED, True, NOVEMBER), line(CONFIRMED, True, MARCH)])
    assert held[BILAN][CONFIRMED].day == NOVEMBER
    held = standing_corrections([line(CONFIRMED, True, MARCH), line(CONFIRMED, True, NOVEMBER)])
    assert held[BILAN][CONFIRMED].day == NOVEMBER


def test_a_confirmation_taken_back_lets_an_older_one_be_said() -> None:
    lines = [line(CONFIRMED, True, NOVEMBER), line(CONFIRMED, True, NOVEMBER, "annule")]
    assert standing_corrections(lines) == {}
    assert standing_corrections([*lines, line(CONFIRMED, True, MARCH)])[BILAN][CONFIRMED].day == MARCH


def test_of_a_field_the_last_line_written_holds_whatever_its_day() -> None:
    held = standing_corrections([line("frais", "gratuit", NOVEMBER), line("frais", "payant", MARCH)])
    assert held[BILAN]["frais"].value == "payant"
