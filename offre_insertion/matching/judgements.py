"""What people said of pairs: signed, dated, never edited. A judgement is undone by a newer one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from offre_insertion.matching.groups import Groups

Answer = Literal["doublon", "distinct", "incertain"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """« These two are one », « these two are not », or « nobody can tell », by whom and when."""

    left: str
    right: str
    verdict: Answer
    author: str
    at: dt.datetime

    @property
    def ids(self) -> tuple[str, str]:
        """Both ids in the order of letters."""
        return (self.left, self.right) if self.left <= self.right else (self.right, self.left)


@dataclass(frozen=True, slots=True)
class Conflict:
    """``left`` and ``right`` should be joined, and are not: ``apart`` was judged « distinct » between their groups."""

    left: str
    right: str
    apart: tuple[str, str]

    @property
    def message(self) -> str:
        """What contradicts what, and what to do, in French."""
        return (
            f"« {self.left} » et « {self.right} » sont donnés pour doublons, mais « {self.apart[0]} » et "
            f"« {self.apart[1]} », de leurs groupes, ont été jugés distincts : ils restent séparés. "
            "Revenez sur l’un de ces jugements."
        )


class Judgements:
    """The state an append-only list of judgements leads to.

    The latest judgement of a pair holds (the last of the list when two bear the same instant). « Doublon » is
    transitive; « distinct » keeps apart the whole groups of the two records. Where both meet, « distinct » wins
    and the conflict is reported.
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self.current: dict[tuple[str, str], Judgement] = {}
        for judgement in judgements:
            known = self.current.get(judgement.ids)
            if judgement.left != judgement.right and (known is None or known.at <= judgement.at):
                self.current[judgement.ids] = judgement
        self.named = frozenset(one for ids in self.current for one in ids)
        self.distinct = tuple(sorted(self._pairs("distinct")))
        self.unsure = tuple(sorted(self._pairs("incertain")))
        self._groups, self.conflicts = self._join()

    def _pairs(self, verdict: Answer) -> list[tuple[str, str]]:
        return [ids for ids, judgement in self.current.items() if judgement.verdict == verdict]

    def _join(self) -> tuple[Groups, tuple[Conflict, ...]]:
        """Older judgements first, so that a new one never undoes a group in silence."""
        groups = Groups(self.distinct)
        doublons = sorted(self._pairs("doublon"), key=lambda ids: (self.current[ids].at, ids))
        refused = [(ids, groups.join(*ids)) for ids in doublons]
        return groups, tuple(Conflict(*ids, apart) for ids, apart in refused if apart is not None)

    def judged(self, left: Container[str], right: Container[str]) -> Iterator[tuple[str, str]]:
        """The pairs that people spoke of, one record in ``left`` and the other in ``right``, in order of letters."""
        for a, b in sorted(self.current):
            yield from (ids for ids in ((a, b), (b, a)) if ids[0] in left and ids[1] in right)

    @property
    def doublons(self) -> tuple[tuple[str, ...], ...]:
        """Groups of records that people said to be one, two or more in each."""
        return self._groups.all()

    def answer(self, left: str, right: str) -> Answer | None:
        """What people said of a pair, directly or through others; ``None`` when it is still to ask."""
        if (direct := self.current.get((min(left, right), max(left, right)))) is not None:
            return direct.verdict
        if self._groups.are_one(left, right):
            return "doublon"
        return "distinct" if self._groups.forbidden(left, right) else None
