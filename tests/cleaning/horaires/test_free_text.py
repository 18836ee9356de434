from __future__ import annotations

import datetime as dt

import opening_hours
import pytest

from offre_insertion.cleaning.horaires import clean_horaires
from offre_insertion.issues import CODES, Severity

UNDERSTOOD = [
    # ranges, lists, short names
    ("du lundi au vendredi 9h-12h et 14h-17h30", "Mo-Fr 09:00-12:00,14:00-17:30"),
    ("Lun. Mar. Jeu. 9h-12h ; sam 9h/11h30", "Mo-Tu,Th 09:00-12:00; Sa 09:00-11:30"),
    ("MARDI, VENDREDI : 8h30 a 12h30 et 13h30 a 16h30.", "Tu,Fr 08:30-12:30,13:30-16:30"),
    ("lundi au vendredi 8h30/16h30", "Mo-Fr 08:30-16:30"),
    ("Lundi et Mercredi : 9h a 12h30 – 13h30 a 17h", "Mo,We 09:00-12:30,13:30-17:00"),
    ("lun-ven 9h-17h", "Mo-Fr 09:00-17:00"),
    ("Lu-Ve 9h-17h", "Mo-Fr 09:00-17:00"),
    ("lu, ma, je : 9h-12h", "Mo-Tu,Th 09:00-12:00"),
    ("mer. 9h-12h / ven. 14h-17h", "We 09:00-12:00; Fr 14:00-17:00"),
    ("Mar 09:00-12:00", "Tu 09:00-12:00"),
    ("lundi/mardi/jeudi 9h-12h", "Mo-Tu,Th 09:00-12:00"),
    ("lundi-mardi-jeudi 9h-12h", "Mo-Tu,Th 09:00-12:00"),
    ("lundi - vendredi 9h-17h", "Mo-Fr 09:00-17:00"),
    ("tous les lundis 9h-12h", "Mo 09:00-12:00"),
    ("samedi et dimanche 10h-18h", "Sa-Su 10:00-18:00"),
    ("le week-end 10h-18h", "Sa-Su 10:00-18:00"),
    ("du samedi au lundi 10h-18h", "Mo,Sa-Su 10:00-18:00"),
    # clocks of every shape
    ("du lundi au vendredi de 8 h 30 à 12 h 00 et de 13 h 30 à 17 h 00", "Mo-Fr 08:30-12:00,13:30-17:00"),
    ("lundi 9 h 15 - 12 h 20", "Mo 09:15-12:20"),
    ("lundi de 9:00 à 12:30 et de 13:30 à 17:00", "Mo 09:00-12:30,13:30-17:00"),
    ("lundi 7 : 30 - 11 : 30 / 12 : 30 - 15 :30", "Mo 07:30-11:30,12:30-15:30"),
    ("lundi 8:-11:/13:-17:", "Mo 08:00-11:00,13:00-17:00"),
    ("mardi 13:30 à 17:", "Tu 13:30-17:00"),
    ("mardi 8:30 11:30; 13:00 17:00", "Tu 08:30-11:30,13:00-17:00"),
    ("mardi 14H 17H", "Tu 14:00-17:00"),
    ("mardi 9-12h 14-18h", "Tu 09:00-12:00,14:00-18:00"),
    ("lundi 10-12h/14-18h30", "Mo 10:00-12:00,14:00-18:30"),
    ("lundi de 9 à 12 et de 14 à 17h", "Mo 09:00-12:00,14:00-17:00"),
    ("lundi 9h-12h-14h-17h", "Mo 09:00-12:00,14:00-17:00"),
    ("lundi 9h00-12h00 / 13h30/17h00", "Mo 09:00-12:00,13:30-17:00"),
    ("Lundi 8H30/12H00 - 13H30/17H30", "Mo 08:30-12:00,13:30-17:30"),
    ("lundi entre 9h et 12h", "Mo 09:00-12:00"),
    ("lundi 9h-midi", "Mo 09:00-12:00"),
    ("lundi 9h-minuit", "Mo 09:00-24:00"),
    ("lundi 0h-24h", "Mo 00:00-24:00"),
    ("lundi dès 9h", "Mo 09:00+"),
    ("à partir de 14h le lundi", "Mo 14:00+"),
    # nights
    ("vendredi 20h-2h", "Fr 20:00-02:00"),
    ("du lundi au vendredi 18h-8h", "Mo-Fr 18:00-08:00"),
    # hours before days
    ("8h/12h15 et 13h15/17h du lundi au vendredi", "Mo-Fr 08:00-12:15,13:15-17:00"),
    ("9h-12h du lundi au vendredi, 9h-11h le samedi", "Mo-Fr 09:00-12:00; Sa 09:00-11:00"),
    ("9h-12h\nlundi au vendredi", "Mo-Fr 09:00-12:00"),
    ("9h-12h 14h-17h\nlundi au jeudi\n9h-12h\nvendredi", "Mo-Th 09:00-12:00,14:00-17:00; Fr 09:00-12:00"),
    # lines
    ("Lundi au vendredi\n9H-12H / 13H-17H", "Mo-Fr 09:00-12:00,13:00-17:00"),
    ("Du Lundi au Vendredi:\n\n8h30-12h30 / 13h30 - 17h30", "Mo-Fr 08:30-12:30,13:30-17:30"),
    ("Lundi\n9h-12h\n14h-17h\nMardi\n9h-12h", "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00"),
    ("Horaires d’ouverture\nMardi : 14h - 17h45", "Tu 14:00-17:45"),
    ("\t Lundi : 9h-12h30 \t Mardi : 14h-17h \t", "Mo 09:00-12:30; Tu 14:00-17:00"),
    ("lundi 9h-12h30 13h30-17h mardi 9h-12h30", "Mo 09:00-12:30,13:30-17:00; Tu 09:00-12:30"),
    # HTML debris
    ("<p>Lundi : 9h-12h</p><p>Mardi&nbsp;: 14h &agrave; 17h</p>", "Mo 09:00-12:00; Tu 14:00-17:00"),
    ("Lundi&nbsp;au vendredi<br/>9h - 12h<br>14h - 17h", "Mo-Fr 09:00-12:00,14:00-17:00"),
    # every day, round the clock
    ("tous les jours 9h-18h", "Mo-Su 09:00-18:00"),
    ("7j/7 de 9h à 18h", "Mo-Su 09:00-18:00"),
    ("24h/24 et 7j/7", "24/7"),
    ("24/7", "24/7"),
    ("24h/24 du lundi au vendredi", "Mo-Fr 00:00-24:00"),
    # closures and exceptions
    (
        "du lundi au vendredi 9h-12h et 14h-17h30, fermé mercredi après-midi",
        "Mo-Tu,Th-Fr 09:00-12:00,14:00-17:30; We 09:00-12:00",
    ),
    ("lundi au vendredi sauf mercredi 9h-12h", "Mo-Tu,Th-Fr 09:00-12:00"),
    ("du lundi au vendredi, sauf le mercredi, de 9h à 17h", "Mo-Tu,Th-Fr 09:00-17:00"),
    ("lundi au vendredi 9h-17h sauf mercredi 9h-12h", "Mo-Tu,Th-Fr 09:00-17:00; We 09:00-12:00"),
    ("tous les jours sauf le dimanche 9h-18h", "Mo-Sa 09:00-18:00"),
    ("lundi au vendredi 9h-12h, fermé le mercredi", "Mo-Tu,Th-Fr 09:00-12:00"),
    ("Lundi : 9h-12h\nMardi : fermé\nMercredi : 9h-12h", "Mo,We 09:00-12:00"),
    ("lundi : 8h-12h mercredi : fermé jeudi : 8h-12h", "Mo,Th 08:00-12:00"),
    ("du lundi au vendredi de 9h à 17h, fermé de 12h à 14h", "Mo-Fr 09:00-12:00,14:00-17:00"),
    ("lundi au samedi 9h-18h, fermé dimanche et jours fériés", "Mo-Sa 09:00-18:00; PH off"),
    ("mardi 14h-17h hors vacances scolaires", "Tu 14:00-17:00; SH off"),
    ("mardi 14h-17h en période scolaire", "Tu 14:00-17:00; SH off"),
    (
        "lundi au vendredi 8h-12h, fermé les jours fériés et vacances scolaires",
        "Mo-Fr 08:00-12:00; PH,SH off",
    ),
    ("vendredi 9h-12h fermé le 1er vendredi du mois", "Fr 09:00-12:00; Fr[1] off"),
    ("Fermé.", "off"),
    # ranks in the month, odd and even weeks
    ("1er et 3e vendredi du mois 14h-16h30", "Fr[1,3] 14:00-16:30"),
    ("1er et 3ème vendredis du mois 14h-16h30", "Fr[1,3] 14:00-16:30"),
    ("le premier mardi du mois de 9h à 12h", "Tu[1] 09:00-12:00"),
    ("dernier jeudi du mois 14h-16h", "Th[-1] 14:00-16:00"),
    ("les 1er lundi et 3e mardi du mois 9h-12h", "Mo[1] 09:00-12:00; Tu[3] 09:00-12:00"),
    ("Samedi : 9h - 12h30 (uniquement les 2 premiers samedis de chaque mois)", "Sa[1,2] 09:00-12:30"),
    ("lundi semaine impaire 9h-12h", "week 01-53/2 Mo 09:00-12:00"),
    ("semaines paires : mardi et jeudi 9h-12h", "week 02-52/2 Tu,Th 09:00-12:00"),
    (
        "Semaine impaire : Mo 09:30-12:30,13:30-15:30; PH off",
        "week 01-53/2 Mo 09:30-12:30,13:30-15:30; PH off",
    ),
    (
        "mercredi semaine paire 9h-12h et jeudi semaine impaire 14h-17h",
        "week 02-52/2 We 09:00-12:00; week 01-53/2 Th 14:00-17:00",
    ),
    # parts of the day
    ("lundi matin et jeudi après-midi : 9h-12h / 14h-17h", "Mo 09:00-12:00; Th 14:00-17:00"),
    ("lundi matin : 8h30-12h30", "Mo 08:30-12:30"),
    ("lundi : matin 9h-12h après-midi 14h-17h", "Mo 09:00-12:00,14:00-17:00"),
    ("du lundi matin au vendredi soir 9h-17h", "Mo-Fr 09:00-17:00"),
    # a later line corrects a range
    (
        "MARDI-JEUDI ET VENDREDI 9H-12H / 13H30-16H\nMERCREDI 9H-12H",
        "Tu,Th-Fr 09:00-12:00,13:30-16:00; We 09:00-12:00",
    ),
    # more closures
    ("lundi mardi mercredi fermé jeudi 9h-12h", "Th 09:00-12:00"),
    ("Fermé le lundi. Mardi au samedi 10h-18h.", "Tu-Sa 10:00-18:00"),
    ("LUN 9H-12H MAR 14H-17H MER FERME JEU 9H-12H", "Mo,Th 09:00-12:00; Tu 14:00-17:00"),
    (
        "lundi au vendredi 9h-12h 14h-17h Sauf le jeudi 14h-17h",
        "Mo-We,Fr 09:00-12:00,14:00-17:00; Th 14:00-17:00",
    ),
    (
        "lundi au vendredi 9h-12h et 14h-17h. Fermé le mardi matin.",
        "Mo,We-Fr 09:00-12:00,14:00-17:00; Tu 14:00-17:00",
    ),
    ("lundi au vendredi 9h-12h sauf 1er lundi du mois", "Mo-Fr 09:00-12:00; Mo[1] off"),
    # words that say nothing more
    ("Accueil du public du lundi au vendredi de 8h30 à 12h", "Mo-Fr 08:30-12:00"),
    ("du lundi au vendredi 8h30-18h sans interruption", "Mo-Fr 08:30-18:00"),
    ("Lundi 9 h. à 12 h. et 14 h. à 17 h.", "Mo 09:00-12:00,14:00-17:00"),
    # appointments
    ("lundi 9h-12h et sur rendez-vous de 14h à 17h", 'Mo 09:00-12:00, Mo 14:00-17:00 "sur rendez-vous"'),
    ("lundi 9h-12h (sur rdv), 14h-17h", 'Mo 09:00-12:00 "sur rendez-vous", Mo 14:00-17:00'),
    ("lundi au vendredi 9h-12h sur rendez-vous", 'Mo-Fr 09:00-12:00 "sur rendez-vous"'),
    ("Sur rdv du lundi au vendredi de 9h à 17h", 'Mo-Fr 09:00-17:00 "sur rendez-vous"'),
    ("sur RDV", 'unknown "sur rendez-vous"'),
    ("uniquement sur rdv", 'unknown "sur rendez-vous"'),
]

