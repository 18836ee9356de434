"""Contacts, as services and structures share them."""

from __future__ import annotations

from offre_insertion.publishing.dora.drafts import Losses
from offre_insertion.publishing.dora.values import EMAIL_MAX, PHONE_MAX, from_phone, is_email, plain, to_phone
from offre_insertion.schema import Record


def phone_of(record: Record, area: str, dora_field: str, losses: Losses) -> str:
    """The telephone of a record in at most ten digits; ``""``, and the loss, when DORA cannot hold it."""
    telephone = plain(record.get("telephone"))
    phone = to_phone(telephone, area=area) if telephone else ""
    if phone is None:
        losses.add("telephone", dora_field, "ecarte", f"Le téléphone ne tient pas dans les {PHONE_MAX} chiffres de "
                   "DORA : il n’est pas envoyé. Donnez un numéro français.")  # fmt: skip
    return phone or ""


def email_of(record: Record, dora_field: str, losses: Losses) -> str:
    """The e-mail address of a record; ``""``, and the loss, when DORA refuses it."""
    courriel = plain(record.get("courriel"))
    if not courriel or is_email(courriel):
        return courriel
    losses.add("courriel", dora_field, "ecarte", "DORA n’admet que des courriels sans accent, de "
               f"{EMAIL_MAX} caractères au plus : il n’est pas envoyé. Donnez une autre adresse.")  # fmt: skip
    return ""


def phone_back(phone: str, area: str, dora_field: str, losses: Losses) -> str | None:
    """E.164 of a telephone of DORA; ``None``, and the loss, when it is none."""
    number = from_phone(phone, area=area) if phone else None
    if phone and number is None:
        losses.add("telephone", dora_field, "ecarte", "Le téléphone écrit dans DORA n’en est pas un.")
    return number
