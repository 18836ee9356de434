"""Figures and words as French typography wants them."""

from __future__ import annotations

import datetime as dt

from offre_insertion.text import plural

NBSP = "\u00a0"
NARROW = "\u202f"
NOTHING = "–"


def percent(share: float | None, digits: int = 0) -> str:
    """« 58 % » for 58,6 %: without decimals, cut and not rounded, so that 79,9 % is not read as the 80 % it lacks.
    With decimals, rounded. « < 1 % » for what is not nothing; a dash for what is not known."""
    if share is None:
        return NOTHING
    if digits:
        return f"{100 * share:.{digits}f}{NBSP}%".replace(".", ",")
    cut = int(100 * share + 1e-9)
    return f"<{NBSP}1{NBSP}%" if cut == 0 and share > 1e-9 else f"{cut}{NBSP}%"


def number(value: float | None, *, digits: int = 0) -> str:
    """« 305 468 », « 2,5 »; a dash for nothing."""
    if value is None:
        return NOTHING
    return f"{value:,.{digits}f}".replace(",", NARROW).replace(".", ",").replace("-", "−")


def day(date: dt.date) -> str:
    """« 23/11/2026 »."""
    return f"{date:%d/%m/%Y}"


def counted(count: int, words: str) -> str:
    """« 1 dispositif proche », « 3 dispositifs proches », as a page prints it: every word takes its s."""
    return f"{number(count)}{NBSP}{words if count < 2 else plural(words)}"
