"""SIRET and SIREN: fourteen and nine digits with a key (library: python-stdnum; La Poste has its own key)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from stdnum import luhn

from offre_insertion.issues import Note, Noted, Severity

_SPACING = re.compile(r"[\s.\-_/\u200b\u2007]+")
_LABEL = re.compile(r"^(?:n°|num[ée]ro|siret|siren|ridet|rna|:|\s)+", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"([0-9])[.,]([0-9]+)\s*[eE]\s*\+?([0-9]{1,2})")
_SIRET = re.compile(r"(?<![0-9])[0-9]{3}[\s.]?[0-9]{3}[\s.]?[0-9]{3}[\s.]?[0-9]{5}(?![0-9])")
_RNA = re.compile(r"W[0-9]{9}", re.IGNORECASE)
#: New Caledonia: RID of six or seven digits, then the three digits of the establishment (ISEE).
_RIDET = re.compile(r"[0-9]{6,7}\s*[.\-/ ]\s*[0-9]{3}")
_FLOAT_TAIL = re.compile(r"[.,]0+$")
#: Establishments of La Poste follow their own rule: the sum of their digits is a multiple of 5 (Insee).
_LA_POSTE = "356000000"
_DIRECTORY = "annuaire-entreprises.data.gouv.fr"


def is_valid_siren(siren: str) -> bool:
    """Nine digits whose Luhn key is right."""
    return (
        len(siren) == 9
        and siren.isascii()
        and siren.isdigit()
        and siren != "000000000"
        and luhn.is_valid(siren)
    )


def is_valid_siret(siret: str) -> bool:
    """Fourteen digits whose keys are right, the establishments of La Poste by their own rule (Insee)."""
    if len(siret) != 14 or not siret.isascii() or not siret.isdigit() or not is_valid_siren(siret[:9]):
        return False
    if luhn.is_valid(siret):
        return True
    return siret.startswith(_LA_POSTE) and sum(map(int, siret)) % 5 == 0


def siren_of(siret: str) -> str:
    """The SIREN, first nine digits."""
    return siret[:9]


@lru_cache(maxsize=1 << 13)
def clean_siret(raw: str) -> Noted[str]:
    """The SIRET as fourteen digits, or none: a number with a wrong key is never written, nor completed.

    The only digit ever added is the zero in front that a spreadsheet dropped, when the key proves it.
    """
    text = _LABEL.sub("", raw).strip()
    if not text:
        return Noted(None) if not raw.strip() else Noted(None, (_invalid(raw),))
    if match := _SCIENTIFIC.fullmatch(text):
        return _from_scientific(text, *match.groups())
    several = {_SPACING.sub("", found) for found in _SIRET.findall(text)}
    if len(several) > 1:
        return Noted(None, (_several(tuple(sorted(filter(is_valid_siret, several)))),))
    digits = _SPACING.sub("", _FLOAT_TAIL.sub("", text))
    if is_valid_siret(digits):
        return Noted(digits)
    if len(digits) == 13 and is_valid_siret(f"0{digits}"):
        message = f"Le zéro perdu au début du SIRET lui a été rendu : {digits} → 0{digits}."
        return Noted(f"0{digits}", (Note("zero-initial-rendu", Severity.INFO, message),))
    return Noted(None, (_refusal(text, digits),))


def _from_scientific(text: str, unit: str, decimals: str, exponent: str) -> Noted[str]:
    """« 3,5600000000048E+13 » still has its fourteen digits, « 9,99990E+13 » has lost them."""
    digits = str(int(Decimal(f"{unit}.{decimals}E{exponent}")))
    if len(decimals) >= 12 and is_valid_siret(digits):
        return Noted(digits)
    return Noted(None, (Note(
        "siret-illisible",
        Severity.AVERTISSEMENT,
        f"« {text} » : le tableur a arrondi le SIRET, ses derniers chiffres sont perdus. "
        "Ressaisissez-le dans une colonne au format texte.",
    ),))  # fmt: skip


def _refusal(text: str, digits: str) -> Note:
    if _RNA.fullmatch(digits):
        return Note(
            "rna-au-lieu-de-siret",
            Severity.AVERTISSEMENT,
            f"« {text} » est un numéro RNA d’association, pas un SIRET. Cherchez son SIRET sur {_DIRECTORY}.",
        )
    if is_valid_siren(digits):
        return Note(
            "siren-sans-nic",
            Severity.AVERTISSEMENT,
            f"« {text} » est un SIREN : il manque les 5 chiffres de l’établissement. Complétez-le sur {_DIRECTORY}.",
        )
    if _RIDET.fullmatch(text):
        return Note(
            "ridet-au-lieu-de-siret",
            Severity.AVERTISSEMENT,
            f"« {text} » est un RIDET de Nouvelle-Calédonie : le schéma n’a de place que pour un SIRET.",
        )
    return _invalid(text)


def _invalid(text: str) -> Note:
    return Note(
        "siret-invalide",
        Severity.AVERTISSEMENT,
        f"« {text.strip()[:40]} » n’est pas un SIRET : il faut 14 chiffres dont la clé est juste. "
        f"Cherchez-le sur {_DIRECTORY}.",
    )


def _several(sirets: tuple[str, ...]) -> Note:
    return Note(
        "sirets-multiples",
        Severity.AVERTISSEMENT,
        "Plusieurs SIRET dans la cellule : aucun n’est retenu. Gardez celui de l’établissement.",
        sirets,
    )
