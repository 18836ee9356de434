"""Two spellings of one condition: DORA compares them to the letter, and never erases one (contract §5.1)."""

from __future__ import annotations

import re
import unicodedata

#: One sign for all those that typography writes several ways.
_SIGNS = str.maketrans({
    **dict.fromkeys("’‘ʼ`´", "'"),
    **dict.fromkeys("«»“”„", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    "œ": "oe",
    "æ": "ae",
})  # fmt: skip
#: Only those of Latin letters: « ≠ » is « = » and a mark, « й » another letter than « и ».
_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_SPACES_AROUND_A_SIGN = re.compile(r"\s*([^\w\s])\s*")
_FINAL_DOT = re.compile(r"(?<!\.)\.$")


def condition_key(text: str) -> str:
    """Equal for texts that differ by case, accents, typography or a final dot only.

    Every other sign counts: « - de 26 ans » is not « + de 26 ans », in no alphabet.
    """
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text.casefold().translate(_SIGNS)))
    return _FINAL_DOT.sub("", _SPACES_AROUND_A_SIGN.sub(r"\1", " ".join(bare.split())))
