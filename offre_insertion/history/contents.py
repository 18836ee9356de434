"""Content-addressed storage, the pure part: a value has one canonical text, whose digest is its name.

A list of entries is a tree of two levels: entries are spread over buckets by a hash of their key, and the
root names the buckets. One changed record of a snapshot of 20 000 rewrites one bucket and the root, not a list
of 20 000 digests; an unchanged snapshot has the same root and writes nothing.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import orjson

from offre_insertion.history.damage import intact

#: Bytes of a digest: 128 bits, no accidental collision before billions of billions of records.
_DIGEST_BYTES = 16
#: Entries of a bucket, on average.
_PER_BUCKET = 64

#: Canonical JSON by digest.
Blobs = dict[str, bytes]


def canonical(value: object) -> bytes:
    """The one JSON text of a value: keys sorted, lists as they are, UTF-8."""
    # A copy: what orjson gives holds on to the kilobytes of its buffer, times 100 000 records.
    return memoryview(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).tobytes()


def digest(content: bytes) -> str:
    """Name of a content: 32 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).hexdigest()


def digest_of(value: object) -> str:
    """Name of a JSON-ready value."""
    return digest(canonical(value))


def pack(content: bytes) -> bytes:
    """The content as it is stored."""
    return zlib.compress(content, 6)


def unpack(body: bytes) -> bytes:
    """The content of a stored body. Raises :class:`HistoryError` when it is damaged."""
    with intact("un contenu"):
        return zlib.decompress(body)


def build_tree(entries: Iterable[tuple[str, object]]) -> tuple[str, Blobs]:
    """Root digest of the entries (key, JSON-ready value) and the blobs that hold them.

    The order of the entries does not matter; several may share a key.
    """
    placed = [(zlib.crc32(key.encode()), canonical([key, value])) for key, value in entries]
    mask = (1 << (len(placed) // _PER_BUCKET).bit_length()) - 1
    buckets: dict[int, list[bytes]] = defaultdict(list)
    for hashed, entry in placed:
        buckets[hashed & mask].append(entry)
    blobs: Blobs = {}
    names = []
    for number in sorted(buckets):
        content = b"[" + b",".join(sorted(buckets[number])) + b"]"
        names.append(digest(content))
        blobs[names[-1]] = content
    content = canonical(names)
    root = digest(content)
    blobs[root] = content
    return root, blobs


def read_tree(root: str, fetch: Callable[[Collection[str]], Mapping[str, bytes]]) -> list[tuple[str, Any]]:
    """The entries of a tree, in the order of their keys. ``fetch`` gives the blobs of some digests."""
    names: list[str] = orjson.loads(fetch([root])[root])
    blobs = fetch(names)
    entries = [(key, value) for name in names for key, value in orjson.loads(blobs[name])]
    return sorted(entries, key=lambda entry: entry[0])
