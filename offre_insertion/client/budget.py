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
        self._wait(1, clock=clock, sleep=sleep)
        self._sent.append(clock())

    def make_room(self, count: int, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Waits until ``count`` requests may follow one another at once, as far as the budget is that large."""
        self._wait(min(count, self.requests), clock=clock, sleep=sleep)

    def _wait(self, count: int, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        while (over := len(self._sent) + count - self.requests) > 0:
            if (wait := self._sent[over - 1] + self.period_s - clock()) <= 0:
                return
            sleep(wait)
