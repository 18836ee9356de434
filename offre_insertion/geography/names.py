"""The one key under which names of places are compared."""

from __future__ import annotations

from functools import lru_cache

from offre_insertion.text import fold

_ARTICLES = frozenset({"l", "le", "la", "les"})

# Words that addresses shorten, on both sides of the comparison: only what La Poste and clerks really write.
_WORDS = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "lez": "les",
    "fd": "ferrand",
    "nd": "notredame",
    "mt": "mont",
    "gd": "grand",
    "gde": "grande",
    "pt": "petit",
    "pte": "petite",
    "vx": "vieux",
    "fbg": "faubourg",
}
# « Châlons s/ Marne », « CHATEAUNEUF S LOIRE »: never first, or « S » alone would be a word.
_INNER_WORDS = {"s": "sur", "ss": "sous", "sr": "sur"}


def name_words(nom: str) -> list[str]:
    """Folded words of a name, abbreviations written out: ``"St-Brice s/ Mer"`` → saint, brice, sur, mer."""
    words = [_WORDS.get(word, word) for word in fold(nom).split()]
    if not _INNER_WORDS.keys().isdisjoint(words[1:]):
        words[1:] = [_INNER_WORDS.get(word, word) for word in words[1:]]
    return words


@lru_cache(maxsize=1 << 16)
def name_key(nom: str) -> str:
    """The words of a name without the leading article nor spaces.

    « Le Mans », « MANS (LE) » → ``"mans"``; « St-Brice », « saint brice » → ``"saintbrice"``.
    """
    words = name_words(nom)
    if len(words) > 1 and words[-1] in _ARTICLES and nom.rstrip().endswith(")"):
        words = words[:-1]
    return "".join(without_article(words))


def without_article(words: list[str]) -> list[str]:
    """Words of a name, the leading article left out."""
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words
