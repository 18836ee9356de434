"""Figures and words as French typography wants them."""

from __future__ import annotations

import datetime as dt

NBSP = "\u00a0"
NARROW = "\u202f"
NOTHING = "–"


def percent(share: float | None) -> str:
    """« 58,6 % » is « 59 % »; never « 100 % » nor « 0 % » for what is not; a dash for nothing."""
    if share is None:
        return NOTHING
    rounded = round(100 * share)
    if rounded == 100 and share < 1 - 1e-9:
        rounded = 99
    if rounded == 0 and share > 1e-9:
        return f"<{NBSP}1{NBSP}%"
    return f"{rounded}{NBSP}%"


def number(value: float | None, *, digits: int = 0) -> str:
    """« 305 468 », « 2,5 »; a dash for nothing."""
    if value is None:
        return NOTHING
    return f"{value:,.{digits}f}".replace(",", NARROW).replace(".", ",").replace("-", "−")


def day(date: dt.date) -> str:
    """« 23/11/2026 »."""
    return f"{date:%d/%m/%Y}"


def counted(count: int, words: str) -> str:
    """« 1 dispositif proche », « 3 dispositifs proches »: every word takes its s."""
    plural = " ".join(word if word.endswith(("s", "x")) else f"{word}s" for word in words.split())
    return f"{number(count)}{NBSP}{words if count < 2 else plural}"
