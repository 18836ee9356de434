"""``publier fichiers``: the plan first, the folder with --appliquer, nothing when something stops it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from offre_insertion.cli import run
from offre_insertion.history import open_history
from offre_insertion.history.dora import DoraLink, DoraMemory
from offre_insertion.history.publication import FILES, last_set, list_sets
from offre_insertion.pipeline import synchronise
from offre_insertion.publishing.files import write_json
from offre_insertion.schema import FIELDS, PLURALS, Kind, Record
from offre_insertion.settings import load_settings
from offre_insertion.verification import verify_file
from tests.projects import FIRST_DAY, ROWS, SECOND_DAY, make_project, read_outputs, write_catalogue
from tests.publishing.records import service, structure

PUBLICATION = '\n[publication]\nproducteur = "Département de la Mayenne"\n'


def publish_from(folder: Path, *options: str) -> int:
    return run(["publier", "fichiers", "--projet", str(folder), *options])


def add_publication(folder: Path, text: str = PUBLICATION) -> None:
    with (folder / "offre-insertion.toml").open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.fixture(scope="module")
def synchronised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project synchronised once, to be copied."""
    folder = tmp_path_factory.mktemp("projet") / "modele"
    synchronise(make_project(folder), day=FIRST_DAY)
    add_publication(folder)
    return folder


@pytest.fixture
def project(synchronised: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(synchronised, tmp_path / "projet"))


def test_the_plan_is_shown_and_nothing_is_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish_from(project) == 0
    said = capsys.readouterr()
    assert "Prêts à publier : 3 structures, 5 services." in said.out
    assert "data-inclusion.xlsx serait écrit" in said.out
    assert "--appliquer" in said.err
    assert not (project / "publication").exists()
    with open_history(load_settings(project).history_url) as history:
        assert last_set(history, FILES) is None


#: A structure twice in our catalogues, another that DORA has too, its service that DORA lacks.
TWICE = [structure("1", nom="Mission locale de Laval"), structure("2", nom="Mission locale de Laval")]
ELSEWHERE = structure("3", nom="Garage solidaire du Maine", telephone="+33261910003", courriel=None)
THEIRS = {**ELSEWHERE, "source": "dora", "id": "dora--9"}


def store_national(project: Path, *structures: Record) -> None:
    """As from the open data: every column, and services too."""
    folder = project / "national"
    folder.mkdir()
    services = [service("77", source="dora", id="dora--77", structure_id=str(structures[0]["id"]))]
    given: dict[Kind, Sequence[Record]] = {"structure": structures, "service": services}
    for kind, records in given.items():
        columns, name = dict.fromkeys(FIELDS[kind]), PLURALS[kind]
        write_json(folder / f"{name}.json", [{**columns, **one} for one in records])
    files = ("--structures", str(folder / "structures.json"), "--services", str(folder / "services.json"))
    assert run(["offre-nationale", "actualiser", "--projet", str(project), *files]) == 0


