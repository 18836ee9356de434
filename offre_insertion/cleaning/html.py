"""HTML of web exports → plain text (standard library only)."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser

#: Longer cells are to be cut: the schema keeps 10 000 characters, and the parser is slow on hostile markup.
HTML_MAX = 100_000
#: Texts exported several times carry « &amp;lt;p&amp;gt; »: each pass removes one level.
_MAX_PASSES = 8

_BLOCK_NAMES = """
    address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li
    main nav ol p pre section table tbody tfoot thead tr ul
"""
_INLINE_NAMES = """
    a abbr b big body button caption center cite code del em font head html i iframe img input ins label
    link mark meta o s small span strike strong sub sup td th title tt u var wbr
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_INLINE = frozenset(_INLINE_NAMES.split())
_HIDDEN = frozenset({"script", "style"})
_KNOWN = _BLOCKS | _INLINE | _HIDDEN
_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(_KNOWN, key=len, reverse=True))})(?:\s[^<>]*|/)?>|<!--", re.IGNORECASE
)
#: A tag that another « < », or the end, comes before: the parser takes quadratic time on those too.
_NEVER_CLOSED = re.compile(r"<(?=[^<>]*(?:<|\Z))")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}[0-9]?|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});")


def has_markup(text: str) -> bool:
    """Whether the text holds an HTML tag or an entity. « <contact@ville.fr> » and « < 26 ans » are none."""
    return ("<" in text and _TAG.search(text) is not None) or (
        "&" in text and _ENTITY.search(text) is not None
    )


@lru_cache(maxsize=1 << 10)
def html_to_text(html: str) -> str:
    """Paragraphs and rows become lines, items « - » lines; scripts are dropped, links keep their address."""
    text = html
    for _ in range(_MAX_PASSES):
        if not has_markup(text):
            break
        extractor = _TextExtractor()
        extractor.feed(_NEVER_CLOSED.sub("&lt;", _without_declarations(text)))
        extractor.close()
        text = "".join(extractor.parts)
    return text


def _without_declarations(html: str) -> str:
    """Comments dropped, other « <! » and « <? » made text: the parser takes quadratic time on those never closed."""
    first, *others = html.split("<!--")
    parts = [first]
    for part in others:
        comment, end, rest = part.partition("-->")
        parts.append(rest if end else comment)
    return "".join(parts).replace("<!", "&lt;!").replace("<?", "&lt;?")


class _TextExtractor(HTMLParser):
    """Collects the text of one pass in ``parts``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a line, hides a script; an unknown tag is text (« <jeunes> »)."""
        if tag not in _KNOWN:
            self.parts.append(self.get_starttag_text() or "")
        elif tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self.parts))

    def handle_endtag(self, tag: str) -> None:
        """Closes a line, a script or a link."""
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS and tag not in {"br", "li"}:
            self.parts.append("\n")
        elif tag == "a" and self._link is not None:
            self._close_link(*self._link)

    def _close_link(self, href: str, start: int) -> None:
        """« ici » → « ici (https://…) », unless the text already is the address."""
        self._link = None
        address = (
            href.strip().removeprefix("mailto:").partition("?")[0]
            if href.startswith("mailto:")
            else href.strip()
        )
        shown = "".join(self.parts[start:])
        bare = address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
        is_useful = href.startswith(("http://", "https://", "mailto:")) and bare and bare not in shown
        if is_useful and not any(mark in address for mark in "<>&"):
            self.parts.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        """Keeps the text, that of scripts excepted."""
        if not self._hidden:
            self.parts.append(data)
