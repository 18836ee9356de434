"""Our key in DORA: the slug, which the client may choose (contract §6)."""

from __future__ import annotations

import hashlib
import re

from offre_insertion.text import slug

#: Lengths of the two columns (contract §4, §5).
SERVICE_SLUG_MAX = 100
STRUCTURE_SLUG_MAX = 50
_LEGAL = re.compile(r"[A-Za-z0-9_-]+")
#: Digits of the digest: 64 bits, two keys of a département never share one.
_DIGEST = 16
#: What only a digest ends with: a key that looks like one is digested too, so that no two keys meet.
_DIGESTED = re.compile(rf"-x[0-9a-f]{{{_DIGEST}}}$")


def service_slug(service_id: str) -> str:
    """The slug of a service, always the same for an id, different for two ids.

    The id itself where DORA takes it (``cd53--auto-ecole-sociale``); else what can be read of it and a
    digest. It becomes the public address of the service: never change it.
    """
    return _slug(service_id, SERVICE_SLUG_MAX)


def structure_slug(structure_id: str) -> str:
    """The slug of a structure we create: see :func:`service_slug`; 50 characters at most."""
    return _slug(structure_id, STRUCTURE_SLUG_MAX)


def _slug(key: str, limit: int) -> str:
    if len(key) <= limit and _LEGAL.fullmatch(key) and not _DIGESTED.search(key):
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    readable = slug(key)[: limit - _DIGEST - 2].strip("-") or "cle"
    return f"{readable}-x{digest}"
