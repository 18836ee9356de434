"""The watch: things to look at that somebody noted, opened then closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from offre_insertion.history.registers import Event


@dataclass(frozen=True, slots=True)
class Signal:
    """« This action may have closed », « a new one is said to open »: noted on a day, closed on another."""

    id: str
    text: str
    opened: dt.date
    closed: dt.date | None = None
    answer: str = ""
    record: str | None = None

    @property
    def delay_days(self) -> int | None:
        """Days it stayed open, ``None`` while it is."""
        return (self.closed - self.opened).days if self.closed else None


def read_signals(events: Iterable[Event], *, on: dt.date | None = None) -> list[Signal]:
    """The signals as they stood on a day, the oldest first."""
    signals: dict[str, Signal] = {}
    for event in events:
        if on is not None and event.day > on:
            continue
        if event.action == "ouvre":
            record = event.details.get("fiche")
            signals[event.subject] = Signal(
                event.subject, str(event.details.get("texte", "")), event.day, record=record
            )
        elif event.action == "clot" and event.subject in signals:
            answer, signal = str(event.details.get("suite", "")), signals[event.subject]
            # Closed on a day before it was opened: a slip of the day, and never a negative delay.
            closed = max(event.day, signal.opened)
            signals[event.subject] = replace(signal, closed=closed, answer=answer)
    return sorted(signals.values(), key=lambda one: (one.opened, one.id))
