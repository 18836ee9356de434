"""A source without dates of its own: only its own cells bring a record up to date, never our reading of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from offre_insertion.history import open_history
from offre_insertion.history.corrections import Correction, add_corrections
from offre_insertion.history.values import Ref
from offre_insertion.pipeline import synchronise
from offre_insertion.settings import Settings
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.metric import Metric
from offre_insertion.tracking.metrics.freshness import measure_mis_a_jour
from offre_insertion.tracking.storage import Surveys
from tests.projects import CONNECTOR, ROWS, make_project, write_catalogue
from tests.tracking.stories import AUGUST, JULY, JUNE, SEPTEMBER, at, told

#: Two rows of five have a cost: the new field is no change of the whole source.
EDITED = CONNECTOR.replace("[prive]", 'frais_precisions = { column = "Coût" }\n\n[prive]')
GARAGE = "essai--roule-bocage-gorron-garage-solidaire"


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Synchronised once, in June."""
    settings = make_project(tmp_path / "projet")
    synchronise(settings, day=JUNE)
    return settings


def edit_connector(project: Settings, text: str = EDITED) -> None:
    """What the animator does one day."""
    (project.folder / "pdi.toml").write_text(text, encoding="utf-8")


def edit_cell(project: Settings) -> None:
    """Somebody rewrites the description of the garage."""
    rows = [(*row[:5], "Réparation à petit prix, le lundi.", *row[6:]) if row[4] == "Garage solidaire" else row
            for row in ROWS]  # fmt: skip
    write_catalogue(project.folder / "pdi.csv", rows)


def updated(project: Settings) -> Metric:
    """« Mis à jour » from June to September."""
    with open_history(project.history_url) as history:
        surveys = Surveys(history, Suivi(), now=at(SEPTEMBER))
        june, september = surveys.at(JUNE), surveys.at(SEPTEMBER)
    assert june is not None
    assert september is not None
    return measure_mis_a_jour(told([june, september]))


def dates(project: Settings) -> dict[str, str]:
    """Id → date_maj of the services of the last run."""
    with open_history(project.history_url) as history:
        snapshot = history.last_snapshot("essai")
        entries = history.entries(snapshot) if snapshot else {}
        records = history.records(entry.content for entry in entries.values())
    return {
        ref.id: records[entry.content]["date_maj"] for ref, entry in entries.items() if ref.kind == "service"
    }


def test_an_edited_connector_updates_nothing_then_an_edited_cell_updates_one(project: Settings) -> None:
    edit_connector(project)
    report = synchronise(project, day=AUGUST)
    assert len(report.sources[0].changes.modified) == 2
    assert set(dates(project).values()) == {"2026-06-30"}
    synchronise(project, day=SEPTEMBER)
    assert updated(project).numerator == 0
    edit_cell(project)
    synchronise(project, day=SEPTEMBER)
    metric = updated(project)
    assert (metric.numerator, metric.denominator) == (1, 5)
    assert {name for name, date in dates(project).items() if date == "2026-09-30"} == {GARAGE}


def test_a_cell_and_the_connector_changed_together_update_the_cell_alone(project: Settings) -> None:
    edit_connector(project)
    edit_cell(project)
    synchronise(project, day=SEPTEMBER)
    assert updated(project).numerator == 1
    assert {name for name, date in dates(project).items() if date == "2026-09-30"} == {GARAGE}


def test_the_same_file_keeps_its_dates_even_when_its_lines_are_read_otherwise(project: Settings) -> None:
    """Rows joined with another file, a heading elsewhere: the prints of the rows all change."""
    with open_history(project.history_url) as history:
        before = history.last_snapshot("essai")
        assert before is not None
        cells = {entry.cells for entry in history.entries(before).values()}
    edit_connector(project, EDITED.replace("[structure]", '[format]\nempty = ["500 €"]\n\n[structure]', 1))
    synchronise(project, day=SEPTEMBER)
    with open_history(project.history_url) as history:
        after = history.last_snapshot("essai")
        assert after is not None
        assert {entry.cells for entry in history.entries(after).values()} != cells
    assert set(dates(project).values()) == {"2026-06-30"}


def test_a_source_that_loses_its_own_dates_is_not_updated_by_it(tmp_path: Path) -> None:
    dated = CONNECTOR.replace(
        'date_maj = { otherwise = "observation" }', 'date_maj = { literal = "2026-05-04" }'
    )
    project = make_project(tmp_path / "projet", connector=dated)
    synchronise(project, day=JUNE)
    edit_connector(project)
    synchronise(project, day=SEPTEMBER)
    assert set(dates(project).values()) == {"2026-09-30"}
    assert updated(project).numerator == 0


def test_an_answer_of_a_partner_is_still_an_update(project: Settings) -> None:
    with open_history(project.history_url) as history:
        line = Correction(
            Ref("service", GARAGE), "frais", "gratuit", None, "Camille", "fiche.xlsx", JULY, at(JULY)
        )
        add_corrections(history, [line])
    edit_connector(project)
    synchronise(project, day=SEPTEMBER)
    metric = updated(project)
    assert metric.numerator == 1
    assert dates(project)[GARAGE] == "2026-07-31"


def test_a_table_of_codes_is_of_the_source_too(tmp_path: Path) -> None:
    """« 1 » has another meaning in the file beside the catalogue: whoever rewrote it updated the records it is in."""
    coded = CONNECTOR.replace(
        'description = { column = "Texte", required = true }',
        'description = { column = "Texte", required = true }\n'
        'frais_precisions = { column = "Coût", codes = "couts" }',
    )
    coded += '\n[code_tables.couts]\nfile = "couts.csv"\ncode = "Code"\nlabel = "Libellé"\n'
    project = make_project(tmp_path / "projet", connector=coded)
    codes = project.folder / "couts.csv"
    codes.write_text("Code;Libellé\n1 000 €;mille euros\n", encoding="utf-8")
    synchronise(project, day=JUNE)
    codes.write_text("Code;Libellé\n1 000 €;mille euros, remboursés\n", encoding="utf-8")
    synchronise(project, day=SEPTEMBER)
    assert updated(project).numerator == 1


@pytest.mark.parametrize("connector", [CONNECTOR, EDITED], ids=["read as before", "read otherwise"])
def test_a_service_moved_by_a_row_of_its_structure_is_updated_that_day(
    tmp_path: Path, connector: str
) -> None:
    """The second service has no commune: it is where the first row says that its structure is."""
    project = make_project(tmp_path / "projet")
    (first, second), others = [list(row) for row in ROWS[:2]], ROWS[2:]
    second[2] = ""
    write_catalogue(project.folder / "pdi.csv", [tuple(first), tuple(second), *others])
    synchronise(project, day=JUNE)
    edit_connector(project, connector)
    first[2] = "Mayenne"
    write_catalogue(project.folder / "pdi.csv", [tuple(first), tuple(second), *others])
    synchronise(project, day=SEPTEMBER)
    assert {name for name, date in dates(project).items() if date == "2026-09-30"} == {
        "essai--99999101100019-auto-ecole-sociale",
        "essai--99999101100019-bilan-mobilite",
    }
    assert updated(project).numerator == 2
