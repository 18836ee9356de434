"""``publier datagouv`` against a udata platform on a local port: the plan, the sending, once, and after failures."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from offre_insertion.cli import run
from offre_insertion.history import open_history
from offre_insertion.history.publication import last_set, list_told
from offre_insertion.pipeline import synchronise
from offre_insertion.settings import load_settings
from tests.projects import FIRST_DAY, ROWS, SECOND_DAY, make_project, write_catalogue
from tests.publishing.udata import KEY, ORGANISATION, State, Udata, running

#: Two CSV, two JSON, the workbook, two dictionaries, the README; Parquet is not admitted by this platform.
FILES = {
    "data-inclusion.xlsx", "structures.json", "structures.csv", "services.json", "services.csv",
    "dictionnaire-champs.csv", "dictionnaire-codes.csv", "lisez-moi.txt",
}  # fmt: skip
#: One creation, then each file sent and described.
WHOLE = 1 + 2 * len(FILES)


@dataclass(frozen=True)
class Stage:
    """A project and its platform at one moment, to be copied."""

    folder: Path
    state: State


@pytest.fixture(scope="module")
def server() -> Iterator[Udata]:
    with running() as platform:
        yield platform


@pytest.fixture(scope="module")
def synchronised(server: Udata, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A project with a dataset, nothing sent yet."""
    folder = tmp_path_factory.mktemp("projet") / "modele"
    synchronise(make_project(folder), day=FIRST_DAY)
    with (folder / "offre-insertion.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[publication]\nproducteur = "Département de la Mayenne"\n\n[publication.datagouv]\n'
            f'plateforme = "{server.url}"\norganisation = "{ORGANISATION}"\n'
        )
    (folder / ".env").write_text(f"OFFRE_INSERTION_DATAGOUV_CLE={KEY}\n", encoding="utf-8")
    return Stage(folder, server.state())


