"""The command line as a person or a cron job meets it: in French, with exit codes that mean something."""

from __future__ import annotations

import http.server
import io
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import openpyxl
import pytest

from offre_insertion.cli import SUMMARIES, run
from offre_insertion.resources import bundled

EXAMPLE = bundled("connectors") / "exemple" / "catalogue.csv"


def test_a_conversion_writes_every_file_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["convertir", str(EXAMPLE), "--connecteur", "exemple", "--vers", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "anomalies.json",
        "anomalies.xlsx",
        "bilan.json",
        "data-inclusion.xlsx",
        "prive-ne-pas-publier.json",
        "services.csv",
        "services.json",
        "structures.csv",
        "structures.json",
    }
    shown = capsys.readouterr().out
    assert "145 lignes = " in shown
    assert str(tmp_path) in shown.replace("\n", "")


def test_the_bilan_in_json_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["convertir", str(EXAMPLE), "--connecteur", "exemple", "--format", "json"]) == 0
    bilan = json.loads(capsys.readouterr().out)
    assert bilan["lignes"] == bilan["retenues"] + bilan["rejetees"] + bilan["ignorees"]
    assert set(bilan) >= {"structures", "services", "duree_s", "lignes_par_s", "cog"}
    assert set(bilan["anomalies"]) == {"erreur", "avertissement", "info"}


def test_private_fields_stay_out_of_what_is_published(tmp_path: Path) -> None:
    run(["convertir", str(EXAMPLE), "--connecteur", "exemple", "--vers", str(tmp_path)])
    private = (tmp_path / "prive-ne-pas-publier.json").read_text(encoding="utf-8")
    assert "convention_fin" in private
    for name in ("services.json", "structures.json", "services.csv", "structures.csv"):
        published = (tmp_path / name).read_text(encoding="utf-8")
        assert "convention" not in published
        assert 'contact_nom_prenom":' not in published


