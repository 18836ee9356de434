"""The time of the fake: it passes when somebody sleeps, and a little at each request."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Clock:
    """Seconds since ``start``; no test ever waits."""

    def __init__(self, start: dt.datetime = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)) -> None:
        self.start = start
        self.elapsed_s = 0.0

    def __call__(self) -> float:
        return self.elapsed_s

    def sleep(self, seconds: float) -> None:
        """The time passes at once."""
        assert seconds >= 0
        self.elapsed_s += seconds

    def now(self) -> dt.datetime:
        """The instant, with its time zone."""
        return self.start + dt.timedelta(seconds=self.elapsed_s)

    def stamp(self) -> str:
        """The instant as DORA writes it: microseconds, offset of Paris."""
        return self.now().astimezone(PARIS).isoformat(timespec="microseconds")
