"""Other ways of writing the same words: what a comparison of labels may ignore, and nothing more.

Three kinds of forms, kept apart because their consequences differ: :func:`same_meaning` (same answer),
:func:`parts` (a list written in one cell) and :func:`saying_less` (a wider text: the precision left out must
be kept somewhere). A negation (« sauf », « hors », « sans »…) is never left out.
"""

from __future__ import annotations

import re
from functools import lru_cache

from offre_insertion.text import fold

# --- the words that count ---------------------------------------------------------------------------------

_ARTICLES = frozenset(
    re.findall(r"\w+", "l le la les un une des du de d au aux a et ou son sa ses mon ma mes leur leurs")
)
#: « Public BRSA », « personnes en situation de handicap », « tous les jeunes »: the word adds nothing…
_LEADING = re.compile(r"^(?:(?:l|le|la|les) )?(?:personnes?|publics?) (?=\w)")
#: … but « tous les publics » means something.
_LEADING_ALL = re.compile(
    r"^(?:tous|toutes) (?!(?:les )?(?:publics?|ages?|habitants?|usagers?|profils?|types?)\b)(?:les )?(?=\w)"
)


@lru_cache(maxsize=1 << 16)
def core(folded: str) -> str:
    """The words of a folded text that carry its meaning: no article, no mark of plural.

    ``"les gardes des enfants"`` → ``"garde enfant"``; ``"publics jeunes"`` → ``"jeune"``.
    """
    words = _LEADING.sub("", _LEADING_ALL.sub("", folded)).split()
    # « DE » at either end of a list is demandeurs d'emploi, not a preposition.
    ends = (0, len(words) - 1)
    return " ".join(
        _singular(word)
        for position, word in enumerate(words)
        if word not in _ARTICLES or (word == "de" and position in ends)
    )


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("aux") and not word.endswith("eaux"):
        return word[:-3] + "al"
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


# --- the same thing, written otherwise --------------------------------------------------------------------

_KEYWORD = r"(?:axe|action|fiche action|fiche|th[èe]me|th[ée]matique|frein|domaine|cat[ée]gorie|public|type)"
_NUMBER = r"\d{1,2}(?:\.\d{1,2})*"
#: « 2.1 - », « Axe 3 : », « Fiche n° 2.4 », « a) », « Thématique : », « – ».
_NUMBERING = re.compile(
    rf"^\s*(?:{_KEYWORD}\s*(?:n°\s*)?{_NUMBER}(?:\s*[-–—:.)•*]+)?\s+"
    rf"|(?:{_KEYWORD}|{_NUMBER}|[a-z](?=\s*[.)]\s))?\s*[-–—:.)•*]+\s+)",
    re.IGNORECASE,
)
_FEMININE = "e|s|es|se|ses|ne|nes|le|les|rice|rices|trice|trices|euse|euses|ère|ères|ve|ves"
#: « demandeur(se)s », « salarié·e·s », « étudiant-e-s », « accompagné(e) ».
_INCLUSIVE = re.compile(
    rf"(?<=[a-zà-ÿ]{{3}})(?:\((?:{_FEMININE})\)"
    rf"|[·•](?:{_FEMININE})(?:[·•]s)?(?![a-zà-ÿ])"
    r"|[.-](?:e|es|s)(?:[.-]s)?(?![a-zà-ÿ]))",
    re.IGNORECASE,
)
#: « C.C.A.S. », « S I A O ».
_INITIALS = re.compile(r"\b(?:[A-Z][. ]){2,}(?:[A-Z]\b\.?)?")
_ONLY = re.compile(r"^(?:uniquement|exclusivement|seulement) | (?:uniquement|exclusivement|seulement)$")


def same_meaning(value: str) -> tuple[str, ...]:
    """Folded ways of writing a text that mean the same, the most literal first."""
    rewritten = _INCLUSIVE.sub(_plural_mark, _NUMBERING.sub("", value, count=1))
    joined = _INITIALS.sub(lambda found: re.sub("[. ]", "", found.group()) + " ", rewritten)
    forms = [fold(value), fold(rewritten), fold(joined)]
    forms += [_ONLY.sub("", form) for form in forms]
    return tuple(form for form in dict.fromkeys(forms) if form)


def _plural_mark(found: re.Match[str]) -> str:
    """« salarié·e·s » → « salariés », « accompagné(e) » → « accompagné »."""
    return "s" if found.group().rstrip(")").endswith("s") else ""


# --- several things in one cell ---------------------------------------------------------------------------

_STRONG = re.compile(r"\s*(?:[,;/+&|\n•]|\s[-–—]\s)\s*")
_ANY = re.compile(r"\s*(?:[,;/+&|\n•]|\s[-–—]\s|\bet\s*/\s*ou\b|\bet\b|\bou\b)\s*", re.IGNORECASE)
_HEADING = re.compile(r"\s*(?:[:>/]|\s[-–—]\s)\s*")

#: More pieces than this in one cell is a sentence, not a list.
_MOST_PARTS = 12


