"""Free text: whitespace, mojibake, names and descriptions at the lengths of the schema."""

from __future__ import annotations

import re
import unicodedata

import ftfy

from offre_insertion.cleaning.html import HTML_MAX, has_markup, html_to_text
from offre_insertion.issues import Note, Noted, Severity

#: Lengths of the official models (``nom`` 3–150, ``description`` 5–10 000 characters).
NOM_MIN, NOM_MAX = 3, 150
DESCRIPTION_MIN, DESCRIPTION_MAX = 5, 10_000

#: Vertical tabs, page breaks, Unicode line separators, and what Excel writes for a carriage return.
_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]|_x000[AaDd]_\n?")
#: Control, zero-width, direction and non-characters, surrogates: XML and UTF-8 refuse some, nobody sees any.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_AROUND_LINES = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
#: Traces of UTF-8 read as Latin-1 or cp1252. « â » and « Â » alone are French (« château », « Âge »).
_MOJIBAKE = re.compile("Ã|Â[\u0080-\u00bf]|â[€\u0080-\u009f]|Å[“’\u0080-\u00bf]|ï¿½|ï¬|[\u0080-\u009f]")
#: Characters that may need something; most cells have none, and are not looked at further.
_UNUSUAL = re.compile("[^\\n -~¡-¬®-ÁÄÆ-ÿŒœŸ‘’“”–—…•€]")
_UNUSUAL_PAIRS = ("  ", " \n", "\n ", "\n\n\n", "â€", "ï¿", "_x0")
#: An invisible character, once removed, may uncover mojibake that it cut in two.
_MAX_REPAIRS = 3
_LOST = Note(
    "caractere-perdu",
    Severity.AVERTISSEMENT,
    "Un caractère a été perdu avant l’import (�) : corrigez-le dans le catalogue, ou réexportez-le en UTF-8.",
)


def clean_texte(raw: str) -> Noted[str]:
    """Whitespace made plain (line breaks kept), invisible characters removed, mojibake repaired where it is sure.

    A character already lost (U+FFFD) is kept and reported. Accents are composed (NFC).
    """
    if _UNUSUAL.search(raw) is None and not _has_pair(raw):
        return Noted(raw.strip() or None)
    text = raw
    notes: tuple[Note, ...] = ()
    for _ in range(_MAX_REPAIRS):
        if _MOJIBAKE.search(text):
            text, repairs = _repair(text)
            notes += repairs
        text = _plain(text)
        if not _MOJIBAKE.search(text):
            break
    if "\ufffd" in text:
        notes += (_LOST,)
    return Noted(text or None, notes)


def _plain(text: str) -> str:
    text = _INVISIBLE.sub("", _LINE_BREAKS.sub("\n", text))
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return _BLANK_LINES.sub("\n\n", _AROUND_LINES.sub("\n", text)).strip()


def _has_pair(text: str) -> bool:
    for pair in _UNUSUAL_PAIRS:  # noqa: SIM110 - a generator would take longer than the search
        if pair in text:
            return True
    return False


def _repair(text: str) -> tuple[str, tuple[Note, ...]]:
    repaired = ftfy.fix_encoding(text)
    if repaired == text:
        return text, ()
    message = f"Accents mal encodés réparés : « {_short(text)} » → « {_short(repaired)} »."
    return repaired, (Note("encodage-repare", Severity.INFO, message),)