WITH_NOTES = [
    # a remark: the hours stand
    (
        "  \t Lundi au vendredi : 7h30-18h30  \t Fermé 3 semaines en août",
        'Mo-Fr 07:30-18:30 "Fermé 3 semaines en août"',
        ["horaires-partiels"],
    ),
    ("permanence le mardi de 14h à 16h", 'Tu 14:00-16:00 "permanence"', ["horaires-partiels"]),
    (
        "Lundi (Laval) 9h-12h, mardi (Mayenne) 14h-17h",
        'Mo 09:00-12:00 "Laval"; Tu 14:00-17:00 "Mayenne"',
        ["horaires-partiels"],
    ),
    (
        "Accueil physique : lundi 9h-12h\nAccueil téléphonique : lundi 14h-17h",
        'Mo 09:00-12:00 "Accueil physique", Mo 14:00-17:00 "Accueil téléphonique"',
        ["horaires-partiels"],
    ),
    (
        "Accès libre :\nlundi 9h-12h\nCours :\nlundi 9h-10h",
        'Mo 09:00-12:00 "Accès libre", Mo 09:00-10:00 "Cours"',
        ["horaires-partiels"],
    ),
    ("LUNDI MERDI 9h-12h", "Mo-Tu 09:00-12:00", ["horaires-corriges"]),
    ("le mardi de 14h à 17h, salle 12", 'Tu 14:00-17:00 "salle 12"', ["horaires-partiels"]),
    (
        "lundi 9h-12h (accueil téléphonique 14h-17h)",
        'Mo 09:00-12:00, Mo 14:00-17:00 "accueil téléphonique"',
        ["horaires-partiels"],
    ),
    # a restriction: the hours are unknown
    (
        "du lundi au samedi 10h-19h, dimanche et jours fériés 14h-18h",
        'Mo-Sa 10:00-19:00; Su 14:00-18:00 unknown "jours fériés"',
        ["horaires-partiels"],
    ),
    (
        "juillet et août : lundi au vendredi 8h-15h",
        'Mo-Fr 08:00-15:00 unknown "juillet et août"',
        ["horaires-partiels"],
    ),
    ("lundi 9h-17h (fermé le midi)", 'Mo 09:00-17:00 unknown "fermé le midi"', ["horaires-partiels"]),
    ("lundi 5 janvier 9h-12h", 'Mo 09:00-12:00 unknown "5 janvier"', ["horaires-partiels"]),
    # days without hours
    ("Lundi - samedi", 'Mo-Sa unknown "heures non précisées"', ["horaires-sans-heure"]),
    ("Le lundi matin", 'Mo unknown "matin"', ["horaires-sans-heure"]),
    (
        "lundi 9h-12h, mercredi sur rdv",
        'Mo 09:00-12:00; We unknown "sur rendez-vous"',
        ["horaires-sans-heure"],
    ),
    (
        "du lundi au jeudi 9h-17h et le vendredi jusqu'à 16h",
        'Mo-Th 09:00-17:00; Fr unknown "jusqu\'à 16h"',
        ["horaires-sans-heure", "horaires-partiels"],
    ),
    # hours without days
    ("7h-19h", '07:00-19:00 unknown "jours non précisés"', ["horaires-sans-jour"]),
    ("08:00-16:00", '08:00-16:00 unknown "jours non précisés"', ["horaires-sans-jour"]),
    ("9h-12h\n14h-18h", '09:00-12:00,14:00-18:00 unknown "jours non précisés"', ["horaires-sans-jour"]),
    (
        "9h-12h 14h-17h sauf mercredi",
        '09:00-12:00,14:00-17:00 unknown "jours non précisés"; We off',
        ["horaires-sans-jour"],
    ),
    ("24h/24", '00:00-24:00 unknown "jours non précisés"', ["horaires-sans-jour"]),
    # words only
    ("en fonction des actions", 'unknown "en fonction des actions"', ["horaires-incompris"]),
    ("fermé 3 semaines en août", 'unknown "fermé 3 semaines en août"', ["horaires-incompris"]),
    ("3 entretiens d'1h", 'unknown "3 entretiens d\'1h"', ["horaires-incompris"]),
    ("n.c.", None, ["horaires-incompris"]),
]

