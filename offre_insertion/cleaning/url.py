"""Web addresses, in the very form the official models give them."""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic import HttpUrl, TypeAdapter, ValidationError

from offre_insertion.issues import Note, Noted, Severity

_ADAPTER: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)
_SEPARATORS = re.compile(r"[\s;,|]+|\bou\b")
#: Schemes mistyped in catalogues (« http:/ », « htpp:// », « https// »).
_SCHEME = re.compile(r"^h?t?t?p{1,2}(s?)\s*:?\s*/{1,3}", re.IGNORECASE)
_HOST = re.compile(r"^(?:[a-z0-9à-ÿ](?:[a-z0-9à-ÿ_-]*[a-z0-9à-ÿ])?\.)+[a-z]{2,24}(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)


@lru_cache(maxsize=1 << 16)
def clean_url(raw: str) -> Noted[str]:
    """The first address of the cell; the scheme is added only to a plausible host name."""
    texts = [text for text in _SEPARATORS.split(raw.strip()) if text]
    for text in texts:
        url = _normal(text)
        if url is None:
            continue
        others = [other for part in texts if (other := _normal(part)) and other != url]
        if not others:
            return Noted(url)
        message = f"Plusieurs adresses dans la cellule : {url} est gardée, pas {', '.join(dict.fromkeys(others))}."
        return Noted(url, (Note("urls-multiples", Severity.INFO, message, tuple(dict.fromkeys(others))),))
    return Noted(None, (_unreadable(raw),)) if texts else Noted(None)


def _normal(text: str) -> str | None:
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text
    if "@" in rest.partition("/")[0] or not _HOST.match(rest):
        return None
    try:
        return str(_ADAPTER.validate_python(f"http{scheme.group(1).lower() if scheme else 's'}://{rest}"))
    except ValidationError:
        return None


def _unreadable(raw: str) -> Note:
    return Note(
        "url-invalide",
        Severity.AVERTISSEMENT,
        f"« {raw.strip()[:80]} » n'est pas une adresse web : elle n'est pas écrite. "
        "Exemple attendu : « https://www.association.fr ».",
    )
