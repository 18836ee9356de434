"""OSM ``opening_hours`` expressions: what is one already, and the only door through which one is written."""

from __future__ import annotations

import re

import opening_hours

_COMMENT = re.compile(r'"[^"]*"')
_WORD = re.compile(r"[A-Za-z]+")
#: Words of OSM that no French text uses with the same spelling (« Mar » is mardi, « sa » is samedi).
_OSM_WORDS = frozenset({
    "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH", "SH", "off", "closed", "open", "unknown", "week",
    "easter", "sunrise", "sunset", "dawn", "dusk",
    "Jan", "Feb", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
})  # fmt: skip
_SAYS_HOURS = re.compile(r"\d:\d\d|\b(?:off|closed|unknown|24/7)\b")


def checked(text: str) -> str | None:
    """The text when the OSM parser reads it, else ``None``."""
    try:
        return text if opening_hours.validate(text) else None
    except UnicodeEncodeError:  # half a surrogate pair: not text
        return None


def unknown(comment: str) -> str | None:
    """A whole value that is only a comment: nobody knows when it is open.

    The word ``unknown`` is written: the specification implies it, but some readers take a lone comment for
    « always open ».
    """
    return checked(f'unknown "{comment}"') if comment else None


def is_osm(text: str) -> bool:
    """Whether the text is an OSM expression that cannot be taken for French, and says hours."""
    bare = _COMMENT.sub("", text)
    words = set(_WORD.findall(bare))
    return (
        ((not words <= {"Mar", "sa"} and bool(words & _OSM_WORDS)) or bare.strip() == "24/7")
        and _SAYS_HOURS.search(bare) is not None
        and checked(text) is not None
    )
