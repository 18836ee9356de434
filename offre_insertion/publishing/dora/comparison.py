"""Who changed what: ours, DORA's, and what both were when they last agreed; as digests, field by field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import orjson

from offre_insertion.history.dora import DoraLink
from offre_insertion.publishing.dora.differences import differences
from offre_insertion.publishing.dora.drafts import Fields

_CONDITIONS = frozenset({"requirements", "credentials", "accessConditions"})
#: 64 bits: two values of one field never share one by accident.
_DIGEST_BYTES = 8
#: Decimals of a coordinate: about ten centimetres, as differences are judged.
_DECIMALS = 6


def digests_of(fields: Mapping[str, object]) -> dict[str, str]:
    """Field → digest of a value of ours."""
    return {name: _digest(value) for name, value in fields.items()}


def digests_there(names: Mapping[str, object], existing: Mapping[str, object]) -> dict[str, str]:
    """Field → digest of DORA's value, for the fields of ``names``; conditions by their texts."""
    return {name: _digest(existing.get(f"{name}Display" if name in _CONDITIONS else name)) for name in names}


def _digest(value: object) -> str:
    content = orjson.dumps(_normal(value), option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).hexdigest()


def _normal(value: object) -> object:
    """Lists as sets, texts trimmed, nothing at all as null."""
    if isinstance(value, Mapping):
        return {str(name): _ordered(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return sorted(str(_normal(one)) for one in value) or None
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    return round(value, _DECIMALS) if isinstance(value, float) else value


def _ordered(value: object) -> object:
    """Coordinates are a pair, not a set."""
    return [_normal(one) for one in value] if isinstance(value, list | tuple) else value


#: Of nothing at all.
_EMPTY = _digest(None)


class Comparison:
    """One record against its sheet. ``ours`` are the managed fields and ``status``; all results are names of fields.

    ``updates`` we changed and nobody else did; ``edited`` somebody changed on DORA, to something else than ours;
    ``kept`` differ since the adoption, or since DORA rewrote them, and neither side moved.
    """

    def __init__(self, ours: Mapping[str, object], existing: Mapping[str, object], link: DoraLink) -> None:
        self.differences: Fields = differences(ours, existing)
        self.ours = digests_of(ours)
        self.theirs = digests_there(ours, existing)
        self._link = link
        self.edited = tuple(name for name in self.differences if self._is_edited(name))
        rest = [name for name in self.differences if name not in self.edited]
        self.updates = tuple(name for name in rest if self._is_ours(name))
        self.kept = tuple(name for name in rest if name not in self.updates)

    def _is_ours(self, name: str) -> bool:
        """True when we changed it since the last agreement.

        Without one, an unfinished creation is ours whole; of a sheet that somebody else made, only what is empty.
        """
        both = self._link.fields.get(name)
        if both is None:
            return self._link.is_reserved or self.theirs[name] == _EMPTY
        return both[0] != self.ours[name] or name in self._link.pending

    def _is_edited(self, name: str) -> bool:
        both = self._link.fields.get(name)
        return both is not None and self.theirs[name] not in {both[1], self._link.pending.get(name)}

    def agreement(self) -> dict[str, tuple[str, str]]:
        """What to remember: both values of each field, as they are now."""
        return {name: (self.ours[name], self.theirs[name]) for name in self.ours}


def is_same_as_last_time(ours: Mapping[str, object], link: DoraLink) -> bool:
    """True when none of our values changed since the last agreement."""
    return {name: both[0] for name, both in link.fields.items()} == digests_of(ours)
