from __future__ import annotations

import datetime as dt

from offre_insertion.history import History, Ref
from offre_insertion.national.published import first_published
from tests.history.test_publication import MONDAY, PLATFORM, TUESDAY, publish


def test_nothing_published_is_not_an_empty_publication(history: History) -> None:
    assert first_published(history) is None


def test_each_record_has_the_day_it_was_first_published_anywhere(history: History) -> None:
    publish(history, "a", "b")
    publish(history, "b", "c", day=TUESDAY, target=PLATFORM)
    days: dict[Ref, dt.date] = {
        Ref("structure", "a"): MONDAY,
        Ref("structure", "b"): MONDAY,
        Ref("structure", "c"): TUESDAY,
    }
    assert first_published(history) == days


def test_a_record_withdrawn_everywhere_is_published_no_more(history: History) -> None:
    publish(history, "a", "b")
    publish(history, "a", "b", day=TUESDAY, target=PLATFORM)
    publish(history, "b", day=TUESDAY)
    assert first_published(history) == {Ref("structure", "a"): MONDAY, Ref("structure", "b"): MONDAY}
    publish(history, "b", day=TUESDAY, target=PLATFORM)
    assert first_published(history) == {Ref("structure", "b"): MONDAY}


def test_everything_withdrawn_is_a_zero(history: History) -> None:
    publish(history, "a")
    publish(history, day=TUESDAY)
    assert first_published(history) == {}
