from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.geography import find_commune, load_geography
from offre_insertion.issues import CODES
from tests.shared import SHARED, needs_shared

ROOT = Path(__file__).parents[2]


def codes_of(**written: str) -> set[str]:
    return {note.code for note in find_commune(**written).notes}


@pytest.mark.parametrize(
    ("nom", "code_postal", "expected"),
    [
        ("Laval", "53000", "53130"),
        ("LAVAL", "53000", "53130"),
        (" laval ", "53 000", "53130"),
        ("Laval", "F-53000", "53130"),
        ("Laval", "53000.0", "53130"),
        ("Évron", "53600", "53097"),
        ("EVRON", "53600", "53097"),
        ("Evron", "53150", "53097"),
        ("Bourg en Bresse", "1000", "01053"),
        ("Bourg-en-Bresse", "01000", "01053"),
        ("Le Mans", "72000", "72181"),
        ("Mans (Le)", "72000", "72181"),
        ("Mans, Le", "72000", "72181"),
        ("MANS", "72000", "72181"),
        ("St Denis", "93200", "93066"),
        ("ST-DENIS", "97400", "97411"),
        ("Saint Denis", "11310", "11339"),
        ("Ste Gemmes le Robert", "53600", "53218"),
        ("CLERMONT FD", "63000", "63113"),
        ("Clermont-Ferrand Cedex 1", "63001", "63113"),
        ("Laval Cedex", "53014", "53130"),
        ("LAVAL CEDEX 9", "53000", "53130"),
        ("MAYENNE CEDEX", "53101", "53147"),
        ("BP 53 MAYENNE CEDEX", "53101", "53147"),
        ("Lyon 3e", "69003", "69123"),
        ("LYON 03", "69003", "69123"),
        ("Lyon Cedex 03", "69421", "69123"),
        ("Paris 12", "75012", "75056"),
        ("Paris 12ème arrondissement", "75012", "75056"),
        ("12e arrondissement de Paris", "75012", "75056"),
        ("PARIS XII", "75012", "75056"),
        ("Marseille 8e", "13008", "13055"),
        ("Marseille 1er Arrondissement", "13001", "13055"),
        ("Château-Gontier", "53200", "53062"),
        ("CHATEAU GONTIER S/ MAYENNE", "53200", "53062"),
        ("Châteaugontier sur Mayenne", "53200", "53062"),
        ("Aubervilliers (Le Montfort)", "93300", "93001"),
        ("Angers - Monplaisir", "49000", "49007"),
        ("Monplaisir / Angers", "49000", "49007"),
        ("Mairie de Laval", "53000", "53130"),
        ("Nouméa", "98800", "98818"),
        ("Saint-Denis", "97490", "97411"),
        ("L'Haÿ-les-Roses", "94240", "94038"),
        ("L’Haÿ les Roses", "94240", "94038"),
        ("Hay-les-Roses (L')", "94240", "94038"),
        ("53000 LAVAL", "", "53130"),
        ("LAVAL 53000", "", "53130"),
        ("Saint-Denis (93)", "", "93066"),
        ("Laval", "53", "53130"),
        ("Rennes", "", "35238"),
        ("La Vergne", "17400", "17465"),
        ("Vergné", "17330", "17464"),
    ],
)
def test_a_name_and_a_postal_code_give_the_commune_without_a_word(
    nom: str, code_postal: str, expected: str
) -> None:
    found = find_commune(nom=nom, code_postal=code_postal)
    assert found.value == expected
    assert found.notes == ()


@pytest.mark.parametrize(
    ("nom", "code_postal", "expected"),
    [
        ("Lval", "53000", "53130"),
        ("Lavall", "53000", "53130"),
        ("Alval", "53000", "53130"),
        ("Chateau Gontyer", "53200", "53062"),
        ("Chât.-Gontier", "53200", "53062"),
        ("Angers Monplaisir", "49000", "49007"),
        ("CLERMON FERRAND CEDEX", "63001", "63113"),
    ],
)
def test_a_typo_that_leaves_no_doubt_is_accepted_and_reported(
    nom: str, code_postal: str, expected: str
) -> None:
    found = find_commune(nom=nom, code_postal=code_postal)
    assert found.value == expected
    assert [note.code for note in found.notes] == ["commune-corrigee"]
    assert f"« {code_postal} {nom} »" in found.notes[0].message


