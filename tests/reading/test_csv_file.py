from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.reading.csv_file import read_csv
from offre_insertion.reading.source import Source
from tests.reading.tables import codes, numbers, read, values, write_csv

TEXT = "Nom;Commune\nÉpicerie « Au cœur » – 5 €;Évron\n"
ROW = {"Nom": "Épicerie « Au cœur » – 5 €", "Commune": "Évron"}


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("cp1252"), "cp1252"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
    ],
)
def test_the_encoding_is_recognised_and_said(tmp_path: Path, content: bytes, encoding: str) -> None:
    table = read(write_csv(tmp_path / "c.csv", content))
    assert table.columns == ("Nom", "Commune")
    assert values(table) == [ROW]
    assert table.details["encodage"] == encoding
    assert not table.issues


def test_a_file_of_two_encodings_is_read_line_by_line(tmp_path: Path) -> None:
    content = (
        "Nom;Commune\nÉpicerie;Évron\n".encode() + "Café;Ernée\n".encode("cp1252") + "Gîte;Craon\n".encode()
    )
    table = read(write_csv(tmp_path / "c.csv", content))
    assert [row["Nom"] for row in values(table)] == ["Épicerie", "Café", "Gîte"]
    assert table.details["encodage"] == "utf-8 et cp1252"
    (issue,) = table.issues
    assert (issue.code, issue.row) == ("encodages-melanges", 3)


def test_utf8_cut_in_the_middle_of_a_character_stays_utf8(tmp_path: Path) -> None:
    content = "Nom;Commune\nÉpicerie;Évron\nGîte;Ernée".encode()[:-2]
    assert values(read(write_csv(tmp_path / "c.csv", content)))[0] == {"Nom": "Épicerie", "Commune": "Évron"}


def test_bytes_outside_the_stated_encoding_are_replaced_and_reported(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "Nom\nA\nCafé\n", "cp1252"), encoding="utf-8")
    assert values(table) == [{"Nom": "A"}, {"Nom": "Caf�"}]
    assert [(issue.code, issue.row) for issue in table.issues] == [("octets-illisibles", 3)]


def test_bytes_that_cp1252_lacks_are_replaced_and_reported(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", b"Nom\ncaf\xe9 \x81\n"))
    assert values(table) == [{"Nom": "café �"}]
    assert codes(table.issues) == ["octets-illisibles"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_deduced(tmp_path: Path, delimiter: str) -> None:
    rows = [["Nom", "Commune", "Note"], ["A, B", "Laval", "x"], ["C", "Évron", "oui"]]
    text = "".join(
        delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) + "\n" for row in rows
    )
    table = read(write_csv(tmp_path / "c.csv", text))
    assert [row["Nom"] for row in values(table)] == ["A, B", "C"]
    assert table.details["separateur"] == ("tabulation" if delimiter == "\t" else delimiter)


def test_commas_of_sentences_do_not_beat_the_delimiter(tmp_path: Path) -> None:
    text = "Nom;Description\nA;un, deux, trois, quatre\nB;cinq, six, sept, huit\n"
    assert read(write_csv(tmp_path / "c.csv", text)).columns == ("Nom", "Description")


def test_the_delimiter_of_the_connector_wins(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "a;b;c,Nom\n1;2;3,A\n"), delimiter=",")
    assert values(table) == [{"a;b;c": "1;2;3", "Nom": "A"}]


def test_rows_carry_the_first_physical_line_of_their_record(tmp_path: Path) -> None:
    text = 'Nom;Note\nA;"un\ndeux\n\ntrois"\nB;x\n\nC;y\n'
    table = read(write_csv(tmp_path / "c.csv", text))
    rows = list(table.rows)
    assert [(row.number, row.values["Nom"]) for row in rows] == [(2, "A"), (6, "B"), (8, "C")]
    assert rows[0].values["Note"] == "un\ndeux\n\ntrois"
    assert (table.details["lignes_physiques"], table.details["lignes_lues"]) == (8, 5)


