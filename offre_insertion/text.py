"""Comparing French words: the one folding that every lookup, search and comparison uses."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ACCENTS = re.compile("[\u0300-\u036f]+")
_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]+")
_QUOTES = re.compile(r"«\s*([^«»]*?)\s*»")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Lower case, no accents, runs of anything but letters and digits as one space.

    ``"L’Étape – Saint-Cœur"`` → ``"l etape saint coeur"``. Idempotent.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return _NOT_ALPHANUMERIC.sub(" ", _ACCENTS.sub("", decomposed)).strip()


def one_line(text: str) -> str:
    """The text on one line that no terminal takes for an order: control characters and runs of spaces become one."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def quoted(text: str) -> str:
    """« Le garage “Test” ferme »: the text between French quotes, its own quotes made those of a quote in a quote."""
    inner = _QUOTES.sub(r"“\1”", text)
    return f"« {inner} »"


def in_a_sentence(title: str) -> str:
    """« Numéro SIRET » → « numéro SIRET »."""
    return title[:1].lower() + title[1:]


def plural(words: str) -> str:
    """« fiche identique » → « fiches identiques »: every word takes its s, unless it ends with s or x."""
    return " ".join(word if word.endswith(("s", "x")) else f"{word}s" for word in words.split())


def counted(number: int, words: str, many: str | None = None) -> str:
    """« 1 fiche identique », « 3 fiches identiques »; ``many`` when it is not :func:`plural`."""
    return f"{number} {words if number < 2 else many or plural(words)}"


def decimal(value: float) -> str:
    """« 0,8 », « 12 »."""
    return f"{value:g}".replace(".", ",")


def slug(text: str) -> str:
    """The folded text joined by dashes, as used in local ids: ``"auto-ecole-sociale"``."""
    return fold(text).replace(" ", "-")
