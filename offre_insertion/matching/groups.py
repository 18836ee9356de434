"""Groups of ids that only grow together when nobody forbade it."""

from __future__ import annotations

from collections.abc import Iterable


class Groups:
    """Union-find over ids, with pairs that must stay apart. Its result depends on the order of the joins."""

    def __init__(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        self._members: dict[str, list[str]] = {}
        self._root: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}
        for a, b in apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def root(self, member: str) -> str:
        """The id that stands for the group of ``member``, which may be alone."""
        return self._root.get(member, member)

    def members(self, member: str) -> list[str]:
        """The group of ``member``, itself included."""
        return self._members.get(self.root(member), [member])

    def forbidden(self, a: str, b: str) -> tuple[str, str] | None:
        """A pair that keeps the two groups apart, if there is one."""
        others = set(self.members(b))
        for member in self.members(a):
            if found := self._apart.get(member, set()) & others:
                return member, min(found)
        return None

    def join(self, a: str, b: str) -> tuple[str, str] | None:
        """Join two groups; or return the pair that forbids it, and leave them as they are."""
        left, right = self.root(a), self.root(b)
        if left == right:
            return None
        if (pair := self.forbidden(a, b)) is not None:
            return pair
        kept, lost = min(left, right), max(left, right)
        members = sorted([*self.members(kept), *self.members(lost)])
        self._members.pop(lost, None)
        self._members[kept] = members
        for member in members:
            self._root[member] = kept
        return None

    def all(self) -> tuple[tuple[str, ...], ...]:
        """Every group of two or more, members and groups in the order of letters."""
        return tuple(sorted(tuple(members) for members in self._members.values()))
