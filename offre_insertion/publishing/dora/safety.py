"""What must be true before the first write: who the account is, and that DORA keeps what it sends."""

from __future__ import annotations

from offre_insertion.errors import PublishError
from offre_insertion.publishing.dora.answers import Account, Json

CONTACTS_LOST = (
    "DORA perd les contacts que nous envoyons : votre compte n’est membre d’aucune structure, ou son courriel n’est "
    "pas validé. Demandez à l’équipe DORA de rattacher le compte à une structure et de valider son courriel."
)


class UnsafeDoraError(PublishError):
    """DORA does not do what it is asked, or would not: nothing more may be sent, and trying again changes nothing."""


def drops_contacts(sheet: Json) -> bool:
    """True of an answer made for an account that DORA treats as anonymous: it would drop the contacts of every write.

    The mark is null where a yes or a no is expected (contract §2, trap 1); a sheet whose contact is public has none.
    """
    return "isContactInfoPublic" in sheet and sheet["isContactInfoPublic"] is None


def account_problems(account: Account, departement: str) -> list[str]:
    """French sentences, what to ask the DORA team for; none when the account may publish."""
    problems = []
    if not account.is_staff and not account.is_manager:
        problems.append(
            f"Le compte n’est pas gestionnaire de territoire. Demandez à l’équipe DORA les droits sur le département "
            f"{departement}."
        )
    elif not account.manages(departement):
        others = ", ".join(account.departments) or "aucun"
        problems.append(
            f"Le compte est gestionnaire d’autres départements ({others}). Demandez à l’équipe DORA les droits sur le "
            f"département {departement}."
        )
    if not account.keeps_contacts:
        problems.append(
            "Le compte n’est membre d’aucune structure : DORA perdrait sans le dire les contacts de toutes les fiches. "
            "Demandez à l’équipe DORA de le rattacher à une structure, par exemple votre conseil départemental."
        )
    return problems


def check_account(account: Account, departement: str) -> None:
    """Raises :class:`UnsafeDoraError`."""
    if problems := account_problems(account, departement):
        raise UnsafeDoraError(f"Rien n’a été envoyé à DORA. {' '.join(problems)}")
