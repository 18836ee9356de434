from __future__ import annotations

import datetime as dt

from offre_insertion.history import History, Ref
from offre_insertion.history.national import Sighting, note_sightings, sightings

FIRST, SECOND, THIRD = (dt.date(2026, 3, day) for day in (1, 5, 9))
REF = Ref("service", "cd53--1")


def test_first_and_last_days_are_kept(history: History) -> None:
    note_sightings(history, {REF: False}, day=FIRST)
    note_sightings(history, {REF: True, Ref("structure", "cd53--1"): False}, day=SECOND)
    note_sightings(history, {REF: True}, day=THIRD)
    assert sightings(history, [REF]) == {REF: Sighting(FIRST, THIRD, SECOND)}


def test_an_older_file_read_later_does_not_move_the_last_day(history: History) -> None:
    note_sightings(history, {REF: True}, day=SECOND)
    note_sightings(history, {REF: True}, day=FIRST)
    assert sightings(history, [REF, Ref("service", "jamais-vue")]) == {REF: Sighting(FIRST, SECOND, FIRST)}
