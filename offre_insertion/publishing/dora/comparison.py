"""Who changed what of a sheet: us, somebody on DORA, or nobody; field by field, group by group."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from offre_insertion.history.dora import DoraLink
from offre_insertion.publishing.dora.agreement import (
    EMPTY,
    NEVER,
    Both,
    agreed,
    digests_of,
    digests_there,
    found_done,
    settled,
)
from offre_insertion.publishing.dora.differences import differences
from offre_insertion.publishing.dora.drafts import Fields
from offre_insertion.publishing.dora.groups import CONTACT, FILLED_WITH, REPLACED_WITH, SPEAKING


class Comparison:
    """One record against its sheet. ``ours`` are the managed fields and ``status``; all results are names of fields.

    ``updates`` we changed and nobody else did; ``edited`` somebody changed on DORA, to something else than ours;
    ``kept`` stay as they are there. A group is ours, or is kept, whole. Of a sheet that somebody else made, only what
    nobody had filled is ours, and it is never emptied. ``link`` is what is remembered once this look at the sheet has
    settled an unfinished write, ``late`` the line of the journal of that write, if it was done. ``stated`` are the
    fields of ours that say something though they are empty.
    """

    def __init__(
        self,
        ours: Mapping[str, object],
        existing: Mapping[str, object],
        link: DoraLink,
        *,
        stated: Collection[str] = (),
    ) -> None:
        self.differences: Fields = differences(ours, existing)
        self.ours = digests_of(ours)
        self.theirs = digests_there(ours, existing)
        self.link, self.late = settled(link, self.theirs), found_done(link, self.theirs)
        self._is_adopted, self._stated = link.origin == "adopte", stated
        self.edited = self._those(self._is_edited)
        changed = {name for name in self.differences if name not in self.edited and self._is_ours(name)}
        self.updates = self._those(lambda name: name in changed and not self._is_bare(name, changed))
        self.kept = self._those(lambda name: name not in {*self.edited, *self.updates})

    def _those(self, holds: Callable[[str], bool]) -> tuple[str, ...]:
        return tuple(name for name in self.differences if holds(name))

    def _group(self, name: str) -> list[str]:
        """The field and those that make one statement with it."""
        return self._of(FILLED_WITH, name)

    def _replaced_with(self, name: str) -> list[str]:
        """The field and those that are replaced with it."""
        return self._of(REPLACED_WITH, name)

    def _of(self, groups: Mapping[str, frozenset[str]], name: str) -> list[str]:
        return [one for one in self.ours if one in groups.get(name, (name,))]

    def _is_edited(self, name: str) -> bool:
        """No more what it was when it was ours; or, on a sheet that we made, in a group that was kept and that we
        changed since: there is something to decide."""
        both = agreed(self.link, name)
        if both is not None and both[1] != self.theirs[name]:
            return True
        return not (self._is_adopted or self._is_whole(name)) and any(
            map(self._is_changed, self._group(name))
        )

    def _is_changed(self, name: str) -> bool:
        both = self.link.fields.get(name)
        return name in self.differences and both is not None and both[0] != self.ours[name]

    def _is_whole(self, name: str) -> bool:
        """True when the group is ours: agreed, without a word of anybody else."""
        group = self._group(name)
        return any(agreed(self.link, one) for one in group) and all(
            agreed(self.link, one)
            or self._says_nothing(one)
            or not (self._is_adopted or one in self.differences)
            for one in group
        )

    def _is_ours(self, name: str) -> bool:
        both = agreed(self.link, name)
        if self._is_whole(name):
            return both is None or both[0] != self.ours[name]
        return both is None and self.ours[name] != EMPTY and self._is_free(name)

    def _is_free(self, name: str) -> bool:
        """Empty there, and so is all that it goes with, or it says the same."""
        return self._says_nothing(name) and all(
            self._says_nothing(one) or one not in self.differences for one in self._group(name)
        )

    def _says_nothing(self, name: str) -> bool:
        return self.theirs[name] == EMPTY and name not in SPEAKING

    def _is_bare(self, name: str, changed: Collection[str]) -> bool:
        """Would empty a field of somebody else's sheet, and nothing that goes with it would be said instead."""
        if not self._is_adopted or self.ours[name] != EMPTY:
            return False
        return name in CONTACT or not any(
            one in changed and self.ours[one] != EMPTY for one in self._replaced_with(name)
        )

    def replacing(self, protected: Collection[str] = ()) -> tuple[str, ...]:
        """What a person who says to replace the edits on DORA replaces: by a value, never by nothing.

        A group is replaced whole: its parts that we do not have go with the rest, those of the contact excepted; or
        not at all, when one of them is ``protected``.
        """
        return self._those(
            lambda name: (
                not any(one in protected for one in self._replaced_with(name)) and self._is_replaced(name)
            )
        )

    def _is_replaced(self, name: str) -> bool:
        return (
            self._is_filled(name)
            or name in self.updates
            or (name not in CONTACT and any(map(self._is_replacement, self._replaced_with(name))))
        )

    def _is_replacement(self, name: str) -> bool:
        return name in self.differences and self._is_filled(name) and self.theirs[name] != EMPTY

    def _is_filled(self, name: str) -> bool:
        return self.ours[name] != EMPTY or name in self._stated

    def remembered(self, sent: Collection[str], *, is_told: bool = False) -> dict[str, Both]:
        """What to remember once the ``sent`` fields are there, if nothing else has moved meanwhile.

        ``is_told``: a person said that our record is the one to follow; what already says the same is ours too.
        """
        return {name: self._after(name, is_sent=name in sent, is_told=is_told) for name in self.ours}

    def _after(self, name: str, *, is_sent: bool, is_told: bool) -> Both:
        both = agreed(self.link, name)
        if is_sent:
            return self.ours[name], self.ours[name]
        if name not in self.differences and (both is not None or is_told or not self._is_adopted):
            return self.ours[name], self.theirs[name]
        if name in self.differences and both is not None and name not in self.edited:
            # DORA wrote it in its own way, or it is still to be sent.
            return both
        return self.ours[name], NEVER
