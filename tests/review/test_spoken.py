"""What holds among what was said, what is new, what contradicts."""

from __future__ import annotations

import datetime as dt

from offre_insertion.history.judgements import JudgementEntry
from offre_insertion.matching import Judgements
from offre_insertion.review import Spoken, new_conflicts, news
from offre_insertion.schema import Kind

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


def said(
    left: str, right: str, verdict: str, *, hours: int = 0, kind: Kind = "structure", note: str | None = None
) -> JudgementEntry:
    return JudgementEntry(kind, left, right, verdict, "Camille", NOON + dt.timedelta(hours=hours), note)


def test_a_cancelled_judgement_no_longer_holds_and_the_pair_is_asked_again() -> None:
    spoken = Spoken((said("a", "b", "doublon"), said("b", "a", "annule", hours=1)))
    assert Judgements(spoken.standing("structure")).answer("a", "b") is None
    assert spoken.latest("structure", "a", "b") is None


def test_what_is_said_after_a_cancellation_holds() -> None:
    spoken = Spoken((said("a", "b", "doublon"), said("a", "b", "annule"), said("a", "b", "distinct")))
    assert Judgements(spoken.standing("structure")).answer("b", "a") == "distinct"


def test_a_judgement_on_services_says_nothing_of_structures() -> None:
    spoken = Spoken((said("a", "b", "doublon", kind="service"),))
    assert spoken.standing("structure") == []
    assert len(spoken.standing("service")) == 1


def test_the_same_answer_again_is_no_news() -> None:
    spoken = Spoken((said("a", "b", "doublon"),))
    assert news(spoken, [said("b", "a", "doublon", hours=5)]) == []


def test_another_answer_or_a_note_is_news() -> None:
    spoken = Spoken((said("a", "b", "doublon"),))
    entries = [said("a", "b", "distinct"), said("a", "b", "doublon", note="vu sur place")]
    assert news(spoken, entries) == entries


def test_taking_back_what_was_never_said_is_no_news() -> None:
    assert news(Spoken(), [said("a", "b", "annule")]) == []


def test_a_distinct_inside_a_group_of_duplicates_is_a_conflict() -> None:
    spoken = Spoken((said("a", "b", "doublon"), said("b", "c", "doublon", hours=1)))
    (sentence,) = new_conflicts(spoken, [said("a", "c", "distinct", hours=2)])
    assert "« a » et « c »" in sentence
    assert "jugés distincts" in sentence


def test_a_conflict_already_there_is_not_told_again() -> None:
    spoken = Spoken((said("a", "b", "doublon"), said("b", "c", "doublon"), said("a", "c", "distinct")))
    assert new_conflicts(spoken, [said("d", "e", "doublon")]) == []