TWO_MEANINGS = [
    "lundi au vendredi 9h-12h, mercredi 14h-17h",
    "lundi ou mardi 9h-12h",
    "lundi au vendredi 9h-12h ou 14h-17h",
    "lun/ven 9h-17h",
    "1er lundi et mardi du mois 9h-12h",
    "mercredi et samedi 9h-12h, fermé lundi et mercredi après-midi",
    "lundi matin 9h-17h",
    "lundi au vendredi 9h-17h sauf mercredi après-midi",
    "lundi 9h-12h, mardi 14h-17h semaine paire",
    "9h-12h lundi, 14h-17h",
    "lundi 9h-12h sur rendez-vous 14h-17h",
    "lundi au vendredi 9h-17h et samedi 9h-12h hors vacances scolaires",
    "Fermé le lundi, mardi au samedi 10h-18h",
    "de 9 h à 12 h et de 14 h à 18 h (17 h le vendredi)",
]

MISTAKES = [
    "lundi 14h-12h",
    "lundi 2h-5h",
    "lundi 9h-12h 2h-5h",
    "lundi 10:00-11-00",
    "lundi 9h-12h-14h",
    "lundi 9h-25h",
]


@pytest.mark.parametrize(("raw", "expected"), UNDERSTOOD)
def test_french_hours_are_understood_without_a_note(raw: str, expected: str) -> None:
    noted = clean_horaires(raw)
    assert (noted.value, noted.notes) == (expected, ())


