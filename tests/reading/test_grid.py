from __future__ import annotations

from pathlib import Path

import pytest

from offre_insertion.errors import ReadError
from offre_insertion.reading import IgnoredRow
from offre_insertion.reading.grid import column_letter, fill_merged
from tests.reading.tables import codes, numbers, read, values, write_csv


def test_titles_above_the_header_are_left_out(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c.csv", "Catalogue 2026;\n;\nNom;Commune\nA;Laval\n")
    table = read(path, header=3)
    assert table.columns == ("Nom", "Commune")
    assert [(row.number, row.values) for row in table.rows] == [(4, {"Nom": "A", "Commune": "Laval"})]


def test_a_double_header_is_flattened(tmp_path: Path) -> None:
    text = "Nom;Modalités;Modalités;Nom\nNom;Durée;Vol. h/sem.;\nA;6 mois;15;\n"
    table = read(write_csv(tmp_path / "c.csv", text), header=[1, 2])
    assert table.columns == ("Nom", "Modalités / Durée", "Modalités / Vol. h/sem.", "Nom (2)")
    assert numbers(table) == [3]


def test_a_repeated_name_is_numbered_and_said(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "Nom;Tél.;Tél.;Tél.\nA;1;2;3\n"))
    assert values(table) == [{"Nom": "A", "Tél.": "1", "Tél. (2)": "2", "Tél. (3)": "3"}]
    assert codes(table.issues) == ["colonne-en-double"] * 2


def test_a_numbered_name_never_hides_a_column_of_that_name(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "Nom;Nom;Nom (2)\nA;B;C\n"))
    assert len(set(table.columns)) == 3
    assert list(values(table)[0].values()) == ["A", "B", "C"]
    assert values(read(tmp_path / "c.csv"))[0]["Nom (2)"] == "C"


def test_a_nameless_column_takes_its_letter(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "Nom;;Commune\nA;sans nom;Laval\n"))
    assert values(table) == [{"Nom": "A", "Colonne B": "sans nom", "Commune": "Laval"}]


def test_spaces_and_line_breaks_of_names_are_tidied(tmp_path: Path) -> None:
    assert read(write_csv(tmp_path / "c.csv", '  Nom ;" Date  de\n fin"\nA;2026\n')).columns == (
        "Nom",
        "Date de fin",
    )


def test_an_absurdly_long_name_is_shortened(tmp_path: Path) -> None:
    assert len(read(write_csv(tmp_path / "c.csv", f"Nom;{'x' * 9_000}\nA;1\n")).columns[1]) == 501


def test_no_header_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"pas d'en-tête à la ligne 9.*format\.header"):
        read(write_csv(tmp_path / "c.csv", "Nom\nA\n"), header=9)


def test_ditto_repeats_the_cell_above(tmp_path: Path) -> None:
    text = "Nom;Commune\nA;Laval\nIdem;B\nidem;IDEM\n;\nidem;Craon\n"
    assert values(read(write_csv(tmp_path / "c.csv", text), ditto=["idem"])) == [
        {"Nom": "A", "Commune": "Laval"},
        {"Nom": "A", "Commune": "B"},
        {"Nom": "A", "Commune": "B"},
        {"Nom": "A", "Commune": "Craon"},
    ]


def test_ditto_under_nothing_is_nothing(tmp_path: Path) -> None:
    assert values(read(write_csv(tmp_path / "c.csv", "Nom;Commune\nA;idem\n"), ditto=["idem"])) == [
        {"Nom": "A"}
    ]


def test_words_that_mean_nothing_are_empty(tmp_path: Path) -> None:
    text = "Nom;Commune\nA;n.c.\nB;-\nn.c.;N.C.\nC;- 5\n"
    table = read(write_csv(tmp_path / "c.csv", text), empty=["n.c.", "-"])
    assert values(table) == [{"Nom": "A"}, {"Nom": "B"}, {"Nom": "C", "Commune": "- 5"}]


def test_without_instruction_words_are_kept_as_they_are(tmp_path: Path) -> None:
    assert values(read(write_csv(tmp_path / "c.csv", "Nom;Commune\nidem;n.c.\n"))) == [
        {"Nom": "idem", "Commune": "n.c."}
    ]


def test_a_header_repeated_on_each_page_is_ignored_and_counted(tmp_path: Path) -> None:
    text = "Nom;Nom;Commune;\nA;B;Laval;\nNom; Nom;Commune\nC;D;Évron;\n"
    table = read(write_csv(tmp_path / "c.csv", text), repeated_header=True)
    assert numbers(table) == [2, 4]
    assert table.ignored == [IgnoredRow(3, None, "en-tête répété")]


def test_both_lines_of_a_double_header_may_be_repeated(tmp_path: Path) -> None:
    text = "Nom;Coût\n;Total\nA;1\nNom;Coût\n;Total\nB;2\n"
    table = read(write_csv(tmp_path / "c.csv", text), header=[1, 2], repeated_header=True)
    assert values(table) == [{"Nom": "A", "Coût / Total": "1"}, {"Nom": "B", "Coût / Total": "2"}]
    assert [one.number for one in table.ignored] == [4, 5]


def test_blank_lines_count_in_the_numbering(tmp_path: Path) -> None:
    assert numbers(read(write_csv(tmp_path / "c.csv", "Nom;B\n\n;\nA;1\n  ; \nC;2\n"))) == [4, 6]


@pytest.mark.parametrize(
    ("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16_383, "XFD")]
)
def test_columns_have_the_letters_of_spreadsheets(position: int, letters: str) -> None:
    assert column_letter(position) == letters


def test_a_merged_value_fills_the_cells_it_covers_and_no_other() -> None:
    lines = [["a", "", "c"], ["", "", "d"], ["", "e", ""]]
    assert fill_merged(lines, [((0, 0), (1, 1))])
    assert lines == [["a", "a", "c"], ["a", "a", "d"], ["", "e", ""]]


def test_a_merge_that_leaves_the_sheet_stops_at_its_edge() -> None:
    lines = [["a", ""], ["", ""]]
    assert fill_merged(lines, [((0, 0), (1_048_575, 16_383)), ((5, 5), (6, 6)), ((0, 7), (1, 9))])
    assert lines == [["a", "a"], ["a", "a"]]


def test_merges_that_cover_the_sheet_again_and_again_are_given_up() -> None:
    lines = [[""] * 50 for _ in range(50)]
    assert not fill_merged(lines, [((0, 0), (49, 49))] * 100_000)
