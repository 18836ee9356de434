"""The real command line on every file of the hostile corpus: a French sentence, an exit code, and no delay."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from offre_insertion.cli import run
from tests.hostile import CORPUS, cell_xml, sheet_xml, xlsx_parts

CONNECTOR = """
[source]
id = "essai"
nom = "Essai"
departement = "53"
[structure.nom]
column = "Nom"
required = true
[structure.commune]
column = "Commune"
[structure.siret]
column = "SIRET"
[structure.date_maj]
otherwise = "observation"
"""
#: Words of a sentence that says what to do, or what was done.
ADVICE = (
    "Réenregistrez",
    "réenregistrez",
    "Vérifiez",
    "Réexportez",
    "réexportez",
    "Réexportez-le",
    "Exportez",
    "Enregistrez",
    "enregistrez",
    "Corrigez",
    "corrigez",
    "corriger",
    "Précisez",
    "Donnez",
    "donnez",
    "Dites",
    "Découpez",
    "Décompressez",
    "Remplacez",
    "Retirez",
    "Videz",
    "choisissez",
    "Fermez",
    "en-tête n'est pas à la ligne annoncée",
    "Écrit dans",
)
MAX_SECONDS = 10
#: What aborts or fills the memory when nobody looks first: run apart, with bounds.
DANGEROUS = (
    "bombe.xlsx",
    "cellule-au-bout.xlsx",
    "cellule-au-bout-ailleurs.xlsx",
    "cellule-au-bout-sans-reference.xlsx",
    "racine-deguisee.xlsx",
    "cellule-absurde.xlsx",
    "xls-cellule-au-bout.xls",
    "xls-dimension-menteuse.xls",
    "xls-dimension-a-l-envers.xls",
    "xls-bruit.xls",
    "ods-repetitions.ods",
    "une-cellule-de-50-mo-citee.csv",
)
#: Far beyond: one gigabyte and a half of addresses, the interpreter and its libraries included.
_MAX_MEMORY = 1_500 * 1024 * 1024
_COMMAND = "import sys; from offre_insertion.cli import run; sys.exit(run(sys.argv[1:]))"


@pytest.fixture
def arguments(tmp_path: Path) -> Callable[[str], list[str]]:
    def build(name: str) -> list[str]:
        connector = tmp_path / "connecteur.toml"
        connector.write_text(CONNECTOR, encoding="utf-8")
        source = tmp_path / name
        CORPUS[name](source)
        return ["convertir", str(source), "--connecteur", str(connector), "--vers", str(tmp_path / "sortie")]

    return build


def check(code: int, out: str, err: str) -> None:
    assert code in {0, 1, 3}, err[-2000:]
    assert "Traceback" not in err
    assert "panicked" not in err
    assert "Erreur imprévue" not in err
    said = err if code else out
    assert any(word in said for word in ADVICE), said[-2000:]
    assert len(err) < 5_000


def skip_what_this_system_lacks(name: str) -> None:
    if name == "sans-droit.csv" and (not hasattr(os, "geteuid") or os.geteuid() == 0):
        pytest.skip("le super-utilisateur lit tout : droits non vérifiables")
    if name in {"tube.csv", "lien-rompu.csv", "lien-circulaire.csv"} and sys.platform == "win32":
        pytest.skip("ni tube nommé ni lien symbolique sous Windows")


@pytest.mark.parametrize("name", [name for name in CORPUS if name not in DANGEROUS])
def test_a_hostile_file_gets_a_sentence(
    name: str, arguments: Callable[[str], list[str]], capfd: pytest.CaptureFixture[str]
) -> None:
    skip_what_this_system_lacks(name)
    command = arguments(name)
    start = time.monotonic()
    code = run(command)
    assert time.monotonic() - start < MAX_SECONDS
    check(code, *capfd.readouterr())


@pytest.mark.skipif(sys.platform == "win32", reason="pas de borne de mémoire sous Windows")
@pytest.mark.parametrize("name", DANGEROUS)
def test_a_dangerous_file_stays_within_bounds(name: str, arguments: Callable[[str], list[str]]) -> None:
    import resource

    result = subprocess.run(
        [sys.executable, "-c", _COMMAND, *arguments(name)],
        capture_output=True,
        encoding="utf-8",
        timeout=20,
        check=False,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTHONUTF8": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY)),
    )
    assert result.returncode == 1, result.stderr[-2000:]
    check(result.returncode, result.stdout, result.stderr)


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 60
    assert set(DANGEROUS) <= set(CORPUS)


def test_the_workbooks_made_by_hand_are_sound(tmp_path: Path) -> None:
    """Without it, every workbook of the corpus could be refused for a reason that is not the one it is there for."""
    import zipfile

    path = tmp_path / "sain.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        cells = cell_xml("A1", "Nom") + cell_xml("B1", "Commune") + cell_xml("C1", "SIRET")
        rows = f'<row r="1">{cells}</row><row r="2">{cell_xml("A2", "Garage fictif")}{cell_xml("B2", "Laval")}</row>'
        for name, content in xlsx_parts(sheet_xml(rows)).items():
            archive.writestr(name, content)
    connector = tmp_path / "connecteur.toml"
    connector.write_text(CONNECTOR, encoding="utf-8")
    assert run(["convertir", str(path), "--connecteur", str(connector)]) == 0