def test_a_header_may_hold_line_breaks(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", 'Nom;"Date de\nfin"\nA;2026\n'))
    assert table.columns == ("Nom", "Date de fin")
    assert numbers(table) == [3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_understood(tmp_path: Path, end: str) -> None:
    table = read(write_csv(tmp_path / "c.csv", end.join(["Nom;Commune", "A;Laval", "B;Évron", ""])))
    assert [row["Nom"] for row in values(table)] == ["A", "B"]


def test_a_quote_never_closed_costs_its_own_line_only(tmp_path: Path) -> None:
    rows = "".join(f"R{n};Laval\n" for n in range(300))
    table = read(write_csv(tmp_path / "c.csv", f'Nom;Commune\nA;Laval\n"B;Évron\n{rows}'))
    found = values(table)
    assert len(found) == 302
    assert found[1] == {"Nom": "'B", "Commune": "Évron"}
    assert [(issue.code, issue.row) for issue in table.issues] == [("guillemet-non-ferme", 3)]


def test_inches_do_not_close_a_quote_left_open(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", 'Nom;Note\n"A;x\nB;y\nC;disque 5" neuf\nD;z\n'))
    assert [row["Nom"] for row in values(table)] == ["'A", "B", "C", "D"]
    assert codes(table.issues) == ["guillemet-non-ferme"]


def test_inches_open_nothing(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", 'Nom;Note\nA;disque 5" neuf\nB;"y"\nC;écran 24"\n'))
    assert [row["Note"] for row in values(table)] == ['disque 5" neuf', "y", 'écran 24"']
    assert not table.issues


def test_null_characters_are_removed_and_reported_once(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "Nom;Commune\nA;La\x00val\nB\x00;Évron\n"))
    assert values(table) == [{"Nom": "A", "Commune": "Laval"}, {"Nom": "B", "Commune": "Évron"}]
    assert [(issue.code, issue.row) for issue in table.issues] == [("caracteres-nuls", 2)]


def test_short_lines_are_read_and_reported(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "Nom;Commune;Note\nA;Laval\n"))
    assert values(table) == [{"Nom": "A", "Commune": "Laval"}]
    assert [(issue.code, issue.row) for issue in table.issues] == [("cellules-manquantes", 2)]


def test_cells_beyond_the_header_are_shown(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "Nom;Commune\nA;Laval;égarée;;autre\nB;Évron;;\n"))
    assert len(values(table)) == 2
    (issue,) = table.issues
    assert (issue.code, issue.row) == ("cellules-en-trop", 2)
    assert "« égarée », « autre »" in issue.message


def test_one_cell_beyond_the_header_is_said_in_the_singular(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "Nom;Commune\nA;Laval;égarée\n"))
    assert len(values(table)) == 1
    (issue,) = table.issues
    assert issue.message.startswith("1 cellule au-delà de la dernière colonne (« égarée ») : non lue. ")


def test_many_short_lines_are_summed_up(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "Nom;Commune;Note\n" + "A;Laval\n" * 250))
    assert len(values(table)) == 250
    assert len(table.issues) == 101
    assert table.issues[-1].message.startswith("150 autres lignes")


def test_thousands_of_lines_of_one_cell_are_no_table(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", "Nom;Commune;Note\n" + "A\n" * 6_000))
    with pytest.raises(ReadError, match=r"format\.delimiter"):
        list(table.rows)


def test_a_long_cell_in_the_first_lines_is_read(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", f"Nom;Note\nA;{'x' * 300_000}\nB;y\n"))
    assert [len(row["Note"]) for row in values(table)] == [300_000, 1]


def test_a_cell_without_end_names_its_line(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "c.csv", f"Nom;Note\nA;y\nB;{'x' * 1_100_000}\n"))
    with pytest.raises(ReadError, match=r"ligne 3.*1 000 000 caractères"):
        list(table.rows)


def test_too_many_columns_question_the_delimiter(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"3000 colonnes.*format\.delimiter"):
        read(write_csv(tmp_path / "c.csv", ";".join(map(str, range(3_000)))))


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_sentence(content: bytes) -> None:
    with contextlib.suppress(ReadError):
        grid = read_csv(Source("c.csv", content), Format())
        for _, cells in grid.lines:
            assert all("\x00" not in cell for cell in cells)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text("ab;\" \n'é", max_size=6), min_size=2, max_size=2), min_size=1, max_size=8))
def test_well_formed_records_come_back_as_written(records: list[list[str]]) -> None:
    text = "".join(
        ";".join('"' + cell.replace('"', '""') + '"' for cell in record) + "\n" for record in records
    )
    grid = read_csv(Source("c.csv", text.encode()), Format(delimiter=";"))
    assert [list(cells) for _, cells in grid.lines] == records
    assert not grid.issues
