"""French words of opening hours → tokens. Nothing is interpreted here but one word at a time."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from offre_insertion.cleaning.horaires.week import MIDNIGHT, NOON

_TAG_BREAK = re.compile(r"<\s*/?\s*(?:br|p|li|div|tr|ul|ol|h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u0080-\u009f\u200b-\u200f\u2060\ufeff\ufffd\ud800-\udfff]")
_BREAKS = re.compile(r"[ ]*[\n\r\t\x0b\x0c\x85\u2028\u2029][\s]*")
_SPACES = re.compile(r"[^\S\n]+")


#: What NFKD leaves alone.
_LIKE = {"’": "'", "‘": "'", "`": "'", "œ": "o", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "°": "e"}


class _Fold(dict[int, str]):
    """Each character → one lower-case character without accent, so that positions do not move."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = _LIKE.get(char) or unicodedata.normalize("NFKD", char)[:1].lower()[:1] or char
        self[code] = base
        return base


_FOLD = _Fold()


def tidy(raw: str) -> str:
    """The text without HTML, tabs or control characters; lines are separated by one line break."""
    text = _CONTROLS.sub("", raw if raw.isascii() else unicodedata.normalize("NFC", raw))
    if "<" in text:
        text = _TAG.sub(" ", _TAG_BREAK.sub("\n", text))
    if "&" in text:
        text = html.unescape(text)
    text = _CONTROLS.sub("", _BREAKS.sub("\n", text))
    return _SPACES.sub(" ", text).strip()


def fold_in_place(text: str) -> str:
    """Lower case without accents, of the same length as the text."""
    return text.translate(_FOLD)


class Token(NamedTuple):
    """One word. ``numbers`` are minutes (time), weekdays (day) or ranks (rank); positions are in the text."""

    kind: str
    start: int
    end: int
    numbers: tuple[int, ...] = ()


_MONTHS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    "|janv|fevr?|avr|juil|sept?|oct|nov|dec"
)
_DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SHORT_DAYS = {
    "lun": 0, "lu": 0, "mar": 1, "ma": 1, "mer": 2, "merc": 2, "me": 2, "jeu": 3, "je": 3, "ven": 4,
    "vend": 4, "ve": 4, "sam": 5, "sa": 5, "dim": 6, "di": 6,
}  # fmt: skip
_OSM_DAYS = {"Mo": 0, "Tu": 1, "We": 2, "Th": 3, "Fr": 4, "Sa": 5, "Su": 6}
_RANKS = {"prem": 1, "deux": 2, "seco": 2, "troi": 3, "quat": 4, "cinq": 5, "dern": -1}
_COUNTS = {"2": 2, "deux": 2, "3": 3, "trois": 3}

#: Words that say that these are hours, and nothing else.
_NOISE = frozenset({
    "le", "la", "les", "l", "de", "du", "des", "d", "en", "est", "sont", "nos", "notre", "tous",
    "toutes", "chaque", "jour", "jours", "journee", "continu", "continue", "non", "stop", "horaire", "horaires",
    "heure", "heures", "ouvert", "ouverte", "ouverts", "ouvertes", "ouverture", "ouvertures",
    "d'ouverture", "d'ouvertures", "accueil", "accueille", "d'accueil", "l'accueil", "public", "uniquement",
    "seulement", "exclusivement",
})  # fmt: skip
#: One letter away from a day, but words of their own.
_NOT_DAYS = frozenset({"hardi", "pardi", "tardi", "lundy", "bardi", "mardin"})
#: What may stand between a day and its hours.
_LIGHT = frozenset({"dash", "comma", "colon", "slash", "to", "and", "noise", "break", "paren"})
_BESIDE_DAYS = frozenset({"day", "time", "bare", "part", "closed"})

