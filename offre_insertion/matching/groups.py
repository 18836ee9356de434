"""Groups of ids that only grow together when nobody forbade it."""

from __future__ import annotations

from collections.abc import Iterable, Set


class Groups:
    """Sets of ids that are joined, with pairs that must stay apart. Its result depends on the order of the joins."""

    def __init__(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        #: Member → its group: one set, shared by all its members.
        self._group: dict[str, set[str]] = {}
        self._apart: dict[str, set[str]] = {}
        for a, b in apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def members(self, member: str) -> Set[str]:
        """The group of ``member``, itself included."""
        return self._group.get(member, {member})

    def are_one(self, a: str, b: str) -> bool:
        """Whether both are of one group."""
        return b in self.members(a)

    def forbidden(self, a: str, b: str) -> tuple[str, str] | None:
        """A pair that keeps the two groups apart, if there is one: always the same, the first in order of letters."""
        others = self.members(b)
        pairs = (
            (member, min(found))
            for member in self.members(a)
            if (found := self._apart.get(member, set()) & others)
        )
        return min(pairs, default=None)

    def join(self, a: str, b: str) -> tuple[str, str] | None:
        """Join two groups; or return the pair that forbids it, and leave them as they are."""
        if self.are_one(a, b):
            return None
        if (pair := self.forbidden(a, b)) is not None:
            return pair
        groups = (self._group.setdefault(one, {one}) for one in (a, b))
        small, large = sorted(groups, key=len)
        large |= small
        self._group.update(dict.fromkeys(small, large))
        return None

    def all(self) -> tuple[tuple[str, ...], ...]:
        """Every group of two or more, members and groups in the order of letters."""
        return tuple(sorted({tuple(sorted(group)) for group in self._group.values()}))
