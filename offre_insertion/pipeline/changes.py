"""What changed between two snapshots of a source: created, modified (which fields), unchanged, vanished."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from offre_insertion.history.values import Entry, Ref
from offre_insertion.schema import Record

#: Stands among the fields for « published, and no longer is », or the reverse.
PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class Changes:
    """Records in the order of their ids; ``modified`` gives the names of the fields, ``prive.x`` for private ones."""

    created: tuple[Ref, ...] = ()
    modified: Mapping[Ref, tuple[str, ...]] = field(default_factory=dict)
    vanished: tuple[Ref, ...] = ()
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.created or self.modified or self.vanished)

    def counts(self) -> dict[str, int]:
        """Numbers of records, by the French word for what happened to them."""
        return {
            "creees": len(self.created),
            "modifiees": len(self.modified),
            "inchangees": self.unchanged,
            "disparues": len(self.vanished),
        }

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, in full; a record is « service cd53--… »."""
        return {
            "creees": [str(ref) for ref in self.created],
            "modifiees": {str(ref): list(names) for ref, names in self.modified.items()},
            "inchangees": self.unchanged,
            "disparues": [str(ref) for ref in self.vanished],
        }


def compare(
    before: Mapping[Ref, Entry],
    after: Mapping[Ref, Entry],
    *,
    load_records: Callable[[Collection[str]], Mapping[str, Record]],
    load_extensions: Callable[[Collection[str]], Mapping[str, dict[str, Any]]],
) -> Changes:
    """Compares digests; only what differs is loaded, to name the fields."""
    common = before.keys() & after.keys()
    differing = sorted(key for key in common if _stored(before[key]) != _stored(after[key]))
    pairs = [(before[key], after[key]) for key in differing]
    records = load_records({one.content for pair in pairs for one in pair})
    extensions = load_extensions({one.extension for pair in pairs for one in pair if one.extension})
    return Changes(
        created=tuple(sorted(after.keys() - before.keys())),
        modified={
            key: tuple(_fields(old, new, records, extensions))
            for key, (old, new) in zip(differing, pairs, strict=True)
        },
        vanished=tuple(sorted(before.keys() - after.keys())),
        unchanged=len(common) - len(differing),
    )


def _stored(entry: Entry) -> tuple[str, str | None, bool]:
    return entry.content, entry.extension, entry.is_published


def _fields(
    old: Entry, new: Entry, records: Mapping[str, Record], extensions: Mapping[str, dict[str, Any]]
) -> list[str]:
    changed = _differences(records[old.content], records[new.content])
    private = _differences(extensions.get(old.extension or "", {}), extensions.get(new.extension or "", {}))
    publication = [PUBLICATION] if old.is_published != new.is_published else []
    return [*changed, *(f"prive.{name}" for name in private), *publication]


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