@pytest.mark.parametrize(("raw", "expected", "codes"), WITH_NOTES)
def test_what_is_kept_apart_is_noted(raw: str, expected: str | None, codes: list[str]) -> None:
    noted = clean_horaires(raw)
    assert (noted.value, [note.code for note in noted.notes]) == (expected, codes)


@pytest.mark.parametrize("raw", TWO_MEANINGS + MISTAKES)
def test_a_text_with_two_meanings_or_a_mistake_is_only_quoted(raw: str) -> None:
    noted = clean_horaires(raw)
    assert noted.value == f'unknown "{raw}"'
    assert [note.code for note in noted.notes] == ["horaires-incompris"]


@pytest.mark.parametrize(
    "raw",
    [
        "Mo-Fr 09:00-12:00",
        "Mo-Fr 9:00-12:00",
        "Mo-Fr 08:00-12:15,13:15-16:30; PH off",
        "Tu-Sa 09:00-13:00,14:00-18:00; We,Fr 14:00-18:00",
        "week 01-53/2 Mo 09:30-12:30",
        'Sa 10:00-12:00 "sur inscription"',
        "Sep-Jun We 14:00-17:00",
        "off",
    ],
)
def test_osm_passes_unchanged(raw: str) -> None:
    assert clean_horaires(f" {raw} ").value == raw
    assert clean_horaires(raw).notes == ()


