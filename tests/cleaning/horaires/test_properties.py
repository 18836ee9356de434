from __future__ import annotations

import datetime as dt

import opening_hours
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.cleaning.horaires import clean_horaires, horaires_from_days
from offre_insertion.cleaning.horaires.week import DAYS

DAY_WORDS = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun. mar mer sam jeu ma je merdi week-end 7j/7 "
    "Mo Tu Sa PH SH off unknown week 24/7 01-53/2 [1]"
)
OTHER_WORDS = (
    "9h 12h 14h 17h30 09:00 12:30 18: 2h 20h 24h 9 12 8h30-12h 14h-17h 24h/24 midi minuit entre dès jusqu'à "
    "1er 3e dernier premiers chaque mois semaine paire impaire matin après-midi soir du au de à et ou - – / , ; : . "
    "( ) [ ] \n \t fermé sauf hors férié fériés vacances scolaires période scolaire août janvier uniquement "
    "sur rdv RDV rendez-vous permanence Laval \" ' « » <br> &nbsp; 0299000000 a@b.fr Mme + ="
)
#: Pieces that meet in real texts, so that random ones reach every rule.
PIECES = (DAY_WORDS + " " + OTHER_WORDS).split(" ")
WEEK = (dt.datetime(2026, 9, 7), dt.datetime(2026, 9, 14))  # noqa: DTZ001 - naive is what the parser takes
OPEN = opening_hours.State.OPEN

texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
)


@settings(max_examples=800, deadline=None)
@given(texts)
def test_every_value_parses_and_is_stable(raw: str) -> None:
    value = clean_horaires(raw).value
    if value is not None:
        assert opening_hours.validate(value)
        assert clean_horaires(value).value == value


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["Mo", "Tu", "We", "Su"]), st.lists(texts, max_size=4), max_size=4))
def test_every_week_parses_and_is_stable(days: dict[str, list[str]]) -> None:
    value = horaires_from_days(days).value
    if value is not None:
        assert opening_hours.validate(value)
        assert clean_horaires(value).value == value


FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
CLOCKS = ("{}h{:02d}", "{}:{:02d}", "{} h {:02d}", "{:02d}H{:02d}")
LINKS = ("-", " - ", " à ", "/", " ")

spans_of_a_day = (
    st.lists(st.integers(16, 95), min_size=2, max_size=4, unique=True)
    .filter(lambda quarters: len(quarters) % 2 == 0)
    .map(sorted)
)


@settings(max_examples=400, deadline=None)
@given(
    st.dictionaries(st.sampled_from(range(7)), spans_of_a_day, min_size=1),
    st.sampled_from(CLOCKS),
    st.sampled_from(LINKS),
    st.sampled_from(["\n", " ; ", ", ", " / ", "<br>", "\t"]),
    st.sampled_from([" et ", " / ", ", ", " puis de "]),
    st.sampled_from([" : ", " ", " de "]),
)
def test_hours_written_in_french_come_back_the_same(
    week: dict[int, list[int]], clock: str, link: str, line: str, pause: str, colon: str
) -> None:
    def spans(quarters: list[int], start: str, middle: str, separator: str) -> str:
        hours = [start.format(quarter // 4, quarter % 4 * 15) for quarter in quarters]
        return separator.join(middle.join(pair) for pair in zip(hours[::2], hours[1::2], strict=True))

    text = line.join(f"{FRENCH[day]}{colon}{spans(week[day], clock, link, pause)}" for day in sorted(week))
    expected = "; ".join(f"{DAYS[day]} {spans(week[day], '{:02d}:{:02d}', '-', ',')}" for day in week)
    value = clean_horaires(text).value
    assert value is not None
    assert schedule(value) == schedule(expected)


def schedule(value: str) -> list[tuple[object, ...]]:
    """The intervals of one week."""
    return [
        (start, end)
        for start, end, state, _ in opening_hours.OpeningHours(value).intervals(*WEEK)
        if state == OPEN
    ]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(OTHER_WORDS.split(" ")), max_size=10).map(" ".join))
def test_a_text_that_names_no_day_never_gives_an_open_hour(raw: str) -> None:
    value = clean_horaires(raw).value
    if value is not None:
        assert OPEN not in {interval[2] for interval in opening_hours.OpeningHours(value).intervals(*WEEK)}
