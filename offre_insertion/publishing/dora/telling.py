"""What a plan tells of a sheet: what is missing, lost on the way, or left as it is there."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from offre_insertion.publishing.dora.answers import Json
from offre_insertion.publishing.dora.comparison import Comparison
from offre_insertion.publishing.dora.drafts import DoraDraft, Fields
from offre_insertion.publishing.dora.lists import CONDITIONS


def before_of(names: Iterable[str], sheet: Mapping[str, object]) -> Fields:
    """The values of DORA for these fields, conditions as texts."""
    return {name: sheet.get(f"{name}Display") if f"{name}Display" in sheet and name in CONDITIONS else sheet.get(name)
            for name in names}  # fmt: skip


def what_is_missing(draft: DoraDraft) -> tuple[str, ...]:
    """What to fill in, each thing once."""
    return tuple(dict.fromkeys(one.message for one in draft.missing))


def what_is_lost(draft: DoraDraft, names: Container[str]) -> tuple[str, ...]:
    """What the conversion cut, widened or left out of these fields, each thing once; no value of a person is in it."""
    return tuple(dict.fromkeys(one.message for one in draft.losses if one.dora_field in names))


def is_published(sheet: Json) -> bool:
    """True for what everybody sees."""
    return sheet.get("status") == "PUBLISHED"


def what_is_kept(found: Comparison, sent: Container[str], sheet: Json, *, is_told: bool) -> tuple[str, ...]:
    """What is left as it is on DORA; that the sheet is not public is said apart.

    ``is_told``: a person said to replace what can be.
    """
    why = "le catalogue n’a pas de quoi les remplacer" if is_told else "--ecraser ID pour les remplacer"
    names = [name for name in found.differences if name not in sent and name != "status"]
    reasons = (f"gardés comme ils sont sur DORA : {', '.join(names)} ({why})",) if names else ()
    if is_told or is_published(sheet) or "status" not in found.kept:
        return reasons
    return (*reasons, "elle n’est pas publiée sur DORA, et ne le sera pas sans --ecraser ID")
