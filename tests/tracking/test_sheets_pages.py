"""What a partner writes where no answer is read is told, and the rest is taken."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from offre_insertion.errors import ReadError
from offre_insertion.tracking.sheets import write_sheet
from offre_insertion.tracking.sheets.layout import ORIGIN
from tests.tracking.test_sheets import CHOICES, changed, fill, read, sheet


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "route.xlsx"
    write_sheet(found, sheet(), CHOICES)
    return found


def write_in(path: Path, cell: str, value: str, name: str = "Services") -> None:
    book = openpyxl.load_workbook(path)
    (book[name] if name in book.sheetnames else book.create_sheet(name))[cell] = value
    book.save(path)


def test_what_is_written_beside_the_columns_of_the_workbook_is_told_and_the_rest_is_taken(path: Path) -> None:
    beyond = openpyxl.load_workbook(path)["Services"].max_column
    letters = [get_column_letter(beyond + n) for n in (1, 2)]
    write_in(path, f"{letters[0]}1", "Horaires")
    write_in(path, f"{letters[0]}3", "du lundi au vendredi")
    write_in(path, f"{letters[1]}2", "à partir de 18 ans")
    write_in(path, "A1", "merci", "Remarques")
    fill(path, "pdi--a", Frais="Gratuit")
    answers = read(path)
    assert changed(answers) == {("pdi--a", "frais"): "gratuit"}
    assert [one.split(", ce qui y est écrit n’est pas pris")[0] for one in answers.refused] == [
        "Feuille « Remarques » : elle n’est pas de la fiche",
        "Feuille « Services », ligne 3, « Horaires » : cette colonne n’est pas de la fiche",
        f"Feuille « Services », ligne 2, « {letters[1]} » : cette colonne n’est pas de la fiche",
    ]


def test_one_more_column_of_a_list_is_read_and_not_one_further(path: Path) -> None:
    beyond = openpyxl.load_workbook(path)["Services"].max_column
    for n, (title, value) in enumerate([("Public 4", "Jeunes"), ("Public 6", "Familles")], 1):
        write_in(path, f"{get_column_letter(beyond + n)}1", title)
        write_in(path, f"{get_column_letter(beyond + n)}2", value)
    answers = read(path)
    (said,) = changed(answers).values()
    assert said[-1] == "jeunes"
    assert [one.partition(" : ")[0] for one in answers.refused] == [
        "Feuille « Services », ligne 2, « Public 6 »"
    ]


def test_two_columns_of_one_name_are_refused(path: Path) -> None:
    write_in(path, f"{get_column_letter(openpyxl.load_workbook(path)['Services'].max_column + 1)}1", "Frais")
    with pytest.raises(ReadError, match="feuille « Services » : plusieurs colonnes s’appellent « Frais »"):
        read(path)


def test_a_formula_that_has_no_value_is_told(path: Path) -> None:
    fill(path, "pdi--a", Téléphone='=HYPERLINK("tel:0261910009")')
    (refusal,) = read(path).refused
    assert refusal.startswith("Feuille « Services », cellule ")
    assert "la formule n'a pas de valeur enregistrée" in refusal


def test_a_locked_cell_that_was_written_is_told(path: Path) -> None:
    fill(path, "pdi--a", Commune="Évron", Structure="Cap sur la Route – Laval")
    assert [one.partition(" : ")[::2] for one in read(path).refused] == [
        (
            f"Feuille « Services », ligne 2, « {title} »",
            "cette case est verrouillée, et n’est pas prise. Corrigez-la dans le catalogue.",
        )
        for title in ("Structure", "Commune")
    ]


def test_a_line_added_by_the_partner_is_told(path: Path) -> None:
    write_in(path, "D4", "Prêt de vélos")
    (refusal,) = read(path).refused
    assert refusal.startswith("Feuille « Services », ligne 4 : cette ligne n’a pas d’identifiant.")
    assert refusal.endswith("Une nouvelle fiche s’ajoute dans le catalogue.")


def test_a_territory_is_of_the_list_or_has_a_code_that_exists(path: Path) -> None:
    fill(path, "pdi--a", Territoire_couvert_3="53003")
    assert changed(read(path)) == {("pdi--a", "zone_eligibilite"): ["53130", "200083392", "53003"]}
    fill(path, "pdi--a", Territoire_couvert_3="99999")
    answers = read(path)
    assert (changed(answers), len(answers.refused)) == ({}, 1)
    assert "« 99999 » n’est pas dans la liste" in answers.refused[0]


@pytest.mark.parametrize(
    ("field", "value"), [("thematiques", "5"), ("nom", '["a"]'), ("publics", "[5]"), ("nom", "{nope")]
)
def test_what_had_been_sent_and_is_of_another_type_is_refused(path: Path, field: str, value: str) -> None:
    book = openpyxl.load_workbook(path)
    line = next(one for one in book[ORIGIN].iter_rows() if (one[0].value, one[2].value) == ("service", field))
    line[3].value = value
    book.save(path)
    with pytest.raises(ReadError, match="ce qui avait été envoyé a été modifié"):
        read(path)
