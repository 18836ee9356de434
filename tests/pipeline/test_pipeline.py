"""``synchroniser``: what changed is said, what did not keeps its id and date, and a guard stops before any harm."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from offre_insertion.errors import ConnectorError, HistoryError, PublishError, ReadError
from offre_insertion.history import Ref, RunState, open_history
from offre_insertion.pipeline import Acceptance, RunReport, SourceReport, synchronise
from offre_insertion.pipeline.lock import only_one
from offre_insertion.settings import Settings, load_settings
from tests.projects import (
    COLUMNS,
    CONNECTOR,
    FIRST_DAY,
    ROWS,
    SECOND_DAY,
    make_project,
    read_outputs,
    write_catalogue,
)

Rows = list[list[str]]


@pytest.fixture
def project(tmp_path: Path, url: str) -> Settings:
    """A project that was synchronised once, on the first day."""
    settings = make_project(tmp_path / "projet", url=url)
    report = synchronise(settings, day=FIRST_DAY)
    assert only(report).changes.counts() == {"creees": 8, "modifiees": 0, "inchangees": 0, "disparues": 0}
    return settings


def only(report: RunReport) -> SourceReport:
    assert report.refusals == ()
    (source,) = report.sources
    return source


def test_a_closed_month_that_cannot_be_measured_does_not_stop_the_run_and_quotes_no_record(
    project: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the defect: here, parameters that are not there."""
    unmeasurable = project.model_copy(update={"suivi": None})
    report = synchronise(unmeasurable, day=SECOND_DAY + dt.timedelta(days=40))
    assert only(report).changes.counts()["inchangees"] == 8
    assert "relevé du mois clos non pris (AttributeError) : c’est un défaut du logiciel" in caplog.text


def named(
    records: Iterable[Ref] | Mapping[Ref, tuple[str, ...]],
) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
    """Ids alone: the tests have no structure that bears the id of a service."""
    if isinstance(records, Mapping):
        return {ref.id: fields for ref, fields in records.items()}
    return tuple(ref.id for ref in records)


def change(settings: Settings, *cells: tuple[int, str, str]) -> None:
    """Rewrites the catalogue with some cells changed: (row, column, value)."""
    rows = [list(row) for row in ROWS]
    for row, column, value in cells:
        rows[row][COLUMNS.index(column)] = value
    write_catalogue(settings.folder / "pdi.csv", (tuple(row) for row in rows))


def services(settings: Settings) -> dict[str, dict[str, str]]:
    """The services written, by name."""
    path = settings.outputs / "essai" / "services.json"
    return {record["nom"]: record for record in json.loads(path.read_bytes())}


def structures(settings: Settings) -> dict[str, dict[str, str]]:
    """The structures written, by name."""
    path = settings.outputs / "essai" / "structures.json"
    return {record["nom"]: record for record in json.loads(path.read_bytes())}


# --- changes, ids, dates ---------------------------------------------------------------------------------


def test_the_same_file_on_the_same_day_is_not_even_converted(project: Settings) -> None:
    before = read_outputs(project.outputs)
    steps: list[str] = []
    source = only(synchronise(project, day=FIRST_DAY, observe=lambda step: steps.append(step.name)))
    assert steps == ["lecture", "historique", "terminé"]
    assert source.is_skipped
    assert (bool(source.changes), source.changes.unchanged) == (False, 8)
    assert read_outputs(project.outputs) == before


def test_the_same_file_on_another_day_changes_nothing_and_keeps_the_dates(project: Settings) -> None:
    before = read_outputs(project.outputs)
    source = only(synchronise(project, day=SECOND_DAY))
    assert source.is_skipped  # converted, and not written again
    assert (bool(source.changes), source.changes.unchanged) == (False, 8)
    assert services(project)["Garage solidaire"]["date_maj"] == FIRST_DAY.isoformat()
    after = read_outputs(project.outputs)
    assert {name for name in after if before[name] != after[name]} <= {
        "essai/bilan.json",
        "essai/anomalies.xlsx",
    }


def test_a_changed_record_says_which_fields_and_takes_the_date_of_the_day(project: Settings) -> None:
    change(
        project, (2, "Texte", "Réparation, vente et location de voitures à petit prix."), (1, "Coût", "600 €")
    )
    changes = only(synchronise(project, day=SECOND_DAY)).changes
    assert named(changes.modified) == {
        "essai--99999101100019-bilan-mobilite": ("prive.cout_total",),
        "essai--roule-bocage-gorron-garage-solidaire": ("date_maj", "description"),
    }
    assert changes.unchanged == 6
    dates = {nom: record["date_maj"] for nom, record in services(project).items()}
    assert dates["Garage solidaire"] == SECOND_DAY.isoformat()
    assert dates["Bilan mobilité"] == FIRST_DAY.isoformat()


