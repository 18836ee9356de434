"""SIRET and SIREN: fourteen and nine digits with a key (library: python-stdnum, La Poste rule included)."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import luhn
from stdnum.fr import siren as stdnum_siren

from offre_insertion.issues import Note, Noted, Severity

_NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Za-z]+")
_SCIENTIFIC = re.compile(r"^\d[.,]\d+\s*[eE]\s*\+?\d+$")
_RNA = re.compile(r"^W\d{9}$", re.IGNORECASE)
#: The SIRETs of La Poste follow their own key: the sum of their digits is a multiple of 5.
_LA_POSTE = "356000000"


def is_valid_siren(siren: str) -> bool:
    """Nine digits whose Luhn key is right."""
    return bool(stdnum_siren.is_valid(siren)) and siren.isdigit() and siren != "000000000"


def is_valid_siret(siret: str) -> bool:
    """Fourteen digits whose keys are right, the establishments of La Poste by their own rule (Insee)."""
    if len(siret) != 14 or not siret.isascii() or not siret.isdigit() or siret.startswith("000000000"):
        return False
    if siret.startswith(_LA_POSTE) and sum(map(int, siret)) % 5 == 0:
        return True
    return bool(luhn.is_valid(siret)) and is_valid_siren(siret[:9])


def siren_of(siret: str) -> str:
    """The SIREN, first nine digits."""
    return siret[:9]


@lru_cache(maxsize=1 << 16)
def clean_siret(raw: str) -> Noted[str]:
    """The SIRET as fourteen digits, or none: a number with a wrong key is never written."""
    text = raw.strip()
    if _SCIENTIFIC.match(text):
        return _refused(
            "siret-illisible",
            f"« {text} » : le tableur a arrondi le SIRET, ses derniers chiffres sont perdus. "
            "Ressaisissez-le dans une colonne au format texte.",
        )
    digits = _NOT_ALPHANUMERIC.sub("", text.removesuffix(".0"))
    if is_valid_siret(digits):
        return Noted(digits)
    if len(digits) == 13 and digits.isdigit() and is_valid_siret(f"0{digits}"):
        message = f"Zéro initial rendu au SIRET : {digits} → 0{digits}."
        return Noted(f"0{digits}", (Note("zero-initial-rendu", Severity.INFO, message),))
    return _wrong(text, digits)


def _wrong(text: str, digits: str) -> Noted[str]:
    if not digits:
        return Noted(None)
    if _RNA.match(digits):
        return _refused("rna-au-lieu-de-siret", f"« {text} » est un numéro RNA d'association, pas un SIRET. "
                        "Cherchez le SIRET sur annuaire-entreprises.data.gouv.fr.")  # fmt: skip
    if len(digits) == 9 and is_valid_siren(digits):
        return _refused("siren-sans-nic", f"« {text} » est un SIREN (9 chiffres) : il manque les 5 chiffres de "
                        "l'établissement. Complétez le SIRET.")  # fmt: skip
    return _refused("siret-invalide", f"« {text[:40]} » n'est pas un SIRET : il faut 14 chiffres dont la clé est juste. "
                    "Vérifiez-le sur annuaire-entreprises.data.gouv.fr.")  # fmt: skip


def _refused(code: str, message: str) -> Noted[str]:
    return Noted(None, (Note(code, Severity.AVERTISSEMENT, message),))
