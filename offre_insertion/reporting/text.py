"""Figures and words as French typography wants them."""

from __future__ import annotations

import datetime as dt

from offre_insertion.text import plural

NBSP = "\u00a0"
NARROW = "\u202f"
NOTHING = "–"


def percent(share: float | None, digits: int = 0) -> str:
    """« 58 % », or « 58,5 % » with one of the ``digits``, for 58,56 %: cut and not rounded, so that 79,97 % is not read
    as the 80 % it lacks, however it is written. « < 1 % » (« < 0,1 % ») for what is not nothing; a dash for what is not
    known."""
    if share is None:
        return NOTHING
    scale = 10**digits
    cut = int(100 * scale * share + 1e-9)
    is_little = cut == 0 and share > 1e-9
    shown = f"{(1 if is_little else cut) / scale:.{digits}f}".replace(".", ",")
    return f"<{NBSP}{shown}{NBSP}%" if is_little else f"{shown}{NBSP}%"


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
