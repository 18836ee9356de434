"""Records that are right, wrong in an optional field, wrong in a required one, and wrong together."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from offre_insertion.checking import FieldNote, check_dataset, check_record, drop_invalid
from offre_insertion.issues import CODES, Severity
from offre_insertion.schema import FIELDS, LIST_FIELDS, MODELS, Kind, Record

STRUCTURE: Record = {
    "source": "pdi-53",
    "id": "pdi-53--garage-solidaire",
    "nom": "Garage solidaire des Coëvrons",
    "date_maj": "2026-01-15",
    "siret": "13002526500013",
    "code_insee": "53097",
    "horaires_accueil": "Mo-Fr 09:00-12:00",
}
SERVICE: Record = {
    "source": "pdi-53",
    "id": "pdi-53--s1",
    "structure_id": "pdi-53--garage-solidaire",
    "nom": "Location de voitures",
    "description": "Une voiture pour aller travailler, à petit prix.",
    "date_maj": "2026-01-15",
    "publics": ["jeunes", "femmes"],
    "thematiques": ["mobilite--acceder-a-un-vehicule"],
    "zone_eligibilite": ["53"],
}


def notes_of(kind: Kind, **changes: object) -> list[FieldNote]:
    return check_record(kind, {**(STRUCTURE if kind == "structure" else SERVICE), **changes})


def one_note(kind: Kind, **changes: object) -> FieldNote:
    (note,) = notes_of(kind, **changes)
    return note


def test_a_right_record_has_no_note() -> None:
    assert notes_of("structure") == []
    assert notes_of("service") == []


@pytest.mark.parametrize(
    ("kind", "changes", "code", "words"),
    [
        ("structure", {"nom": "Ab"}, "valeur-trop-courte", "La chaîne doit contenir au moins 3 caractères"),
        (
            "structure",
            {"nom": "A" * 151},
            "valeur-trop-longue",
            "La chaîne doit contenir au plus 150 caractères",
        ),
        ("structure", {"courriel": "a@b"}, "courriel-invalide", "La valeur n'est pas un courriel valide"),
        ("structure", {"site_web": "exemple.fr"}, "url-invalide", "La valeur doit être une URL valide"),
        (
            "structure",
            {"date_maj": "15/01/2026"},
            "date-invalide",
            "La valeur doit être une date valide au format AAAA-MM-JJ",
        ),
        ("structure", {"code_insee": "53999"}, "commune-inconnue", "Le code commune 53999 n'existe pas"),
        ("service", {"frais": "Gratuit"}, "code-inconnu", "La valeur doit être 'gratuit' ou 'payant'"),
        ("service", {"nombre_semaines": 0}, "nombre-invalide", "La valeur doit être supérieure ou égale à 1"),
        ("service", {"nombre_semaines": "3,5"}, "nombre-invalide", "La valeur doit être un entier valide"),
    ],
)
def test_errors_are_said_in_the_words_of_the_valideur(
    kind: Kind, changes: dict[str, object], code: str, words: str
) -> None:
    note = one_note(kind, **changes).note
    assert (note.code, note.severity, note.message) == (code, Severity.ERREUR, words)


def test_a_final_dot_is_a_warning_and_the_record_lives() -> None:
    note = one_note("structure", nom="Garage solidaire.")
    assert note.note.severity is Severity.AVERTISSEMENT
    record = {**STRUCTURE, "nom": "Garage solidaire."}
    assert drop_invalid("structure", record) == (record, [note])


def test_a_wrong_code_comes_with_the_nearest_one() -> None:
    note = one_note("service", publics=["jeune"])
    assert note.note.message == "La valeur 'jeune' n'existe pas. Vouliez-vous dire 'jeunes' ?"
    assert note.note.suggestions[0] == "jeunes"


def test_a_wrong_zone_is_one_note_not_the_five_of_the_models() -> None:
    assert one_note("service", zone_eligibilite=["53", "Bretagne"]).value == "Bretagne"


def test_a_zone_code_that_does_not_exist_is_kept_and_said() -> None:
    note = one_note("service", zone_eligibilite=["99"])
    assert (note.note.code, note.note.severity) == ("zone-inconnue", Severity.AVERTISSEMENT)
    record, _ = drop_invalid("service", {**SERVICE, "zone_eligibilite": ["99"]})
    assert record is not None
    assert record["zone_eligibilite"] == ["99"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("siret", "13002526500014", "siret-invalide"),
        ("horaires_accueil", "tous les matins", "horaires-invalides"),
        ("latitude", 480.7, "coordonnee-invalide"),
        ("longitude", float("nan"), "coordonnee-invalide"),
    ],
)
def test_what_the_models_do_not_check_is_dropped_and_said(field: str, value: object, code: str) -> None:
    record, notes = drop_invalid("structure", {**STRUCTURE, field: value})
    assert [note.note.code for note in notes] == [code]
    assert record == {name: kept for name, kept in STRUCTURE.items() if name != field}


def test_the_establishments_of_la_poste_have_their_own_key() -> None:
    assert notes_of("structure", siret="35600000000048") == []


@pytest.mark.parametrize("stamp", [1768435200000, "1768435200", 0])
def test_a_count_of_seconds_is_no_date(stamp: object) -> None:
    assert drop_invalid("structure", {**STRUCTURE, "date_maj": stamp})[0] is None


def test_a_day_to_come_is_refused() -> None:
    tomorrow = (dt.date.today() + dt.timedelta(days=1)).isoformat()  # noqa: DTZ011 - as the models do
    note = one_note("structure", date_maj=tomorrow)
    assert note.note.message.endswith("ne peut pas être dans le futur.")


def test_only_the_wrong_items_of_a_list_are_dropped() -> None:
    record, notes = drop_invalid("service", {**SERVICE, "publics": ["jeunes", "bidon"]})
    assert record is not None
    assert record["publics"] == ["jeunes"]
    assert [note.value for note in notes] == ["bidon"]


def test_a_list_of_nothing_right_is_dropped_whole() -> None:
    record, _ = drop_invalid("service", {**SERVICE, "publics": ["bidon"]})
    assert record is not None
    assert "publics" not in record


def test_what_is_left_of_a_list_is_checked_again() -> None:
    record, notes = drop_invalid("service", {**SERVICE, "publics": ["tous-publics", "femmes", "bidon"]})
    assert record is not None
    assert "publics" not in record
    assert [note.note.code for note in notes] == ["code-inconnu", "publics-incoherents"]


def test_a_wrong_required_value_rejects_the_record() -> None:
    for field in ("nom", "description", "date_maj", "structure_id"):
        record, notes = drop_invalid(
            "service", {name: value for name, value in SERVICE.items() if name != field}
        )
        assert record is None
        assert [(note.field, note.note.code) for note in notes] == [(field, "champ-requis")]


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-5, 2 * 10**12)
    | st.floats()
    | st.text(alphabet="aé 5-.@\x0b\ud800", max_size=12)
    | st.sampled_from(["53", "jeunes", "tous-publics", "2026-01-15", "https://exemple.fr"])
)
ITEMS: st.SearchStrategy[object] = SCALARS | st.just(["jeunes"]) | st.just({"cle": []})
JSON_VALUES = SCALARS | st.lists(ITEMS, max_size=3) | st.dictionaries(st.just("cle"), SCALARS, max_size=1)


@given(
    kind=st.sampled_from(["structure", "service"]),
    changes=st.dictionaries(
        st.sampled_from([*FIELDS["service"], *FIELDS["structure"]]), JSON_VALUES, max_size=4
    ),
)
@example(kind="structure", changes={"horaires_accueil": "\ud800"})
def test_whatever_comes_in_what_goes_out_is_valid(kind: Kind, changes: dict[str, Any]) -> None:
    record, notes = drop_invalid(kind, {**(STRUCTURE if kind == "structure" else SERVICE), **changes})
    assert {note.note.code for note in notes} <= CODES.keys()
    if record is None:
        assert any(note.note.severity is Severity.ERREUR for note in notes)
    else:
        MODELS[kind].model_validate(record)
        assert drop_invalid(kind, record)[0] == record


def test_lists_are_known_from_the_models() -> None:
    assert {"thematiques", "zone_eligibilite", "reseaux_porteurs"} <= LIST_FIELDS


# --- the whole dataset -----------------------------------------------------------------------------------


def test_a_coherent_dataset_has_no_issue() -> None:
    assert check_dataset([STRUCTURE], [SERVICE]) == []


def test_an_id_used_twice_is_said_once() -> None:
    (issue,) = check_dataset([STRUCTURE, STRUCTURE], [SERVICE])
    assert (issue.code, issue.value) == ("identifiant-en-double", STRUCTURE["id"])
    assert "2 fiches" in issue.message


def test_a_service_without_its_structure_is_an_orphan() -> None:
    (issue,) = check_dataset([], [SERVICE])
    assert (issue.code, issue.record, issue.severity) == ("service-orphelin", SERVICE["id"], Severity.ERREUR)


@pytest.mark.parametrize("key", ["garage", "pdi-53--", "autre--garage"])
def test_an_id_starts_with_its_source(key: str) -> None:
    (issue,) = check_dataset([{**STRUCTURE, "id": key}], [])
    assert issue.code == "identifiant-sans-source"
