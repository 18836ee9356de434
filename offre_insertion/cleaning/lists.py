"""Cells that hold several values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

#: What reading puts between the items of a JSON list.
ITEM_SEPARATOR = "\x1f"
#: No label is known to contain more separators than this; without a bound, a cell of 10 000 items takes minutes.
_MAX_PIECES = 16


@lru_cache(maxsize=256)
def _pattern(separators: tuple[str, ...]) -> re.Pattern[str]:
    given = sorted({ITEM_SEPARATOR, *filter(None, separators)}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, given)))


def split_values(
    raw: str, separators: Sequence[str], *, known: Callable[[str], bool] | None = None
) -> list[str]:
    """The values of a cell, trimmed, blank ones left out, cut at any of ``separators`` (``"\\n"`` for line breaks).

    Items of a JSON list are always cut. With ``known``, a label that contains a separator is kept whole, the longest
    first: « Crèche, halte-garderie, Espaces jeux » gives two values when « Crèche, halte-garderie » is known.
    """
    pattern = _pattern(tuple(separators))
    if known is None:
        return [value for part in pattern.split(raw) if (value := part.strip())]
    cuts = [match.span() for match in pattern.finditer(raw)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(raw)]
    values: list[str] = []
    position = 0
    while position < len(starts):
        farthest = min(position + _MAX_PIECES, len(ends)) - 1
        labels = ((end, raw[starts[position] : ends[end]].strip()) for end in range(farthest, position, -1))
        last = next((end for end, label in labels if known(label)), position)
        values.append(raw[starts[position] : ends[last]].strip())
        position = last + 1
    return [value for value in values if value]
