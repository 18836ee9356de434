"""Rebuild the pages of `docs/` made from the code: `python scripts/build_docs.py [--check]`, in `.venv`."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from generated import ROOT, write_or_check

from offre_insertion.issues import CODES, Severity

PACKAGE = ROOT / "offre_insertion"

ANOMALIES = """\
# Les anomalies

Une ligne fausse n’arrête jamais un traitement : ce qui ne va pas est noté, avec la ligne, la colonne et
la valeur, dans `anomalies.xlsx` (pour corriger) et `anomalies.json` (pour un programme). Chaque anomalie
porte un code qui ne change pas d’une version à l’autre.

| Gravité | Ce que cela veut dire |
|---|---|
| `erreur` | une fiche ou une valeur obligatoire est perdue |
| `avertissement` | à corriger dans le catalogue, ou à vérifier |
| `info` | dit pour mémoire : rien à faire |

## Les codes

| Code | Ce que cela veut dire | Gravité |
|---|---|---|
{rows}

Cette page est produite par `scripts/build_docs.py` ; ne la modifiez pas à la main.
"""


def main() -> int:
    return write_or_check({ROOT / "docs" / "anomalies.md": render_anomalies()}, script=Path(__file__).name)


def render_anomalies() -> bytes:
    """`docs/anomalies.md`: every code, in alphabetical order, with the severities the package gives it."""
    severities = severities_by_code()
    order = [severity.value for severity in Severity]
    rows = (
        f"| `{code}` | {meaning} | {', '.join(sorted(severities[code], key=order.index))} |"
        for code, meaning in sorted(CODES.items())
    )
    return ANOMALIES.format(rows="\n".join(rows)).encode()


def severities_by_code() -> dict[str, set[str]]:
    """The severities each code is raised with, as far as the source says it in plain."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                for code in set(_texts(call)) & set(CODES):
                    found[code] |= set(_severities(call))
    return found


def _texts(call: ast.Call) -> Iterator[str]:
    """The plain texts among the arguments of a call."""
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def _severities(call: ast.Call) -> Iterator[str]:
    """The `Severity.X` written in the arguments of a call."""
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        for node in ast.walk(argument):
            if isinstance(node, ast.Attribute) and node.attr in Severity.__members__:
                yield Severity[node.attr].value


if __name__ == "__main__":
    sys.exit(main())