def test_duplicates_are_published_once_and_what_another_source_has_is_left(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = [*TWICE, ELSEWHERE]
    write_json(tmp_path / "structures.json", ours)
    assert publish_from(project, "--depuis", str(tmp_path / "structures.json"), "--appliquer") == 0
    assert "Rien n'est comparé à l'offre des autres sources" in capsys.readouterr().out
    # Under the name of the département, data·inclusion has our own records: no other source has them.
    store_national(project, THEIRS, *({**one, "source": "cd53"} for one in TWICE))
    assert (
        publish_from(
            project, "--depuis", str(tmp_path / "structures.json"), "--appliquer", "--accepter-baisse"
        )
        == 0
    )
    said = capsys.readouterr().out
    assert "Doublons réunis en une fiche : 1 groupe" in said
    assert "cd53--3 est dora--9 ; la nôtre ajouterait : rien" in said
    published = json.loads((project / "publication" / "structures.json").read_bytes())
    assert [one["id"] for one in published] == ["cd53--1"]


def test_the_contact_of_the_dataset_is_no_person_who_did_not_accept(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_publication(project, 'contact = "camille.exemple@mayenne.example.org"\n')
    assert publish_from(project, "--appliquer") == 1
    said = capsys.readouterr()
    assert "« contact », dans [publication]" in said.out
    assert "camille" not in said.out + said.err
    assert not (project / "publication").exists()
    add_publication(project, 'courriels_admis = ["Camille.Exemple@mayenne.example.org"]\n')
    assert publish_from(project, "--appliquer") == 0


def test_what_we_put_on_dora_is_not_published_a_second_time(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_json(tmp_path / "structures.json", [ELSEWHERE])
    store_national(project, {**THEIRS, "lien_source": "https://dora.exemple.fr/structures/cd53--3"})
    depuis = ("--depuis", str(tmp_path / "structures.json"))
    link = DoraLink(kind="structure", record_id="cd53--3", slug="cd53--3", structure="cd53--3")
    with open_history(load_settings(project).history_url) as history:
        DoraMemory(history, "dora.exemple.fr").save([link])
    assert publish_from(project, *depuis) == 1
    said = capsys.readouterr().out
    assert "toutes laissées de côté, car une autre source les a déjà" in said
    assert "il les montre deux fois" in said


def test_the_id_that_was_published_stays(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "structures.json"
    for fresher in (0, 1):
        write_json(
            path, [{**one, "date_maj": "2026-02-01"} if n == fresher else one for n, one in enumerate(TWICE)]
        )
        assert publish_from(project, "--depuis", str(path), "--appliquer") == 0
        (one,) = json.loads((project / "publication" / "structures.json").read_bytes())
        assert one["id"] == "cd53--1"


def test_a_project_may_leave_its_duplicates_as_they_are(project: Path, tmp_path: Path) -> None:
    add_publication(project, "fusionner = false\n")
    write_json(tmp_path / "structures.json", TWICE)
    assert publish_from(project, "--depuis", str(tmp_path / "structures.json"), "--appliquer") == 0
    assert len(json.loads((project / "publication" / "structures.json").read_bytes())) == 2


def test_the_folder_is_written_once_and_for_all(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish_from(project, "--appliquer") == 0
    first = read_outputs(project / "publication")
    assert verify_file(project / "publication" / "data-inclusion.xlsx").is_clean
    stamps = {path: path.stat().st_mtime_ns for path in (project / "publication").iterdir()}
    assert publish_from(project, "--appliquer") == 0
    assert read_outputs(project / "publication") == first
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    assert "fichiers inchangés" in capsys.readouterr().out


def test_the_dataset_keeps_its_day_as_long_as_its_records_do_not_change(project: Path) -> None:
    assert publish_from(project, "--appliquer") == 0
    settings = load_settings(project)
    synchronise(settings, day=SECOND_DAY)
    before = read_outputs(project / "publication")
    assert publish_from(project, "--appliquer") == 0
    assert read_outputs(project / "publication") == before
    with open_history(settings.history_url) as history:
        (only,) = list_sets(history)
    assert (only.structures, only.services, only.target) == (3, 5, FILES)
    assert only.day.isoformat() in before["lisez-moi.txt"].decode()


def test_files_of_before_go_away_and_those_of_others_stay(project: Path) -> None:
    assert publish_from(project, "--appliquer") == 0
    (project / "publication" / "data-inclusion-7.xlsx").write_bytes(b"ancien")
    (project / "publication" / "notes.txt").write_text("à moi", encoding="utf-8")
    assert publish_from(project, "--appliquer") == 0
    assert not (project / "publication" / "data-inclusion-7.xlsx").exists()
    assert (project / "publication" / "notes.txt").exists()


def test_held_records_are_said_with_what_to_do_and_the_rest_is_published(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        *ROWS,
        ("Sans Commune", "", "", "", "Atelier cuisine", "Cuisiner ensemble, le jeudi matin.", "", ""),
    ]
    write_catalogue(project / "pdi.csv", rows)
    synchronise(load_settings(project), day=SECOND_DAY)
    assert publish_from(project, "--format", "json") == 0
    result = json.loads(capsys.readouterr().out)
    assert [one["nom"] for one in result["retenues"]] == ["Sans Commune", "Atelier cuisine"]
    assert result["retenues"][0]["raisons"][0]["que_faire"].startswith("Donnez la commune")
    assert (result["structures"], result["applique"]) == (3, False)
    assert publish_from(project) == 0
    assert "Retenues, car data·inclusion les écarterait : 2 fiches" in capsys.readouterr().out


def test_withheld_values_are_said_without_being_shown(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    structures = [structure(str(one), telephone=f"+336{one:08}") for one in range(25)]
    write_json(tmp_path / "structures.json", [*structures, structures[0]])
    assert publish_from(project, "--depuis", str(tmp_path / "structures.json")) == 0
    said = capsys.readouterr().out
    assert "Publiées sans un champ : 25 fiches" in said
    assert "sans telephone (le numéro est celui d’un mobile)" in said
    assert "et 5 autres (--format json" in said
    assert "publication.courriels_admis" in said
    assert "Deux fois la même fiche" in said
    assert "+336" not in said


def test_a_name_gives_no_order_to_the_terminal(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [structure(), structure("2", nom="Cap\x1b[2J sur\n la Route.")]
    write_json(tmp_path / "structures.json", names)
    assert publish_from(project, "--depuis", str(tmp_path / "structures.json")) == 0
    said = capsys.readouterr().out
    assert "« Cap [2J sur la Route. »" in said
    assert "\x1b" not in said


def test_what_the_project_accepts_is_published(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_json(tmp_path / "structures.json", [structure(telephone="+33612345678")])
    add_publication(project, 'telephones_admis = ["06 12 34 56 78"]\n')
    options = ("--depuis", str(tmp_path / "structures.json"), "--appliquer")
    assert publish_from(project, *options) == 0
    assert b"+33612345678" in (project / "publication" / "structures.json").read_bytes()


def test_a_drop_stops_the_publication_until_it_is_accepted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish_from(project, "--appliquer") == 0
    before = read_outputs(project / "publication")
    write_catalogue(project / "pdi.csv", ROWS[:2])
    assert run(["synchroniser", "--projet", str(project), "--accepter-baisse"]) == 0
    capsys.readouterr()
    assert publish_from(project, "--appliquer") == 1
    assert "1 structure au lieu de 3" in capsys.readouterr().out
    assert read_outputs(project / "publication") == before
    assert publish_from(project, "--appliquer", "--accepter-baisse") == 0
    assert read_outputs(project / "publication") != before


def test_a_dataset_of_files_may_be_published_instead(project: Path, tmp_path: Path) -> None:
    merged = Path(shutil.copytree(project / "sorties" / "essai", tmp_path / "fusion"))
    assert publish_from(project, "--depuis", str(merged), "--vers", str(tmp_path / "jeu"), "--appliquer") == 0
    assert verify_file(tmp_path / "jeu" / "data-inclusion.xlsx").is_clean


def test_an_orphan_stops_everything_with_code_1(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services = tmp_path / "services.json"
    shutil.copy(project / "sorties" / "essai" / "services.json", services)
    assert publish_from(project, "--depuis", str(services), "--appliquer") == 1
    assert "Ajoutez la structure" in capsys.readouterr().out
    assert not (project / "publication").exists()


def test_the_folder_of_the_outputs_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish_from(project, "--vers", str(project / "sorties" / "essai")) == 2
    assert "donnez un autre dossier" in capsys.readouterr().err


def test_without_the_publication_table_the_key_to_add_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_project(tmp_path)
    assert publish_from(tmp_path) == 3
    assert "[publication]" in capsys.readouterr().err


def test_before_the_first_run_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_project(tmp_path)
    add_publication(tmp_path)
    assert publish_from(tmp_path) == 3
    assert "offre-insertion synchroniser" in capsys.readouterr().err
    assert not (tmp_path / ".offre-insertion").exists()


def test_a_wrong_licence_is_refused_with_those_that_exist(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_project(tmp_path)
    add_publication(tmp_path, PUBLICATION + 'licence = "cc0"\n')
    assert publish_from(tmp_path) == 3
    assert "publication.licence" in capsys.readouterr().err
