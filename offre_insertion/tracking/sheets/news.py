"""What a workbook says that the history does not know yet: applied twice, it says nothing new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from offre_insertion.history.corrections import CONFIRMED, Correction
from offre_insertion.history.values import Ref
from offre_insertion.tracking.sheets.answers import Answers, Change
from offre_insertion.tracking.signals import Signal


@dataclass(frozen=True, slots=True)
class News:
    """The answers to keep, and how many of the same workbook are kept already."""

    answers: Answers
    known: int


def news_of(
    answers: Answers,
    *,
    origin: str,
    held: Mapping[Ref, Mapping[str, Correction]],
    signals: Iterable[Signal],
) -> News:
    """What is new in a workbook. ``held`` are the answers that hold, ``signals`` all of those ever opened.

    A signal that still waits is not opened again, nor is one that this very workbook opened, whatever became of it.
    """
    changes = tuple(one for one in answers.changes if not _is_kept(one, held.get(one.ref, {})))
    confirmed = tuple(
        ref for ref in answers.confirmed if not _is_from(held.get(ref, {}).get(CONFIRMED), origin)
    )
    asked = {one.record for one in signals if one.closed is None or one.text == stopped_text(answers, origin)}
    stopped = tuple(ref for ref in answers.stopped if ref.id not in asked)
    new = {(one.ref, one.field) for one in changes} | {(ref, CONFIRMED) for ref in confirmed}
    known = sum(
        _is_from(one, origin) and (ref, field) not in new
        for ref, fields in held.items()
        for field, one in fields.items()
    )
    return News(
        replace(answers, changes=changes, confirmed=confirmed, stopped=stopped),
        known + len(answers.stopped) - len(stopped),
    )


def stopped_text(answers: Answers, origin: str) -> str:
    """The text of the signal on a record that the partner says stopped."""
    return f"« {answers.partner} » dit que ce service n'est plus proposé ({origin})"


def _is_kept(change: Change, fields: Mapping[str, Correction]) -> bool:
    """An answer to what the catalogue still gives; to another value, the same answer is a new one."""
    one = fields.get(change.field)
    return one is not None and (_number(one.value), _number(one.seen)) == (change.after, change.before)


def _is_from(one: Correction | None, origin: str) -> bool:
    return one is not None and one.origin == origin


def _number(value: Any) -> Any:  # noqa: ANN401 - a value of the schema
    """The places are kept with their text."""
    return value.get("valeur") if isinstance(value, dict) else value
