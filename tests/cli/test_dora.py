"""« dora diagnostic » and « publier dora » on a project, its history and a fake DORA."""

from __future__ import annotations

import itertools
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.cli import run
from offre_insertion.cli.dora.connexion import options_of
from offre_insertion.publishing.personal import NOTHING_ACCEPTED, Accepted
from offre_insertion.settings import Settings, load_settings
from tests.projects import ROWS, make_project, write_catalogue
from tests.publishing.dora.fake import Clock, FakeDora, Fault, World

Capture = pytest.CaptureFixture[str]
SIRET = "99999101100019"
CODE = "from offre_insertion.cli import main; main()"


@pytest.fixture
def dora() -> FakeDora:
    world = World(Clock())
    user = world.add_user("camille@exemple.fr", is_manager=True, departments=("53",))
    home = world.add_structure(name="Cap sur la Route", siret=SIRET, cityCode="53130")
    home.members.add(user.email)
    return FakeDora(world)


@pytest.fixture
def project(dora: FakeDora, tmp_path: Path) -> Iterator[Settings]:
    """A project synchronised once, whose DORA is running."""
    with dora.running() as url:
        make_project(tmp_path)
        settings = tmp_path / "offre-insertion.toml"
        settings.write_text(
            settings.read_text(encoding="utf-8") + f'\n[dora]\nurl = "{url}"\n', encoding="utf-8"
        )
        (tmp_path / ".env").write_text(f"OFFRE_INSERTION_DORA_JETON={token(dora)}\n", encoding="utf-8")
        assert run(["synchroniser", "--projet", str(tmp_path), "--date-source", "2026-03-02"]) == 0
        yield load_settings(tmp_path)


def token(dora: FakeDora) -> str:
    return next(iter(dora.world.users))


def call(project: Settings, command: str) -> int:
    return run([*command.split(), "--projet", str(project.folder)])


def read_json(capsys: Capture) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_diagnostic_says_who_we_are_and_that_publishing_may_begin(
    project: Settings, capsys: Capture
) -> None:
    capsys.readouterr()
    assert call(project, "dora diagnostic") == 0
    out = capsys.readouterr().out
    assert "camille@exemple.fr : gestionnaire de territoire, 53" in out
    assert "1 structure de DORA dans le 53" in out
    assert "Vous pouvez publier." in out


def test_etat_says_where_dora_stands_and_asks_it_nothing(
    project: Settings, dora: FakeDora, capsys: Capture
) -> None:
    assert call(project, "etat") == 0
    assert "Sur DORA : rien n'a encore été envoyé (offre-insertion publier dora)" in capsys.readouterr().out
    call(project, "publier dora --appliquer")
    dora.requests.clear()
    capsys.readouterr()
    assert call(project, "etat") == 0
    assert re.search(
        r"Sur DORA : \d+ services liés, dernier envoi le [\d/]+ à [\d:]+ \(UTC\), rien en attente\n",
        capsys.readouterr().out,
    )
    assert call(project, "etat --format json") == 0
    found = read_json(capsys)["dora"]
    assert found["services_lies"] > 1
    assert found["en_attente"] == 0
    assert found["derniere_ecriture"].endswith("+00:00")
    assert dora.requests == []


def test_the_persons_that_the_project_admits_may_be_shown_on_dora_too(project: Settings) -> None:
    path = project.folder / "offre-insertion.toml"
    text = path.read_text(encoding="utf-8")
    admitted = (
        'producteur = "Département"\ncourriels_admis = ["a.b@exemple.fr"]\ntelephones_admis = ["0612345678"]'
    )
    path.write_text(f"{text}\n[publication]\n{admitted}\n", encoding="utf-8")
    accepted = options_of(load_settings(project.folder)).accepted
    assert accepted == Accepted.of(courriels=["a.b@exemple.fr"], telephones=["06 12 34 56 78"])
    assert options_of(project).accepted == NOTHING_ACCEPTED


def test_the_diagnostic_writes_nothing_and_asks_little(project: Settings, dora: FakeDora) -> None:
    call(project, "dora diagnostic")
    assert dora.writes == []
    assert len(dora.requests) == 6


@pytest.mark.parametrize(
    ("public", "is_valid", "level"),
    [(False, True, "ok"), (False, False, "bloquant"), (True, False, "attention"), (None, True, "attention")],
)
def test_lost_contacts_are_read_on_a_sheet_that_exists(
    project: Settings, dora: FakeDora, capsys: Capture, public: bool | None, is_valid: bool, level: str
) -> None:
    """A sheet whose contact is public, or no sheet at all, tells nothing: the first write will."""
    if public is not None:
        dora.world.add_service(dora.world.structures[0], name="Accueil", isContactInfoPublic=public)
    dora.world.users[token(dora)].is_valid = is_valid
    capsys.readouterr()
    assert call(project, "dora diagnostic --format json") == (3 if level == "bloquant" else 0)
    found = {one["nom"]: one["niveau"] for one in read_json(capsys)["controles"]}
    assert found["contacts"] == level
    assert dora.writes == []


