"""The same report, had a hostile catalogue written every text of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, get_args

from offre_insertion.reporting.chart import Kind
from offre_insertion.reporting.coverage.report import CoverageReport
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.tracking.worklist import TaskKind

ATTACK = "'\"><script>alert(1)</script><img src=x onerror=alert(1)>"
#: Codes of closed sets, that no catalogue writes.
_CODES = {*get_args(Kind), *get_args(TaskKind), "part", "couverte", "a-renforcer", "non-couverte", "masque"}


def attacked(report: Report) -> Report:
    """Every text starts with what it was, so that it stays itself, and ends with an attack."""
    return _attack(report)  # type: ignore[no-any-return]


def _attack(value: Any) -> Any:
    if isinstance(value, str):
        return value if value in _CODES else f"{value}{ATTACK}"
    if isinstance(value, tuple):
        return tuple(map(_attack, value))
    if isinstance(value, dict):
        return {_attack(key): _attack(one) for key, one in value.items()}
    if isinstance(value, CoverageReport):
        return value  # maps show communes, which are not of catalogues
    if dataclasses.is_dataclass(value) and not isinstance(value, dt.date | type):
        return dataclasses.replace(
            value, **{field.name: _attack(getattr(value, field.name)) for field in dataclasses.fields(value)}
        )
    return value
