"""The cleaners on the real catalogues: what they read, and that they drop nothing in silence."""

from __future__ import annotations

import csv
import io

import pytest

from offre_insertion.cleaning import CLEANERS
from tests.shared import SHARED, needs_shared

pytestmark = [pytest.mark.shared, needs_shared]


def distinct(name: str, column: str, *, encoding: str, delimiter: str) -> list[str]:
    """The distinct filled cells of a column."""
    text = (SHARED / "catalogues" / name).read_text(encoding=encoding)
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    return sorted({row[column] for row in rows if (row[column] or "").strip()})


@pytest.mark.parametrize(
    ("catalogue", "column", "cleaner", "refused"),
    [
        ("maine-et-loire.csv", "NUM_TEL", "telephone", 1),  # one lacks a digit
        (
            "maine-et-loire.csv",
            "MAIL_STRUC",
            "courriel",
            11,
        ),  # ten pages of contact, one account of a network
        ("maine-et-loire.csv", "SITE_WEB", "url", 1),  # one cut by spaces
        ("maine-et-loire.csv", "DAT_MaJ", "date", 1),
        ("maine-et-loire.csv", "CP", "code_postal", 0),
        ("maine-et-loire.csv", "x", "coordonnee", 242),  # Lambert 93
        ("etapes-numerique.csv", "SIRET", "siret", 0),
        ("etapes-numerique.csv", "Code INSEE", "code_insee", 0),
        ("ultra-num.csv", "Fixe", "telephone", 1),  # a courriel
        ("ultra-num.csv", "Email", "courriel", 0),
        ("ultra-num.csv", "Site web", "url", 1),  # a courriel
        ("nouvelle-caledonie.csv", "telephone", "telephone", 2),  # « +687 », and a number without its code
    ],
)
def test_what_a_person_reads_is_read(catalogue: str, column: str, cleaner: str, refused: int) -> None:
    encoding = "cp1252" if catalogue == "maine-et-loire.csv" else "utf-8-sig"
    delimiter = {"ultra-num.csv": "\t", "nouvelle-caledonie.csv": ","}.get(catalogue, ";")
    cells = distinct(catalogue, column, encoding=encoding, delimiter=delimiter)
    noted = {cell: CLEANERS[cleaner](cell) for cell in cells}
    dropped = [cell for cell, one in noted.items() if one.value is None]
    assert len(dropped) == refused, dropped
    assert all(noted[cell].notes for cell in dropped)
