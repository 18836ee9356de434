"""Single values at the limits of DORA: texts and their lengths, telephones, e-mails, addresses of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from offre_insertion.cleaning.telephone import clean_telephone, region_of
from offre_insertion.publishing.dora.drafts import Losses

#: What DORA's text fields refuse (Django: null characters, halves of surrogate pairs).
_REFUSED = re.compile("[\x00\ud800-\udfff]")
#: French numbers, overseas included: the national form is a zero and nine digits.
_FRENCH = re.compile(r"\+(?:33|262|590|594|596)([1-9]\d{8})")
#: Territories without a national zero.
_PACIFIC = re.compile(r"\+(?:689(\d{8})|(?:687|681|508)(\d{6}))")
_SHORT = re.compile(r"[0-9]{2,6}")
_BULLET = re.compile(r"^(?:[-–—•·*▪◦✓>#]+|\d{1,2}[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÖØ-ÞŒ0-9«(])")
_PUNCTUATION = (".", "!", "?", "…", ":", ";", ",")
#: Django's ``EmailValidator``: ASCII only, a domain with a dot.
_EMAIL = re.compile(
    r"[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*"
    r"@(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+(?:[A-Z]{2,63}|XN--[A-Z0-9-]{1,57}[A-Z0-9])",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?:[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?\.)+"
    r"(?:[a-z\u00a1-\uffff]{2,63}|xn--[a-z0-9-]{1,57}[a-z0-9])",
    re.IGNORECASE,
)

EMAIL_MAX = 254
URL_MAX = 200
PHONE_MAX = 10


def plain(value: object) -> str:
    """The text as DORA would keep it: trimmed, without the characters it refuses; ``""`` for nothing."""
    return _REFUSED.sub("", value).strip() if isinstance(value, str) else ""


def texts(value: object) -> list[str]:
    """The texts of a list of the schema; none when it is no list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list | tuple | set) else []


def cut(text: str, limit: int) -> str:
    """The text within ``limit`` characters: cut after a word, « … » at the end; unchanged when it fits."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    whole = head if text[limit - 1].isspace() else head.rpartition(" ")[0] or head
    return whole.rstrip(" ,;:.-–—…\n\t") + "…"


def limited(
    text: str,
    limit: int,
    losses: Losses,
    *,
    field: str,
    dora_field: str,
    advice: str,
    is_private: bool = False,
) -> str:
    """:func:`cut`, the loss noted with what to do about it; the words of a private field are not repeated."""
    shorter = cut(text, limit)
    if shorter != text:
        where = "" if is_private else f" après « {shorter[-25:].removesuffix('…')} »"
        message = f"« {field} » a {len(text)} caractères, DORA en admet {limit} : coupé{where}. {advice}"
        losses.add(field, dora_field, "coupe", message)
    return shorter


def summarise(text: str, limit: int) -> str:
    """The first sentences that fit, on one line and without Markdown marks; else the first one, cut."""
    flat = _one_line(text)
    if len(flat) <= limit:
        return flat
    summary = ""
    for sentence in _SENTENCE_END.split(flat):
        longer = f"{summary} {sentence}".lstrip()
        if len(longer) > limit:
            break
        summary = longer
    return summary or cut(flat, limit)


def _one_line(text: str) -> str:
    """Lines joined as sentences: bullets removed, a dot after a line that has no punctuation."""
    lines = [_BULLET.sub("", " ".join(line.split())) for line in text.split("\n")]
    filled = [line for line in lines if line]
    return " ".join(line if line.endswith(_PUNCTUATION) else f"{line}." for line in filled[:-1]) + (
        f" {filled[-1]}" if len(filled) > 1 else "".join(filled)
    )


def items(text: str, limit: int) -> Iterator[tuple[str, bool]]:
    """One item per line, bullets removed; a longer line gives its sentences, a longer sentence its pieces.

    The second value tells the pieces of a sentence that had to be broken: « … » marks the break on both
    sides, no word is lost.
    """
    for line in text.split("\n"):
        bare = _BULLET.sub("", " ".join(line.split())).rstrip(" ;,")
        if len(bare) <= limit:
            if bare:
                yield bare, False
            continue
        for sentence in _packed(bare, limit):
            if len(sentence) <= limit:
                yield sentence, False
            else:
                yield from ((piece, True) for piece in _pieces(sentence, limit))


def _packed(line: str, limit: int) -> Iterator[str]:
    """Sentences of a line, as many together as fit."""
    together = ""
    for sentence in re.split(r"(?<=[.;!?])\s+", line):
        longer = f"{together} {sentence}".lstrip()
        if together and len(longer) > limit:
            yield together
            longer = sentence
        together = longer
    yield together


def _pieces(sentence: str, limit: int) -> Iterator[str]:
    left = sentence
    while len(left) > limit:
        head = left[: limit - 1]
        whole = head.rpartition(" ")[0] if " " in head.lstrip("…") else head
        yield f"{whole}…"
        left = f"…{left[len(whole) :].lstrip()}"
    yield left


def to_phone(telephone: str, *, area: str = "") -> str | None:
    """National digits, ten at most (``0243000001``, ``3949``); ``None`` for a number DORA cannot hold.

    ``area`` is a postal code, INSEE code or département: overseas, national numbers are read there.
    """
    number = clean_telephone(telephone, region=region_of(area)).value or ""
    if match := _FRENCH.fullmatch(number):
        return f"0{match.group(1)}"
    if match := _PACIFIC.fullmatch(number):
        return match.group(1) or match.group(2)
    return number if _SHORT.fullmatch(number) else None


def from_phone(phone: str, *, area: str = "") -> str | None:
    """E.164 of the digits DORA holds, short numbers as they are; ``None`` when it is no number."""
    return clean_telephone(phone, region=region_of(area)).value


def is_email(text: str) -> bool:
    """DORA takes this address."""
    return len(text) <= EMAIL_MAX and _EMAIL.fullmatch(text) is not None


def is_url(text: str) -> bool:
    """DORA takes this web address: scheme written, a real host, no space, 200 characters at most."""
    if len(text) > URL_MAX or any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and _HOST.fullmatch(host) is not None