def test_a_new_row_and_a_removed_one_are_said(project: Settings) -> None:
    new = (
        "Roule Bocage",
        "",
        "Gorron",
        "02 61 91 00 02",
        "Covoiturage",
        "Trajets partagés vers l'emploi.",
        "",
        "",
    )
    write_catalogue(project.folder / "pdi.csv", [*ROWS[:4], new])
    changes = only(synchronise(project, day=SECOND_DAY)).changes
    assert named(changes.created) == ("essai--roule-bocage-gorron-covoiturage",)
    assert named(changes.vanished) == ("essai--la-cle-des-champs-mayenne-epicerie-sociale",)


def test_rows_in_another_order_change_nothing(project: Settings) -> None:
    write_catalogue(project.folder / "pdi.csv", reversed(ROWS))
    assert not only(synchronise(project, day=SECOND_DAY)).changes


def test_a_structure_whose_siret_is_at_last_known_keeps_its_id_and_those_of_its_services(
    project: Settings,
) -> None:
    change(project, (2, "SIRET", "99999103700014"))
    source = only(synchronise(project, day=SECOND_DAY))
    assert named(source.changes.modified) == {"essai--roule-bocage-gorron": ("date_maj", "siret")}
    assert source.renamed == 1
    assert not source.changes.created
    assert services(project)["Garage solidaire"]["structure_id"] == "essai--roule-bocage-gorron"
    # The day after, the new key is known.
    again = only(synchronise(project, day=SECOND_DAY + dt.timedelta(1)))
    assert (bool(again.changes), again.renamed) == (False, 0)


def test_a_renamed_service_keeps_its_id(project: Settings) -> None:
    change(project, (3, "Action", "Jardin d'insertion des Champs"))
    source = only(synchronise(project, day=SECOND_DAY))
    assert named(source.changes.modified) == {
        "essai--la-cle-des-champs-mayenne-jardin-d-insertion": ("date_maj", "nom")
    }
    assert not source.changes.created


def test_an_ambiguous_record_is_an_issue_until_someone_decides(project: Settings) -> None:
    jardin = ROWS[3]
    nord, sud = ((*jardin[:4], f"Jardin d'insertion {where}", *jardin[5:]) for where in ("nord", "sud!"))
    write_catalogue(project.folder / "pdi.csv", [*ROWS[:3], nord, sud, ROWS[4]])
    for day in (SECOND_DAY, SECOND_DAY + dt.timedelta(1)):
        assert only(synchronise(project, day=day)).waiting == 2
        issues = json.loads((project.outputs / "essai" / "anomalies.json").read_bytes())
        asked = [issue for issue in issues if issue["code"] == "identite-ambigue"]
        assert [issue["suggestions"] for issue in asked] == [
            ["essai--la-cle-des-champs-mayenne-jardin-d-insertion"]
        ] * 2
    with open_history(project.history_url) as history:
        first, second = history.waiting_identities()
        history.decide_identity(first, first.candidates[0], author="animatrice")
        history.decide_identity(second, second.record_id, author="animatrice")
    decided = only(synchronise(project, day=SECOND_DAY + dt.timedelta(1)))
    assert decided.waiting == 0
    assert services(project)["Jardin d'insertion nord"]["id"] == first.candidates[0]
    assert named(decided.changes.created) == (first.candidates[0],)
    assert named(decided.changes.vanished) == (first.record_id,)


def test_the_private_extension_is_remembered(project: Settings) -> None:
    with open_history(project.history_url) as history:
        snapshot = history.last_snapshot("essai")
        assert snapshot is not None
        entries = history.entries(snapshot)
        private = history.extensions(one.extension for one in entries.values() if one.extension)
        assert {one.get("contact_nom") for one in private.values()} == {"M. Fictif", "Mme Exemple", None}
        assert "Fictif" not in repr(history.records(one.content for one in entries.values()))


def test_a_structure_and_a_service_of_the_same_id_are_two_records(tmp_path: Path, url: str) -> None:
    own = CONNECTOR.replace("[structure]", '[structure]\nid = { column = "Coût" }')
    own = own.replace("[service]", '[service]\nid = { column = "Coût" }').replace(
        'cout_total = { column = "Coût" }\n', ""
    )
    settings = make_project(tmp_path, url=url, connector=own)
    rows = [(*row[:6], f"id-{number}", row[7]) for number, row in enumerate(ROWS)]
    write_catalogue(settings.folder / "pdi.csv", rows)
    assert only(synchronise(settings, day=FIRST_DAY)).changes.counts()["creees"] == 10
    rows[0] = (*rows[0][:5], "Préparation du permis, en groupe de six.", *rows[0][6:])
    write_catalogue(settings.folder / "pdi.csv", rows)
    changes = only(synchronise(settings, day=SECOND_DAY)).changes
    assert changes.modified == {Ref("service", "essai--id-0"): ("date_maj", "description")}
    assert changes.unchanged == 9


# --- guards ----------------------------------------------------------------------------------------------


