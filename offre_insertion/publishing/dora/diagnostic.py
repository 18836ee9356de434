"""Before the first write: who we are on DORA, what would go wrong, and what to ask the DORA team for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from offre_insertion.publishing.dora.answers import Account
from offre_insertion.publishing.dora.api import Dora
from offre_insertion.publishing.dora.lists import build_lists, compare_lists
from offre_insertion.publishing.dora.quota import GRANTED
from offre_insertion.publishing.dora.safety import CONTACTS_LOST, account_problems, drops_contacts

Level = Literal["ok", "attention", "bloquant"]

#: Beyond this, « edited since » and the quota are counted wrong.
_CLOCK_S = 60
#: Structures of the account, and sheets of each, where the mark of lost contacts is looked for.
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``message`` is a French sentence, with what to do when it is not ``ok``."""

    name: str
    level: Level
    message: str


def diagnose(dora: Dora, *, now: dt.datetime, requests_per_minute: int) -> list[Check]:
    """Every check; publishing is unsafe when one is ``bloquant``. Less than twenty requests, nothing is
    written.

    Raises ``RemoteError``: DORA does not answer, or does not know the token.
    """
    account = dora.account()
    return [
        *_account(account, dora.scope.departement),
        _contacts(dora, account),
        *_lists(dora),
        _clock(dora.server_time(), now),
        _structures(dora, account),
        _quota(requests_per_minute),
    ]


def is_safe(checks: list[Check]) -> bool:
    """True when publishing may begin."""
    return all(check.level != "bloquant" for check in checks)


def _account(account: Account, departement: str) -> Iterator[Check]:
    role = (
        "équipe DORA"
        if account.is_staff
        else "gestionnaire de territoire"
        if account.is_manager
        else "simple compte"
    )
    places = ", ".join(account.departments) or "aucun département"
    yield Check("compte", "ok", f"{account.courriel or 'compte sans courriel'} : {role}, {places}.")
    problems = account_problems(account, departement)
    for problem in problems:
        yield Check("droits", "bloquant", problem)
    if not problems:
        yield Check("droits", "ok", f"Gestionnaire du {departement}, et membre d’une structure.")


def _contacts(dora: Dora, account: Account) -> Check:
    """Read on sheets that exist, without writing: only those whose contact is not public tell."""
    for structure in account.structures[:_LOOKED_AT]:
        for row in dora.services_of(structure)[:_LOOKED_AT]:
            sheet = dora.service(row.slug) or {}
            if drops_contacts(sheet):
                return Check("contacts", "bloquant", CONTACTS_LOST)
            if sheet.get("isContactInfoPublic") is False:
                return Check("contacts", "ok", "DORA garde les contacts que ce compte envoie.")
    return Check(
        "contacts",
        "attention",
        "Aucune fiche de ses structures ne dit si DORA garderait les contacts (un courriel non validé les perd) : le "
        "premier envoi le vérifie, et arrête tout s’ils se perdent. Commencez par --limite 1.",
    )


def _lists(dora: Dora) -> Iterator[Check]:
    found = compare_lists(build_lists(dora.services_options(), dora.structures_options()))
    for one in found:
        yield Check("listes", "attention", one.message)
    if not found:
        yield Check("listes", "ok", "Les listes fermées de DORA sont celles que nous connaissons.")


def _clock(there: dt.datetime | None, now: dt.datetime) -> Check:
    if there is None:
        return Check("horloge", "attention", "DORA ne dit pas l’heure : la vôtre n’est pas vérifiée.")
    gap_s = abs((there - now).total_seconds())
    if gap_s <= _CLOCK_S:
        return Check("horloge", "ok", "L’horloge de cette machine est à l’heure de DORA.")
    return Check(
        "horloge",
        "attention",
        f"L’horloge de cette machine diffère de {gap_s:.0f} s de celle de DORA : les dates de mise à jour seraient "
        "mal comparées. Réglez-la.",
    )


def _structures(dora: Dora, account: Account) -> Check:
    departement = dora.scope.departement
    if not account.manages(departement):
        return Check("structures", "attention", "Structures du département non comptées, faute de droits.")
    count = len(dora.managed_structures())
    if not count:
        return Check(
            "structures",
            "attention",
            f"DORA n’a aucune structure dans le {departement} : vérifiez le département.",
        )
    return Check("structures", "ok", f"{count} structure{'s' * (count > 1)} de DORA dans le {departement}.")


def _quota(requests_per_minute: int) -> Check:
    said = f"{requests_per_minute} requêtes par minute au plus ; DORA en admet {GRANTED} par compte"
    if requests_per_minute < GRANTED:
        return Check("quota", "ok", f"{said}, une personne qui s’en sert en même temps comprise.")
    return Check(
        "quota", "attention", f"{said} : il n’en reste pour personne. Baissez dora.requetes_par_minute."
    )
