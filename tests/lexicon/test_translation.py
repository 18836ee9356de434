"""Tables of codes applied to a text: the order of the tables, the notes, and never a guess."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from offre_insertion.issues import CODES, Severity
from offre_insertion.lexicon import load_lexicon
from offre_insertion.lexicon.translation import Lexicon, as_kept, translate
from offre_insertion.schema import ENUMS

PUBLICS = ENUMS["publics"]
THEMATIQUES = ENUMS["thematiques"]


def test_the_first_table_that_knows_the_text_answers() -> None:
    own = {"jeune": ("familles",)}
    assert translate("Jeunes", [own, load_lexicon("publics")], choices=PUBLICS).value == ("familles",)


def test_an_official_code_is_always_known_and_means_itself() -> None:
    assert translate("tous-publics", [{"tous publics": ("jeunes",)}], choices=PUBLICS).value == (
        "tous-publics",
    )
    assert translate("TOUS PUBLICS", [], choices=PUBLICS).value == ("tous-publics",)


def test_a_word_understood_as_nothing_has_no_code_and_no_note() -> None:
    noted = translate("Adultes", [{"adultes": ()}], choices=PUBLICS)
    assert noted.value == ()
    assert noted.notes == ()


def test_an_unknown_text_has_no_code_and_three_proposals_at_most() -> None:
    noted = translate("Gard d'enfant", [load_lexicon("thematiques")], choices=THEMATIQUES)
    assert noted.value is None
    (note,) = noted.notes
    assert note.code == "valeur-inconnue"
    assert note.severity is Severity.AVERTISSEMENT
    assert note.suggestions[0] == "famille--garde-denfants"
    assert 1 < len(note.suggestions) <= 3
    assert set(note.suggestions) <= set(THEMATIQUES)
    assert "« Gard d'enfant »" in note.message


def test_a_text_like_nothing_known_has_no_proposal() -> None:
    (note,) = translate("ζζζ", [{"jeunes": ("jeunes",)}], choices=PUBLICS).notes
    assert note.suggestions == ()


def test_a_whole_category_is_said_with_its_codes_and_none_is_chosen() -> None:
    for text in ("mobilite", "Mobilité", "La mobilité", "1. Mobilité"):
        noted = translate(text, [load_lexicon("thematiques")], choices=THEMATIQUES)
        assert noted.value is None
        (note,) = noted.notes
        assert note.code == "thematique-imprecise"
        assert len(note.suggestions) == 6
        assert all(code.startswith("mobilite--") for code in note.suggestions)


def test_a_category_is_translated_as_officially_only_when_asked() -> None:
    noted = translate("Mobilité", [load_lexicon("v0-officiel")], choices=THEMATIQUES)
    assert len(noted.value or ()) == 6


def test_a_precise_word_is_said_to_lose_its_precision() -> None:
    noted = translate("16-25", [Lexicon({"16 25": ("jeunes",)}, {"16 25"})], choices=PUBLICS)
    assert noted.value == ("jeunes",)
    (note,) = noted.notes
    assert (note.code, note.severity) == ("precision-perdue", Severity.INFO)


def test_a_message_says_where_a_text_is_kept_or_that_it_is_not() -> None:
    (wider,) = translate("16-25", [Lexicon({"16 25": ("jeunes",)}, {"16 25"})], choices=PUBLICS).notes
    assert "le texte n'est pas gardé" in wider.message
    assert as_kept(wider, "publics_precisions").message == (
        "« 16-25 » est traduit par jeunes, plus large : le texte est gardé dans publics_precisions."
    )
    (unknown,) = translate("ζζζ", [], choices=PUBLICS).notes
    kept = as_kept(unknown, "publics_precisions")
    assert kept.severity is Severity.INFO
    assert kept.message.endswith("Le texte est gardé dans publics_precisions, sans code.")


def test_a_long_text_is_quoted_on_one_line_and_its_cut_is_shown() -> None:
    (note,) = translate(f"ζζζ\n\n{'ψ' * 200}", [], choices=PUBLICS).notes
    assert "« ζζζ ψψψ" in note.message
    assert "ψ… »" in note.message


def test_words_that_differ_only_by_number_are_known_as_written_and_only_so() -> None:
    table = {"dependance": ("seniors",), "dependances": ("jeunes",)}
    assert translate("Dépendance", [table], choices=PUBLICS).value == ("seniors",)
    assert translate("Dépendances", [table], choices=PUBLICS).value == ("jeunes",)
    assert translate("La dépendance", [table], choices=PUBLICS).value is None


def test_a_list_with_one_unknown_piece_is_unknown() -> None:
    tables = [load_lexicon("publics")]
    assert translate("Jeunes, familles", tables, choices=PUBLICS).value == ("jeunes", "familles")
    assert translate("Jeunes, licornes", tables, choices=PUBLICS).value is None
    assert translate("Seniors, adultes", tables, choices=PUBLICS).value is None


def test_every_note_has_a_known_code() -> None:
    texts = (
        ("Mobilité", "thematiques"),
        ("inconnu au bataillon", "publics"),
        ("Jeunes (16-25 ans)", "publics"),
    )
    notes = [
        note
        for text, name in texts
        for note in translate(text, [load_lexicon(name)], choices=ENUMS[name]).notes
    ]
    assert [note.code for note in notes] == ["thematique-imprecise", "valeur-inconnue", "precision-perdue"]
    assert all(note.code in CODES for note in notes)


@given(st.text(max_size=80))
def test_translating_never_raises_and_gives_only_official_codes(text: str) -> None:
    for field in ("thematiques", "publics", "frais"):
        noted = translate(text, [load_lexicon(field)], choices=ENUMS[field])
        assert noted.value is None or set(noted.value) <= set(ENUMS[field])
        assert noted.value is not None or noted.notes


@given(st.sampled_from(sorted(load_lexicon("publics"))))
def test_the_codes_of_a_text_translate_to_themselves(text: str) -> None:
    for code in translate(text, [load_lexicon("publics")], choices=PUBLICS).value or ():
        assert translate(code, [load_lexicon("publics")], choices=PUBLICS).value == (code,)


def test_a_cell_of_a_million_characters_is_unknown_at_once() -> None:
    tables = [load_lexicon("thematiques")]
    for piece in ("a ", "(", "1 ", "A.", "et ", "permis, "):
        start = time.process_time()
        assert translate(piece * 200_000, tables, choices=THEMATIQUES).value is None
        assert time.process_time() - start < 2


def test_repeated_values_are_translated_fast() -> None:
    tables = [load_lexicon("thematiques")]
    values = ["Garde d'enfants", "Mobilité", "Permis et code", "Texte inconnu"] * 12_500
    start = time.process_time()
    for value in values:
        translate(value, tables, choices=THEMATIQUES)
    # About 1 000 000 per second on a quiet machine; the floor is the one of the specification.
    assert len(values) / (time.process_time() - start) >= 200_000
