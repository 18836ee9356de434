"""Months are calendar months, and a source dated again as a whole has confirmed nothing."""

from __future__ import annotations

import datetime as dt

from offre_insertion.tracking.dates import Dated, Effective, Known, effective_dates, is_fresh, months_before

OLD, NEW, DAY = dt.date(2025, 3, 1), dt.date(2026, 9, 1), dt.date(2026, 9, 30)


def test_months_are_counted_on_the_calendar_the_end_of_a_month_included() -> None:
    assert months_before(dt.date(2026, 8, 31), 6) == dt.date(2026, 2, 28)
    assert months_before(dt.date(2026, 3, 31), 12) == dt.date(2025, 3, 31)
    assert months_before(dt.date(2026, 1, 15), 1) == dt.date(2025, 12, 15)


def test_six_months_to_the_day_is_still_fresh() -> None:
    assert is_fresh(dt.date(2026, 3, 30), on=DAY, months=6)
    assert not is_fresh(dt.date(2026, 3, 29), on=DAY, months=6)


def known(*names: str, source: str = "pdi") -> tuple[dict[str, Dated], dict[str, Known]]:
    """Records unchanged but for their date."""
    return (
        {name: Dated(source, NEW, name) for name in names},
        {name: Known(OLD, name, OLD, False) for name in names},
    )


def test_a_source_dated_again_as_a_whole_keeps_its_dates_and_it_is_said() -> None:
    now, before = known("a", "b", "c", "d")
    now["d"] = Dated("pdi", NEW, "changed")
    found = effective_dates(now, before, share=0.5)
    assert found == {
        "a": Effective(OLD, True), "b": Effective(OLD, True), "c": Effective(OLD, True), "d": Effective(NEW, False),
    }  # fmt: skip


def test_a_few_records_dated_again_are_confirmed() -> None:
    now, before = known("a", "b", "c", "d", "e", "f")
    for name in "bcdef":
        now[name] = Dated("pdi", OLD, name)
    assert effective_dates(now, before, share=0.5)["a"] == Effective(NEW, False)


def test_two_records_are_no_mass() -> None:
    now, before = known("a", "b")
    assert effective_dates(now, before, share=0.5)["a"] == Effective(NEW, False)


def test_a_mass_of_one_source_says_nothing_of_another() -> None:
    now, before = known("a", "b", "c")
    others, others_before = known("x", source="annuaire")
    found = effective_dates(now | others, before | others_before, share=0.5)
    assert (found["a"].date, found["x"].date) == (OLD, NEW)


def test_the_date_set_aside_stays_so_at_the_next_survey() -> None:
    now = {"a": Dated("pdi", NEW, "a")}
    assert effective_dates(now, {"a": Known(NEW, "a", OLD, True)}, share=0.5)["a"] == Effective(OLD, True)


def test_another_content_under_the_same_date_moves_no_date() -> None:
    """A connector that reads one more column: the re-dating set aside stays so."""
    now = {"a": Dated("pdi", NEW, "one more column")}
    assert effective_dates(now, {"a": Known(NEW, "a", OLD, True)}, share=0.5)["a"] == Effective(OLD, True)
    assert effective_dates(now, {"a": Known(NEW, "a", DAY, False)}, share=0.5)["a"] == Effective(DAY, False)


def test_a_confirmation_counts_even_within_a_mass_and_never_moves_a_date_back() -> None:
    now, before = known("a", "b", "c")
    said = {"a": dt.date(2026, 8, 15), "b": dt.date(2024, 1, 1)}
    found = effective_dates(now, before, share=0.5, confirmed=said)
    assert (found["a"], found["b"]) == (Effective(dt.date(2026, 8, 15), False), Effective(OLD, True))


def test_what_is_seen_for_the_first_time_has_the_date_written() -> None:
    assert effective_dates({"a": Dated("pdi", OLD, "a")}, {}, share=0.5) == {"a": Effective(OLD, False)}


def test_a_date_of_observation_moves_with_the_cells_of_the_source_only() -> None:
    before = {
        name: Known(OLD, "as read before", OLD, False, cells) for name, cells in (("a", "c1"), ("b", "c1"))
    }
    now = {
        "a": Dated("pdi", NEW, "read otherwise", "c1", is_observed=True),
        "b": Dated("pdi", NEW, "read otherwise", "c2", is_observed=True),
    }
    found = effective_dates(now, before, share=0.5)
    assert (found["a"], found["b"]) == (Effective(OLD, False), Effective(NEW, False))


def test_cells_nobody_knows_are_not_the_same_cells() -> None:
    before = {"a": Known(OLD, "as read before", OLD, False)}
    now = {"a": Dated("pdi", NEW, "read otherwise", is_observed=True)}
    assert effective_dates(now, before, share=0.5)["a"] == Effective(NEW, False)


def test_a_file_dated_again_as_a_whole_is_a_mass_even_read_otherwise() -> None:
    now, before = known("a", "b", "c")
    again = {name: one._replace(body="read otherwise", cells=name) for name, one in now.items()}
    same = {name: one._replace(cells=name) for name, one in before.items()}
    assert set(effective_dates(again, same, share=0.5).values()) == {Effective(OLD, True)}
