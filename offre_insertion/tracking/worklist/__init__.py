"""The work list: what to do next, best gain first, each with its effect computed."""

from __future__ import annotations

from collections.abc import Iterable

from offre_insertion.tracking.partners import Partner
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.survey import Offered
from offre_insertion.tracking.worklist.judging import judge
from offre_insertion.tracking.worklist.people import (
    call_partners,
    check_signals,
    qualify_cells,
    renew_conventions,
)
from offre_insertion.tracking.worklist.records import State, complete, locate, refresh
from offre_insertion.tracking.worklist.tasks import KIND_LABELS, Item, Task, TaskKind

__all__ = ["KIND_LABELS", "Item", "Task", "TaskKind", "build_worklist"]


def build_worklist(
    story: Story, offered: Iterable[Offered], *, partner: Partner | None = None
) -> tuple[Task, ...]:
    """The tasks at the end of a story, best gain first. ``offered`` are the services of that run.

    With a ``partner``, only what concerns its records.
    """
    state = State.of(story, offered, partner)
    tasks = [*locate(state), *complete(state), *refresh(state), *judge(state), *renew_conventions(state)]
    tasks += call_partners(state)
    if partner is None:
        tasks += [*check_signals(state), *qualify_cells(state)]
    return tuple(sorted(tasks, key=lambda one: one.rank))
