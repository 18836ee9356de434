"""E-mail addresses, as the official models accept them, and those that look like a person's."""

from __future__ import annotations

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from offre_insertion.issues import Note, Noted, Severity

_CANDIDATE = re.compile(r"[^\s;,<>()\[\]|:\"«»/]+@[^\s;,<>()\[\]|:\"«»/]+")
_PERSONAL = re.compile(r"^[a-zà-ÿ-]{2,}\.[a-zà-ÿ-]{2,}\d*$")
#: Words of generic addresses written like ``prenom.nom`` (« mission.locale@ », « mairie.gorron@ »).
_GENERIC = re.compile(
    r"mairie|commune|accueil|contact|secretariat|service|adil|ccas|cias|info|mission|locale|centre|social|france|"
    r"antenne|bureau|direction|emploi|insertion|maison|pole|relais|association|asso|agence|epicerie|creche|france"
)


@lru_cache(maxsize=1 << 16)
def clean_courriel(raw: str) -> Noted[str]:
    """The first valid address of the cell, domain in lower case; the others are reported."""
    addresses = [address for text in _CANDIDATE.findall(raw) if (address := _valid(text))]
    if not addresses:
        return Noted(None, (_unreadable(raw),)) if raw.strip() else Noted(None)
    first, others = addresses[0], [one for one in dict.fromkeys(addresses) if one != addresses[0]]
    if not others:
        return Noted(first)
    message = f"Plusieurs adresses dans la cellule : {first} est gardée, pas {', '.join(others)}."
    return Noted(first, (Note("courriels-multiples", Severity.INFO, message, tuple(others)),))


def _valid(text: str) -> str | None:
    """The address as the schema's own validator normalises it."""
    if text.casefold().startswith("www@"):  # a web address mistyped
        return None
    candidate = text.strip("'.-_").removeprefix("mailto").rstrip(".,")
    try:
        return str(validate_email(candidate, check_deliverability=False).normalized)
    except EmailNotValidError:
        return None


def _unreadable(raw: str) -> Note:
    return Note(
        "courriel-invalide",
        Severity.AVERTISSEMENT,
        f"« {raw.strip()[:80]} » n'est pas une adresse électronique : elle n'est pas écrite. "
        "Exemple attendu : « contact@association.fr ».",
    )


def is_personal_courriel(courriel: str) -> bool:
    """Whether the address looks like a person's (« prenom.nom@ »), on any domain: to be replaced by a generic one."""
    local = courriel.partition("@")[0].casefold()
    return bool(_PERSONAL.match(local)) and not _GENERIC.search(local)