_PATTERN = re.compile(
    rf"""
    (?=[\S\n])(?:  # digits, letters and punctuation apart: a character is tried against its own rules only
      (?P<private>[^\s@]+@\S+ | (?:https?://|www\.)\S+
        | (?:\btel(?:ephone)?\.?\ ?:?\ ?)?(?:\+33|0033|0)\ ?[1-9](?:[ .-]?\d\d){{4}}(?!\d))
    | (?P<date>\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b
        | \b\d{{1,2}}(?:er)?\ (?:{_MONTHS})\b | \b(?:19|20)\d\d\b)
    | (?P<every>\b7\ ?j?(?:ours)?\ ?(?:/|sur)\ ?7(?:\ ?j(?:ours)?)?\b
        | \b(?:tous\ les\ jours|chaque\ jour)\b(?!\ (?:ouvr|scol|feri|de|du|pair|impair)) | \btlj\b)
    | (?P<first_n>\b(?P<count>2|deux|3|trois)\ (?P<which>premi|derni)(?:ers|eres)\b)
    | (?P<rank>\b(?P<nth>[1-5])\ ?(?:ers?|eres?|nde?s?|(?:i?emes?))\b | \b(?P<nth_e>[1-5])es?\b
        | \b(?P<nth_word>premi|deuxi|secon|troisi|quatri|cinqui|derni)(?:ers?|eres?|emes?|ds?|des?)\b)
    | (?=\d)(?:
          (?P<always>\b24\ ?/\ ?7\b)
        | (?P<day_round>\b24\ ?h?(?:eures)?\ ?(?:/|sur)\ ?24(?:\ ?h(?:eures)?)?\b)
        | (?P<time>(?<![\d.:])(?<!(?<!\d)\d,)(?:
              (?P<clock_h>\d\d?)\ ?:\ ?(?P<clock_m>[0-5]\d)(?::00)?(?!\d|[.:]\d|\ ?[:h])
            | (?P<h3>\d\d?)\ h\ (?P<m3>[0-5][05])(?!\d|\ ?[:h])
            | (?P<h>\d\d?)\ ?(?:heures?|hrs?|h)(?:(?P<m>[0-5]\d)|\ (?P<m2>00|2[5-9]|[345]\d))?
                (?:\ ?(?:mn|min))?(?:\.(?=\ (?:a|et|-)\ ))?(?![a-z0-9]|:\d)
            | (?P<h2>\d\d?):(?!\ ?\d)))
        | (?P<bare>(?<![\d.])(?<!(?<!\d)\d,)\d\d?(?!\d|\.\d|,\d+(?![\d:h])|[a-z%€])))
    | (?=[a-z])\b(?:
          (?P<day>(?:lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?)\b
            | (?:lun|lu|mar|ma|merc?|me|jeu|je|vend?|ve|sam|sa|dim|di|mo|tu|we|th|fr|su)\b\.?)
        | (?P<weekend>week[ -]?ends?\b)
        | (?P<monthly>(?:du|de\ chaque|chaque|de\ tous\ les|par)\ mois\b)
        | (?P<weeks>(?:sem(?:aine|aines|\.)?)\ (?P<parity>im)?paires?\b)
        | (?P<public>(?:jours?\ )?feriee?s?\b | ph\b)
        | (?P<school>(?:vacances?|conges|vac\.?)\ scol(?:aires?\b|\.)? | sh\b)
        | (?P<term>(?:(?:pendant|durant|en|hors)\ )?(?:la\ |les\ )?periodes?\ scolaires?\b)
        | (?P<closed>ferme(?:e|s|es|ture|tures)?\b | pas\ (?:d'|de\ )(?:accueil|ouverture|permanence)\b | off\b)
        | (?P<except>(?:sauf|excepte(?:e|s|es)?|hormis|hors|(?:a\ l'exception|en\ dehors)\ (?:du|des|de))\b)
        | (?P<part>(?P<morning>mat(?:in|ins|inee|inees))\b | apres[ -]?midis?\b | (?P<evening>soir(?:s|ee|ees)?)\b)
        | (?P<noon>midi\b)
        | (?P<midnight>minuit\b)
        | (?P<nonstop>(?:sans\ interruption|non[ -]stop|(?:en|journee)\ continue?)\b)
        | (?P<between>entre\b)
        | (?P<from>(?:a\ (?:partir|compter)\ de|des)\b)
        | (?P<to>(?:jusqu'au?|au|a)\b)
        | (?P<and>(?:et(?:\ (?:de|le|les))?|puis|ainsi\ que)\b))
    | (?P<word>[a-z]+(?:'[a-z]+)*'?)
    | (?P<dash>->|[-~])
    | (?P<slash>/)
    | (?P<plus>[&+])
    | (?P<comma>,)
    | (?P<break>[\n;|•·●▪*→]|\.(?!\w))
    | (?P<colon>:|=)
    | (?P<paren>[()\[\]])
    | (?P<other>\S))
    """,
    re.VERBOSE,
)


_SAME_AS = {"plus": "and", "nonstop": "noise"}
_NAMED_HOURS = {"noon": NOON, "midnight": MIDNIGHT}


