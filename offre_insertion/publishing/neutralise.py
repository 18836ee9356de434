"""Cells that a spreadsheet would run as a formula (OWASP, « CSV injection »)."""

from __future__ import annotations

import re

_RISKY = ("=", "+", "-", "@", "\t", "\r")
#: A phone in E.164 or a number starts with a sign and is no formula: it stays as it is, and survives a round trip.
_HARMLESS = re.compile(r"[+-]\d[\d .]*")


def neutralise(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet would take it for a formula."""
    if text.startswith(_RISKY) and not _HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def restore(text: str) -> str:
    """The text as it was before :func:`neutralise`."""
    return text[1:] if text.startswith("'") and text[1:2] in _RISKY else text
