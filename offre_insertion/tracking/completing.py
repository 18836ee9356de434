"""Completing a partner of the register: what is new is taken, what the register says otherwise is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from offre_insertion.errors import ReadError
from offre_insertion.history.registers import Event
from offre_insertion.text import counted
from offre_insertion.tracking.partners import (
    STAGE_LABELS,
    STAGES,
    NewPartner,
    Partner,
    check_siren,
    check_structures,
)

_WORDS = {"siren": "SIREN", "type": "type", "courriel": "courriel", "telephone": "téléphone"}
#: What is not repeated in a message: it may be somebody's.
_UNSAID = frozenset({"courriel", "telephone"})


@dataclass(frozen=True, slots=True)
class Completion:
    """``taken`` is what is new of a partner, as the register keeps it; ``left``, French words on what the register
    says otherwise."""

    partner: Partner
    taken: Mapping[str, Any]
    left: tuple[str, ...] = ()

    def event(self, *, author: str, day: dt.date, at: dt.datetime) -> Event:
        """The line to add to the register."""
        return Event("partenaire", self.partner.key, "complete", author, day, at, self.taken)


def complete_partner(
    partner: Partner,
    given: NewPartner,
    partners: Iterable[Partner],
    *,
    structures: Container[str],
    replaces: bool,
) -> Completion:
    """What is given of a partner beside what the register says of it. ``structures`` are the ids that exist.

    A value that differs takes the place of the one known when ``replaces``, and is left otherwise. Structures add up; a
    stage never goes down. Raises :class:`ReadError`: wrong SIREN or that of another partner, unknown structure.
    """
    others = [one for one in partners if one.key != partner.key]
    said = {
        "siren": check_siren(given, others),
        **{name: getattr(given, name) for name in ("type", "courriel", "telephone")},
    }
    differing = {name: value for name, value in said.items() if value and value != getattr(partner, name)}
    held = [] if replaces else [name for name in differing if getattr(partner, name)]
    taken = {name: value for name, value in differing.items() if name not in held}
    left = [_left(partner, name) for name in held]
    check_structures(given, structures)
    if new := [one for one in dict.fromkeys(given.structures) if one not in partner.structures]:
        taken["structures"] = new
    if given.etape is not None and STAGES.index(given.etape) > partner.rank:
        taken["etape"] = given.etape
    elif given.etape not in (None, partner.stage):
        left.append(f"étape (le registre en est à « {STAGE_LABELS[partner.stage]} »)")
    return Completion(partner, taken, tuple(left))


def _left(partner: Partner, name: str) -> str:
    other = (
        "le registre en a un autre" if name in _UNSAID else f"le registre dit « {getattr(partner, name)} »"
    )
    return f"{_WORDS[name]} ({other})"


def taken_words(taken: Mapping[str, Any]) -> str:
    """What was taken, in words: « SIREN, 2 structures, étape autonome »."""
    words = [word for name, word in _WORDS.items() if name in taken]
    if found := taken.get("structures"):
        words.append(counted(len(found), "structure"))
    if stage := next((one for one in STAGES if one == taken.get("etape")), None):
        words.append(f"étape « {STAGE_LABELS[stage]} »")
    return ", ".join(words)


def check_completion(found: Completion) -> Completion:
    """The completion, when it changes something. Raises :class:`ReadError`."""
    if not found.taken:
        raise ReadError(
            f"Rien de nouveau pour « {found.partner.nom} » : le registre le dit déjà. Donnez un SIREN, un type, une "
            "structure, un courriel ou un téléphone."
        )
    return found