def test_a_name_in_the_departement_of_the_catalogue_needs_no_postal_code() -> None:
    assert find_commune(nom="Mayenne", departement="53").value == "53147"
    assert find_commune(nom="Mayenne", departement="Mayenne").value == "53147"
    assert codes_of(nom="Mayene", departement="53") == {"commune-corrigee"}


def test_a_name_borne_once_in_france_outside_the_departement_is_reported() -> None:
    found = find_commune(nom="Rennes", departement="53")
    assert found.value == "35238"
    assert codes_of(nom="Rennes", departement="53") == {"commune-hors-departement"}


def test_a_name_borne_several_times_lists_its_communes() -> None:
    found = find_commune(nom="Saint-Denis")
    assert found.value is None
    assert found.notes[0].code == "commune-ambigue"
    assert found.notes[0].suggestions == ("11339", "30247", "93066", "97411")


def test_a_postal_code_of_one_commune_is_enough() -> None:
    assert find_commune(code_postal="75012").value == "75056"
    assert codes_of(code_postal="75012") == {"commune-deduite"}


def test_a_postal_code_of_several_communes_lists_them() -> None:
    found = find_commune(code_postal="53600")
    assert found.value is None
    assert found.notes[0].code == "commune-ambigue"
    assert "53097" in found.notes[0].suggestions


def test_a_locality_is_read_from_a_postal_code_of_one_commune() -> None:
    found = find_commune(nom="Sainte Clotilde", code_postal="97490")
    assert found.value == "97411"
    assert [note.code for note in found.notes] == ["commune-deduite"]


def test_a_locality_with_the_name_of_a_far_commune_needs_the_departement() -> None:
    written = {"nom": "Sainte Anne", "code_postal": "97437"}
    assert find_commune(**written).value is None
    assert codes_of(**written) == {"commune-incoherente"}
    assert find_commune(**written, departement="974").value == "97410"


def test_a_locality_among_several_communes_is_not_guessed() -> None:
    found = find_commune(nom="Les Quatre Vents", code_postal="53600")
    assert found.value is None
    assert found.notes[0].code == "commune-inconnue"


def test_four_digits_are_not_trusted_over_an_unknown_name() -> None:
    assert find_commune(nom="Tournai", code_postal="7500").value is None


def test_a_name_wins_over_another_postal_code_of_the_departement() -> None:
    found = find_commune(nom="Laval", code_postal="53100")
    assert found.value == "53130"
    assert [note.code for note in found.notes] == ["code-postal-incoherent"]


def test_a_name_and_a_postal_code_of_two_departements_give_nothing() -> None:
    assert find_commune(nom="Laval", code_postal="64000").value is None
    assert codes_of(nom="Laval", code_postal="64000") == {"commune-incoherente"}


@pytest.mark.parametrize(
    ("code", "expected"), [("53130", "53130"), ("1053", "01053"), ("2a004", "2A004"), ("75112", "75056")]
)
def test_a_code_alone_gives_the_commune_of_today(code: str, expected: str) -> None:
    found = find_commune(code_insee=code)
    assert found.value == expected
    assert found.notes == ()


def test_name_and_postal_code_win_over_the_insee_code() -> None:
    found = find_commune(nom="Mayenne", code_postal="53100", code_insee="53130")
    assert found.value == "53147"
    assert [note.code for note in found.notes] == ["commune-incoherente"]


def test_insee_and_postal_code_win_over_the_name() -> None:
    found = find_commune(nom="Mayenne", code_postal="53000", code_insee="53130")
    assert found.value == "53130"
    assert [note.code for note in found.notes] == ["commune-incoherente"]


def test_insee_code_and_name_win_over_the_postal_code() -> None:
    found = find_commune(nom="Laval", code_postal="72000", code_insee="53130")
    assert found.value == "53130"
    assert [note.code for note in found.notes] == ["code-postal-incoherent"]


def test_an_insee_code_confirms_a_typo_without_a_word() -> None:
    found = find_commune(nom="Lavall", code_postal="53000", code_insee="53130")
    assert found.value == "53130"
    assert found.notes == ()


def test_an_insee_code_against_a_name_alone_gives_nothing() -> None:
    found = find_commune(nom="Mayenne", code_insee="53130")
    assert found.value is None
    assert found.notes[0].suggestions == ("53130", "53147")


def test_an_insee_code_against_a_postal_code_of_another_departement_gives_nothing() -> None:
    assert find_commune(code_insee="53130", code_postal="72000").value is None
    assert find_commune(code_insee="53130", code_postal="53100").value == "53130"


