"""What we and DORA agreed upon, field by field, as digests: nothing else was ever ours to change.

A field is **agreed** when we sent it and saw it there, or when a sheet that we made says the same as we do. All the
rest was only **seen**: it is somebody else's, whatever it says, and stays :data:`NEVER` agreed. What a write was
sending (``pending``) is agreed once it is seen there, and not before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

import orjson

from offre_insertion.history.dora import DoraEntry, DoraLink
from offre_insertion.publishing.dora.lists import CONDITIONS

#: Of one field: the digest of our value, and of DORA's, :data:`NEVER` where it is not ours.
Both = tuple[str, str]
#: In the place of DORA's digest: the field was never agreed upon, and DORA's own words were kept.
NEVER = ""
#: 64 bits: two values of one field never share one by accident.
_DIGEST_BYTES = 8
#: Decimals of a coordinate: about ten centimetres, as differences are judged.
_DECIMALS = 6


def digests_of(fields: Mapping[str, object]) -> dict[str, str]:
    """Field → digest of a value of ours."""
    return {name: _digest(value) for name, value in fields.items()}


def digests_there(names: Iterable[str], existing: Mapping[str, object]) -> dict[str, str]:
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
EMPTY = _digest(None)
ARCHIVED = _digest("ARCHIVED")


def settled(link: DoraLink, theirs: Mapping[str, str]) -> DoraLink:
    """The link once its sheet was looked at (``theirs``: field → digest): no write is unfinished any more.

    What is there as it was being sent is agreed, the rest is as before. Of an unfinished creation, nothing was there
    before: what is still empty remains to be sent, and anything else was written by somebody.
    """
    before = dict.fromkeys(theirs, (NEVER, EMPTY)) if link.is_reserved else {}
    sent = {name: (there, there) for name, there in theirs.items() if there == link.pending.get(name)}
    return replace(link, fields={**before, **link.fields, **sent}, pending={}, is_reserved=False)


def found_done(link: DoraLink, theirs: Mapping[str, str]) -> DoraEntry | None:
    """The line that the journal lacks: of a write whose outcome nobody saw, and that is there."""
    done = tuple(name for name, digest in link.pending.items() if theirs.get(name) == digest)
    if not link.is_reserved and not done:
        return None
    action = "creer" if link.is_reserved else "archiver" if is_archiving(link) else "modifier"
    return DoraEntry(
        action, link.kind, link.record_id, link.slug, "fait", done, detail="Vu après une interruption."
    )


def is_archiving(link: DoraLink) -> bool:
    """True when the write whose outcome is unknown archives the sheet."""
    return link.pending.get("status") == ARCHIVED


def agreed(link: DoraLink, name: str) -> Both | None:
    """Both digests when the field was last agreed upon; ``None``: it never was."""
    both = link.fields.get(name)
    return both if both is not None and both[1] != NEVER else None


def known_ids(links: Iterable[DoraLink]) -> set[str]:
    """The ids under which DORA shows a sheet: of duplicates, one whose sheet is archived is not chosen again."""
    return {link.record_id for link in links if link.fields.get("status", ("", ""))[1] != ARCHIVED}


def is_same_as_last_time(ours: Mapping[str, object], link: DoraLink) -> bool:
    """True when none of our values changed since the last agreement."""
    return {name: both[0] for name, both in link.fields.items()} == digests_of(ours)
