"""What French typography asks beside figures: the spaces that must not break, signs, dates in full."""

from __future__ import annotations

import datetime as dt
import re

from offre_insertion.reporting import text
from offre_insertion.reporting.text import NARROW, NBSP
from offre_insertion.tracking.metric import UNMEASURED
from offre_insertion.tracking.periods import MONTHS
from offre_insertion.tracking.wording import whole_percent

#: Lexique des règles typographiques de l'Imprimerie nationale: a narrow space before « ; ! ? », a wide one before
#: « : » and « % » and inside quotation marks.
_NARROW_BEFORE = re.compile(r"(?<=\S)[ \u00a0](?=[;!?](?:\s|$|[).,»<]))")
_WIDE_BEFORE = re.compile(r"(?<=\S) (?=[:»%](?:\s|$|[).,;»<\u00a0\u202f]))")
_WIDE_AFTER = re.compile(r"(?<=«) ")
_UNIT = re.compile(r"(?<=\d) (?=(?:h|km|mois|jours?|ans?|€|fiches?|places?|habitants?)\b)")
#: Texts of a page: neither its tags nor its style sheet.
_TEXTS = re.compile(r"<style>.*?</style>|(?<=>)[^<>]+(?=<)", re.DOTALL)


def typeset(text: str) -> str:
    """The sentence with its unbreakable spaces. Idempotent; only spaces change."""
    text = _NARROW_BEFORE.sub(NARROW, text)
    text = _WIDE_BEFORE.sub(NBSP, text)
    return _UNIT.sub(NBSP, _WIDE_AFTER.sub(NBSP, text))


def typeset_page(page: str) -> str:
    """The same for every text of an HTML page, where what comes from catalogues is escaped."""
    return _TEXTS.sub(lambda found: found[0] if found[0].startswith("<style>") else typeset(found[0]), page)


def figure(value: float) -> str:
    """« 1 234,5 », « 12 », « 0,47 »: one decimal when it says something, two under 1."""
    written = text.number(value, digits=_digits(value))
    return written.rstrip("0").removesuffix(",") if "," in written else written


def _digits(value: float) -> int:
    return 2 if abs(value) < 1 else 1


def say(value: float | None, unit: str) -> str:
    """A value in its unit: « 58 % » for a « part » from 0 to 1, « 12 », « non mesuré »."""
    if value is None:
        return UNMEASURED
    return text.percent(value) if unit == "part" else figure(value)


def signed(value: float) -> str:
    """« +3 », « −2,5 », « 0 »."""
    written = figure(value)
    return f"+{written}" if value > 0 and written != "0" else written


def difference(before: float, after: float) -> str:
    """A difference of figures as they are written: « +0,01 » from 0,46 to 0,47, whatever was behind."""
    return signed(round(after, _digits(after)) - round(before, _digits(before)))


def points(before: float, after: float) -> str:
    """A difference of shares as they are written, cut to the point: « +3 points », « −1 point », « 0 point »."""
    gap = whole_percent(after) - whole_percent(before)
    return f"{signed(gap)}{NBSP}point{'s' if abs(gap) > 1 else ''}"


def long_day(date: dt.date) -> str:
    """« 30 septembre 2026 », « 1er octobre 2026 »."""
    return f"{'1er' if date.day == 1 else date.day}{NBSP}{MONTHS[date.month - 1]} {date.year}"


def month(date: dt.date) -> str:
    """« 09/26 »: a label of an axis."""
    return f"{date:%m/%y}"
