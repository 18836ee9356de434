"""What a person decides of a plan: nothing here is ever guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided. ``overwrite`` are the ids whose edits on DORA are replaced; ``adopt`` our id → slug;
    ``create`` the ids that are no existing sheet whatever they look like; ``invite`` structure id → e-mail of its
    first administrator. ``archive_max`` is the share of our sheets (0 to 1) that may be archived at once."""

    departement: str
    create_structures: bool = False
    overwrite: frozenset[str] = frozenset()
    adopt: Mapping[str, str] = field(default_factory=dict)
    create: frozenset[str] = frozenset()
    invite: Mapping[str, str] = field(default_factory=dict)
    archive_max: float = 0.2
    accept_archives: bool = False