def _short(text: str) -> str:
    line = " ".join(text[:200].split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def clean_ligne(raw: str) -> Noted[str]:
    """A text on one line: « 12 rue du Pont⏎Bât. B » is « 12 rue du Pont, Bât. B »."""
    noted = clean_texte(raw)
    if noted.value is None or "\n" not in noted.value:
        return noted
    lines = (line.rstrip(" ,;") for line in noted.value.split("\n"))
    return Noted(", ".join(line for line in lines if line) or None, noted.notes)


def clean_html(raw: str) -> Noted[str]:
    """Plain text of an HTML fragment: paragraphs and items become lines, links keep their address.

    A text without markup is cleaned as :func:`clean_texte` does.
    """
    if not has_markup(raw):
        return clean_texte(raw)
    noted = clean_texte(html_to_text(raw[:HTML_MAX]))
    if len(raw) <= HTML_MAX:
        return noted
    message = f"Texte HTML de {len(raw)} caractères : seuls les {HTML_MAX} premiers sont lus."
    return Noted(noted.value, (*noted.notes, Note("texte-coupe", Severity.AVERTISSEMENT, message)))


def clean_nom(raw: str) -> Noted[str]:
    """A name on one line, without markup nor final dot (« etc. » kept), within the lengths of the schema."""
    noted = clean_html(raw)
    name = " ".join((noted.value or "").split())
    if not name:
        return Noted(None, noted.notes)
    notes = list(noted.notes)
    bare = without_final_dot(name)
    if bare != name:
        message = "Point final retiré du nom : data·inclusion écarte les noms qui en ont un."
        notes.append(Note("point-final", Severity.INFO, message))
    if len(bare) > NOM_MAX:
        message = f"Nom de {len(bare)} caractères coupé à {NOM_MAX} : mettez le détail dans la description."
        notes.append(Note("nom-trop-long", Severity.AVERTISSEMENT, message))
        bare = bare[: NOM_MAX - 1].rstrip(" .,;:-–") + "…"
    if len(bare) < NOM_MIN:
        message = f"« {bare} » est trop court pour un nom : il en faut {NOM_MIN} caractères au moins."
        return Noted(None, (*notes, Note("nom-trop-court", Severity.ERREUR, message)))
    return Noted(bare, tuple(notes))


def without_final_dot(name: str) -> str:
    """« Mobil’Ossire. » → « Mobil’Ossire »; the model accepts « etc. »."""
    while name.endswith(".") and not name.endswith("etc."):
        name = name[:-1].rstrip()
    return name


def clean_description(raw: str) -> Noted[str]:
    """A description: HTML removed, lines kept, within the lengths of the schema; « xxxxx » is none."""
    noted = clean_html(raw)
    text, notes = noted.value or "", noted.notes
    if len(text) >= DESCRIPTION_MIN and len({*text[:200].casefold()} - {" ", "\n"}) == 1:
        message = f"« {_short(text)} » est un texte de remplissage : la description n’est pas retenue."
        return Noted(None, (*notes, Note("texte-de-remplissage", Severity.AVERTISSEMENT, message)))
    if len(text) > DESCRIPTION_MAX:
        message = f"Description de {len(text)} caractères coupée à {DESCRIPTION_MAX}."
        notes += (Note("description-trop-longue", Severity.AVERTISSEMENT, message),)
        text = text[: DESCRIPTION_MAX - 1].rstrip() + "…"
    if text and len(text) < DESCRIPTION_MIN:
        message = f"« {text} » est trop court pour une description : il en faut {DESCRIPTION_MIN} caractères au moins."
        return Noted(None, (*notes, Note("description-trop-courte", Severity.AVERTISSEMENT, message)))
    return Noted(text or None, notes)


#: « Fiche action n° 2.1 : », « Action 1.5 », « n° 3 - », « 2.3 – », « 4) », before a title.
#: The rest must be a title, not the end of a range (« 12 - 15 ans »).
_TITLE = r"(?=[^\W\d_]|[«\"“‘'(\[])"
_NOT_A_UNIT = r"(?!(?:ans?|mois|jours?|heures?|h|semaines?|km|tonnes?|t|kg|m|places?|personnes?|euros?|%)\b)"
_FICHE = r"(?:fiche(?:[\s-]*action)?|action|axe|mesure)[\s-]*(?:n\s?[°ºo.]\s*)?[0-9]+(?:[.,-][0-9]+)*[a-z]?"
_NUMBERING = re.compile(
    # No unit follows « 2.3 – » or « 4) »: « 2.3 – Places AVIP » is a title, « 3.5 tonnes » is not.
    rf"^(?:(?:[0-9]{{1,2}}(?:\.[0-9]{{1,2}})+\.?\s*[:)–—-]+|[0-9]{{1,3}}\s?[:)]|{_FICHE}\s*[:)–—-]+)\s+{_TITLE}"
    rf"|(?:{_FICHE}\s*[:.)–—-]*\s+"
    r"|n\s?[°º]\s*[0-9]+(?:[.,-][0-9]+)*\s*[:.)–—-]*\s+"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2})+\.?\s+"
    r"|[0-9]{1,3}\s?\.\s+|[0-9]{1,3}\s+[–—-]\s+)"
    rf"{_TITLE}{_NOT_A_UNIT})+",
    re.IGNORECASE,
)


def clean_sans_numero(raw: str) -> Noted[str]:
    """The title without its numbering: « Fiche action n° 2.1 : Bilan », « 2.3 – Bilan », « Action 1.5 Bilan »."""
    noted = clean_texte(raw)
    text = noted.value
    return Noted(text and _NUMBERING.sub("", text, count=1), noted.notes)


def clean_minuscules(raw: str) -> Noted[str]:
    """The text in lower case."""
    noted = clean_texte(raw)
    return Noted(unicodedata.normalize("NFC", noted.value.lower()) if noted.value else None, noted.notes)
