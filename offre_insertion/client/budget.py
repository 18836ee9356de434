"""Staying under the rate of a server."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable


class Budget:
    """At most ``requests`` requests in any ``period_s`` seconds; every try counts."""

    def __init__(self, requests: int, *, period_s: float = 60) -> None:
        self.requests = requests
        self.period_s = period_s
        self._sent: deque[float] = deque(maxlen=requests)

    def spend(self, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Waits for room, then counts one request."""
        while len(self._sent) == self.requests and (wait := self._sent[0] + self.period_s - clock()) > 0:
            sleep(wait)
        self._sent.append(clock())
