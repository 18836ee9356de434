"""From the lines of the history to the judgements that hold, and what a new one would contradict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from offre_insertion.history.judgements import JudgementEntry
from offre_insertion.matching import Answer, Judgement, Judgements
from offre_insertion.schema import Kind

ANSWERS: tuple[Answer, ...] = get_args(Answer)
#: Takes back what was said of a pair: it is asked again.
CANCELLED = "annule"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Everything people said, in the order of the lines."""

    entries: tuple[JudgementEntry, ...] = ()

    def standing(self, kind: Kind) -> list[Judgement]:
        """The judgements to give to :mod:`offre_insertion.matching`."""
        return standing(self.entries, kind)

    def latest(self, kind: Kind, left: str, right: str) -> JudgementEntry | None:
        """What was last said of a pair, unless it was taken back."""
        ids = (min(left, right), max(left, right))
        of_pair = [entry for entry in self.entries if entry.kind == kind and entry.ids == ids]
        return of_pair[-1] if of_pair and of_pair[-1].verdict in ANSWERS else None

    def until(self, instant: dt.datetime) -> Spoken:
        """What people had said by an instant, with its time zone."""
        return Spoken(tuple(entry for entry in self.entries if entry.at <= instant))

    def and_then(self, *entries: JudgementEntry) -> Spoken:
        """The same with new lines."""
        return Spoken((*self.entries, *entries))


def standing(entries: Iterable[JudgementEntry], kind: Kind) -> list[Judgement]:
    """The judgements of a kind of record, without those that were taken back."""
    kept: dict[tuple[str, str], list[Judgement]] = {}
    for entry in entries:
        if entry.kind != kind:
            continue
        answer = next((answer for answer in ANSWERS if answer == entry.verdict), None)
        if answer is None:
            kept.pop(entry.ids, None)
        else:
            kept.setdefault(entry.ids, []).append(Judgement(*entry.ids, answer, entry.author, entry.at))
    return [judgement for of_pair in kept.values() for judgement in of_pair]


def news(spoken: Spoken, entries: Iterable[JudgementEntry]) -> list[JudgementEntry]:
    """The entries that say something else than what holds: another verdict, or another note."""
    known = {(entry.kind, entry.ids): entry for entry in spoken.entries}
    return [entry for entry in entries if _is_new(entry, known.get((entry.kind, entry.ids)))]


def _is_new(entry: JudgementEntry, known: JudgementEntry | None) -> bool:
    if known is None:
        return entry.verdict != CANCELLED
    return entry.verdict != known.verdict or bool(entry.note and entry.note != known.note)


def new_conflicts(spoken: Spoken, entries: Sequence[JudgementEntry]) -> list[str]:
    """The French sentences on what these entries contradict and that nothing contradicted before."""
    sentences: dict[str, None] = {}
    kinds: set[Kind] = {entry.kind for entry in entries}
    for kind in sorted(kinds):
        before = {conflict.message for conflict in Judgements(spoken.standing(kind)).conflicts}
        after = Judgements(spoken.and_then(*entries).standing(kind)).conflicts
        sentences.update((conflict.message, None) for conflict in after if conflict.message not in before)
    return list(sentences)
