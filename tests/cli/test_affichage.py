"""What the terminal shows of a conversion: counted words, and the sheet a row comes from."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from offre_insertion.cli import run

CONNECTOR = """
[source]
id = "essai"
nom = "Essai"

[structure.nom]
column = "Nom"

[structure.siret]
column = "SIRET"

[structure.date_maj]
otherwise = "2026-01-15"
"""


def test_one_row_is_not_several_and_its_sheet_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Offre"
    sheet.append(["Nom", "SIRET"])
    sheet.append(["CCAS", "en cours"])
    book.save(tmp_path / "catalogue.xlsx")
    connector = tmp_path / "essai.toml"
    connector.write_text(CONNECTOR, encoding="utf-8")
    assert run(["convertir", str(tmp_path / "catalogue.xlsx"), "--connecteur", str(connector)]) == 0
    shown = capsys.readouterr().out
    assert "1 ligne = 1 retenue + 0 rejetée + 0 ignorée" in shown
    assert "1 structure, 0 service\n" in shown
    assert "feuille Offre, ligne 2 : « en cours »" in shown
