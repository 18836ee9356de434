"""From pairs to clusters: records that are one, judgements first, then certain pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from offre_insertion.matching.groups import Groups
from offre_insertion.matching.judgements import Conflict, Judgement, Judgements
from offre_insertion.matching.score import Pair


@dataclass(frozen=True, slots=True)
class Clusters:
    """``groups`` of two ids or more, in the order of letters; ``conflicts`` are the joins that were refused.

    ``unsure``: pairs judged « incertain » that other pairs joined.
    """

    groups: tuple[tuple[str, ...], ...]
    conflicts: tuple[Conflict, ...] = ()
    unsure: tuple[tuple[str, str], ...] = ()

    def by_id(self) -> Mapping[str, str]:
        """Id of each clustered record → id that names its cluster (its first). Others stand for themselves."""
        return {member: group[0] for group in self.groups for member in group}


def cluster(pairs: Iterable[Pair], *, judgements: Iterable[Judgement] = ()) -> Clusters:
    """Join what people judged « doublon », then the certain pairs, best score first.

    Two groups with a « distinct » between them are never joined. The order of the input changes nothing.
    """
    state = Judgements(judgements)
    groups = Groups(state.distinct)
    for group in state.doublons:
        for member in group[1:]:
            groups.join(group[0], member)
    certain = {pair.ids: pair for pair in pairs if pair.verdict == "certain"}
    ordered = sorted(certain.keys() - set(state.distinct), key=lambda ids: (-certain[ids].score, ids))
    refused = [(ids, groups.join(*ids)) for ids in ordered]
    conflicts = [*state.conflicts, *(Conflict(*ids, apart) for ids, apart in refused if apart is not None)]
    unsure = tuple(ids for ids in state.unsure if groups.are_one(*ids))
    return Clusters(groups.all(), tuple(conflicts), unsure)