def test_an_account_of_no_structure_is_told_what_to_ask_for(
    project: Settings, dora: FakeDora, capsys: Capture
) -> None:
    dora.world.structures[0].members.clear()
    capsys.readouterr()
    assert call(project, "dora diagnostic --format json") == 3
    found = read_json(capsys)
    assert found["sur"] is False
    blocking = [one["message"] for one in found["controles"] if one["niveau"] == "bloquant"]
    assert len(blocking) == 1
    assert "Demandez à l’équipe DORA de le rattacher à une structure" in blocking[0]
    assert call(project, "publier dora --appliquer") == 3
    assert "Rien n’a été envoyé à DORA." in capsys.readouterr().err
    assert dora.writes == []


@pytest.mark.parametrize(
    ("departments", "is_manager", "said"),
    [(("35",), True, "d’autres départements (35)"), (None, False, "n’est pas gestionnaire")],
)
def test_an_account_without_rights_on_the_departement_blocks(
    project: Settings,
    dora: FakeDora,
    capsys: Capture,
    departments: tuple[str, ...],
    is_manager: bool,
    said: str,
) -> None:
    user = dora.world.users[token(dora)]
    user.departments, user.is_manager = departments, is_manager
    capsys.readouterr()
    assert call(project, "dora diagnostic") == 3
    assert said in capsys.readouterr().out


def test_a_list_that_is_not_ours_is_said(
    project: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    from tests.publishing.dora.fake import referentials

    lists = {**referentials.CHOICES, "kinds": ("accompagnement", "visite")}
    monkeypatch.setattr(referentials, "CHOICES", lists)
    capsys.readouterr()
    assert call(project, "dora diagnostic") == 0
    out = capsys.readouterr().out
    assert "« atelier »" in out
    assert "« visite »" in out


def test_a_wrong_token_is_a_matter_of_configuration(project: Settings, capsys: Capture) -> None:
    (project.folder / ".env").write_text(f"OFFRE_INSERTION_DORA_JETON={'f' * 40}\n", encoding="utf-8")
    assert call(project, "dora diagnostic") == 3
    err = capsys.readouterr().err
    assert "jeton" in err
    assert "f" * 40 not in err


@pytest.mark.parametrize("what", ["url", "jeton"])
def test_a_project_that_does_not_say_which_dora_is_told_so(
    project: Settings, capsys: Capture, what: str
) -> None:
    path = project.folder / ("offre-insertion.toml" if what == "url" else ".env")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "dora" not in line.lower()]
    path.write_text("\n".join(line for line in lines if not line.startswith("url =")), encoding="utf-8")
    assert call(project, "publier dora") == 3
    assert "équipe DORA" in capsys.readouterr().err


def test_without_appliquer_the_plan_is_shown_and_nothing_is_sent(
    project: Settings, dora: FakeDora, capsys: Capture
) -> None:
    capsys.readouterr()
    assert call(project, "publier dora") == 1, "des services attendent un SIRET"
    printed = capsys.readouterr()
    assert "Créer : 2" in printed.out
    assert "n’a pas de SIRET" in printed.out
    assert "il manque pour la publier" in printed.out
    assert "ajoutez --appliquer" in printed.err
    assert dora.writes == []


def test_another_dataset_may_be_published(project: Settings, dora: FakeDora, tmp_path: Path) -> None:
    source = json.loads((project.outputs / "essai" / "services.json").read_text(encoding="utf-8"))
    only = [one for one in source if one["id"].endswith("bilan-mobilite")]
    chosen = tmp_path / "jeu"
    chosen.mkdir()
    (chosen / "services.json").write_text(json.dumps(only), encoding="utf-8")
    (chosen / "structures.json").write_bytes((project.outputs / "essai" / "structures.json").read_bytes())
    assert call(project, f"publier dora --appliquer --depuis {chosen}") == 0
    assert [one.slug for one in dora.world.services] == [f"essai--{SIRET}-bilan-mobilite"]


def test_a_row_that_is_rejected_keeps_its_sheet_and_is_not_said_to_be_gone(
    project: Settings, dora: FakeDora, capsys: Capture
) -> None:
    call(project, "publier dora --appliquer")
    before = {one.slug: one.status for one in dora.world.services}
    emptied = [(*row[:5], "", *row[6:]) if row[4] == "Bilan mobilité" else row for row in ROWS]
    write_catalogue(project.folder / "pdi.csv", emptied)
    assert call(project, "synchroniser --date-source 2026-03-09") == 0
    capsys.readouterr()
    assert call(project, "publier dora --appliquer") == 1
    assert "1 ligne a été rejetée au dernier passage de « essai »" in capsys.readouterr().out
    assert {one.slug: one.status for one in dora.world.services} == before


