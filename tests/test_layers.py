"""Imports point up the layout: a module imports only from what stands above it, and no two import each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import offre_insertion

PACKAGE = Path(offre_insertion.__file__).parent

#: From the ground up to the skins, as in CONTRIBUTING.md; modules of one line may import each other one way.
LAYERS = (
    (
        "errors", "issues", "text", "toml_file", "schema", "resources", "geography", "model_errors",
        "settings", "client",
    ),
    ("project_template",),
    ("extension", "lexicon", "connector", "connector_loader", "wording"),
    ("history",),
    ("cleaning",),
    ("conditions",),
    ("reading",),
    ("mapping",),
    ("quality", "checking"),
    ("catalogue",),
    ("conversion",),
    ("matching",),
    ("national",),
    ("coverage",),
    ("publishing",),
    ("dataset", "verification", "valideur"),
    ("review",),
    ("tracking",),
    ("reporting",),
    ("pipeline",),
    ("publication",),
    ("demonstration",),
    ("cli", "web"),
)  # fmt: skip
LEVELS = {name: level for level, names in enumerate(LAYERS) for name in names}


def imported(path: Path) -> Iterator[str]:
    """Modules and packages just under ``offre_insertion`` that a file imports, even inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            top, _, rest = node.module.partition(".")
            if top == PACKAGE.name:
                names = [rest] if rest else [alias.name for alias in node.names]
                yield from (name.partition(".")[0] for name in names)


def graph() -> dict[str, set[str]]:
    """Module or package → what it imports of the others."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).with_suffix("").parts[0]
        if name != "__init__":
            found.setdefault(name, set()).update(set(imported(path)) - {name, "__version__"})
    return found


def test_no_module_imports_what_stands_below_it() -> None:
    downward = [
        f"{name} → {other}"
        for name, others in graph().items()
        for other in sorted(others)
        if name in LEVELS and other in LEVELS and LEVELS[name] < LEVELS[other]
    ]
    assert downward == []


def test_no_two_modules_import_each_other() -> None:
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as exc:
        pytest.fail(f"imports en rond : {' → '.join(exc.args[1])}")


def test_the_order_speaks_of_modules_that_exist() -> None:
    assert len(set(LEVELS) & set(graph())) > 20