@pytest.fixture(scope="module")
def sent(synchronised: Stage, server: Udata, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The same project, everything sent."""
    folder = Path(shutil.copytree(synchronised.folder, tmp_path_factory.mktemp("envoye") / "modele"))
    server.reset()
    assert publish_from(folder, "--appliquer") == 0
    assert len(server.writes) == WHOLE
    return Stage(folder, server.state())


@pytest.fixture
def udata(server: Udata) -> Udata:
    return server


@pytest.fixture
def project(synchronised: Stage, udata: Udata, tmp_path: Path) -> Path:
    """Nothing sent yet."""
    udata.reset(as_in=synchronised.state)
    return Path(shutil.copytree(synchronised.folder, tmp_path / "projet"))


@pytest.fixture
def published(sent: Stage, udata: Udata, tmp_path: Path) -> Path:
    """Everything sent already."""
    udata.reset(as_in=sent.state)
    return Path(shutil.copytree(sent.folder, tmp_path / "projet"))


def publish_from(folder: Path, *options: str) -> int:
    return run(["publier", "datagouv", "--projet", str(folder), *options])


def change_catalogue(folder: Path) -> None:
    first = (ROWS[0][0], *ROWS[0][1:5], "Préparation du permis, de l'inscription à l'examen.", *ROWS[0][6:])
    write_catalogue(folder / "pdi.csv", [first, *ROWS[1:]])
    synchronise(load_settings(folder), day=SECOND_DAY)


def test_the_plan_is_shown_and_nothing_is_sent(
    project: Path, udata: Udata, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".env").unlink()
    assert publish_from(project) == 0
    said = capsys.readouterr()
    assert "créer le jeu" in said.out
    assert "envoyer data-inclusion.xlsx" in said.out
    assert "--appliquer" in said.err
    assert udata.writes == []
    assert {method for method, _, _ in udata.seen} == {"GET"}


def test_the_dataset_and_its_files_are_created_in_the_name_of_the_organisation(
    project: Path, udata: Udata, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish_from(project, "--appliquer") == 0
    dataset = udata.only
    assert dataset["organization"]["id"] == ORGANISATION
    assert (dataset["license"], dataset["private"]) == ("lov2", False)
    assert set(udata.names()) == FILES
    assert b"Cap sur la Route" in udata.names()["structures.json"]
    titles = {one["title"] for one in dataset["resources"]}
    assert "Structures (CSV)" in titles
    assert {one["type"] for one in dataset["resources"]} == {"main", "documentation"}
    said = capsys.readouterr().out
    assert f"Le jeu : {udata.url}/datasets/jeu/" in said
    workbook = next(one["latest"] for one in dataset["resources"] if one["format"] == "xlsx")
    assert f"à donner à data·inclusion : {workbook}" in said
    settings = load_settings(project)
    with open_history(settings.history_url) as history:
        published = last_set(history, udata.url)
    assert published is not None
    assert published.structures == 3


def test_publishing_twice_sends_nothing_the_second_time(
    published: Path, udata: Udata, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish_from(published, "--appliquer") == 0
    assert udata.writes == []
    assert "Rien à envoyer" in capsys.readouterr().out


def test_another_run_without_change_sends_nothing_either(published: Path, udata: Udata) -> None:
    synchronise(load_settings(published), day=SECOND_DAY)
    assert publish_from(published, "--appliquer") == 0
    assert udata.writes == []


def test_only_the_files_that_changed_are_sent_and_keep_their_address(published: Path, udata: Udata) -> None:
    before = {one["title"]: one["id"] for one in udata.only["resources"]}
    udata.writes.clear()
    change_catalogue(published)
    assert publish_from(published, "--appliquer") == 0
    assert {one["title"]: one["id"] for one in udata.only["resources"]} == before
    sent = [path for method, path in udata.writes if method == "POST"]
    kept = {before["Dictionnaire des champs"], before["Dictionnaire des codes"]}
    assert sent
    assert not any(key in path for key in kept for path in sent)
    assert b"de l'inscription" in udata.names()["services.json"]


@pytest.mark.parametrize("how", ["avant", "apres"])
@pytest.mark.parametrize("number", range(3))
def test_a_failure_between_two_resources_is_resumed_without_sending_anything_twice(
    project: Path, udata: Udata, number: int, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The creation of the dataset, or of its first or second file, fails: before it, or its answer is lost."""
    call = r"datasets/$" if number == 0 else r"datasets/\w+/upload/$"
    assert publish_until_failure(project, udata, call, number, how) == 4
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert KEY not in said
    assert publish_from(project, "--appliquer") == 0
    assert set(udata.names()) == FILES
    assert len(udata.only["resources"]) == len(FILES)
    created = [path for method, path in udata.writes if method == "POST"]
    assert len(created) == 1 + len(FILES)
    udata.writes.clear()
    assert publish_from(project, "--appliquer") == 0
    assert udata.writes == []


def publish_until_failure(project: Path, udata: Udata, call: str, number: int, how: str) -> int:
    """Lets ``number - 1`` of these calls pass, then makes one fail."""
    for _ in range(number - 1):
        udata.fail("POST", call, "passe")
    udata.fail("POST", call, how)
    return publish_from(project, "--appliquer")


def test_a_history_lost_after_publishing_sends_nothing_twice(published: Path, udata: Udata) -> None:
    shutil.rmtree(published / ".offre-insertion")
    synchronise(load_settings(published), day=FIRST_DAY)
    udata.writes.clear()
    assert publish_from(published, "--appliquer") == 0
    assert len(udata.datasets) == 1
    assert len(udata.only["resources"]) == len(FILES)
    # Words only: what was sent of them is not known any more.
    assert {method for method, _ in udata.writes} == {"PUT"}


def test_a_file_changed_or_removed_there_comes_back(
    published: Path, udata: Udata, capsys: pytest.CaptureFixture[str]
) -> None:
    resources = udata.only["resources"]
    changed = next(one for one in resources if one["title"] == "Structures (CSV)")
    changed["checksum"]["value"] = "0" * 40
    resources.remove(next(one for one in resources if one["title"] == "Services (CSV)"))
    capsys.readouterr()
    assert publish_from(published, "--appliquer") == 0
    said = capsys.readouterr().out
    assert "remplacer structures.csv (celui de la plateforme n’est plus le nôtre" in said
    assert "envoyer services.csv" in said
    assert set(udata.names()) == FILES


@pytest.mark.skipif(
    importlib.util.find_spec("pyarrow") is None, reason="pyarrow n'est pas installé : test non joué"
)
def test_a_file_no_longer_produced_is_removed_and_those_of_people_stay(published: Path, udata: Udata) -> None:
    udata.extensions.append("parquet")
    assert publish_from(published, "--appliquer") == 0
    assert "structures.parquet" in udata.names()
    udata.extensions.remove("parquet")
    udata.only["resources"].append({"id": "main", "url": f"{udata.url}/notice.pdf", "title": "Notice"})
    udata.files["main"] = b"%PDF"
    assert publish_from(published, "--appliquer") == 0
    assert set(udata.names()) == {*FILES, "notice.pdf"}


def test_a_dataset_that_exists_is_updated_when_the_project_names_it(project: Path, udata: Udata) -> None:
    _, dataset = udata.create({"title": "Ancien", "description": "Ancien", "organization": ORGANISATION})
    path = project / "offre-insertion.toml"
    path.write_text(path.read_text("utf-8") + f'jeu = "{dataset["id"]}"\n', encoding="utf-8")
    assert publish_from(project, "--appliquer") == 0
    assert udata.only["title"].startswith("Offre d’insertion")
    assert set(udata.names()) == FILES


def test_naming_another_dataset_forgets_what_was_told_of_the_first(published: Path, udata: Udata) -> None:
    first = udata.only["id"]
    _, other = udata.create({"title": "Autre", "description": "Autre", "organization": ORGANISATION})
    path = published / "offre-insertion.toml"
    path.write_text(path.read_text("utf-8") + f'jeu = "{other["id"]}"\n', encoding="utf-8")
    udata.writes.clear()
    assert publish_from(published, "--appliquer") == 0
    assert len(other["resources"]) == len(FILES)
    assert not any(first in written for _, written in udata.writes)


def test_a_draft_is_created_private_and_updated_with_the_key(project: Path, udata: Udata) -> None:
    path = project / "offre-insertion.toml"
    path.write_text(path.read_text("utf-8") + "prive = true\n", encoding="utf-8")
    assert publish_from(project, "--appliquer") == 0
    assert udata.only["private"] is True
    assert publish_from(project, "--appliquer") == 0
    assert len(udata.writes) == WHOLE


def test_a_deleted_dataset_is_said_and_another_is_made_on_demand(
    published: Path, udata: Udata, capsys: pytest.CaptureFixture[str]
) -> None:
    udata.only["deleted"] = "2026-03-02"
    assert publish_from(published, "--appliquer") == 1
    assert "--nouveau-jeu" in capsys.readouterr().err
    assert publish_from(published, "--appliquer", "--nouveau-jeu") == 0
    assert len(udata.datasets) == 2
    udata.writes.clear()
    assert publish_from(published, "--appliquer") == 0
    assert udata.writes == []


def test_another_dataset_is_not_made_while_the_project_names_one(
    published: Path, udata: Udata, capsys: pytest.CaptureFixture[str]
) -> None:
    path = published / "offre-insertion.toml"
    path.write_text(path.read_text("utf-8") + f'jeu = "{udata.only["id"]}"\n', encoding="utf-8")
    udata.writes.clear()
    assert publish_from(published, "--appliquer", "--nouveau-jeu") == 3
    assert "Retirez la ligne « jeu = … »" in capsys.readouterr().err
    assert udata.writes == []


# --- refusals --------------------------------------------------------------------------------------------


def test_the_key_is_needed_to_send_and_only_then(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".env").unlink()
    assert publish_from(project, "--appliquer") == 3
    assert "OFFRE_INSERTION_DATAGOUV_CLE" in capsys.readouterr().err


def test_a_wrong_key_is_said_without_being_shown(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".env").write_text("OFFRE_INSERTION_DATAGOUV_CLE=mauvaise-cle\n", encoding="utf-8")
    assert publish_from(project, "--appliquer") == 3
    said = capsys.readouterr()
    assert "401" in said.err
    assert "mauvaise-cle" not in said.err + said.out


def test_what_the_platform_refuses_is_said_field_by_field(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "offre-insertion.toml"
    path.write_text(path.read_text("utf-8").replace(ORGANISATION, "0" * 24), encoding="utf-8")
    assert publish_from(project, "--appliquer") == 4
    assert "organization : Permission denied" in capsys.readouterr().err


def test_a_redirect_is_refused_and_the_key_goes_nowhere(
    project: Path, udata: Udata, capsys: pytest.CaptureFixture[str]
) -> None:
    udata.fail("POST", "datasets/$", "redirection")
    assert publish_from(project, "--appliquer") == 4
    assert "refusé" in capsys.readouterr().err
    assert udata.writes == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("organisation", '"mayenne"', "24 chiffres et lettres"),
        ("plateforme", '"ailleurs"', "« demo », « production »"),
        ("jeu", '"offre-insertion"', "24 chiffres et lettres"),
        ("cle", '"secret"', "clé inconnue « cle »"),
    ],
)
def test_a_wrong_key_of_the_project_says_what_is_expected(
    project: Path, capsys: pytest.CaptureFixture[str], key: str, value: str, words: str
) -> None:
    path = project / "offre-insertion.toml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(key)]
    path.write_text("\n".join([*lines, f"{key} = {value}"]), encoding="utf-8")
    assert publish_from(project) == 3
    said = capsys.readouterr().err
    assert f"publication.datagouv.{key}" in said
    assert words in said


