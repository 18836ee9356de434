"""The codes that look most like a text no table knows: shown to a person, never applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from offre_insertion.lexicon import variants
from offre_insertion.schema import nearest_codes
from offre_insertion.text import fold

#: Letters of a word that are compared when looking for labels: enough for « mobilités » to find « mobilité ».
_STEM = 5
#: Labels compared with one text, those that share its rarest words first: a catalogue may hold 100 000 unknown texts.
_MOST_LABELS = 120
#: Below, two labels have nothing in common.
_LIKENESS = 60
#: Proposals shown.
_MOST_PROPOSALS = 3


class Proposals:
    """The labels of some tables, found by the words they share with a text."""

    def __init__(self, tables: Sequence[Mapping[str, tuple[str, ...]]], choices: tuple[str, ...]) -> None:
        self._choices = choices
        self._codes: dict[str, tuple[str, ...]] = {}
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        official = {fold(code): (code,) for code in choices}
        for table in (official, *reversed(tables)):
            for label, codes in table.items():
                if label not in self._codes:
                    for stem in _stems(label):
                        self._by_stem[stem].append(label)
                self._codes[label] = tuple(code for code in codes if code in choices)

    def nearest(self, value: str) -> tuple[str, ...]:
        """Three codes at most, from the labels that look most like the text, else from the codes themselves."""
        text = fold(value[:200])
        found: dict[str, None] = {}
        for label, _, _ in process.extract(
            text, self._candidates(text), scorer=fuzz.token_set_ratio, limit=12, score_cutoff=_LIKENESS
        ):
            found |= dict.fromkeys(self._codes[label])
        # No word in common: perhaps a code or a word with a slip.
        return tuple(found)[:_MOST_PROPOSALS] or nearest_codes(value[:200], self._choices)[:_MOST_PROPOSALS]

    def _candidates(self, text: str) -> list[str]:
        shared = sorted((self._by_stem[stem] for stem in _stems(text) if stem in self._by_stem), key=len)
        return list(dict.fromkeys(label for labels in shared for label in labels))[:_MOST_LABELS]


def _stems(folded: str) -> set[str]:
    return {word[:_STEM] for word in variants.core(folded).split()}