def read_tokens(text: str) -> list[Token]:
    """The tokens of a tidy text. What is no known word is of kind ``word``, ``noise`` says nothing at all."""
    tokens = [_read(match, text) for match in _PATTERN.finditer(fold_in_place(text))]
    return [_sure_day(tokens, index, text) for index in range(len(tokens))]


def _read(match: re.Match[str], text: str) -> Token:
    """The token of a match: its kind is the outermost named group, the last to close."""
    kind = match.lastgroup or "other"
    start, end = match.span()
    if kind == "time":
        return Token(kind, start, end, (_minutes(match),))
    if kind in _NAMED_HOURS:
        return Token("time", start, end, (_NAMED_HOURS[kind],))
    if kind == "bare":
        return Token(kind, start, end, (int(match[0]) * 60,))
    if kind == "day":
        return Token(kind, start, end, _weekdays(match[0].rstrip("."), text[start:end].rstrip(".")))
    if kind == "word":
        return _word(match[0], start, end)
    kind = _SAME_AS.get(kind, kind)
    numbers = _NUMBERS[kind](match) if kind in _NUMBERS else ()
    if kind == "from" and match[0] == "des" and text[start:end].lower() != "dès":
        kind = "noise"
    if kind in ("public", "school") and match[0] in ("ph", "sh") and not text[start:end].isupper():
        kind = "word"
    return Token(kind, start, end, numbers)


def _minutes(match: re.Match[str]) -> int:
    hours = match["clock_h"] or match["h"] or match["h2"] or match["h3"]
    minutes = match["clock_m"] or match["m"] or match["m2"] or match["m3"] or "0"
    return int(hours) * 60 + int(minutes)


def _ranks(match: re.Match[str]) -> tuple[int, ...]:
    if match["nth_word"]:
        return (_RANKS[match["nth_word"][:4]],)
    return (int(match["nth"] or match["nth_e"]),)


def _first_ranks(match: re.Match[str]) -> tuple[int, ...]:
    count = _COUNTS[match["count"]]
    return tuple(range(1, count + 1)) if match["which"] == "premi" else tuple(range(-count, 0))


_NUMBERS: dict[str, Callable[[re.Match[str]], tuple[int, ...]]] = {
    "first_n": _first_ranks,
    "rank": _ranks,
    "every": lambda _: tuple(range(7)),
    "always": lambda _: tuple(range(7)),
    "weekend": lambda _: (5, 6),
    "weeks": lambda match: (1,) if match["parity"] else (0,),
    "part": lambda match: (0,) if match["morning"] else (2,) if match["evening"] else (1,),
}


def _weekdays(folded: str, original: str) -> tuple[int, ...]:
    if original in _OSM_DAYS:
        return (_OSM_DAYS[original],)
    name = folded.removesuffix("s")
    if name in _DAY_NAMES:
        return (_DAY_NAMES.index(name),)
    return (_SHORT_DAYS[folded],) if folded in _SHORT_DAYS else ()


def _word(folded: str, start: int, end: int) -> Token:
    if folded in _NOISE:
        return Token("noise", start, end)
    weekday = _misspelt_day(folded) if len(folded) > 4 else None
    return Token("word", start, end) if weekday is None else Token("typo", start, end, (weekday,))


@lru_cache(maxsize=1 << 12)
def _misspelt_day(word: str) -> int | None:
    """The only day whose name is one letter away: ``merdi`` → 1. French words like « hardi » are not days."""
    if word in _NOT_DAYS:
        return None
    near = [i for i, name in enumerate(_DAY_NAMES) if Levenshtein.distance(word.removesuffix("s"), name) == 1]
    return near[0] if len(near) == 1 else None


def _sure_day(tokens: list[Token], index: int, text: str) -> Token:
    """The token; a short day (« mer », « jeu », « sa ») is one only beside days or hours."""
    token = tokens[index]
    if token.kind != "day" or token.end - token.start > 4:
        return token
    if not token.numbers:
        return token._replace(kind="word")
    before = tokens[index - 1].kind if index else ""
    after = next((t.kind for t in tokens[index + 1 : index + 4] if t.kind not in _LIGHT), "")
    near = (
        {before, after}
        if before not in _LIGHT
        else {after, *(t.kind for t in tokens[max(0, index - 3) : index])}
    )
    if before in ("word", "private") or not near & _BESIDE_DAYS:
        return token._replace(kind="word")
    return token


def skip_noise(tokens: Sequence[Token], index: int) -> int:
    """The index of the first token from this one on that says something."""
    while index < len(tokens) and tokens[index].kind == "noise":
        index += 1
    return index