def refused(settings: Settings) -> str:
    """The sentences of the guards; nothing was replaced, and the run is told as stopped."""
    before = read_outputs(settings.outputs / "essai")
    report = synchronise(settings, day=SECOND_DAY)
    assert report.refusals
    assert report.sources == ()
    assert read_outputs(settings.outputs / "essai") == before
    with open_history(settings.history_url) as history:
        assert history.runs()[0].state is RunState.ARRETE
        last = history.last_snapshot("essai")
        assert last is not None
        assert last.day == FIRST_DAY
    return " ".join(report.refusals)


def test_a_short_file_stops_the_run_and_can_be_accepted(project: Settings) -> None:
    write_catalogue(project.folder / "pdi.csv", ROWS[:3])
    said = refused(project)
    assert "3 lignes au lieu de 5" in said
    assert "une baisse de 40 %" in said
    assert "--accepter-baisse" in said
    assert (project.outputs / "_refuse" / "essai" / "anomalies.xlsx").is_file()
    source = only(synchronise(project, day=SECOND_DAY, accept=Acceptance(baisse=True)))
    assert len(source.changes.vanished) == 3
    assert not (project.outputs / "_refuse" / "essai").exists()
    with open_history(project.history_url) as history:
        assert history.runs()[0].reason == "essai : baisse admise."


def test_changed_columns_stop_the_run_and_can_be_accepted(project: Settings) -> None:
    columns = (*COLUMNS[:-1], "Nom du référent")
    write_catalogue(project.folder / "pdi.csv", columns=columns)
    said = refused(project)
    assert "« Référent » semble renommée « Nom du référent »" in said
    assert "corrigez le connecteur" in said
    connector = CONNECTOR.replace('"Référent"', '"Nom du référent"')
    (project.folder / "pdi.toml").write_text(connector, encoding="utf-8")
    assert "--accepter-colonnes" in refused(project)
    assert not only(synchronise(project, day=SECOND_DAY, accept=Acceptance(colonnes=True))).changes
    assert not only(synchronise(project, day=SECOND_DAY + dt.timedelta(1))).changes


def test_a_missing_column_that_the_connector_reads_cannot_be_accepted(project: Settings) -> None:
    write_catalogue(project.folder / "pdi.csv", (row[:-1] for row in ROWS), columns=COLUMNS[:-1])
    with pytest.raises(ConnectorError, match="Référent"):
        synchronise(project, day=SECOND_DAY, accept=Acceptance(colonnes=True))


def test_an_expectation_that_does_not_hold_stops_the_first_run_too(tmp_path: Path) -> None:
    settings = make_project(tmp_path, connector=f"{CONNECTOR}\n[expect]\nmin_rows = 6\n")
    report = synchronise(settings, day=FIRST_DAY)
    assert "5 lignes lues, au moins 6 attendues" in report.refusals[0]
    assert not (settings.outputs / "essai").exists()


# --- what goes wrong -------------------------------------------------------------------------------------


def test_a_missing_file_is_a_failed_run_and_the_next_one_goes_on(project: Settings) -> None:
    path = project.folder / "pdi.csv"
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(ReadError):
        synchronise(project, day=SECOND_DAY)
    with open_history(project.history_url) as history:
        assert (history.runs()[0].state, "pdi.csv" in (history.runs()[0].reason or "")) == (
            RunState.ECHEC,
            True,
        )
    path.write_bytes(content)
    assert not only(synchronise(project, day=SECOND_DAY)).changes


def test_outputs_that_cannot_be_written_leave_the_history_as_it_was(project: Settings) -> None:
    change(project, (0, "Action", "Permis B"))
    folder = project.outputs / "essai"
    moved = folder.rename(project.outputs / "de-cote")
    folder.write_text("un fichier à la place du dossier")
    with pytest.raises(PublishError):
        synchronise(project, day=SECOND_DAY)
    folder.unlink()
    moved.rename(folder)
    changes = only(synchronise(project, day=SECOND_DAY)).changes
    assert (
        named(changes.modified) == {"essai--99999101100019-auto-ecole-sociale": ("date_maj", "nom")}
        or changes.created
    )


def test_a_second_run_at_the_same_time_is_refused(project: Settings) -> None:
    with (
        only_one(project.lock),
        pytest.raises(HistoryError, match=r"déjà en cours \(processus \d+\)"),
    ):
        synchronise(project, day=SECOND_DAY)


def test_altered_outputs_are_written_again(project: Settings) -> None:
    before = read_outputs(project.outputs)
    (project.outputs / "essai" / "services.json").unlink()
    (project.outputs / "essai" / "services.csv").write_text("corrigé à la main")
    assert not only(synchronise(project, day=FIRST_DAY)).is_skipped
    assert read_outputs(project.outputs) == before


def test_two_catalogues_of_one_source_are_refused(tmp_path: Path) -> None:
    settings = make_project(tmp_path)
    path = tmp_path / "offre-insertion.toml"
    entry = '[[catalogues]]\nfichier = "pdi.csv"\nconnecteur = "pdi.toml"\n'
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{entry}", encoding="utf-8")
    with pytest.raises(ConnectorError, match="même source « essai »"):
        synchronise(load_settings(settings.folder), day=FIRST_DAY)
