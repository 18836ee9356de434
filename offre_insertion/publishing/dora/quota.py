"""The quota of the account, kept from one command to the next: DORA counts per account, not per process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from offre_insertion.client import Budget

#: What DORA grants by default (contract §1), and what we take of it: a person may be using the account too.
GRANTED, TAKEN = 120, 100
#: DORA's sliding minute, and one second: a request may arrive sooner than the one before it did.
_PERIOD_S = 61


class SharedBudget(Budget):
    """A budget whose requests are written in a file, one instant (seconds since 1970) per line.

    A run that follows another at once starts with what is left. Without a path, or on a file that cannot be read,
    it is an ordinary budget. The ``clock`` given to :meth:`spend` must be that of the machine (``time.time``).
    """

    def __init__(self, requests: int, *, path: Path | None = None, period_s: float = _PERIOD_S) -> None:
        super().__init__(requests, period_s=period_s)
        self._path = path
        if path is not None:
            self._sent.extend(_read(path)[-requests:])
            _write(path, "".join(f"{one!r}\n" for one in self._sent), mode="w")

    def spend(self, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Waits for room, then counts one request, here and in the file."""
        now = clock()
        # A clock set back would make all of them requests to come.
        while self._sent and self._sent[-1] > now:
            self._sent.pop()
        super().spend(clock=clock, sleep=sleep)
        if self._path is not None:
            _write(self._path, f"{self._sent[-1]!r}\n", mode="a")


def _read(path: Path) -> list[float]:
    try:
        return sorted(float(line) for line in path.read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return []


def _write(path: Path, text: str, *, mode: str) -> None:
    """The file is a courtesy: a full disk must not stop a publication."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(mode, encoding="ascii") as file:
            file.write(text)
