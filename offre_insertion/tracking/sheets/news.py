"""What a workbook says that the history does not know yet: applied twice, it says nothing new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from offre_insertion.history.corrections import CONFIRMED, Held
from offre_insertion.tracking.sheets.changes import Answers
from offre_insertion.tracking.signals import Signal


def news_of(answers: Answers, *, origin: str, held: Held, signals: Iterable[Signal]) -> Answers:
    """What is new in a workbook; the rest is counted in ``known``.

    ``held`` are the answers that hold, ``signals`` all of those ever opened. A signal that still waits is not opened
    again, nor is one that this very workbook opened, whatever became of it.
    """
    kept = {ref for ref, fields in held.items() if CONFIRMED in fields and fields[CONFIRMED].origin == origin}
    asked = {one.record for one in signals if one.closed is None or one.text == stopped_text(answers, origin)}
    confirmed = tuple(ref for ref in answers.confirmed if ref not in kept)
    stopped = tuple(ref for ref in answers.stopped if ref.id not in asked)
    again = len(answers.confirmed) - len(confirmed) + len(answers.stopped) - len(stopped)
    return replace(answers, confirmed=confirmed, stopped=stopped, known=answers.known + again)


def stopped_text(answers: Answers, origin: str) -> str:
    """The text of the signal on a record that the partner says stopped."""
    return f"« {answers.partner} » dit que ce service n'est plus proposé ({origin})"
