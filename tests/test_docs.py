"""What the documentation shows works: Python blocks run, connector blocks load."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.connector_loader import build_connector

ROOT = Path(__file__).parent.parent
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
TOML = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)

#: What a fragment of connector leaves unsaid.
REST: dict[str, Any] = {
    "source": {"id": "essai", "nom": "Essai"},
    "structure": {"nom": {"column": "Nom"}, "date_maj": {"otherwise": "observation"}},
    "service": {
        "nom": {"column": "Action"},
        "description": {"column": "Texte"},
        "date_maj": {"otherwise": "observation"},
    },
}

CONNECTOR_BLOCKS = TOML.findall((ROOT / "docs" / "connecteurs.md").read_text(encoding="utf-8"))
PYTHON_BLOCKS = [
    (page.name, block)
    for page in (
        ROOT / "README.md",
        *(ROOT / "docs" / f"{name}.md" for name in ("python", "synchroniser", "offre-nationale", "dora")),
    )
    for block in PYTHON.findall(page.read_text(encoding="utf-8"))
]


def merge(fragment: dict[str, Any]) -> dict[str, Any]:
    merged = {**REST, **fragment}
    for section in ("structure", "service"):
        merged[section] = {**REST[section], **fragment.get(section, {})}
    if "territoires" in merged["source"]:
        merged["source"] = {key: value for key, value in merged["source"].items() if key != "territoires"}
    return merged


@pytest.mark.parametrize("block", CONNECTOR_BLOCKS)
def test_each_example_of_the_connector_page_loads(block: str) -> None:
    build_connector(merge(tomllib.loads(block)))


def test_every_key_of_a_connector_is_shown_on_its_page() -> None:
    from offre_insertion.connector import (
        Carry,
        CodeTable,
        Condition,
        Connector,
        Each,
        Expect,
        FieldRule,
        Format,
        Join,
    )

    page = (ROOT / "docs" / "connecteurs.md").read_text(encoding="utf-8")
    for model in (Connector, Format, FieldRule, Condition, Each, Expect, Join, CodeTable, Carry):
        for name in model.model_fields:
            assert re.search(rf"\b{name}\b", page), (
                f"{model.__name__}.{name} n'est pas montré dans docs/connecteurs.md"
            )


def test_every_key_of_a_publication_is_shown_on_its_page() -> None:
    from offre_insertion.settings.publication import Datagouv, Publication

    page = (ROOT / "docs" / "publier.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    shown = tomllib.loads(block.replace("# jeu", "jeu"))["publication"]
    publication = Publication.model_validate(shown)
    assert set(Publication.model_fields) == publication.model_fields_set
    assert publication.datagouv is not None
    assert set(Datagouv.model_fields) == publication.datagouv.model_fields_set


@pytest.mark.parametrize(("page", "block"), PYTHON_BLOCKS)
def test_each_python_example_runs(page: str, block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block, page, "exec"), {})
