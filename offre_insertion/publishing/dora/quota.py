"""The quota of the account, kept from one command to the next: DORA counts per account, not per process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from offre_insertion.client import Budget
from offre_insertion.client.locking import waited_lock

#: What DORA grants by default (contract §1), and what we take of it: a person may be using the account too.
GRANTED, TAKEN = 120, 100
#: DORA's sliding minute, and one second: a request may arrive sooner than the one before it did.
_PERIOD_S = 61


class SharedBudget(Budget):
    """A budget whose requests are written in a file, one instant (seconds since 1970) per line.

    A run that follows another at once starts with what is left; runs at the same time share it: the file is read again
    before each request, under a lock. Without a path, or on a file that cannot be read or written, it is an ordinary
    budget. The ``clock`` given to :meth:`spend` must be that of the machine (``time.time``).
    """

    def __init__(self, requests: int, *, path: Path | None = None, period_s: float = _PERIOD_S) -> None:
        super().__init__(requests, period_s=period_s)
        self._path = path
        self._is_written = True

    def spend(self, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Waits for room, then counts one request, here and in the file."""
        with self._alone(clock):
            super().spend(clock=clock, sleep=sleep)
            if self._path is not None:
                self._is_written = _write(self._path, "".join(f"{one!r}\n" for one in self._sent))

    def make_room(self, count: int, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """As far as nobody else takes the room meanwhile."""
        with self._alone(clock):
            super().make_room(count, clock=clock, sleep=sleep)

    @contextlib.contextmanager
    def _alone(self, clock: Callable[[], float]) -> Iterator[None]:
        """With what the others have spent. They wait meanwhile: what this one waits for, they would too."""
        with contextlib.ExitStack() as stack:
            if self._path is not None:
                with contextlib.suppress(OSError):
                    stack.enter_context(waited_lock(self._path.with_name(f"{self._path.name}.verrou")))
                self._read_again(self._path)
            now = clock()
            # A clock set back would make all of them requests to come.
            while self._sent and self._sent[-1] > now:
                self._sent.pop()
            yield

    def _read_again(self, path: Path) -> None:
        """The file has our own requests too, unless it could not be written."""
        if self._is_written and (found := _read(path)) is not None:
            self._sent.clear()
            self._sent.extend(found)


def _read(path: Path) -> list[float] | None:
    try:
        return sorted(float(line) for line in path.read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return None


def _write(path: Path, text: str) -> bool:
    """The file is a courtesy: a full disk must not stop a publication."""
    try:
        path.write_text(text, encoding="ascii")
    except OSError:
        return False
    return True
