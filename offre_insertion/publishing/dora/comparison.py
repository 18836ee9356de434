"""Who changed what: ours, DORA's, and what both were when they last agreed; as digests, field by field."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping

import orjson

from offre_insertion.history.dora import DoraLink
from offre_insertion.publishing.dora.differences import differences
from offre_insertion.publishing.dora.drafts import Fields
from offre_insertion.publishing.dora.groups import CONTACT, FILLED_WITH, REPLACED_WITH, SPEAKING
from offre_insertion.publishing.dora.lists import CONDITIONS

#: 64 bits: two values of one field never share one by accident.
_DIGEST_BYTES = 8
#: Decimals of a coordinate: about ten centimetres, as differences are judged.
_DECIMALS = 6


def digests_of(fields: Mapping[str, object]) -> dict[str, str]:
    """Field → digest of a value of ours."""
    return {name: _digest(value) for name, value in fields.items()}


def digests_there(names: Mapping[str, object], existing: Mapping[str, object]) -> dict[str, str]:
    """Field → digest of DORA's value, for the fields of ``names``; conditions by their texts."""
    return {name: _digest(existing.get(f"{name}Display" if name in CONDITIONS else name)) for name in names}


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
#: In the place of DORA's digest: the field was never agreed upon, and DORA's own words were kept.
NEVER = ""


_ARCHIVED = _digest("ARCHIVED")


def known_ids(links: Iterable[DoraLink]) -> set[str]:
    """The ids under which DORA shows a sheet: of duplicates, one whose sheet is archived is not chosen again."""
    return {link.record_id for link in links if link.fields.get("status", ("", ""))[1] != _ARCHIVED}


class Comparison:
    """One record against its sheet. ``ours`` are the managed fields and ``status``; all results are names of fields.

    ``updates`` we changed and nobody else did; ``edited`` somebody changed on DORA, to something else than ours;
    ``kept`` differ since the adoption, or since DORA rewrote them, and neither side moved. Of a sheet that somebody
    else made, a value is never replaced by nothing: it stays among the ``kept``. ``stated`` are the fields of ours that
    say something though they are empty.
    """

    def __init__(
        self,
        ours: Mapping[str, object],
        existing: Mapping[str, object],
        link: DoraLink,
        *,
        stated: Collection[str] = (),
    ) -> None:
        self.differences: Fields = differences(ours, existing)
        self.ours = digests_of(ours)
        self.theirs = digests_there(ours, existing)
        self._link, self._stated = link, stated
        self.edited = tuple(name for name in self.differences if self._is_edited(name))
        rest = [name for name in self.differences if name not in self.edited]
        self.updates = tuple(name for name in rest if self._is_ours(name))
        self.kept = tuple(name for name in rest if name not in self.updates)

    def _is_ours(self, name: str) -> bool:
        """True when we changed it since the last agreement.

        Without one, an unfinished creation is ours whole; of a sheet that somebody else made, only what is empty, and
        beside nothing that says otherwise.
        """
        if self._link.origin == "adopte" and self.ours[name] == _EMPTY:
            return False
        both = self._agreed(name)
        if both is None:
            return self._link.is_reserved or self._is_free(name)
        return both[0] != self.ours[name] or name in self._link.pending

    def _is_edited(self, name: str) -> bool:
        both = self._agreed(name)
        return both is not None and self.theirs[name] not in {both[1], self._link.pending.get(name)}

    def _agreed(self, name: str) -> tuple[str, str] | None:
        both = self._link.fields.get(name)
        return both if both is not None and both[1] != NEVER else None

    def _is_free(self, name: str) -> bool:
        """Empty there, and so is all that it goes with, or it is ours already, or says the same."""
        group = self.ours.keys() & FILLED_WITH.get(name, frozenset())
        return self._says_nothing(name) and all(
            self._says_nothing(one) or one not in self.differences or self._agreed(one) is not None
            for one in group
        )

    def _says_nothing(self, name: str) -> bool:
        return self.theirs[name] == _EMPTY and name not in SPEAKING

    def replacing(self) -> tuple[str, ...]:
        """What a person who says to replace the edits on DORA replaces: by a value, never by nothing.

        A group is replaced whole: its parts that we do not have go with the rest, those of the contact excepted.
        """
        filled = {name for name in self.differences if self.ours[name] != _EMPTY or name in self._stated}
        replaced = {name for name in filled if self.theirs[name] != _EMPTY}
        return tuple(
            name
            for name in self.differences
            if name in filled
            or name in self.updates
            or self.theirs[name] == _EMPTY
            or (name not in CONTACT and replaced & REPLACED_WITH.get(name, frozenset()))
        )

    def unagreed(self, sent: Collection[str]) -> dict[str, tuple[str, str]]:
        """What to remember of the fields that are not ``sent`` and that go on differing: field → both digests.

        Those that DORA rewrote are not among them: both sides are known.
        """
        found = {}
        for name in self.differences.keys() - set(sent):
            both = self._agreed(name)
            if both is None or name in self.edited:
                found[name] = (self.ours[name], NEVER)
            elif both[0] != self.ours[name]:
                found[name] = both
        return found


def is_same_as_last_time(ours: Mapping[str, object], link: DoraLink) -> bool:
    """True when none of our values changed since the last agreement."""
    return {name: both[0] for name, both in link.fields.items()} == digests_of(ours)
