"""What a plan holds: one operation per record, with its reasons in French."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from offre_insertion.history.dora import DoraEntry, DoraLink
from offre_insertion.publishing.dora.drafts import Fields
from offre_insertion.schema import Kind


class Action(StrEnum):
    """What is to be done with a record. The order is that of the application."""

    INVITER = "inviter"  # a structure: its first administrator receives an e-mail
    CREER = "creer"
    ADOPTER = "adopter"  # a sheet of somebody else is this record: linked, its empty fields filled
    MODIFIER = "modifier"
    CONFIRMER = "confirmer"  # seen, unchanged
    ARCHIVER = "archiver"
    INCHANGE = "inchange"
    LAISSER = "laisser"  # somebody edited the sheet on DORA
    BLOQUER = "bloquer"


#: Actions that write to DORA; an adoption does only when it has something to fill.
WRITING = frozenset(
    {Action.INVITER, Action.CREER, Action.ADOPTER, Action.MODIFIER, Action.CONFIRMER, Action.ARCHIVER}
)
_ORDER = {action: rank for rank, action in enumerate(Action)}
#: Fields of persons: their values are never shown.
_PERSONAL = frozenset({"contactName", "contactPhone", "contactEmail", "phone", "email", "inviteeEmail"})
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Operation:
    """One record, and what is to be done.

    ``ours`` are all our fields, ``status`` among them; ``body`` what is sent; ``before`` the values of DORA for the
    fields of ``body`` and ``conflicts``; ``seen`` the digests of DORA's values when the plan was made. ``slug`` is
    the sheet's, ``structure`` that of its structure (empty for a structure). ``link`` is what is remembered of it;
    ``remembered`` what to remember of each field once this is done, if nothing else moved; ``late`` the line of the
    journal of an earlier write, interrupted and found done. ``private`` are the fields of ``body`` that hold a person's
    contact: a sheet that shows its contact to everyone must not receive them. ``former`` is the link of the record that
    is gone, whose sheet this one takes over.
    """

    action: Action
    kind: Kind
    record_id: str
    nom: str
    slug: str = ""
    structure: str = ""
    ours: Fields = field(default_factory=dict)
    body: Fields = field(default_factory=dict)
    before: Fields = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    link: DoraLink | None = None
    remembered: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    late: DoraEntry | None = None
    private: frozenset[str] = frozenset()
    former: tuple[DoraLink, ...] = ()
    modified: str | None = None

    @property
    def is_write(self) -> bool:
        """True when DORA is written to."""
        return self.action in WRITING and (self.action is not Action.ADOPTER or bool(self.body))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready; values of persons are masked."""
        return {
            "action": self.action.value,
            "nature": self.kind,
            "id": self.record_id,
            "nom": self.nom,
            "fiche": self.slug,
            "structure": self.structure,
            "champs": self.changes(),
            "conflits": self.disagreements(),
            "raisons": list(self.reasons),
        }

    def changes(self) -> list[dict[str, str]]:
        """Field, value on DORA, value sent; those empty on both sides are left out."""
        found = [
            {"champ": name, "avant": show(name, self.before.get(name)), "apres": show(name, value)}
            for name, value in self.body.items()
        ]
        return [one for one in found if one["avant"] or one["apres"]]

    def disagreements(self) -> list[dict[str, str]]:
        """Field, value on DORA, value of ours, of what somebody edited there."""
        return [
            {
                "champ": name,
                "dora": show(name, self.before.get(name)),
                "nous": show(name, self.ours.get(name)),
            }
            for name in self.conflicts
        ]


def show(name: str, value: object) -> str:
    """A value for a person, short; those of persons are masked."""
    if value is None or value in ("", [], ()):
        return ""
    if name in _PERSONAL:
        return "(masqué)"
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"


@dataclass(frozen=True, slots=True)
class Plan:
    """The operations, in the order of their application; ``notes`` are French sentences about the whole."""

    operations: tuple[Operation, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, operations: Sequence[Operation], notes: Sequence[str] = ()) -> Plan:
        """Structures first, then by action, then by id."""
        ordered = sorted(
            operations, key=lambda one: (one.kind == "service", _ORDER[one.action], one.record_id)
        )
        return cls(tuple(ordered), tuple(notes))

    @property
    def writes(self) -> tuple[Operation, ...]:
        """Those that write to DORA."""
        return tuple(one for one in self.operations if one.is_write)

    def counts(self) -> dict[str, int]:
        """Action → number of records, in the order of actions."""
        found = Counter(one.action for one in self.operations)
        return {action.value: found[action] for action in Action if found[action]}

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready; records without anything to do are only counted."""
        shown = [one.as_dict() for one in self.operations if one.action is not Action.INCHANGE]
        return {"comptes": self.counts(), "operations": shown, "remarques": list(self.notes)}