def test_a_catalogue_can_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EXAMPLE.read_bytes())))
    assert run(["convertir", "-", "--connecteur", "exemple", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["lignes"] == 145


def test_expectations_that_do_not_hold_give_exit_code_1_and_say_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    connector = tmp_path / "exigeant.toml"
    text = (bundled("connectors") / "exemple.toml").read_text(encoding="utf-8")
    table = str(bundled("connectors") / "exemple" / "territoires.toml").replace("\\", "/")
    connector.write_text(text.replace("exemple/territoires.toml", table), encoding="utf-8")
    path = tmp_path / "court.csv"
    path.write_bytes(b"\n".join(EXAMPLE.read_bytes().splitlines()[:5]))
    assert run(["convertir", str(path), "--connecteur", str(connector)]) == 1
    assert "lignes lues, au moins" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["convertir"], 2, "il manque l'argument"),
        (["convertir", "x.csv"], 2, "il manque l'option --connecteur"),
        (["convertir", "x.csv", "--conecteur", "y"], 2, "Vouliez-vous dire --connecteur"),
        (["convertire"], 2, "commande inconnue 'convertire'"),
        (["convertir", "absent.csv", "--connecteur", "exemple"], 1, "fichier introuvable"),
        (["convertir", "absent.csv", "--connecteur", "exampl"], 3, "Connecteurs fournis"),
        (["convertir", "absent.csv", "--connecteur", "exemple", "--date-source", "hier"], 2, "--date-source"),
        (["verifier", "absent.json"], 1, "introuvable"),
        (["connecteurs", "absent"], 3, "connecteur « absent » inconnu"),
    ],
)
def test_a_wrong_command_is_answered_in_french(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    message = capsys.readouterr().err
    assert words in message
    assert "Traceback" not in message


def test_a_read_only_folder_keeps_what_was_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = tmp_path / "fichier"
    blocked.write_text("déjà là", encoding="utf-8")
    code = run(["convertir", str(EXAMPLE), "--connecteur", "exemple", "--vers", str(blocked / "dessous")])
    assert code == 1
    assert "écriture impossible" in capsys.readouterr().err
    assert blocked.read_text(encoding="utf-8") == "déjà là"


def test_the_bundled_connectors_are_listed_and_can_be_copied(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["connecteurs"]) == 0
    assert "ultra-num" in capsys.readouterr().out
    assert run(["connecteurs", "pdi-conventions"]) == 0
    assert "[structure.nom]" in capsys.readouterr().out
    assert run(["connecteurs", "--format", "json"]) == 0
    assert {"exemple", "maine-et-loire"} <= {one["connecteur"] for one in json.loads(capsys.readouterr().out)}


def test_the_demo_writes_a_workbook_that_the_verifier_accepts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", "--vers", str(tmp_path / "demo")]) == 0
    assert "relu comme le fait le valideur : conforme" in capsys.readouterr().out
    assert run(["verifier", str(tmp_path / "demo" / "data-inclusion.xlsx"), "--format", "json"]) in {0, 1}
    assert json.loads(capsys.readouterr().out)["conforme"] is True


def test_the_workbook_for_people_opens_on_the_issues(tmp_path: Path) -> None:
    run(["convertir", str(EXAMPLE), "--connecteur", "exemple", "--vers", str(tmp_path)])
    book = openpyxl.load_workbook(tmp_path / "anomalies.xlsx")
    sheet = book.worksheets[0]
    assert sheet.title == "Anomalies"
    assert sheet.freeze_panes is not None
    assert sheet.auto_filter.ref is not None
    headings = [cell.value for cell in sheet[1]]
    assert headings[:3] == ["Gravité", "Ligne", "Feuille"]


def test_every_command_is_described_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    for name in SUMMARIES:
        assert run([name, "--help"]) == 0
        shown = capsys.readouterr().out
        assert "Usage : offre-insertion" in shown
        assert "Show this message" not in shown


def test_help_and_import_stay_quick() -> None:
    """Only what help needs is imported: the heavy libraries are loaded inside the commands."""
    code = (
        "import sys; from offre_insertion.cli import run; run(['--help']); "
        "sys.exit(','.join(sorted({'pydantic', 'httpx', 'rich', 'python_calamine'} & set(sys.modules))) or 0)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stderr == ""
    assert result.returncode == 0


def test_a_reader_of_the_pipe_that_leaves_is_no_error() -> None:
    command = [sys.executable, "-c", "from offre_insertion.cli import main; main()", "connecteurs", "exemple"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        error = process.stderr.read().decode()
    assert "Traceback" not in error


def test_an_interrupted_run_is_not_a_traceback(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("les signaux POSIX n'existent pas sous Windows")
    import signal

    big = tmp_path / "grand.csv"
    lines = EXAMPLE.read_bytes().splitlines(keepends=True)
    big.write_bytes(b"".join(lines[:3] + lines[3:] * 200))
    code = (
        "import offre_insertion.conversion, offre_insertion.publishing; from offre_insertion.cli import main; "
        "print('prêt', flush=True); main()"
    )
    command = [sys.executable, "-c", code]
    arguments = ["convertir", str(big), "--connecteur", "exemple", "--vers", str(tmp_path / "sortie")]
    with subprocess.Popen(
        [*command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell starts what runs in the background deaf to this signal, and its children with it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # libraries may speak when they are interrupted while they load
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate()
    assert "Traceback" not in error.decode()
    assert not (tmp_path / "sortie" / "services.json").exists()


def test_other_alphabets_and_json_pass_through_a_windows_pipe(tmp_path: Path) -> None:
    catalogue, connector = tmp_path / "catalogue.csv", tmp_path / "essai.toml"
    catalogue.write_text("nom,lien\nمركز المساعدة,→ [/b]\n", encoding="utf-8")
    connector.write_text(
        '[source]\nid = "essai"\nnom = "Essai → [/b] مركز"\n[structure.nom]\ncolumn = "nom"\n'
        '[structure.date_maj]\notherwise = "2026-01-15"\n[structure.site_web]\ncolumn = "lien"\n',
        encoding="utf-8",
    )
    program = [sys.executable, "-c", "from offre_insertion.cli import main; main()"]
    arguments = ["convertir", str(catalogue), "--connecteur", str(connector)]
    for more in ([], ["--format", "json"]):
        shown = subprocess.run(
            [*program, *arguments, *more],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        ).stdout.decode("utf-8")
        assert json.loads(shown)["retenues"] == 1 if more else "Essai → [/b] مركز" in shown


def test_a_key_in_the_address_of_a_catalogue_is_not_said() -> None:
    program = [sys.executable, "-c", "from offre_insertion.cli import main; main()"]
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/absent.csv?cle=tres-secret"
        arguments = ["-v", "convertir", address, "--connecteur", "exemple"]
        result = subprocess.run([*program, *arguments], capture_output=True, check=False)
        server.shutdown()
    assert result.returncode == 4
    assert b"tres-secret" not in result.stdout + result.stderr
