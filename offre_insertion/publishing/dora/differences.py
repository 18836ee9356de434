"""What would really change in DORA, compared as DORA keeps it: the second sending writes nothing.

Every PATCH, even empty, refreshes a date, and reopens the moderation of a published service (contract §5):
only real differences are worth one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from offre_insertion.publishing.dora.drafts import Fields
from offre_insertion.publishing.dora.lists import CONDITIONS

#: Half of the last decimal sent: about ten centimetres.
_NEAR_DEGREES = 1e-6
#: Conditions come back as identifiers; their texts stand beside.
_DEGREES = frozenset({"longitude", "latitude"})
_CASELESS = frozenset({"contactEmail", "email"})


def differences(payload: Mapping[str, object], existing: Mapping[str, object]) -> Fields:
    """The fields of ``payload`` that are not already in ``existing``, with the values to send.

    ``existing`` is the JSON of a GET, camelCase. Lists are sets (DORA gives them back in its own order);
    texts are compared trimmed, null and absence being empty; conditions by their texts, to the letter;
    coordinates to ten centimetres; e-mail addresses without their case, which DORA's form lowers.
    """
    return {
        name: value
        for name, value in payload.items()
        if not _comparison(name)(value, _existing(name, existing))
    }


def _existing(name: str, existing: Mapping[str, object]) -> object:
    if name in CONDITIONS:
        return existing.get(f"{name}Display")
    if name == "description" and "description" not in existing:
        return existing.get("fullDesc")
    return existing.get(name)


def _comparison(name: str) -> Callable[[object, object], bool]:
    if name == "geom":
        return _same_point
    if name in _DEGREES:
        return _same_degrees
    return _same_caseless if name in _CASELESS else _same


def _same(ours: object, theirs: object) -> bool:
    return _normal(ours) == _normal(theirs)


def _normal(value: object) -> object:
    """Lists as sets, texts trimmed with one kind of line break; nothing at all is ``None``."""
    if isinstance(value, list | tuple):
        return frozenset(str(_normal(one)) for one in value) or None
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    return value


def _same_caseless(ours: object, theirs: object) -> bool:
    return str(_normal(ours)).casefold() == str(_normal(theirs)).casefold()


def _same_degrees(ours: object, theirs: object) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) < _NEAR_DEGREES
    return ours is None and theirs is None


def _same_point(ours: object, theirs: object) -> bool:
    left, right = _coordinates(ours), _coordinates(theirs)
    if left is None or right is None:
        return ours is None and theirs is None
    return all(map(_same_degrees, left, right))


def _coordinates(value: object) -> tuple[object, object] | None:
    if not isinstance(value, Mapping) or value.get("type") != "Point":
        return None
    coordinates = value.get("coordinates")
    if not isinstance(coordinates, list | tuple) or len(coordinates) != 2:
        return None
    return coordinates[0], coordinates[1]
