"""The grammar of zones: parts, exclusions, lists of names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from offre_insertion.text import fold

_HORS = r"(?:hors|sauf|except[ée]e?s?|hormis|à\s+l['’](?:exception|exclusion)\s+d(?:es|e|u|['’]))"
_EXCLUSION = re.compile(rf"(?<!\w){_HORS}\b\s*:?\s*", re.IGNORECASE)
# « A (hors B, C), D »: what the parentheses hold goes with A only.
_ASIDE = re.compile(rf"\(\s*(?={_HORS}\b)([^)]*)\)?", re.IGNORECASE)
_STRONG = re.compile(r"\s*[;\n\r|•+/]\s*")
# Separators of names, outside of parentheses, from the surest to the one that names hold the most.
_OUTSIDE = r"(?![^(]*\))"
_SEPARATORS = (
    (re.compile(rf"\s*,\s*{_OUTSIDE}"), ", "),
    (re.compile(rf"\s+[-–—]\s+{_OUTSIDE}"), " - "),
    (re.compile(rf"\s+(?:et|&|ainsi que|puis)\s+{_OUTSIDE}", re.IGNORECASE), " et "),
)
_ONLY_CODES = re.compile(r"[\dABab]{2,9}(?:\s+[\dABab]{2,9})+")

# Kinds of territories the schema has no code for, first word of the text.
_LOCAL = frozenset(
    {
        "antenne",
        "arrondissement",
        "bassin",
        "bassins",
        "canton",
        "cantons",
        "centre",
        "circonscription",
        "circonscriptions",
        "cms",
        "frr",
        "itinerant",
        "itinerance",
        "maison",
        "mds",
        "mdsi",
        "petr",
        "pole",
        "poles",
        "qpv",
        "qp",
        "quartier",
        "quartiers",
        "scot",
        "sdsei",
        "secteur",
        "secteurs",
        "territoire",
        "territoires",
        "udas",
        "unite",
        "ut",
        "utas",
        "utpas",
        "zone",
        "zones",
        "zrr",
        "zus",
    }
)
_MOST_JOINED = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a zone and what it leaves out; ``whole`` is the text as written."""

    text: str
    excluded: str
    whole: str


def read_parts(text: str) -> Iterator[Part]:
    """« UT Nord (hors CC A) + CC B » → UT Nord without CC A, then CC B."""
    asides: list[str] = []

    def keep(match: re.Match[str]) -> str:
        asides.append(match[1])
        return f" \x00{len(asides) - 1}\x00 "

    hidden = _ASIDE.sub(keep, text.replace("\x00", " "))
    for chunk in _STRONG.split(hidden):
        yield from _read_chunk(chunk, asides)


def _read_chunk(chunk: str, asides: list[str]) -> Iterator[Part]:
    *pairs, last = re.split(r"\x00(\d+)\x00", chunk)
    for name, number in zip(pairs[::2], pairs[1::2], strict=True):
        aside = asides[int(number)]
        yield Part(_trim(name), _trim(_EXCLUSION.sub("", aside, count=1)), _trim(f"{name} ({aside})"))
    exclusion = _EXCLUSION.search(last)
    if exclusion:
        yield Part(_trim(last[: exclusion.start()]), _trim(last[exclusion.end() :]), _trim(last))
    elif fold(last):
        yield Part(_trim(last), "", _trim(last))


def _trim(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip(" ,;:.-–—")
    return text if text.count("(") == text.count(")") else text.strip("()").strip()


def split_names(text: str, is_name: Callable[[str], bool]) -> list[str]:
    """Names of a list. A name that holds the separator is kept whole: « Granville, Terre et Mer »."""
    if is_name(text):
        return [text]
    if _ONLY_CODES.fullmatch(text):
        return text.split()
    for pattern, separator in _SEPARATORS:
        pieces = [piece for piece in pattern.split(text) if fold(piece)]
        if len(pieces) > 1:
            groups = _regroup(pieces, separator, is_name)
            return [name for piece in groups for name in split_names(piece, is_name)]
    return [text] if fold(text) else []


def _regroup(pieces: list[str], separator: str, is_name: Callable[[str], bool]) -> Iterator[str]:
    """Neighbours that make one name together are put back together."""
    start = 0
    while start < len(pieces):
        for size in range(min(_MOST_JOINED, len(pieces) - start), 0, -1):
            together = separator.join(pieces[start : start + size])
            if size == 1 or is_name(together):
                yield together
                start += size
                break


def is_local(text: str) -> bool:
    """A territory of a kind the schema does not have: « canton de Gorron », « dont QPV », « itinérant »."""
    words = fold(text).split()
    return bool(words) and (
        words[0] in _LOCAL or words[0] == "dont" or "qpv" in words or "prioritaires" in words
    )
