"""Where the dispositifs come from: the history of a project, the folder of a conversion."""

from __future__ import annotations

from pathlib import Path

import pytest

from offre_insertion.connector_loader import load_connector
from offre_insertion.conversion import read_catalogue
from offre_insertion.errors import ReadError
from offre_insertion.extension import Quantite
from offre_insertion.history import open_history
from offre_insertion.pipeline import synchronise
from offre_insertion.publishing import write_catalogue
from offre_insertion.reporting.fiches import Holding, read_folder, read_project
from tests.projects import CONNECTOR, FIRST_DAY, ROWS, make_project
from tests.projects import write_catalogue as write_csv

SUSPENDED = (
    CONNECTOR + 'suspendue = { literal = "oui", when = { column = "Action", equals = "Bilan mobilité" } }\n'
)


def of_project(folder: Path, *, url: str | None = None, connector: str = CONNECTOR) -> Holding:
    """What the history says after one run."""
    settings = make_project(folder, url=url, connector=connector)
    synchronise(settings, day=FIRST_DAY)
    with open_history(settings.history_url) as history:
        holding, unseen = read_project(history, [load_connector(str(folder / "pdi.toml"))], departement="53")
    assert unseen == []
    return holding


def of_folder(folder: Path, *, connector: str = CONNECTOR) -> Holding:
    """What the files of a conversion say."""
    folder.mkdir(exist_ok=True)
    write_csv(folder / "pdi.csv")
    (folder / "pdi.toml").write_text(connector, encoding="utf-8")
    read = load_connector(str(folder / "pdi.toml"))
    catalogue = read_catalogue(folder / "pdi.csv", read, observed=FIRST_DAY, today=FIRST_DAY)
    write_catalogue(catalogue, folder / "sortie")
    return read_folder(folder / "sortie")


def costs(holding: Holding) -> dict[str, str]:
    """Name of a dispositif → its cost as written."""
    return {
        one.nom: cost.texte
        for one in holding.dispositifs
        for cost in one.private("cout_total")
        if isinstance(cost, Quantite)
    }


def test_the_last_snapshot_gives_the_services_with_their_private_fields(tmp_path: Path, url: str) -> None:
    holding = of_project(tmp_path, url=url)
    assert {one.nom for one in holding.dispositifs} == {row[4] for row in ROWS}
    assert costs(holding) == {"Auto-école sociale": "1 000 €", "Bilan mobilité": "500 €"}
    assert holding.subtitle.replace("\u00a0", " ") == "Département : Mayenne (53), catalogue au 02/03/2026"
    assert holding.columns is not None
    assert holding.columns["essai"]["prive.cout_total"] == ("Coût",)
    assert holding.columns["essai"]["service.description"] == ("Texte",)


def test_the_folder_of_a_conversion_says_the_same_without_the_columns(tmp_path: Path) -> None:
    holding = of_folder(tmp_path)
    assert {one.nom for one in holding.dispositifs} == {row[4] for row in ROWS}
    assert costs(holding) == {"Auto-école sociale": "1 000 €", "Bilan mobilité": "500 €"}
    assert {one.structure["nom"] for one in holding.dispositifs} == {row[0] for row in ROWS}
    assert (holding.columns, holding.day, holding.subtitle) == (None, None, "")


def test_a_suspended_action_is_kept_apart_in_a_project_and_counted_in_a_folder(tmp_path: Path) -> None:
    project = of_project(tmp_path / "projet", connector=SUSPENDED)
    assert (len(project.published), project.withheld) == (4, 1)
    folder = of_folder(tmp_path / "dossier", connector=SUSPENDED)
    assert (len(folder.dispositifs), folder.withheld, folder.absent) == (4, 0, 1)


def test_a_source_that_no_run_has_seen_is_said(tmp_path: Path) -> None:
    settings = make_project(tmp_path)
    with open_history(settings.history_url) as history:
        holding, unseen = read_project(history, [load_connector(str(tmp_path / "pdi.toml"))])
    assert (holding.dispositifs, holding.day, unseen) == ((), None, ["essai"])


def test_a_folder_without_a_private_file_has_no_private_field(tmp_path: Path) -> None:
    of_folder(tmp_path)
    (tmp_path / "sortie" / "prive-ne-pas-publier.json").unlink()
    holding = read_folder(tmp_path / "sortie")
    assert len(holding.dispositifs) == 5
    assert costs(holding) == {}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("pas du json", "ne se lit pas"),
        ('{"id": 1}', "ne se lit pas"),
        ('[{"id": "a", "prix": 3}]', "« prix »"),
    ],
)
def test_a_private_file_changed_by_hand_is_refused_in_a_sentence(
    tmp_path: Path, content: str, word: str
) -> None:
    of_folder(tmp_path)
    (tmp_path / "sortie" / "prive-ne-pas-publier.json").write_text(content, encoding="utf-8")
    with pytest.raises(ReadError, match=word):
        read_folder(tmp_path / "sortie")
