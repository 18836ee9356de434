"""Free text: whitespace, mojibake, HTML, names and descriptions at the lengths of the schema."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import ftfy

from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.text import fold

#: Lengths of the official models (``nom`` 3–150, ``description`` 5–10 000 characters).
NOM_MIN, NOM_MAX = 3, 150
DESCRIPTION_MIN, DESCRIPTION_MAX = 5, 10_000

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u2060\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_SUSPECT = re.compile("[ÃÂâÅ€\u0080-\u009f]")
_LOST = Note(
    "caractere-perdu",
    Severity.AVERTISSEMENT,
    "Un caractère a été perdu avant l'import (�) : corrigez-le dans le catalogue, ou réexportez-le en UTF-8.",
)


def clean_texte(raw: str) -> Noted[str]:
    """Whitespace made plain (line breaks kept), control characters removed, mojibake repaired where it is sure."""
    notes: tuple[Note, ...] = ()
    text = raw
    if _SUSPECT.search(text):
        text, notes = _repair(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SPACES.sub(" ", _CONTROLS.sub("", text))
    text = _BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()
    if "\ufffd" in text:
        notes += (_LOST,)
    return Noted(text or None, notes)


def _repair(text: str) -> tuple[str, tuple[Note, ...]]:
    repaired = ftfy.fix_encoding(text)
    if repaired == text:
        return text, ()
    message = f"Accents mal encodés réparés : « {_short(text)} » → « {_short(repaired)} »."
    return repaired, (Note("encodage-repare", Severity.INFO, message),)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def clean_ligne(raw: str) -> Noted[str]:
    """A text on one line: « 12 rue du Pont⏎Bât. B » is « 12 rue du Pont, Bât. B »."""
    noted = clean_texte(raw)
    if noted.value is None or "\n" not in noted.value:
        return noted
    lines = (line.rstrip(" ,;") for line in noted.value.split("\n"))
    return Noted(", ".join(line for line in lines if line) or None, noted.notes)


class _TextExtractor(HTMLParser):
    """Paragraphs, items and line breaks become lines; scripts and styles are dropped."""

    _BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table"})
    _HIDDEN = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102, ARG002
        self._hidden += tag in self._HIDDEN
        if tag in self._BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        self._hidden -= tag in self._HIDDEN and self._hidden > 0
        if tag in self._BLOCKS and tag not in {"br", "li"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:  # noqa: D102
        if not self._hidden:
            self.parts.append(data)


_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|&(?:[a-zA-Z]{2,10}|#\d{1,6});")


def clean_html(raw: str) -> Noted[str]:
    """Plain text of an HTML fragment; text without markup is cleaned as :func:`clean_texte` does."""
    text = raw
    for _ in range(3):  # texts exported twice carry « &amp;lt;p&amp;gt; »: each pass removes one level
        if not _MARKUP.search(text):
            break
        extractor = _TextExtractor()
        extractor.feed(text)
        extractor.close()
        text = "".join(extractor.parts)
    return clean_texte(text)


def clean_nom(raw: str) -> Noted[str]:
    """A name on one line, without final dot (« etc. » kept), within the lengths of the schema."""
    noted = clean_texte(raw)
    notes = noted.notes
    name = " ".join((noted.value or "").split())
    bare = name if name.endswith("etc.") else name.rstrip(". ").rstrip()
    if bare != name:
        notes += (Note("point-final", Severity.INFO, "Point final retiré : l'API data·inclusion refuse un nom qui en a un."),)
    if len(bare) > NOM_MAX:
        message = f"Nom de {len(bare)} caractères coupé à {NOM_MAX}. Raccourcissez-le, le détail va dans la description."
        notes += (Note("nom-trop-long", Severity.AVERTISSEMENT, message),)
        bare = bare[: NOM_MAX - 1].rstrip(" .") + "…"
    if len(bare) < NOM_MIN:
        message = f"« {bare} » est trop court pour un nom ({NOM_MIN} caractères au moins)."
        return Noted(None, (*notes, Note("nom-trop-court", Severity.ERREUR, message)))
    return Noted(bare, notes)


def clean_description(raw: str) -> Noted[str]:
    """A description: HTML removed, lines kept, within the lengths of the schema."""
    noted = clean_html(raw)
    text, notes = noted.value or "", noted.notes
    if len(text) > DESCRIPTION_MAX:
        message = f"Description de {len(text)} caractères coupée à {DESCRIPTION_MAX}."
        notes += (Note("description-trop-longue", Severity.AVERTISSEMENT, message),)
        text = text[: DESCRIPTION_MAX - 1].rstrip() + "…"
    if len(set(fold(text).replace(" ", ""))) == 1 and len(text) >= DESCRIPTION_MIN:
        message = f"« {_short(text)} » est un texte de remplissage : la description n'est pas retenue."
        return Noted(None, (*notes, Note("texte-de-remplissage", Severity.AVERTISSEMENT, message)))
    if text and len(text) < DESCRIPTION_MIN:
        message = f"« {text} » est trop court pour une description ({DESCRIPTION_MIN} caractères au moins)."
        return Noted(None, (*notes, Note("description-trop-courte", Severity.AVERTISSEMENT, message)))
    return Noted(text or None, notes)


_NUMBERING = re.compile(
    r"^(?:(?:fiche(?:\s*[- ]?action)?|action|axe|mesure)\s*(?:n\s*[°o]\s*)?\d+(?:[.,-]\d+)*\s*[:.)–—-]*\s+"
    r"|n\s*[°o]\s*\d+(?:[.,-]\d+)*\s*[:.)–—-]*\s+"
    r"|\d+(?:\.\d+)+\s*[:.)–—-]*\s+"
    r"|\d+\s*[:.)–—-]\s+)",
    re.IGNORECASE,
)


def clean_sans_numero(raw: str) -> Noted[str]:
    """The title without its numbering: « Fiche action n° 2.1 : Bilan », « 2.3 – Bilan », « Action 1.5 Bilan »."""
    noted = clean_texte(raw)
    text = noted.value
    while text is not None and (bare := _NUMBERING.sub("", text, count=1)) != text and bare:
        text = bare
    return Noted(text, noted.notes)


def clean_minuscules(raw: str) -> Noted[str]:
    """The text in lower case."""
    noted = clean_texte(raw)
    return Noted(noted.value.lower() if noted.value else None, noted.notes)
