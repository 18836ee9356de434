from __future__ import annotations

import pytest

from offre_insertion.cleaning.horaires import horaires_from_days

NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def week(*cells: str) -> dict[str, list[str]]:
    """One text per day, from Monday."""
    return {name: [cell] for name, cell in zip(NAMES, cells, strict=False)}


WEEKS = [
    (week(*["08:30 - 16:30"] * 5), "Mo-Fr 08:30-16:30"),
    (week("09:00 - 11:00, 15:30 - 17:30", "15:30 - 17:30"), "Mo 09:00-11:00,15:30-17:30; Tu 15:30-17:30"),
    (week("Fermé", "10h à 17h", "10h à 18h", "10h à 17h"), "Tu,Th 10:00-17:00; We 10:00-18:00"),
    (week("7:30 - 11:30 ; 12:15 - 16:"), "Mo 07:30-11:30,12:15-16:00"),
    (week("7:00-11:30 et pas d'accueil en apres midi"), "Mo 07:00-11:30"),
    (week("10: à 18: (en continu)"), "Mo 10:00-18:00"),
    (week("", "", "", "", "", "08:00-11:30 (les premiers samedis de chaque mois)"), "Sa[1] 08:00-11:30"),
    (week("sur rdv", "9h-12h"), 'Mo unknown "sur rendez-vous"; Tu 09:00-12:00'),
    (week("lundi 9h-12h", "9h-12h"), "Mo-Tu 09:00-12:00"),
    (week(*["fermé"] * 7), "off"),
    (week("fermé"), "Mo off"),
    (week(*["9h-12h"] * 7), "Mo-Su 09:00-12:00"),
    (week("", "24h/24"), "Tu 00:00-24:00"),
    ({"Mo": ["08:30", "16:30", "", ""], "Tu": ["08:30", "16:30", "", ""]}, "Mo-Tu 08:30-16:30"),
    ({"Mo": ["08:30", "12:00", "13:00", "16:30"]}, "Mo 08:30-12:00,13:00-16:30"),
    ({"Mo": ["", "", "13:00", "16:30"]}, "Mo 13:00-16:30"),
    ({"Fr": ["9h", "12h30"]}, "Fr 09:00-12:30"),
    ({"Mo": ["fermé", "", "", ""], "Tu": ["09:00", "12:00", "", ""]}, "Tu 09:00-12:00"),
    ({"Mo": ["09:00-12:00", "14:00-17:00"]}, "Mo 09:00-12:00,14:00-17:00"),
    ({"Mo": ["matin 9h-12h", "après-midi 14h-17h"]}, "Mo 09:00-12:00,14:00-17:00"),
]

UNKNOWN_DAYS = [
    (week("13:16:59.999998", "9h-12h"), 'Mo unknown "13:16:59.999998"; Tu 09:00-12:00'),
    (week("9h-12h", "10:00-11-00, 12:00-17:00"), 'Mo 09:00-12:00; Tu unknown "10:00-11-00, 12:00-17:00"'),
    (week("", "réservé aux scolaires"), 'Tu unknown "réservé aux scolaires"'),
    (week("mardi 9h-12h"), 'Mo unknown "mardi 9h-12h"'),
    (week("lundi au vendredi 9h-12h"), 'Mo unknown "lundi au vendredi 9h-12h"'),
    ({"We": ["09:00", "", "", "17:30"]}, 'We unknown "09:00 17:30"'),
    ({"We": ["14:00", "12:00"]}, 'We unknown "14:00 12:00"'),
    ({"We": ["09:00", "12:00", "11:00", "17:00"]}, 'We unknown "09:00 12:00 11:00 17:00"'),
]


@pytest.mark.parametrize(("days", "expected"), WEEKS)
def test_days_become_one_expression(days: dict[str, list[str]], expected: str) -> None:
    noted = horaires_from_days(days)
    assert noted.value == expected
    assert not [note for note in noted.notes if note.code == "horaires-incompris"]


@pytest.mark.parametrize(("days", "expected"), UNKNOWN_DAYS)
def test_a_day_that_is_not_understood_is_unknown_and_not_closed(
    days: dict[str, list[str]], expected: str
) -> None:
    noted = horaires_from_days(days)
    assert noted.value == expected
    assert [note.code for note in noted.notes] == ["horaires-incompris"]


def test_the_note_names_the_day() -> None:
    assert horaires_from_days(week("", "", "à voir")).notes[0].message.startswith("Mercredi : « à voir »")


@pytest.mark.parametrize(
    "days", [{}, week("", " "), {"Mo": ["", "", "", ";"]}, {"Mo": []}, {"lundi": ["9h-12h"]}]
)
def test_empty_days_give_nothing(days: dict[str, list[str]]) -> None:
    noted = horaires_from_days(days)
    assert (noted.value, noted.notes) == (None, ())


def test_a_person_named_in_a_cell_is_left_out() -> None:
    noted = horaires_from_days(week("9h-12h", "voir avec Camille 0299000000"))
    assert noted.value == 'Mo 09:00-12:00; Tu unknown "heures non précisées"'
    assert noted.notes[0].code == "horaires-incompris"
