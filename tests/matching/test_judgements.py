from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.matching import Answer, Judgement, Judgements, Pair, cluster


def judged(left: str, right: str, verdict: Answer, day: int = 1) -> Judgement:
    return Judgement(left, right, verdict, "animatrice", dt.datetime(2026, 1, day, tzinfo=dt.UTC))


def certain(left: str, right: str, score: float = 0.9) -> Pair:
    return Pair(left, right, score, "certain")


def test_doublon_is_transitive() -> None:
    state = Judgements([judged("a", "b", "doublon"), judged("c", "b", "doublon")])
    assert state.answer("a", "c") == "doublon"
    assert state.doublons == (("a", "b", "c"),)


def test_distinct_holds_for_the_whole_groups() -> None:
    state = Judgements(
        [judged("a", "b", "doublon"), judged("c", "d", "doublon"), judged("b", "c", "distinct", 2)]
    )
    assert state.answer("a", "d") == "distinct"


def test_nobody_spoke_of_a_pair_that_is_still_to_ask() -> None:
    state = Judgements([judged("a", "b", "doublon"), judged("b", "c", "incertain")])
    assert state.answer("a", "z") is None
    assert state.answer("c", "b") == "incertain"


def test_a_newer_judgement_undoes_the_older_one() -> None:
    history = [judged("a", "b", "doublon", 1), judged("b", "a", "distinct", 2)]
    assert Judgements(history).answer("a", "b") == "distinct"
    assert Judgements(history).doublons == ()
    assert Judgements([*history, judged("a", "b", "doublon", 3)]).answer("a", "b") == "doublon"


def test_the_last_of_two_judgements_of_one_instant_holds() -> None:
    assert (
        Judgements([judged("a", "b", "doublon"), judged("a", "b", "distinct")]).answer("a", "b") == "distinct"
    )


def test_a_contradiction_is_reported_and_stays_apart() -> None:
    state = Judgements(
        [judged("a", "b", "doublon", 1), judged("b", "c", "doublon", 2), judged("a", "c", "distinct", 3)]
    )
    assert state.doublons == (("a", "b"),)
    (conflict,) = state.conflicts
    assert (conflict.left, conflict.right, conflict.apart) == ("b", "c", ("a", "c"))
    assert "« b » et « c »" in conflict.message


def test_clusters_join_judged_then_certain_pairs() -> None:
    clusters = cluster([certain("b", "c"), certain("x", "y")], judgements=[judged("a", "b", "doublon")])
    assert clusters.groups == (("a", "b", "c"), ("x", "y"))
    assert clusters.by_id()["c"] == "a"


def test_distinct_stops_a_merge_across_clusters() -> None:
    pairs = [certain("a", "b", 0.99), certain("b", "c", 0.9)]
    clusters = cluster(pairs, judgements=[judged("a", "c", "distinct")])
    assert clusters.groups == (("a", "b"),)
    assert [(conflict.left, conflict.right) for conflict in clusters.conflicts] == [("b", "c")]


def test_a_pair_judged_distinct_is_no_conflict() -> None:
    clusters = cluster([certain("a", "b")], judgements=[judged("a", "b", "distinct")])
    assert (clusters.groups, clusters.conflicts) == ((), ())


def test_pairs_to_examine_join_nothing() -> None:
    assert cluster([Pair("a", "b", 0.7, "a-examiner")]).groups == ()


IDS = st.sampled_from("abcdef")
JUDGED = st.builds(
    judged, IDS, IDS, st.sampled_from(("doublon", "distinct", "incertain")), st.integers(1, 28)
)


@settings(deadline=None)
@given(
    st.lists(JUDGED, max_size=12),
    st.lists(st.tuples(IDS, IDS, st.sampled_from((0.86, 0.9, 1.0))), max_size=8),
)
def test_no_cluster_holds_two_records_judged_distinct(
    history: list[Judgement], pairs: list[tuple[str, str, float]]
) -> None:
    found = [certain(left, right, score) for left, right, score in pairs if left < right]
    clusters = cluster(found, judgements=history)
    apart = Judgements(history).distinct
    for group in clusters.groups:
        assert not [pair for pair in apart if set(pair) <= set(group)]


@settings(deadline=None)
@given(st.lists(st.tuples(IDS, IDS), max_size=10))
def test_the_order_of_pairs_changes_no_cluster(pairs: list[tuple[str, str]]) -> None:
    found = [certain(left, right) for left, right in pairs if left < right]
    assert cluster(found) == cluster(found[::-1])