def test_without_the_datagouv_table_it_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "offre-insertion.toml"
    path.write_text(path.read_text("utf-8").rpartition("[publication.datagouv]")[0], encoding="utf-8")
    assert publish_from(project) == 3
    assert "[publication.datagouv]" in capsys.readouterr().err


def test_what_the_gate_stops_is_not_sent(project: Path, udata: Udata, tmp_path: Path) -> None:
    services = tmp_path / "services.json"
    shutil.copy(project / "sorties" / "essai" / "services.json", services)
    assert publish_from(project, "--depuis", str(services), "--appliquer", "--format", "json") == 1
    assert udata.seen == []


def test_the_plan_in_json_is_complete(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish_from(project, "--format", "json") == 0
    result = json.loads(capsys.readouterr().out)
    assert len(result["operations"]) == WHOLE
    assert set(result["non_envoyes"]) <= {"structures.parquet", "services.parquet"}
    assert result["applique"] is False


def test_the_journal_holds_the_id_and_the_digest_of_each_file(published: Path, udata: Udata) -> None:
    with open_history(load_settings(published).history_url) as history:
        told = list_told(history, udata.url)
    assert told["jeu"].remote_id == udata.only["id"]
    assert {name: one.remote_id for name, one in told.items() if name != "jeu"} == {
        one["url"].rpartition("/")[2]: one["id"] for one in udata.only["resources"]
    }
    assert all(told[name].content and told[name].described for name in FILES)
