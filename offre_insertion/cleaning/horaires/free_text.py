"""One text for the whole week."""

from __future__ import annotations

from functools import lru_cache

from offre_insertion.cleaning.horaires.comments import (
    RENDEZ_VOUS,
    quotable,
    read_comment,
    says_closed,
)
from offre_insertion.cleaning.horaires.grammar import read_week
from offre_insertion.cleaning.horaires.notes import not_understood, week_notes
from offre_insertion.cleaning.horaires.osm import is_osm, unknown
from offre_insertion.cleaning.horaires.rendering import render_week
from offre_insertion.cleaning.horaires.tokens import tidy
from offre_insertion.cleaning.horaires.week import UnclearError
from offre_insertion.issues import Noted

#: Beyond, it is a page, not hours; the longest real ones are below 500 characters.
_LONGEST = 2_000


@lru_cache(maxsize=1 << 15)
def clean_horaires(raw: str) -> Noted[str]:
    """The OSM expression of a French text; one that is already OSM is unchanged. ``None`` when it is empty.

    ``« du lundi au vendredi 9h-12h et 14h-17h30, fermé mercredi après-midi »`` →
    ``Mo-Tu,Th-Fr 09:00-12:00,14:00-17:30; We 09:00-12:00``.
    """
    line = " ".join(raw.split())
    if is_osm(line):
        return Noted(line)
    text = tidy(raw)
    if not any(char.isalnum() for char in text):
        return Noted(None)
    if is_osm(text):
        return Noted(text)
    if says_closed(text):
        return Noted("off")
    if len(text) > _LONGEST:
        return Noted(None, (not_understood(text, kept=False),))
    try:
        week = read_week(text)
        value = render_week(week)
    except UnclearError:
        return _only_words(text)
    return Noted(value, tuple(week_notes(week, text))) if value is not None else _only_words(text)


def _only_words(text: str) -> Noted[str]:
    """The text as a comment, since its hours are not understood."""
    comment = read_comment(text)
    if comment.is_rendez_vous:
        return Noted(unknown(RENDEZ_VOUS))
    value = unknown(quotable(text)) if comment.text is not None else None
    return Noted(value, (not_understood(text, kept=value is not None),))
