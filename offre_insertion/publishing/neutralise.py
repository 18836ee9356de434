"""Cells that a spreadsheet would run as a formula (OWASP, « CSV Injection »).

In a CSV, every text that starts with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return gets an
apostrophe in front, as OWASP asks. One exception: a sign followed by digits only. ``+33243000000`` and
``-1.5`` are constants: they call no function and name no cell or program, and a phone changed into
``'+33…`` would no longer be in E.164 for whoever imports the file.

In a workbook nothing runs when it is opened: cells are typed, and ours are strings. The danger comes back
when the cell is edited, or the sheet saved as CSV. So there such texts carry the « quote prefix » style of
Excel, which keeps them texts when edited; and those that can be formulas carry the apostrophe as well. Only
prose after a dash or a plus (« - Aide au logement ») is left as it is in the workbook that machines read:
without a call, a reference to a sheet or a program, it cannot do anything, and data·inclusion must receive
the text that was written.
"""

from __future__ import annotations

import re

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_SIGNED_NUMBER = re.compile(r"[+-]\d[\d .\u00a0]*")
#: What a formula needs to do harm: a call, another sheet or file, a program (DDE).
_FORMULA = re.compile(r"[\w.]\(|\S![$\w]|\|")


def is_risky(text: str) -> bool:
    """A spreadsheet may take this text for a formula."""
    return text.startswith(_RISKY) and not _SIGNED_NUMBER.fullmatch(text)


def neutralise(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet would take it for a formula."""
    return f"'{text}" if is_risky(text) else text


def neutralise_typed(text: str) -> str:
    """The same for a cell already typed as a string: prose after a dash or a plus is left as it is."""
    if text[:1] in {"+", "-"} and not _FORMULA.search(text):
        return text
    return neutralise(text)


def restore(text: str) -> str:
    """The text as it was before :func:`neutralise`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_RISKY) else text
