"""The page of the follow-up says what the code computes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.board import build_board
from offre_insertion.tracking.metric import LABEL, Definition
from tests.tracking.stories import SEPTEMBER, service, surveyed, told

PAGE = " ".join((Path(__file__).parents[2] / "docs" / "suivi.md").read_text("utf-8").split())
DEFINITIONS = [
    one.definition for one in build_board(told(surveyed((SEPTEMBER, [service("pdi--a", "A")])))).metrics
]


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.key)
def test_each_indicator_has_its_title_and_its_formula_in_the_page(definition: Definition) -> None:
    assert f"### {definition.number}. {definition.title} {definition.formula}" in PAGE


def test_the_page_says_that_no_official_indicator_exists() -> None:
    assert LABEL in PAGE


def test_the_parameters_of_the_page_are_the_defaults() -> None:
    text = (Path(__file__).parents[2] / "docs" / "suivi.md").read_text("utf-8")
    block = text.split("```toml\n")[1].split("```")[0]
    shown = Suivi.model_validate(tomllib.loads(block)["suivi"])
    assert shown == Suivi()
    assert set(Suivi.model_fields) == {line.strip("# ").split(" = ")[0] for line in block.splitlines()[1:]}
