"""Conditions of a connector (``skip``, ``when``, ``carry``) as predicates on the cells of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from offre_insertion.cleaning.dates import clean_date
from offre_insertion.connector import Condition
from offre_insertion.text import fold

Cells = Mapping[str, str]
Predicate = Callable[[Cells], bool]


def compile_condition(condition: Condition) -> Predicate:
    """The predicate of a condition. Texts are compared folded: case, accents and punctuation do not count."""
    columns = condition.read_columns()
    test = _text_test(condition)
    if len(columns) == 1:
        column = columns[0]
        return lambda cells: test(cells.get(column, ""))
    return lambda cells: any(test(cells.get(column, "")) for column in columns)


def _text_test(condition: Condition) -> Callable[[str], bool]:
    if condition.empty is not None:
        wanted = condition.empty
        return lambda text: (not text) is wanted
    if condition.before is not None:
        limit = condition.before.isoformat()
        return lambda text: (clean_date(text).value or limit) < limit
    if condition.not_one_of is not None:
        others = frozenset(map(fold, condition.not_one_of))
        return lambda text: bool(text) and fold(text) not in others
    return _comparison(condition)


def _comparison(condition: Condition) -> Callable[[str], bool]:
    if condition.one_of is not None:
        members = frozenset(map(fold, condition.one_of))
        return lambda text: bool(text) and fold(text) in members
    if condition.equals is not None:
        same = fold(condition.equals)
        return lambda text: bool(text) and fold(text) == same
    if condition.starts_with is not None:
        # Compared as written, case aside: a footnote starts with « * », which folding would erase.
        start = condition.starts_with.casefold()
        return lambda text: text.casefold().startswith(start)
    part = (condition.contains or "").casefold()
    return lambda text: part in text.casefold()
