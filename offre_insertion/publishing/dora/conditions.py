"""``conditions_acces`` ↔ the conditions of DORA: short items, created on the fly, never deleted (§5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from offre_insertion.publishing.dora.drafts import Losses
from offre_insertion.publishing.dora.lists import ReferenceLists
from offre_insertion.publishing.dora.models import DoraService
from offre_insertion.publishing.dora.spelling import condition_key
from offre_insertion.publishing.dora.values import items, plain
from offre_insertion.text import counted, fold

CONDITION_MAX = 140
#: A document to bring, by the first words (folded) of the condition.
_DOCUMENT = re.compile(
    r"(?:(?:un|une|la|le|les|votre|vos) )?(?:(?:copie|photocopie)s?\b|(?:justificatif|attestation)s?\b"
    r"|(?:pieces?|cartes?(?: nationales?)?) d identite\b|avis d imposition\b|bulletins? de (?:salaire|paie)\b"
    r"|releves? d identite bancaire\b|rib\b|cv\b|curriculum vitae\b|titres? de sejour\b|livret de famille\b)"
)


def to_dora_conditions(text: object, lists: ReferenceLists, losses: Losses) -> dict[str, list[str]]:
    """``requirements`` and ``credentials``: data·inclusion reads back these two, never ``accessConditions``.

    A condition that is already known is spelt as it is known: DORA compares to the letter, and a capital or an
    apostrophe would make another one.
    """
    requirements: dict[str, None] = {}
    credentials: dict[str, None] = {}
    for item, is_piece in items(plain(text), CONDITION_MAX):
        if is_piece and item.endswith("…") and not item.startswith("…"):
            losses.add("conditions_acces", "requirements", "coupe",
                       f"« {item[:60]}… » dépasse {CONDITION_MAX} caractères : la phrase est envoyée en plusieurs "
                       "conditions. Raccourcissez-la, ou faites-en plusieurs lignes.")  # fmt: skip
        known = lists.known_condition("credentials", item)
        target = credentials if known or _is_document(item) else requirements
        target[known or lists.known_condition("requirements", item) or item] = None
    return {"requirements": list(requirements), "credentials": list(credentials)}


def sharing_spellings(texts: Iterable[object], lists: ReferenceLists) -> ReferenceLists:
    """The same lists, that know the conditions of these texts too: of a new one, the first spelling is that of all."""
    known = {name: dict(of_name) for name, of_name in lists.conditions.items()}
    for text in texts:
        for name, conditions in to_dora_conditions(text, lists, Losses()).items():
            for one in conditions:
                known.setdefault(name, {}).setdefault(condition_key(one), one)
    return replace(lists, conditions=known)


def _is_document(item: str) -> bool:
    return _DOCUMENT.match(fold(item)) is not None


def from_dora_conditions(service: DoraService, losses: Losses) -> str | None:
    """Requirements then credentials, one per line, as data·inclusion reads them."""
    if service.access_conditions_display:
        count = len(service.access_conditions_display)
        said = counted(count, "critère d’accès", "critères d’accès")
        message = f"{said} de DORA que data·inclusion ne reçoit pas."
        losses.add("conditions_acces", "accessConditions", "ecarte", message)
    lines = dict.fromkeys((*service.requirements_display, *service.credentials_display))
    return "\n".join(lines) or None