def test_half_a_character_is_no_hours() -> None:
    assert clean_horaires('Mo 09:00-10:00 "\ud800"').value == "Mo 09:00-10:00"


@pytest.mark.parametrize("raw", ["", "  \n\t", "-", " ; ", "<br>", "…"])
def test_nothing_gives_nothing(raw: str) -> None:
    noted = clean_horaires(raw)
    assert (noted.value, noted.notes) == (None, ())


def test_hours_without_days_are_never_open_for_sure() -> None:
    value = clean_horaires("7h-19h").value
    assert value is not None
    hours = opening_hours.OpeningHours(value)
    noon, night = dt.datetime(2026, 9, 2, 12), dt.datetime(2026, 9, 2, 22)  # noqa: DTZ001 - naive is the API
    assert hours.is_unknown(noon)
    assert hours.is_closed(night)


def test_words_alone_are_never_open_for_sure() -> None:
    value = clean_horaires("sur rdv").value
    assert value is not None
    assert opening_hours.OpeningHours(value).is_unknown()


@pytest.mark.parametrize(
    "raw",
    [
        "Contacter Mme Exemple au 0299000000",
        "voir avec Camille, la formatrice",
        "Permanence : camille.exemple@example.org",
        "02 99 00 00 00",
    ],
)
def test_people_and_their_numbers_are_left_out(raw: str) -> None:
    noted = clean_horaires(raw)
    assert noted.value is None
    assert noted.notes[0].code == "horaires-incompris"


def test_a_number_to_call_is_left_out_and_the_hours_are_kept() -> None:
    noted = clean_horaires("lundi 9h-12h, tél. 02 99 00 00 00")
    assert noted.value == "Mo 09:00-12:00"
    assert [note.code for note in noted.notes] == ["horaires-partiels"]
    assert "02 99 00 00 00" in noted.notes[0].message


def test_public_holidays_are_closed_only_when_the_text_says_so() -> None:
    assert clean_horaires("lundi au vendredi 9h-12h").value == "Mo-Fr 09:00-12:00"
    assert clean_horaires("lundi au vendredi 9h-12h sauf jours fériés").value == "Mo-Fr 09:00-12:00; PH off"


def test_a_restriction_is_a_warning_and_a_remark_is_not() -> None:
    assert clean_horaires("été : lundi 9h-12h").notes[0].severity is Severity.AVERTISSEMENT
    assert clean_horaires("lundi 9h-12h, permanence").notes[0].severity is Severity.INFO


def test_double_quotes_never_break_a_comment() -> None:
    assert clean_horaires('lundi 9h-12h "Le Relais"').value == 'Mo 09:00-12:00 "Le Relais"'


def test_a_whole_page_is_left_out() -> None:
    noted = clean_horaires("bonjour " * 400)
    assert noted.value is None
    assert len(noted.notes[0].message) < 400


def test_every_code_is_known() -> None:
    raws = [raw for raw, _, _ in WITH_NOTES] + TWO_MEANINGS
    assert {note.code for raw in raws for note in clean_horaires(raw).notes} <= CODES.keys()
