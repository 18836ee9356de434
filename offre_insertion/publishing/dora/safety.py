"""What must be true before the first write: who the account is, and that DORA keeps what it sends."""

from __future__ import annotations

from offre_insertion.errors import PublishError
from offre_insertion.publishing.dora.answers import Account


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
    """Raises :class:`PublishError`: publishing would be unsafe."""
    if problems := account_problems(account, departement):
        raise PublishError(f"Rien n’a été envoyé à DORA. {' '.join(problems)}")
