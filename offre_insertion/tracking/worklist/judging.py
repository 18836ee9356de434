"""Tasks on pairs: those that wait for a judgement, and how many fewer records count at most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from offre_insertion.matching import Judgements
from offre_insertion.matching.groups import Groups
from offre_insertion.review import standing
from offre_insertion.schema import Kind
from offre_insertion.text import counted
from offre_insertion.tracking.owning import judged_same
from offre_insertion.tracking.values import Waiting
from offre_insertion.tracking.worklist.records import State
from offre_insertion.tracking.worklist.tasks import Item, Task

_WORDS: dict[Kind, str] = {"structure": "structures", "service": "services"}


def judge(state: State) -> Iterator[Task]:
    """Pairs that wait, services apart from structures: judging structures makes no dispositif one with another."""
    concerned = _concerned(state)
    for kind, words in _WORDS.items():
        waiting = [
            one
            for one in state.story.end.waiting
            if one.kind == kind and (state.partner is None or concerned & {one.left, one.right})
        ]
        if not waiting:
            continue
        count, fewer = len(waiting), _fewer(waiting, _groups(state, kind), state, kind)
        yield Task(
            "juger",
            f"Juger {counted(count, 'paire')} de {words} qui se ressemblent (offre-insertion doublons examiner)",
            f"{_effect(kind, fewer)}{counted(count, 'doute levé')}",
            fewer,
            tuple(
                _item(state, one) for one in sorted(waiting, key=lambda one: (one.since, one.left, one.right))
            ),
        )


def _effect(kind: Kind, fewer: int) -> str:
    if not fewer:
        return ""
    if kind == "service":
        return f"jusqu’à {counted(fewer, 'dispositif')} de moins, ou "
    doubled = counted(fewer, "structure en double", "structures en double")
    return f"jusqu’à {doubled} de moins, sans dispositif de moins, ou "


def _item(state: State, pair: Waiting) -> Item:
    return Item(
        f"{pair.left} / {pair.right}",
        f"« {state.name(pair.left)} » et « {state.name(pair.right)} »",
        f"attend depuis le {pair.since:%d/%m/%Y}",
    )


def _groups(state: State, kind: Kind) -> dict[str, str]:
    """Record → what counts as one with it: a dispositif of the local perimeter, or structures judged the same."""
    if kind == "service":
        groups = state.story.end.dispositifs
        return {one.id: name for name, members in groups.items() for one in members}
    same = judged_same(state.story.judgements)
    ids = {name for one in state.story.end.waiting for name in (one.left, one.right)}
    return {name: min(same.get(name, (name,))) for name in ids}


def _fewer(pairs: Iterable[Waiting], groups: Mapping[str, str], state: State, kind: Kind) -> int:
    """How many fewer count if each pair is judged « doublon », at most: of three alike two by two, two at most."""
    said = Judgements(standing(state.story.judgements, kind))
    joined = Groups(
        (groups[one], groups[other]) for one, other in said.distinct if {one, other} <= groups.keys()
    )
    fewer = 0
    for pair in pairs:
        left, right = groups.get(pair.left), groups.get(pair.right)
        if left is not None and right is not None and not joined.are_one(left, right):
            fewer += joined.join(left, right) is None
    return fewer


def _concerned(state: State) -> frozenset[str]:
    """The services of the partner and their structures."""
    services = {one.id for members in state.dispositifs.values() for one in members if state.owns(one)}
    hosts = {state.records[name].service["structure_id"] for name in services & state.records.keys()}
    return frozenset(services | hosts)
