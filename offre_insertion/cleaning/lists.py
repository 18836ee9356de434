"""Cells that hold several values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

#: What reading puts between the items of a JSON list.
ITEM_SEPARATOR = "\x1f"


@lru_cache(maxsize=256)
def _pattern(separators: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in sorted((*separators, ITEM_SEPARATOR), key=len, reverse=True)))


def split_values(
    raw: str, separators: Sequence[str], *, known: Callable[[str], bool] | None = None
) -> list[str]:
    """The values of a cell, trimmed, blank ones left out.

    With ``known``, a label that contains a separator is kept whole, the longest first: « Crèche, halte-garderie,
    Espaces jeux » gives two values when « Crèche, halte-garderie » is known.
    """
    pattern = _pattern(tuple(separators))
    if known is None:
        return [value for part in pattern.split(raw) if (value := part.strip())]
    cuts = [(match.start(), match.end()) for match in pattern.finditer(raw)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(raw)]
    values, position = [], 0
    while position < len(starts):
        last = next(
            (end for end in range(len(ends) - 1, position, -1) if known(raw[starts[position] : ends[end]].strip())),
            position,
        )
        values.append(raw[starts[position] : ends[last]].strip())
        position = last + 1
    return [value for value in values if value]
