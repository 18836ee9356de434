"""The page about duplicates says what the code does."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.matching import CERTAIN, EXAMINE, SERVICE_FEATURES, STRUCTURE_FEATURES
from offre_insertion.matching.score import Feature

PAGE = (Path(__file__).parents[2] / "docs" / "doublons.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \|([^|]*)\|([^|]*)\|([^|]*)\|", re.MULTILINE)


def french(number: float) -> str:
    return f"{number:.2f}".replace(".", ",").replace("-", "−") if number else ""


def rows(features: Sequence[Feature[Any]]) -> list[tuple[str, ...]]:
    return [(f.code, french(f.main), french(f.qualifier), "oui" * f.forbids_certain) for f in features]


@pytest.mark.parametrize(
    ("title", "features"),
    [
        ("## Les indices des structures", STRUCTURE_FEATURES),
        ("## Les indices des services", SERVICE_FEATURES),
    ],
)
def test_the_table_of_features_is_the_one_of_the_code(title: str, features: Sequence[Feature[Any]]) -> None:
    section = PAGE.partition(title)[2].partition("\n## ")[0]
    assert [tuple(cell.strip() for cell in row) for row in ROW.findall(section)] == rows(features)


def test_the_thresholds_are_those_of_the_code() -> None:
    assert f"À partir de {french(CERTAIN)} la paire est **certaine**" in PAGE
    assert f"à partir de {french(EXAMINE)} elle est **à examiner**" in PAGE


def test_the_example_runs() -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(block, {})
    assert out.getvalue().startswith("certain Noms proches à 98 %")
    assert "+33261910011 ('annuaire--7',)" in out.getvalue()
