"""E-mail addresses, as the official models accept them, and those that look like a person's."""

from __future__ import annotations

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from offre_insertion.cleaning.notes import extracted_address, several_addresses
from offre_insertion.cleaning.prenoms import PRENOMS
from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.text import fold

#: Writings against spam robots, which a person reads as « @ ».
_AT = re.compile(r"\s*[\[({]\s*(?:at|@|arobase|arobas|a)\s*[\])}]\s*", re.IGNORECASE)
_SPACED_AT = re.compile(r"^\s*([^\s@]+)\s*@\s*([^\s@]+)\s*$")
_CANDIDATE = re.compile(r"[^\s;,<>()\[\]|:\"«»“”/@]+@[^\W_](?:[\w.-]*[^\W_])?")
_WEB = re.compile(r"https?\s*:?/|^\s*www[.@]", re.IGNORECASE)
#: What may stand around an address without making its reading doubtful.
_AROUND = re.compile(r"[\s;,<>()\[\]|:/.&?=«»\"'“”-]+|mailto|\b(?:ou|et)\b|%[0-9a-f]{2}", re.IGNORECASE)
_MAX_LENGTH = 1_000

#: Webmails of individuals, of the open-data masking rule of data·inclusion (referencement.md §7).
WEBMAILS = frozenset(
    {"free", "gmail", "hotmail", "laposte", "nordnet", "orange", "outlook", "sfr", "wanadoo", "yahoo"}
)
_TOKENS = re.compile(r"[._-]+")
_LETTERS = re.compile(r"[a-zà-öø-ÿ]+")
#: First letters of the words of generic addresses written like « prenom.nom » (« mission.locale@ »).
GENERIC = (
    "accompagn", "accueil", "action", "admin", "agence", "aide", "antenne", "associ", "atelier", "autoecole",
    "bibliotheque", "bonjour", "bureau", "caf", "ccas", "centre", "cias", "club", "commun", "compta", "conseil",
    "contact", "cpam", "creche", "culture", "demarche", "departement", "direction", "ecole", "emploi", "entraide",
    "enfance", "epicerie", "espace", "famille", "formation", "foyer", "france", "garage", "gestion", "habitat",
    "info", "insertion", "jeunes", "jeunesse", "justice", "local", "logement", "mairie", "maison", "mdph", "mediat",
    "mission", "mobilite", "msa", "numerique", "office", "orient", "permanence", "petite", "plateforme", "point",
    "pole", "prevention", "pro", "recrutement", "regie", "relais", "resid", "sante", "secretariat", "securite",
    "service", "siege", "social", "solidar", "sport", "standard", "structure", "tourisme", "travail", "ville",
)  # fmt: skip


@lru_cache(maxsize=1 << 13)
def clean_courriel(raw: str) -> Noted[str]:
    """The first valid address of the cell, its domain in lower case; the others are reported.

    The result is what pydantic ``EmailStr`` would give (email-validator, no network).
    """
    text = _AT.sub("@", raw[:_MAX_LENGTH])
    if match := _SPACED_AT.match(text):
        text = "@".join(match.groups())
    addresses = [address for found in _candidates(text) if (address := _valid(found))]
    if not addresses:
        return Noted(None, (_unreadable(raw),)) if raw.strip() else Noted(None)
    first = addresses[0]
    others = tuple(one for one in dict.fromkeys(addresses) if one != first)
    return Noted(
        first,
        (
            *_accented(first),
            *_extracted(text, first, others),
            *several_addresses("courriels-multiples", first, others),
        ),
    )


def _candidates(text: str) -> list[str]:
    """What looks like an address; the « @ » inside a web address is none."""
    return [
        found
        for word in re.split(r"[\s;,]+", text)
        if "://" not in word
        for found in _CANDIDATE.findall(word)
    ]


def _valid(text: str) -> str | None:
    """The address as the schema's own validator normalises it."""
    candidate = text.lstrip("'.-=&?").removesuffix(".")
    if candidate.casefold().startswith("www@"):  # a web address mistyped
        return None
    try:
        return str(validate_email(candidate, check_deliverability=False).normalized)
    except (EmailNotValidError, UnicodeError):
        return None


def _accented(address: str) -> tuple[Note, ...]:
    if address.isascii():
        return ()
    message = f"« {address} » a un accent, ce qui est rare dans une adresse : elle est gardée, vérifiez-la."
    return (Note("courriel-accentue", Severity.AVERTISSEMENT, message),)


def _extracted(text: str, first: str, others: tuple[str, ...]) -> tuple[Note, ...]:
    """Words left around the address: they may be the beginning of it (« espace jeunes@ville.fr »)."""
    rest = text.casefold()
    for address in (first, *others):
        rest = rest.replace(address.casefold(), " ")
    if not _AROUND.sub("", rest):
        return ()
    return extracted_address("courriel-extrait", text, first)


def _unreadable(raw: str) -> Note:
    text = raw.strip()[:80]
    if _WEB.search(text):
        return Note(
            "url-au-lieu-de-courriel",
            Severity.AVERTISSEMENT,
            f"« {text} » est une adresse web, pas une adresse électronique : rien n’est écrit. "
            "Mettez-la dans la colonne du site.",
        )
    return Note(
        "courriel-invalide",
        Severity.AVERTISSEMENT,
        f"« {text} » n’est pas une adresse électronique : rien n’est écrit. "
        "Exemple attendu : « contact@association.fr ».",
    )


def is_personal_courriel(courriel: str) -> bool:
    """Whether the address looks like a person's, on any domain: a generic one is to be preferred.

    A suspicion, not a proof: « prenom.nom@ », « p.nom@ », « prenom-nom@ », « prenom@ ».
    Rule: referencement.md §7 (« flag nominative e-mails of any domain »).
    """
    tokens = [
        fold(token).replace(" ", "")
        for token in _TOKENS.split(courriel.partition("@")[0].rstrip("0123456789"))
    ]
    if not all(_LETTERS.fullmatch(token) for token in tokens) or any(
        token.startswith(GENERIC) for token in tokens
    ):
        return False
    if len(tokens) == 1:
        return tokens[0] in PRENOMS
    has_initial = len(tokens) == 2 and len(tokens[0]) == 1 and len(tokens[1]) > 3
    return has_initial or any(token in PRENOMS for token in tokens)


def is_masked_in_open_data(courriel: str) -> bool:
    """Whether data·inclusion blanks the address, and the telephone beside it, in its open data.

    Its rule: a first name and a dot, at a webmail of individuals. Rule: referencement.md §7.
    """
    local, _, domain = courriel.casefold().partition("@")
    first, dot, _ = local.partition(".")
    return bool(dot) and fold(first) in PRENOMS and domain.partition(".")[0] in WEBMAILS