def parts(value: str) -> tuple[tuple[str, ...], ...]:
    """Ways of cutting a text into a list: at its strong separators, then at « et » and « ou » as well."""
    cuts = (tuple(filter(None, pattern.split(value))) for pattern in (_STRONG, _ANY))
    return tuple(dict.fromkeys(cut for cut in cuts if 1 < len(cut) <= _MOST_PARTS))


def heading_and_rest(value: str) -> tuple[str, str] | None:
    """« Mobilité : passer le permis » → the heading and what follows."""
    cut = _HEADING.split(value, maxsplit=1)
    return (cut[0], cut[1]) if len(cut) == 2 and all(cut) else None


_ACRONYM = r"[A-Z]{2,6}"
_BESIDE_ACRONYM = re.compile(rf"^(?:(.*\S)\s+({_ACRONYM})|({_ACRONYM})\s+(\S.*))$")


def beside_acronym(value: str) -> tuple[str, str] | None:
    """« Parents isolés BRSA » → the two things that one person is at the same time."""
    cut = _BESIDE_ACRONYM.match(value.strip())
    if cut is None:
        return None
    return (cut[1], cut[2]) if cut[1] else (cut[3], cut[4])


# --- the same thing, said less precisely ------------------------------------------------------------------

_PARENTHESES = re.compile(r"\(([^()]*)\)")
_NEGATION = re.compile(r"\b(?:sauf|hors|non|pas|sans|excepte|excepter|exclue?s?|exclusion|ni|ne|n)\b")
_AGE = (
    r"(?:"
    r"\b(?:de |entre |des )?\d{1,2} (?:ans )?(?:a |et )?\d{1,2}(?: ans?)?\b(?: (?:inclus|revolus))?"
    r"|\b(?:de |les )?(?:moins|plus) de \d{1,2} ans?\b"
    r"|\b(?:a partir de|des|de|jusqu a) \d{1,2} ans?\b(?: et (?:plus|moins))?"
    r"|\b\d{1,2} ans?\b(?: et (?:plus|moins))?)"
)
#: « Jeunes âgés de 18 à 25 ans » loses « âgés » too; « personnes âgées de plus de 65 ans » does not.
_AGES = (re.compile(_AGE), re.compile(rf"(?:\b(?:ages?|agees?) )?{_AGE}"))
_FIRST_OF_ALL = re.compile(
    r"^(?:prioritairement|principalement|notamment|surtout|en priorite) "
    r"| (?:en priorite|prioritaires?|prioritairement|principalement|notamment|de preference|en particulier)$"
)
#: « BRSA suivis par la MDS », « jeunes du territoire »: part of those who are named before.
_QUALIFIER = re.compile(
    r" (?:(?:suivi|accompagne|oriente|inscrit|positionne|domicilie|residant|resident|habitant|demeurant|volontaire|"
    r"rencontrant|ayant|souhaitant|desireu|beneficiant|engage|soumis|relevant)\w*"
    r"|en (?:parcours|accompagnement|demarche)"
    r"|(?:du|de la|sur le|sur la|dans le) (?:territoire|departement|secteur|canton|bassin|commune|agglomeration|region)"
    r")\b.*$"
)
_PRICE = re.compile(
    r"\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d{1,2})?\s*(?:€|euros?\b|eur\b)"
    r"(?:\s*(?:/|par|l[ae']?)\s*(?:ans?|ann[ée]e|mois|jours?|s[ée]ances?|heures?|h|personnes?|familles?|semaines?|"
    r"trimestres?|ateliers?|cours|consultations?|nuits?|kms?|adultes?|repas|participants?))?",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"^0+(?:[.,]0+)?\s*(?:€|eur)", re.IGNORECASE)

#: What a bare price is read as, so that a table of ``frais`` can say what it means.
PRICE = "tarif"


def inside_parentheses(value: str) -> tuple[str, ...]:
    """What stands between the parentheses of a text."""
    return tuple(filter(None, (text.strip() for text in _PARENTHESES.findall(value))))


def outside_parentheses(value: str) -> str:
    """The text without its parentheses; the text itself when they say « sauf… » or hold all of it."""
    if any(_NEGATION.search(fold(inside)) for inside in inside_parentheses(value)):
        return value
    return _PARENTHESES.sub(" ", value).strip() or value


def saying_less(value: str) -> tuple[str, ...]:
    """Folded forms of a text without its parentheses, ages, prices or « en priorité »."""
    outside = outside_parentheses(value)
    forms = list(same_meaning(outside)) if outside != value else []
    for form in same_meaning(outside):
        for age in _AGES:
            ageless = " ".join(age.sub(" ", form).split())
            forms += [ageless, _FIRST_OF_ALL.sub("", form), _FIRST_OF_ALL.sub("", ageless)]
        if not _NEGATION.search(form):
            forms.append(_QUALIFIER.sub("", form))
    if _PRICE.search(outside) and not any(
        _NOTHING.match(found.group()) for found in _PRICE.finditer(outside)
    ):
        forms.append(fold(_PRICE.sub(" ", outside)) or PRICE)
    literal = set(same_meaning(value))
    return tuple(form for form in dict.fromkeys(forms) if form and form not in literal)
