"""Addresses that may be somebody's: what is not clearly a place's is not published unless it is accepted by name.

Wider than the cleaning's suspicion, which only warns: here a wrong guess costs an address the project can accept, a
missed one publishes a person's. Rule: referencement.md §7.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from offre_insertion.cleaning.courriel import (
    GENERIC,
    WEBMAILS,
    is_masked_in_open_data,
    is_personal_courriel,
)
from offre_insertion.cleaning.prenoms import PRENOMS
from offre_insertion.text import fold

#: Webmails and boxes of individuals beside those of data·inclusion's own rule.
_OTHER_WEBMAILS = frozenset({
    "9online", "aliceadsl", "aol", "bbox", "club-internet", "cegetel", "gmx", "googlemail", "icloud", "live", "mac",
    "me", "msn", "neuf", "noos", "numericable", "proton", "protonmail", "tutanota", "ymail", "yopmail",
})  # fmt: skip
_CIVILITIES = frozenset(
    {"m", "mr", "monsieur", "mme", "madame", "mlle", "mademoiselle", "dr", "docteur", "me"}
)
_TOKENS = re.compile(r"[\W\d_]+")
#: Generic words of addresses that no one would take for a first name and a name.
_GENERIC = (*GENERIC, "asso", "biblio", "cyber", "ludo", "ressourc")
#: Those long enough to be looked for inside another word; « asso » is in a good part of what associations choose.
_INSIDE = ("asso", *(word for word in _GENERIC if len(word) >= 5))
#: Shorter words of a name say nothing of an address, and those of this length only when they stand alone in it.
_WORD = 3
#: A first name in the name of a place (« École Saint-Jean ») is no word of it either.
_EMPTY_WORDS = frozenset({"aux", "avec", "chez", "dans", "des", "les", "par", "pour", "sans", "sur", "une"})


def is_nominative(courriel: str, names: Iterable[str] = ()) -> bool:
    """Whether an address may be a person's; ``names`` are those of the structure and of the service."""
    if is_personal_courriel(courriel) or is_masked_in_open_data(courriel):
        return True
    local, _, domain = courriel.partition("@")
    tokens = [token for token in _TOKENS.split(fold(local)) if token]
    if not tokens or _is_generic(tokens, names):
        return False
    if domain.casefold().partition(".")[0] in WEBMAILS | _OTHER_WEBMAILS:
        return True
    return tokens[0] in _CIVILITIES or _is_first_and_last(local, tokens, domain)


def _is_first_and_last(local: str, tokens: list[str], domain: str) -> bool:
    """« ngoc.tran@ » and « nguyen.t@ », but not « relais.bocage@relaisbocage.fr »."""
    place = fold(domain).replace(" ", "")
    return (
        "." in local
        and len(tokens) == len(local.split(".")) == 2
        and not any(len(token) >= _WORD and token in place for token in tokens)
    )


def _is_generic(tokens: list[str], names: Iterable[str]) -> bool:
    local = "".join(tokens)
    return (
        any(token.startswith(_GENERIC) for token in tokens)
        or any(word in local for word in _INSIDE)
        or any(word in local if len(word) > _WORD else word in tokens for word in _words(names))
    )


def _words(names: Iterable[str]) -> Iterator[str]:
    """The words of the names that say something of an address, and the initials of each name."""
    for name in names:
        words = fold(name).split()
        said = PRENOMS | _EMPTY_WORDS
        yield from (word for word in words if len(word) >= _WORD and word not in said)
        initials = "".join(word[0] for word in words)
        if len(initials) >= _WORD:
            yield initials