def test_an_insee_code_stands_beside_the_name_of_a_quarter() -> None:
    found = find_commune(nom="Les Pommeraies", code_insee="53130")
    assert found.value == "53130"
    assert [note.code for note in found.notes] == ["commune-deduite"]


def test_an_unknown_insee_code_is_said_and_the_name_is_used() -> None:
    found = find_commune(nom="Laval", code_postal="53000", code_insee="53999")
    assert found.value == "53130"
    assert [note.code for note in found.notes] == ["code-insee-inconnu"]


def test_a_postal_code_in_the_column_of_insee_codes_is_recognised() -> None:
    found = find_commune(nom="Laval", code_insee="53000")
    assert found.value == "53130"
    assert "C’est un code postal" in found.notes[0].message


@pytest.mark.parametrize(
    "written",
    [{"nom": "Monaco", "code_postal": "98000"}, {"nom": "Monaco"}, {"code_insee": "99138"}],
)
def test_places_abroad_are_said(written: dict[str, str]) -> None:
    assert find_commune(**written).value is None
    assert codes_of(**written) == {"commune-hors-france"}


def test_an_unknown_name_lists_the_nearest() -> None:
    found = find_commune(nom="Mayenneville", departement="53")
    assert found.value is None
    assert found.notes[0].code == "commune-inconnue"
    assert "53147" in found.notes[0].suggestions


@pytest.mark.parametrize("written", [{}, {"nom": ""}, {"nom": "  ", "code_postal": " "}])
def test_nothing_written_says_nothing(written: dict[str, str]) -> None:
    found = find_commune(**written)
    assert found.value is None
    assert found.notes == ()


def test_every_commune_is_found_by_its_own_name_and_postal_code() -> None:
    for commune in load_geography().communes:
        for code_postal in commune.codes_postaux:
            found = find_commune(nom=commune.nom, code_postal=code_postal)
            assert (found.value, found.notes) == (commune.code_insee, ()), commune.nom


PLACES = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(
        ["Laval", "Paris 12", "(Le)", "Cedex", "53000", "0", "2A", "St", "-", "Lyon (", "()", "75112"]
    ),
)


@settings(max_examples=400, deadline=None)
@given(nom=PLACES, code_postal=PLACES, code_insee=PLACES, departement=PLACES)
def test_whatever_is_written_gives_a_commune_of_today_or_a_known_note(
    nom: str | None, code_postal: str | None, code_insee: str | None, departement: str | None
) -> None:
    found = find_commune(nom=nom, code_postal=code_postal, code_insee=code_insee, departement=departement)
    assert found.value is None or load_geography().current_code(found.value) == found.value
    assert {note.code for note in found.notes} <= CODES.keys()
    if found.value is not None:
        again = find_commune(code_insee=found.value)
        assert (again.value, again.notes) == (found.value, ())


@pytest.fixture(scope="module")
def bench() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts" / "bench_communes.py"))


def test_misspelt_names_are_never_wrong_in_silence(bench: dict[str, Any]) -> None:
    score = bench["score_misspelt"](bench["draw_misspelt"]())
    assert len(score.silent) <= 0.002 * bench["DRAWN"], score.silent
    assert len(score.unresolved) <= 0.05 * bench["DRAWN"]


# The code of these rows is that of a geocoder that went to another town than the one written.
LOST_BY_THE_GEOCODER = {"fibre-64.xlsx:51", "ultra-num.csv:17", "ultra-num.csv:48", "ultra-num.csv:116"}


@needs_shared
@pytest.mark.shared
def test_names_of_real_catalogues_give_the_commune_of_their_code(bench: dict[str, Any]) -> None:
    rows = [case for case in bench["cases"](SHARED / "catalogues") if case.code_insee]
    score = bench["score_cases"](rows)
    assert score.resolved >= 0.98 * len(rows)
    assert len(score.wrong) == len(LOST_BY_THE_GEOCODER)
    assert all(any(place in line for place in LOST_BY_THE_GEOCODER) for line in score.wrong)


@needs_shared
@pytest.mark.shared
def test_the_geocoder_s_own_names_all_give_its_codes(bench: dict[str, Any]) -> None:
    rows = list(bench["cases"](SHARED / "catalogues", bench["GEOCODER_COLUMNS"]))
    score = bench["score_cases"](rows)
    assert score.same == len(rows) > 200


def test_a_cut_name_alone_is_proposed_before_names_that_look_alike() -> None:
    noted = find_commune(nom="Bonchamp", departement="53")
    assert noted.value is None
    assert noted.notes[0].suggestions[0] == "53034"