def test_our_duplicates_are_one_sheet_under_the_id_that_dora_knows(
    project: Settings, dora: FakeDora, tmp_path: Path, capsys: Capture
) -> None:
    (school,) = [
        one
        for one in json.loads((project.outputs / "essai" / "services.json").read_text(encoding="utf-8"))
        if one["id"].endswith("bilan-mobilite")
    ]
    chosen = tmp_path / "jeu"
    chosen.mkdir()
    (chosen / "structures.json").write_bytes((project.outputs / "essai" / "structures.json").read_bytes())

    def publish(*services: dict[str, Any]) -> None:
        (chosen / "services.json").write_text(json.dumps(services), encoding="utf-8")
        assert call(project, f"publier dora --appliquer --depuis {chosen}") == 0

    publish(school)
    twin = {**school, "id": "essai--a-bilan", "date_maj": "2026-03-03"}  # fresher, and first by its id
    publish(twin, school)
    assert "1 groupe de doublons" in capsys.readouterr().err
    assert [(one.slug, one.status) for one in dora.world.services] == [
        (f"essai--{SIRET}-bilan-mobilite", dora.world.services[0].status)
    ]


def test_applying_twice_writes_once(project: Settings, dora: FakeDora, capsys: Capture) -> None:
    assert call(project, "publier dora --appliquer --limite 1") == 1
    assert len(dora.world.services) == 1
    out = capsys.readouterr().out
    assert "Fait : 1 créée." in out
    assert "écritures qui restent : 1." in out
    call(project, "publier dora --appliquer")
    assert {one.slug for one in dora.world.services} == {
        f"essai--{SIRET}-auto-ecole-sociale", f"essai--{SIRET}-bilan-mobilite",
    }  # fmt: skip
    count = len(dora.writes)
    capsys.readouterr()
    call(project, "publier dora --appliquer --format json")
    found = read_json(capsys)
    assert (found["faits"], found["comptes"]["inchange"], len(dora.writes)) == ({}, 2, count)


def test_the_journal_tells_what_was_written_without_any_value(project: Settings, capsys: Capture) -> None:
    assert call(project, "dora journal") == 0
    assert "Rien n'a encore été écrit sur DORA." in capsys.readouterr().out
    call(project, "publier dora --appliquer")
    capsys.readouterr()
    assert call(project, "dora journal --nombre 1") == 0
    assert f"creer  essai--{SIRET}-bilan-mobilite  fait" in capsys.readouterr().out
    call(project, "dora journal --format json")
    text = capsys.readouterr().out
    assert [one["issue"] for one in json.loads(text)["ecritures"]] == ["fait", "fait"]
    assert "Diagnostic mobilité" not in text


def test_the_requests_of_the_last_minute_are_kept_for_the_next_command(
    project: Settings, dora: FakeDora
) -> None:
    call(project, "publier dora")
    call(project, "dora diagnostic")
    kept = (project.work / "dora-requetes").read_text(encoding="ascii").split()
    assert len(kept) == len(dora.requests)


def test_an_address_that_is_not_that_of_dora_is_said_without_a_traceback(
    project: Settings, capsys: Capture
) -> None:
    path = project.folder / "offre-insertion.toml"
    path.write_text(
        re.sub(r'(?m)^(url = "http.*)"$', r'\1/ailleurs"', path.read_text(encoding="utf-8")), encoding="utf-8"
    )
    assert call(project, "dora diagnostic") == 4
    assert "n’a rien à cette adresse (404)" in capsys.readouterr().err


def test_a_choice_is_written_id_equals_value(project: Settings, capsys: Capture) -> None:
    assert call(project, "publier dora --adopter essai--1") == 2
    assert "--adopter s'écrit ID=VALEUR" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="pas de SIGKILL sous Windows : test non joué")
@pytest.mark.parametrize("moment", ["coupure-avant", "coupure-apres"])
def test_a_process_killed_while_it_publishes_is_started_again_without_doubles(
    project: Settings, dora: FakeDora, moment: Fault
) -> None:
    """Killed for good (SIGKILL), before or after DORA did the write; nobody could tidy up."""
    arguments = ["publier", "dora", "--appliquer", "--projet", str(project.folder)]
    with subprocess.Popen([sys.executable, "-c", CODE, *arguments], stdout=subprocess.PIPE) as process:
        count = itertools.count(1)

        def kill(method: str, _path: str) -> Fault | None:
            if method != "POST" or next(count) != 2:
                return None
            process.kill()
            return moment

        dora.faults = kill
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert len(dora.world.services) == 2 - (moment == "coupure-avant")
    dora.faults = lambda _method, _path: None
    call(project, "publier dora --appliquer")
    assert len(dora.world.services) == 2
    assert all(one.fields["description"] for one in dora.world.services)
    writes = len(dora.writes)
    call(project, "publier dora --appliquer")
    assert len(dora.writes) == writes
