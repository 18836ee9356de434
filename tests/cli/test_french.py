"""Usage errors are French sentences, also when the library says them in English."""

from __future__ import annotations

import pytest

from offre_insertion.cli import run


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--date-source", "12/10/2026", "« 12/10/2026 » n'est pas une date AAAA-MM-JJ"),
        ("--format", "xml", "« xml » n'existe pas. Choix : texte, json."),
    ],
)
def test_a_wrong_value_is_refused_in_french(
    option: str, value: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["convertir", "catalogue.csv", "--connecteur", "exemple", option, value]) == 2
    assert expected in capsys.readouterr().err
